/** Maximum number of records held: before its name is known, a server logs only a few lines of its start. */
const MAX_RECORDS = 100
/** Milliseconds after which a silent server is assumed not to start: then its log is needed. */
const MAX_WAIT = 2000

/** Holds records back until the name of their server is known, within limits. */
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

  /** Called once the name is known, or is no longer waited for. */
  release(): void {
    this.#isTooLate = false
    this.#flush()
  }
}
