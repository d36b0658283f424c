import type TransportStream from 'winston-transport'

/**
 * Milliseconds that the exit after an uncaught exception waits at most for its record to be sent: what a working
 * transport needs is less than one.
 */
const LONGEST_WAIT = 100

/**
 * winston holds the process for up to three seconds until the transports of an uncaught exception finish. To emit
 * `finish` would end the pipe from the logger, which goes on if it does not exit on errors: so only the listeners are
 * called that winston has just added.
 */
export class CrashWait {
  #isEnding = false
  /** Who listened for `finish` before winston did. */
  #others: ReadonlySet<unknown> = new Set()

  constructor(
    private readonly transport: TransportStream,
    private readonly flush: (options: { readonly timeout: number }) => Promise<void>,
  ) {}

  /** winston logs an uncaught exception, and is going to listen for `finish`. */
  begin(isEnding: boolean): void {
    if (isEnding && !this.#isEnding) this.#others = new Set(this.transport.rawListeners('finish'))
    this.#isEnding = isEnding
  }

  /** The transport has got the exception's record. */
  logged(): void {
    if (!this.#isEnding) return
    this.#isEnding = false
    const waiting = this.transport.rawListeners('finish').filter((each) => !this.#others.has(each))
    const finish = (): void => {
      for (const each of waiting) each.call(this.transport)
    }
    // HTTP responses are written on the next turn.
    const soon = (): void => void setImmediate(finish)
    this.flush({ timeout: LONGEST_WAIT }).then(soon, soon)
  }
}
