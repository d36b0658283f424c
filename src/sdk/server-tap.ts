import { expectKind } from '../check.js'
import { recordsOf } from '../delivery/response.js'
import { parseLevel } from '../levels/mcp-level.js'
import {
  Connection,
  type Era,
  eraOfVersion,
  type Message,
  type OpenRequest,
  type RequestId,
  type SendOptions,
  type WatchedServer,
  type Wire,
} from '../request/connection.js'
import { runInScope } from '../request/scope.js'
import { Override } from './override.js'
import { overrideCallback } from './override-callback.js'
import { guardStdout, type StdioTransport } from './stdout.js'

/**
 * What of an SDK's server is used: the high-level `McpServer` or the low-level `Server`, v1
 * (`@modelcontextprotocol/sdk`) or v2 (`@modelcontextprotocol/server`).
 */
export interface AttachableServer {
  connect(transport: never): Promise<void>
}

interface Transport extends StdioTransport {
  handleRequest?: unknown
  start(): Promise<void>
  send(message: Message, options?: SendOptions): Promise<void>
  onmessage?: ((message: Message, extra?: MessageExtra) => void) | undefined
  onclose?: (() => void) | undefined
  sessionId?: string | undefined
}

/** Both SDKs hand the HTTP request to `onmessage`, under different names. */
interface MessageExtra {
  readonly requestInfo?: unknown
  readonly request?: unknown
}

interface Protocol {
  connect(transport: Transport): Promise<void>
  registerCapabilities?(capabilities: { logging: object }): void
  getClientVersion?(): unknown
  getNegotiatedProtocolVersion?(): string | undefined
  readonly transport?: Transport | undefined
}

/** Told of each client that a tapped server is connected to. */
export interface ConnectionObserver {
  /** It will not want to know of any more connections: then a server that connects later lets go of it. */
  readonly closed: boolean
  connected(connection: Connection): void
  /** The observer has stopped watching; the connection itself may go on. */
  disconnected(connection: Connection): void
}

const INVALID_PARAMS = -32602
const METHOD_NOT_FOUND = -32601

const taps = new WeakMap<object, ServerTap>()

/**
 * Watches what a server receives and sends, whoever connects it and however often. Every observer of a server shares
 * one tap, so that requests are seen once.
 *
 * @returns stops watching for this observer
 * @throws TypeError if `server` is not a server of an MCP SDK
 */
export function tap(server: AttachableServer, observer: ConnectionObserver): () => void {
  const protocol = protocolOf(server)
  if (observer.closed) return () => {}
  const serverTap = taps.get(protocol) ?? new ServerTap(protocol)
  serverTap.add(observer)
  return () => serverTap.remove(observer)
}

function protocolOf(server: AttachableServer): Protocol {
  const inner = (server as { server?: unknown } | null | undefined)?.server ?? server
  const isProtocol = (each: unknown): boolean => typeof (each as Protocol | null | undefined)?.connect === 'function'
  expectKind('server', inner, 'an McpServer or Server of an MCP SDK', isProtocol)
  return inner as Protocol
}

class ServerTap implements WatchedServer {
  #observers: readonly ConnectionObserver[] = []
  readonly #connect: Override<Protocol, 'connect'>
  #transportTap: TransportTap | undefined

  constructor(private readonly protocol: Protocol) {
    taps.set(protocol, this)
    declareLogging(protocol)
    this.#connect = new Override(protocol, 'connect', (transport) => this.#connecting(transport))
    if (protocol.transport !== undefined) {
      this.#transportTap = new TransportTap(protocol.transport, this, true)
      this.#transportTap.connection.era = eraOf(protocol)
    }
  }

  async #connecting(transport: Transport): Promise<void> {
    for (const observer of this.#observers) if (observer.closed) this.remove(observer)
    const connect = this.#connect.original
    if (this.#idle) return connect.call(this.protocol, transport)
    const transportTap = this.#watch(transport)
    try {
      await connect.call(this.protocol, transport)
    } catch (error) {
      transportTap.stop()
      throw error
    }
  }

  get #idle(): boolean {
    return this.#observers.length === 0
  }

