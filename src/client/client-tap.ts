import { expectKind, isFunction } from '../check.js'
import { compareLevels, type McpLevel } from '../levels/mcp-level.js'
import { eraOfVersion, LOG_LEVEL, type Message, PROTOCOL_VERSION, type RequestId } from '../request/message.js'
import { registry } from '../request/registry.js'
import { currentScope, runInScope } from '../request/scope.js'
import { Override } from '../sdk/override.js'
import { type ClientTransport, ClientTransportTap, type TransportObserver } from './client-transport-tap.js'
import type { MessageOrigin } from './request-origins.js'
import { serverNameOf } from './server-name.js'

/** The `Client` of SDK v1 (`@modelcontextprotocol/sdk`) or v2 (`@modelcontextprotocol/client`), as far as it is used. */
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

/** Called with the log messages that a tapped client receives. */
export interface ClientObserver {
  /** The level to ask the server for; `undefined` asks for none. */
  readonly wanted: McpLevel | undefined
  /** Whether `wanted` depends on the clients of this process, which come and go. */
  readonly relays: boolean
  received(params: Readonly<Record<string, unknown>>, origin: MessageOrigin): void
  /** The name of the server is known, or never will be. */
  named(): void
  refused(level: McpLevel, cause: unknown): void
}

/** Maximum time in milliseconds that `connect` waits for the answer to `logging/setLevel`, so that the first call is logged. */
const LEVEL_WAIT = 1000

/**
 * The tap of a client, shared by all its observers.
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
 * Watches the transports of a client beneath the SDK. Only there can it see log messages that arrive before `connect`
 * resolves, messages that the SDK's schema would reject, and requests that need a log level. The application's handlers are
 * called as before.
 */
export class ClientTap implements TransportObserver {
  readonly #client: SdkClient
  readonly #observers = new Set<ClientObserver>()
  #connect: Override<SdkClient, 'connect'> | undefined
  #transportTap: ClientTransportTap | undefined
  #initializeId: RequestId | undefined
  #initialName: string | undefined
  /** The level last asked for on this connection. */
  #asked: McpLevel | undefined
  #askingAgain: Promise<void> | undefined
  /** While connecting, the SDK may still hold the name of the previous server. */
  #nameless = false

  constructor(client: SdkClient) {
    this.#client = client
  }

  /** The server's own name, known from its `initialize` result on, before the SDK has read that. */
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
      // A gateway may connect within a request, but the connection serves other requests too.
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

  /** Legacy: asks the server for the wanted level. Resolves with its answer, even if that is an error. */
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
      // If the connection has ended meanwhile, nothing was refused.
      if (client.transport !== undefined) for (const observer of this.#observers) observer.refused(level, cause)
    }
  }

  /** The clients of a gateway change: the server is asked again before the next request. */
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

  /** The most verbose level that an observer wants. */
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

  /** Whether the client is connecting and the server's name is not known yet. */
  get isNameless(): boolean {
    return this.#nameless
  }

  /** Whether the server declares the `logging` capability; `undefined` while not connected. */
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
