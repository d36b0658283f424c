import { Override } from './override.js'
import { type Maker, type SdkServer, type ServerSource, sourceOf } from './server-source.js'
import type { Transport } from './transport-tap.js'

/** mcp-framework's HTTP transport: a single one for all sessions, which sends each message to all of them. */
interface Multiplexer {
  /** By session id, set before the first message of the session is handled. */
  _transports: Record<string, Transport>
}

/** By the transport of one session. */
const seats = new WeakMap<Transport, SdkServer>()

/**
 * The sessions of a shared transport, each as if it had a server of its own.
 *
 * @returns `undefined` if the transport has a single client
 */
export function sessionsBehind(transport: object): ServerSource | undefined {
  const { type, _transports: sessions } = transport as Partial<Multiplexer> & { readonly type?: unknown }
  if (type !== 'http-stream' || typeof sessions !== 'object') return undefined
  return sourceOf(transport as Multiplexer, sessionsOfMultiplexer)
}

function sessionsOfMultiplexer(multiplexer: Multiplexer): Maker {
  return {
    present: () => Object.values(multiplexer._transports).map(serverOf),
    watch(found) {
      const set = (sessions: Record<string, Transport>, id: string, transport: Transport): boolean => {
        sessions[id] = transport
        found(serverOf(transport))
        return true
      }
      const override = new Override(multiplexer, '_transports', new Proxy(multiplexer._transports, { set }))
      return () => override.undo()
    },
  }
}

/** Represents the shared server for one session. */
function serverOf(transport: Transport): SdkServer {
  const server = seats.get(transport) ?? {
    transport,
    connect: () => Promise.resolve(),
    setRequestHandler: () => {},
    getCapabilities: () => ({ logging: {} }),
  }
  seats.set(transport, server)
  return server
}
