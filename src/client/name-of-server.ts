import { isFunction } from '../check.js'
import { whenNamed } from './handshake.js'
import { expectServerName } from './server-name.js'
import { UntilNamed } from './until-named.js'

/** The name of a server on a transport: as it was given, or as the server tells it. */
export class NameOfServer {
  #known: string | undefined
  #isAwaited = false
  readonly #held = new UntilNamed()
  readonly #stopWaiting: () => void = () => {}

  /** @throws TypeError if there is neither a name nor a transport that could tell one */
  constructor(source: object, given: string | undefined) {
    const isTransport = isFunction((source as { send?: unknown } | null | undefined)?.send)
    if (given !== undefined || !isTransport) expectServerName(given)
    this.#known = given
    if (given !== undefined) return
    this.#isAwaited = true
    this.#stopWaiting = whenNamed(source, (name) => {
      this.#known = name
      this.#release()
    })
  }

  get known(): string | undefined {
    return this.#known
  }

  whenKnown(work: () => void): void {
    if (this.#isAwaited) this.#held.hold(work)
    else work()
  }

  #release(): void {
    this.#isAwaited = false
    this.#held.release()
  }

  stop(): void {
    this.#stopWaiting()
    this.#release()
  }
}
