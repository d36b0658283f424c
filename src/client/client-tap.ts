import { expectKind, isFunction } from '../check.js'
import { compareLevels, type McpLevel } from '../levels/mcp-level.js'
import { eraOfVersion, LOG_LEVEL, type Message, PROTOCOL_VERSION, type RequestId } from '../request/message.js'
import { registry } from '../request/registry.js'
import { currentScope, runInScope } from '../request/scope.js'
import { Override } from '../sdk/override.js'
import { type ClientTransport, ClientTransportTap, type TransportObserver } from './client-transport-tap.js'
import type { MessageOrigin } from './request-origins.js'
import { serverNameOf } from './server-name.js'

/** What of an SDK's client is used: the `Client` of v1 (`@modelcontextprotocol/sdk`) or v2 (`…/client`). */
export interface AttachableClient {
  connect(transport: never, options?: never): Promise<void>
}

interface SdkClient {
  connect(transport: ClientTransport, ...rest: unknown[]): Promise<void>
  readonly transport?: ClientTransport | undefined
  getServerCapabilities(): { readonly logging?: unknown } | undefined
  getServerVersion?(): unknown
  getNegotiatedProtocolVersion?(): string | undefined
  setLoggingLevel?(level: McpLevel): Promise<unknown>
}

/** Learns of the log messages that a tapped client receives. */
export interface ClientObserver {
  /** What it wants of the server; `undefined` for whatever the server sends unasked. */
  readonly wanted: McpLevel | undefined
  /** Whether what it wants depends on clients of this process, which come and go. */
  readonly relays: boolean
  received(params: Readonly<Record<string, unknown>>, origin: MessageOrigin): void
  /** The name of the server is known, or will not be. */
  named(): void
  refused(level: McpLevel, cause: unknown): void
}

/** Milliseconds that `connect` waits at most for the answer to `logging/setLevel`, so that the first call is logged. */
const LEVEL_WAIT = 1000

/**
 * The tap of a client, shared by all who watch it.
 *
 * @throws TypeError if `client` is not a client of an MCP SDK
 */
export function tapClient(client: AttachableClient): ClientTap {
  expectKind('client', client, 'a Client of an MCP SDK', isClient)
  let tap = registry.taps.get(client) as ClientTap | undefined
  if (tap === undefined) {
    tap = new ClientTap(client as unknown as SdkClient)
    registry.taps.set(client, tap)
  }
  return tap
}

function isClient(value: unknown): boolean {
  const { connect, getServerCapabilities } = (value ?? {}) as Partial<SdkClient>
  return isFunction(connect) && isFunction(getServerCapabilities)
}

/**
 * Watches the transports of a client, beneath the SDK: there the log messages are that come before `connect` resolves,
 * those that the SDK's schema would refuse, and the requests that a log level has to be put on. Whatever handler the
 * application has set, now or later, is called as ever.
 */
export class ClientTap implements TransportObserver {
  readonly #client: SdkClient
  readonly #observers = new Set<ClientObserver>()
  #connect: Override<SdkClient, 'connect'> | undefined
  #transportTap: ClientTransportTap | undefined
  #initializeId: RequestId | undefined
  #initialName: string | undefined
  /** What the server was asked for last, on this connection. */
  #asked: McpLevel | undefined
  #askingAgain: Promise<void> | undefined
  /** While connecting, the SDK may still hold what the server before this one was called. */
  #nameless = false

  constructor(client: SdkClient) {
    this.#client = client
  }

