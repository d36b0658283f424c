import { isFunction } from '../check.js'
import type { Message } from '../request/message.js'
import { overrideCallback } from '../sdk/override-callback.js'
import { expectServerName, serverNameOf } from './server-name.js'
import { UntilNamed } from './until-named.js'

/** Where a server states its name from 2026-07-28 on. */
const SERVER_INFO = 'io.modelcontextprotocol/serverInfo'

interface HandshakeTransport {
  onmessage?: ((message: Message, ...rest: unknown[]) => void) | undefined
}

/** The name of a server on a transport: the given one, or the server's own. */
export class NameOfServer {
  #known: string | undefined
  #isAwaited = false
  readonly #held = new UntilNamed()
  readonly #stopWaiting: () => void = () => {}

  /** @throws TypeError if there is neither a name nor a transport on which the server states one */
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

/** The server's name, if the message is its answer to the handshake. */
function nameInAnswer({ result }: Message): string | undefined {
  const { serverInfo, _meta } = Object(result) as { serverInfo?: unknown; _meta?: Readonly<Record<string, unknown>> }
  return serverNameOf(serverInfo) ?? serverNameOf(_meta?.[SERVER_INFO])
}

/**
 * Waits on a transport for the name of its server.
 *
 * @returns a function that stops waiting
 */
function whenNamed(transport: object, onName: (name: string) => void): () => void {
  const undo = overrideCallback(transport as HandshakeTransport, 'onmessage', (handler) => (message, ...rest) => {
    const name = nameInAnswer(message)
    if (name !== undefined) {
      undo()
      onName(name)
    }
    handler.call(transport, message, ...rest)
  })
  return undo
}
