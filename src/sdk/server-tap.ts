import { expectKind, isFunction } from '../check.js'
import type { Attached, Connection } from '../request/connection.js'
import { type Era, eraOfVersion } from '../request/message.js'
import { registry } from '../request/registry.js'
import type { WarningCode } from '../warning.js'
import { type FrameworkServer, serversOf } from './frameworks.js'
import { Override } from './override.js'
import type { SdkServer, ServerSource } from './server-source.js'
import { sessionsBehind } from './shared-transport.js'
import { type Transport, TransportTap } from './transport-tap.js'

/** A server of an SDK, or a `FastMCP` or an `MCPServer` of mcp-framework for all the servers that they create. */
export type AttachableServer = SdkServer | FrameworkServer

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

/** Called with each client that an attached server connects to. */
export interface ConnectionObserver {
  /** Whether it wants no more connections: it is then removed when a server connects later. */
  readonly closed: boolean
  /** Whether it sends log messages, for which the server has to declare the `logging` capability. */
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
 * @returns a function that stops watching for this observer
 * @throws TypeError if `server` is not a server of an MCP SDK, or cannot be watched; it is then unchanged
 */
export function tap(server: AttachableServer, observer: ConnectionObserver): () => void {
  const servers = serversOf(server)
  if (servers !== undefined) return tapEach(servers, observer)
  const protocol = protocolOf(server)
  if (observer.closed) return () => {}
  const serverTap = serverTapOf(server) ?? new ServerTap(protocol)
  registry.taps.set(protocol, serverTap)
  serverTap.add(observer)
  return () => serverTap.remove(observer)
}

/** Holds servers weakly: there may be one for each request. */
function tapEach(servers: ServerSource, observer: ConnectionObserver): () => void {
  if (observer.closed) return () => {}
  const refs = new Set<WeakRef<SdkServer>>()
  const collected = new FinalizationRegistry<WeakRef<SdkServer>>((ref) => refs.delete(ref))
  const seen = new WeakSet<SdkServer>()
  const leave = servers.follow((server) => {
    if (observer.closed) return leave()
    if (seen.has(server)) return
    seen.add(server)
    const ref = new WeakRef(server)
    refs.add(ref)
    collected.register(server, ref)
    tap(server, observer)
  })
  return () => {
    leave()
    for (const ref of refs) {
      const server = ref.deref()
      if (server !== undefined) serverTapOf(server)?.remove(observer)
    }
  }
}

function serverTapOf(server: AttachableServer): ServerTap | undefined {
  return registry.taps.get(protocolOf(server)) as ServerTap | undefined
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
  /** Used instead, if several clients share the transport. */
  #sharers: Sharers | undefined
  /** Why the transport of a server that was already connected cannot be watched. */
  #unwatchable: unknown

  constructor(protocol: Protocol) {
    this.#protocol = protocol
    const { transport } = protocol
    if (transport !== undefined && !this.#isShared(transport)) this.#transportTap = this.#watchLate(transport)
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
    const isWatched = this.#observers.length > 0 && !this.#isShared(transport)
    const transportTap = isWatched ? this.#watch(transport) : undefined
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
    this.#sharers?.add(observer)
  }

  #isShared(transport: Transport): boolean {
    const sessions = sessionsBehind(transport)
    if (sessions === undefined) return false
    this.#sharers = new Sharers(sessions)
    for (const observer of this.#observers) this.#sharers.add(observer)
    return true
  }

  remove(observer: ConnectionObserver): void {
    if (!this.#observers.includes(observer)) return
    this.#observers = this.#observers.filter((each) => each !== observer)
    this.#sharers?.remove(observer)
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
    // It is up to the SDK to refuse a second connect: the first connection goes on.
    if (this.#transportTap === undefined || this.#transportTap.connection.closed) this.#transportTap = transportTap
    for (const observer of this.#observers) observer.connected(transportTap.connection)
    return transportTap
  }
}

/** The clients that share one transport, each watched separately. */
class Sharers {
  readonly #sessions: ServerSource
  readonly #leave = new Map<ConnectionObserver, () => void>()

  constructor(sessions: ServerSource) {
    this.#sessions = sessions
  }

  add(observer: ConnectionObserver): void {
    this.#leave.set(observer, tapEach(this.#sessions, observer))
  }

  remove(observer: ConnectionObserver): void {
    this.#leave.get(observer)?.()
    this.#leave.delete(observer)
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
 * @returns whether it is declared, as far as known
 */
function declareLogging(protocol: Protocol): boolean {
  if (protocol.transport !== undefined) return protocol.getCapabilities?.()?.logging !== undefined
  protocol.registerCapabilities?.({ logging: {} })
  return true
}

/** What the client of a server that was attached late has said before. */
function eraOf(protocol: Protocol): Era | undefined {
  const version = protocol.getNegotiatedProtocolVersion?.()
  if (version !== undefined) return eraOfVersion(version)
  return protocol.getClientVersion?.() === undefined ? undefined : 'legacy'
}