  /** What the server calls itself: known from its answer on, before the SDK has read it. */
  get serverName(): string | undefined {
    if (this.#nameless) return undefined
    return this.#initialName ?? serverNameOf(this.#client.getServerVersion?.())
  }

  add(observer: ClientObserver): void {
    this.#observers.add(observer)
    if (this.#observers.size > 1) return
    const client = this.#client
    const connect: Override<SdkClient, 'connect'> = new Override(client, 'connect', (transport, ...rest) => {
      return this.#connecting(connect.original, transport, rest)
    })
    this.#connect = connect
    if (client.transport !== undefined) this.#transportTap = new ClientTransportTap(client.transport, this)
  }

  async #connecting(connect: SdkClient['connect'], transport: ClientTransport, rest: unknown[]): Promise<void> {
    if (this.#observers.size === 0) return connect.call(this.#client, transport, ...rest)
    const before = this.#transportTap
    this.#initialName = undefined
    this.#asked = undefined
    this.#nameless = true
    this.#transportTap = before?.transport === transport ? before : new ClientTransportTap(transport, this)
    const connecting = (): Promise<void> => connect.call(this.#client, transport, ...rest)
    try {
      // Whatever is opened here serves others than the request in which a gateway happens to connect.
      await (currentScope() === undefined ? connecting() : runInScope({}, connecting))
    } catch (error) {
      if (this.#transportTap !== before) this.#transportTap?.stop()
      this.#transportTap = before
      throw error
    } finally {
      this.#nameless = false
      this.#named()
    }
    if (this.#transportTap !== before) before?.stop()
    await this.#askWithin(LEVEL_WAIT)
  }

  remove(observer: ClientObserver): void {
    if (!this.#observers.delete(observer) || this.#observers.size > 0) return
    this.#connect?.undo()
    this.#transportTap?.stop()
    this.#transportTap = undefined
  }

  /** Legacy: asks the server for the level that is wanted. Resolves once it has answered, whatever it said. */
  async ask(): Promise<void> {
    const client = this.#client
    const level = this.#wanted()
    const version = client.getNegotiatedProtocolVersion?.()
    if (level === undefined || (version !== undefined && eraOfVersion(version) === 'modern')) return
    if (client.transport === undefined || client.getServerCapabilities()?.logging === undefined) return
    this.#asked = level
    try {
      await client.setLoggingLevel?.(level)
    } catch (cause) {
      // A connection that has ended meanwhile is no refusal.
      if (client.transport !== undefined) for (const observer of this.#observers) observer.refused(level, cause)
    }
  }

  /** A gateway's clients come, change and go: the server is asked again before the next request. */
  beforeRequest(): Promise<void> | undefined {
    if (this.#asked === undefined || ![...this.#observers].some(({ relays }) => relays)) return undefined
    const wanted = this.#wanted()
    if (wanted !== undefined && wanted !== this.#asked) {
      const asking = this.#askWithin(LEVEL_WAIT).finally(() => {
        if (this.#askingAgain === asking) this.#askingAgain = undefined
      })
      this.#askingAgain = asking
    }
    return this.#askingAgain
  }

  async #askWithin(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds)
    })
    await Promise.race([this.ask(), timeUp])
    clearTimeout(timer)
  }

  /** The most verbose of what the observers want. */
  #wanted(): McpLevel | undefined {
    const levels = [...this.#observers].flatMap(({ wanted }) => wanted ?? [])
    return levels.sort(compareLevels)[0]
  }

  inbound(message: Message, origin: MessageOrigin): void {
    const { id, method } = message
    if (method === undefined) {
      if (id !== undefined && id === this.#initializeId) this.#learnName(message.result)
    } else if (method === 'notifications/message' && id === undefined) {
      for (const observer of this.#observers) observer.received(message.params ?? {}, origin)
    }
  }

  #learnName(result: unknown): void {
    this.#initializeId = undefined
    this.#nameless = false
    this.#initialName = serverNameOf((result as { serverInfo?: unknown } | null | undefined)?.serverInfo)
    this.#named()
  }

  #named(): void {
    for (const observer of this.#observers) observer.named()
  }

  /** The server is being connected to, and has not told its name yet. */
  get isNameless(): boolean {
    return this.#nameless
  }

  /** Whether the server says that it logs; `undefined` while there is none. */
  get supportsLogging(): boolean | undefined {
    if (this.#client.transport === undefined) return undefined
    const capabilities = this.#client.getServerCapabilities()
    return capabilities && capabilities.logging !== undefined
  }

  outbound(message: Message): Message {
    const { id, method } = message
    if (id === undefined || method === undefined) return message
    if (method === 'initialize') this.#initializeId = id
    const meta = message.params?._meta as Readonly<Record<string, unknown>> | undefined
    if (typeof meta?.[PROTOCOL_VERSION] !== 'string') return message
    const { [LOG_LEVEL]: own, ...others } = meta
    const level = own === null ? undefined : (own ?? this.#wanted())
    const changed = level === undefined ? others : { ...others, [LOG_LEVEL]: level }
    return { ...message, params: { ...message.params, _meta: changed } }
  }
}
