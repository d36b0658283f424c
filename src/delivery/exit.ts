/** The longest time that a timer of Node's can be set to. */
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * A set of which something is to be done with every member when the process emits `event`. Without a member it listens
 * for no longer than this turn of the event loop: a queue that has emptied mostly fills again, and to listen is dear.
 */
class Attending<T> extends Set<T> {
  readonly #listener = (): void => {
    for (const member of [...this]) this.attend(member)
  }

  #isListening = false
  #leaving: NodeJS.Immediate | undefined

  constructor(
    private readonly event: 'exit' | 'beforeExit',
    private readonly attend: (member: T) => void,
  ) {
    super()
  }

  override add(member: T): this {
    if (!this.#isListening) {
      this.#isListening = true
      process.on(this.event as 'exit', this.#listener)
    }
    return super.add(member)
  }

  override delete(member: T): boolean {
    if (this.size === 0) return false
    const deleted = super.delete(member)
    if (deleted && this.size === 0) this.#leaving ??= setImmediate(() => this.leave()).unref()
    return deleted
  }

  /** Stops listening if there is nothing to attend to. */
  leave(): void {
    clearImmediate(this.#leaving)
    this.#leaving = undefined
    if (this.size > 0 || !this.#isListening) return
    this.#isListening = false
    process.off(this.event, this.#listener)
  }
}

/** Those with something queued: what can be written synchronously while the process exits is not lost. */
export const exiting = new Attending<{ sendAll(): void }>('exit', (each) => each.sendAll())

/** Nothing is left in the process that could end these waits: who awaits them goes on, in place of an exit code 13. */
const waiting = new Attending<() => void>('beforeExit', (done) => {
  done()
  setImmediate(() => {}) // one more turn: then Node asks again, for the sake of a wait that follows on this one
})

/**
 * Resolves once `done` is called, the time (in milliseconds) is up, or the process has nothing else to do: it keeps no
 * process alive.
 *
 * @param start returns what is to be cleaned up afterwards
 */
export function waitFor(timeout: number, start: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      waiting.delete(done)
      waiting.leave()
      exiting.leave()
      cleanUp()
      resolve()
    }
    const timer = setTimeout(done, Math.min(timeout, LONGEST_TIMER)).unref()
    waiting.add(done)
    const cleanUp = start(done)
  })
}
