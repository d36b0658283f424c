/** Records that come before a server has told its name are a few lines of its start. */
const MAX_RECORDS = 100
/** Milliseconds after which a server that has not answered is one that does not start: then its log is wanted. */
const MAX_WAIT = 2000

/** Holds back what is to bear the name of a server until that is known, within bounds. */
export class UntilNamed {
  #held: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined
  #isTooLate = false

  hold(work: () => void): void {
    if (this.#isTooLate) return work()
    this.#held.push(work)
    if (this.#held.length >= MAX_RECORDS) return this.#giveUp()
    this.#timer ??= setTimeout(() => this.#giveUp(), MAX_WAIT).unref()
  }

  #giveUp(): void {
    this.#isTooLate = true
    this.#flush()
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const work of this.#held.splice(0)) work()
  }

  /** The name is known, or nobody waits for it any more. */
  release(): void {
    this.#isTooLate = false
    this.#flush()
  }
}