  add(observer: ConnectionObserver): void {
    if (!this.#observers.includes(observer)) this.#observers = this.#observers.concat(observer)
    const connection = this.#transportTap?.connection
    if (connection !== undefined && !connection.closed) observer.connected(connection)
  }

  remove(observer: ConnectionObserver): void {
    if (!this.#observers.includes(observer)) return
    this.#observers = this.#observers.filter((each) => each !== observer)
    if (this.#transportTap !== undefined) observer.disconnected(this.#transportTap.connection)
    if (!this.#idle) return
    taps.delete(this.protocol)
    this.#connect.undo()
    this.#transportTap?.stop()
  }

  #watch(transport: Transport): TransportTap {
    // A second connect on a live connection is the SDK's to refuse: the first one goes on.
    const transportTap = new TransportTap(transport, this, false)
    if (this.#transportTap === undefined || this.#transportTap.connection.closed) this.#transportTap = transportTap
    for (const observer of this.#observers) observer.connected(transportTap.connection)
    return transportTap
  }
}

/** A capability can be declared until the server is connected; afterwards only `logging/setLevel` is made to work. */
function declareLogging(protocol: Protocol): void {
  if (protocol.transport === undefined) protocol.registerCapabilities?.({ logging: {} })
}

/** For a server that was attached late: what its client has said already. */
function eraOf(protocol: Protocol): Era | undefined {
  const version = protocol.getNegotiatedProtocolVersion?.()
  if (version !== undefined) return eraOfVersion(version)
  return protocol.getClientVersion?.() === undefined ? undefined : 'legacy'
}

/** Sees one transport's traffic: opens a scope for each message that comes in, closes requests as they are answered. */
class TransportTap implements Wire {
  readonly connection: Connection
  readonly #send: Override<Transport, 'send'>
  #start: Override<Transport, 'start'> | undefined
  #undo: readonly (() => void)[]

  constructor(
    readonly transport: Transport,
    server: WatchedServer,
    started: boolean,
  ) {
    this.connection = new Connection(this, server)
    // Older SDKs do not tell `onmessage` of the HTTP request.
    this.connection.http = typeof transport.handleRequest === 'function'
    // Applications assign their own after connecting as well, in place of the SDK's.
    this.#undo = [overrideCallback(transport, 'onclose', (handler) => () => this.#closing(handler))]
    this.#send = new Override(transport, 'send', (message, options) => this.#outbound(message, options))
    if (started) {
      this.#listen()
      this.#guard()
    } else {
      // The SDK sets its callbacks on the transport and then calls start(): the moment to get in front of them.
      const start: Override<Transport, 'start'> = new Override(transport, 'start', () => this.#starting(start.original))
      this.#start = start
    }
  }

  #starting(start: Transport['start']): Promise<void> {
    this.#start?.undo()
    this.#start = undefined
    this.#listen()
    const starting = start.call(this.transport)
    this.#guard()
    return starting
  }

  send(message: Message, options?: SendOptions): Promise<void> {
    return this.#send.original.call(this.transport, message, options)
  }

  get sessionId(): string | undefined {
    return this.transport.sessionId
  }

  /** Later than a listener of the transport's own, which makes this one needless. */
  #guard(): void {
    const release = guardStdout(this.transport, this.connection)
    if (release !== undefined) this.#undo = this.#undo.concat(release)
  }

  #listen(): void {
    const { transport } = this
    const { onmessage } = transport
    const inbound = (message: Message, extra?: MessageExtra): void => this.#inbound(onmessage, message, extra)
    transport.onmessage = inbound
    const undo = (): void => {
      if (transport.onmessage === inbound) transport.onmessage = onmessage
    }
    this.#undo = this.#undo.concat(undo)
    transport.onclose ??= () => {}
  }

  #closing(handler: () => void): void {
    this.connection.close()
    handler.call(this.transport)
  }

  stop(): void {
    this.#send.undo()
    this.#start?.undo()
    for (const undo of this.#undo) undo()
    this.#undo = []
    this.connection.close()
  }

  #inbound(onmessage: Transport['onmessage'], message: Message, extra: MessageExtra | undefined): void {
    const { connection } = this
    if (extra?.requestInfo !== undefined || extra?.request !== undefined) connection.http = true
    if (message.method === undefined || message.id === undefined) {
      if (message.method === 'notifications/cancelled') {
        const id = message.params?.requestId
        if (typeof id === 'string' || typeof id === 'number') connection.cancel(id)
      }
      runInScope(connection.scope, () => onmessage?.(message, extra))
      return
    }
    const request = connection.open(message)
    if (isLevelRequest(request) && parseLevel(message.params?.level) === undefined) {
      // The SDKs answer this with -32603; the specification wants "Invalid params".
      const error = { code: INVALID_PARAMS, message: 'Invalid params: unknown log level' }
      this.#outbound({ jsonrpc: '2.0', id: request.id, error }).catch(() => {})
      return
    }
    runInScope(request.scope, () => onmessage?.(message, extra))
  }

  #outbound(message: Message, options?: SendOptions): Promise<void> {
    const request = message.method === undefined ? this.connection.take(message.id as RequestId) : undefined
    if (request === undefined) return this.send(message, options)
    const records = recordsOf(request)
    request.state = 'answering'
    const answer = isLevelRequest(request) ? this.#answerLevel(request, message) : message
    const respond = (): Promise<void> => {
      request.state = 'ended'
      const sent = this.send(answer, options)
      if (answer.error === undefined) this.connection.answered(request)
      return sent
    }
    return records === undefined ? respond() : records.then(respond)
  }

  /** The level holds once the server agrees; a server that has no handler of its own agrees with any. */
  #answerLevel(request: OpenRequest, message: Message): Message {
    const missing = (message.error as { code?: unknown } | undefined)?.code === METHOD_NOT_FOUND
    if (message.error !== undefined && !missing) return message
    const level = parseLevel(request.params?.level)
    if (level !== undefined) this.connection.setLevel(level)
    return missing ? { jsonrpc: '2.0', id: request.id, result: {} } : message
  }
}

/** `logging/setLevel` is gone from the modern era: there the SDK's own answer stands. */
function isLevelRequest(request: OpenRequest): boolean {
  return request.method === 'logging/setLevel' && request.era === 'legacy'
}
