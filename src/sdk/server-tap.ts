import { expectKind, isFunction } from '../check.js'
import type { Attached, Connection } from '../request/connection.js'
import { type Era, eraOfVersion } from '../request/message.js'
import { registry } from '../request/registry.js'
import type { WarningCode } from '../warning.js'
import { Override } from './override.js'
import { type Transport, TransportTap } from './transport-tap.js'

/**
 * What of an SDK's server is used: the high-level `McpServer` or the low-level `Server`, v1
 * (`@modelcontextprotocol/sdk`) or v2 (`@modelcontextprotocol/server`).
 */
export interface AttachableServer {
  connect(transport: never): Promise<void>
}

/** The low-level server, which the high-level one wraps. */
interface Protocol {
  connect(transport: Transport): Promise<void>
  setRequestHandler: unknown
  registerCapabilities?(capabilities: { logging: object }): void
  getCapabilities?(): { readonly logging?: unknown } | undefined
  getClientVersion?(): unknown
  getNegotiatedProtocolVersion?(): string | undefined
  readonly transport?: Transport | undefined
}

/** Learns of each client that an attached server is connected to. */
export interface ConnectionObserver {
  /** It needs no more connections: a server that connects later lets go of it. */
  readonly closed: boolean
  /** Whether it sends log messages: then the server declares that it does. */
  readonly sendsLogs: boolean
  connected(connection: Connection): void
  /** The observer has stopped watching; the connection itself may go on. */
  disconnected(connection: Connection): void
  warn(code: WarningCode, message: string, cause?: unknown): void
}

/**
 * Watches what a server receives and sends, whoever connects it and however often. Every observer of a server shares
 * one tap, so that requests are seen once.
 *
 * @returns stops watching for this observer
 * @throws TypeError if `server` is not a server of an MCP SDK, or does not let itself be watched; it is as it was then
 */
export function tap(server: AttachableServer, observer: ConnectionObserver): () => void {
  const protocol = protocolOf(server)
  if (observer.closed) return () => {}
  const serverTap = (registry.taps.get(protocol) as ServerTap | undefined) ?? new ServerTap(protocol)
  registry.taps.set(protocol, serverTap)
  serverTap.add(observer)
  return () => serverTap.remove(observer)
}

function protocolOf(server: AttachableServer): Protocol {
  const inner = (server as { server?: unknown } | null | undefined)?.server ?? server
  expectKind('server', inner, 'an McpServer or Server of an MCP SDK', isProtocol)
  return inner as Protocol
}

/** Sockets, database clients and Express applications have a `connect` as well; the SDKs' clients handle requests, too. */
function isProtocol(value: unknown): boolean {
  const { connect, setRequestHandler, getServerCapabilities } = (value ?? {}) as Partial<Protocol> & {
    getServerCapabilities?: unknown
  }
  return isFunction(connect) && isFunction(setRequestHandler) && getServerCapabilities === undefined
}

class ServerTap implements Attached {
  #observers: readonly ConnectionObserver[] = []
  readonly #protocol: Protocol
  readonly #connect: Override<Protocol, 'connect'>
  #transportTap: TransportTap | undefined
  /** Why the transport that the server had already does not let itself be watched. */
  #unwatchable: unknown

  constructor(protocol: Protocol) {
    this.#protocol = protocol
    if (protocol.transport !== undefined) this.#transportTap = this.#watchLate(protocol.transport)
    try {
      this.#connect = new Override(protocol, 'connect', (each) => this.#connecting(each))
    } catch (error) {
      this.#transportTap?.stop()
      throw error
    }
  }

  #watchLate(transport: Transport): TransportTap | undefined {
    try {
      const transportTap = new TransportTap(transport, this, true)
      const { connection } = transportTap
      const protocol = this.#protocol
      connection.learnClient(protocol.getClientVersion?.(), protocol.getNegotiatedProtocolVersion?.())
      const era = eraOf(protocol)
      if (era !== undefined) connection.learn(era)
      return transportTap
    } catch (cause) {
      this.#unwatchable = cause
      return undefined
    }
  }

  async #connecting(transport: Transport): Promise<void> {
    for (const observer of this.#observers) if (observer.closed) this.remove(observer)
    const connect = this.#connect.original
    const transportTap = this.#observers.length === 0 ? undefined : this.#watch(transport)
    try {
      await connect.call(this.#protocol, transport)
    } catch (error) {
      transportTap?.stop()
      throw error
    }
  }

  add(observer: ConnectionObserver): void {
    if (this.#observers.includes(observer)) return
    this.#observers = this.#observers.concat(observer)
    // Its client does not expect log messages if it has connected before they were declared.
    if (observer.sendsLogs && !declareLogging(this.#protocol)) observer.warn('ATTACHED_LATE', LATE)
    if (this.#unwatchable !== undefined) observer.warn('UNWATCHABLE_TRANSPORT', UNWATCHABLE, this.#unwatchable)
    const connection = this.#transportTap?.connection
    if (connection !== undefined && !connection.closed) observer.connected(connection)
  }

  remove(observer: ConnectionObserver): void {
    if (!this.#observers.includes(observer)) return
    this.#observers = this.#observers.filter((each) => each !== observer)
    if (this.#transportTap !== undefined) observer.disconnected(this.#transportTap.connection)
    if (this.#observers.length > 0) return
    registry.taps.delete(this.#protocol)
    this.#connect.undo()
    this.#transportTap?.stop()
  }

  /** A transport that cannot be watched, a frozen one for example, still has to serve its client. */
  #watch(transport: Transport): TransportTap | undefined {
    let transportTap: TransportTap
    try {
      transportTap = new TransportTap(transport, this, false)
    } catch (cause) {
      for (const observer of this.#observers) observer.warn('UNWATCHABLE_TRANSPORT', UNWATCHABLE, cause)
      return undefined
    }
    // A second connect on a live connection is the SDK's to refuse: the first one goes on.
    if (this.#transportTap === undefined || this.#transportTap.connection.closed) this.#transportTap = transportTap
    for (const observer of this.#observers) observer.connected(transportTap.connection)
    return transportTap
  }
}

const LATE =
  'A server was attached after it had connected: its client was not told of the `logging` capability. ' +
  'Attach it before `connect`, or declare the capability yourself'
const UNWATCHABLE =
  'A transport does not let itself be watched: its client gets no log messages. ' +
  'Its properties `send`, `start`, `onmessage` and `onclose` must be writable'

/**
 * A capability can be declared until the server is connected; afterwards only `logging/setLevel` is made to work.
 *
 * @returns whether it is declared, as far as can be told
 */
function declareLogging(protocol: Protocol): boolean {
  if (protocol.transport !== undefined) return protocol.getCapabilities?.()?.logging !== undefined
  protocol.registerCapabilities?.({ logging: {} })
  return true
}

/** For a server that was attached late: what its client has said already. */
function eraOf(protocol: Protocol): Era | undefined {
  const version = protocol.getNegotiatedProtocolVersion?.()
  if (version !== undefined) return eraOfVersion(version)
  return protocol.getClientVersion?.() === undefined ? undefined : 'legacy'
}
