import type { Message } from '../request/message.js'
import { overrideCallback } from '../sdk/override-callback.js'
import { serverNameOf } from './server-name.js'

/** Where a server states its name from 2026-07-28 on. */
const SERVER_INFO = 'io.modelcontextprotocol/serverInfo'

interface HandshakeTransport {
  onmessage?: ((message: Message, ...rest: unknown[]) => void) | undefined
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
export function whenNamed(transport: object, onName: (name: string) => void): () => void {
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
