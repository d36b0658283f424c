/** Records that come before a server has told its name are a few lines of its start. */
const MAX_RECORDS = 100
/** Milliseconds after which a server that has not answered is one that does not start: then its log is wanted. */
const MAX_WAIT = 2000

/** Holds back what is to bear the name of a server until that is known, within bounds. */
export class UntilNamed {
  #held: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined

  hold(work: () => void): void {
    this.#held.push(work)
    if (this.#held.length >= MAX_RECORDS) return this.release()
    this.#timer ??= setTimeout(() => this.release(), MAX_WAIT).unref()
  }

  release(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const work of this.#held.splice(0)) work()
  }
}
