import type { Delivery } from '../delivery/client-delivery.js'
import { type McpLevel, parseLevel, severity } from '../levels/mcp-level.js'
import type { RequestContext, Scope } from './scope.js'

/** `legacy`: revisions up to 2025-11-25. `modern`: 2026-07-28 and later. */
export type Era = 'legacy' | 'modern'

const FIRST_MODERN_VERSION = '2026-07-28'

/** Protocol revisions are dates: they compare as strings. */
export const eraOfVersion = (version: string): Era => (version >= FIRST_MODERN_VERSION ? 'modern' : 'legacy')

export type RequestId = string | number

/** Where a log message may be lost on purpose, as counted in `stats().dropped`. */
export type Refusal =
  /** Less severe than the client asked for. */
  | 'level'
  /** Modern era: the request carries no log level, so nothing may be sent for it. */
  | 'not-requested'
  /** Modern era: outside of any open request. */
  | 'no-request'
  /** The session that the record belongs to is over. */
  | 'closed'
  /** Outside of any request, and no client that such records are meant for. */
  | 'no-client'

/** A JSON-RPC message, as far as this library looks into it. */
export interface Message {
  readonly jsonrpc?: unknown
  readonly id?: RequestId
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: unknown
  readonly error?: unknown
}

export interface SendOptions {
  readonly relatedRequestId?: RequestId
}

/** The way out to one client, beneath the SDK. */
export interface Wire {
  send(message: Message, options?: SendOptions): Promise<void>
  readonly sessionId: string | undefined
  /** The transport itself. */
  readonly transport: object
}

/** The server that a client is connected to, as those see it who watch it. */
export interface WatchedServer {
  /** Stops watching. */
  remove(observer: object): void
}

/** Keys of the envelope that every request carries from 2026-07-28 on (SEP-2575). */
export const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion'
export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'

/** One request of a client, from its arrival to its response. */
export class OpenRequest {
  readonly scope: Scope
  readonly id: RequestId
  readonly era: Era
  /** Severity from which the client wants records of this request (modern era); `undefined` where it wants none. */
  readonly threshold: number | undefined
  /** `answering`: the response is ready and waits for the records that came before it. */
  state: 'open' | 'answering' | 'ended' = 'open'
  /** Records of this request that are queued or in flight, over all deliveries. */
  pending = 0
  /** Called when {@link pending} is back to 0. */
  onIdle: (() => void) | undefined
  readonly #message: Message
  #context: RequestContext | undefined

  constructor(
    readonly connection: Connection,
    message: Message,
  ) {
    this.#message = message
    this.id = message.id as RequestId
    this.scope = { connection, request: this }
    const meta = metaOf(message)
    this.era = typeof meta?.[PROTOCOL_VERSION] === 'string' ? 'modern' : 'legacy'
    const asked = this.era === 'modern' ? parseLevel(meta?.[LOG_LEVEL]) : undefined
    this.threshold = asked === undefined ? undefined : severity(asked)
  }

  get method(): string {
    return this.#message.method as string
  }

  get params(): Message['params'] {
    return this.#message.params
  }

  /** Built when first asked for: most requests never log. */
  get context(): RequestContext {
    this.#context ??= Object.freeze({
      id: this.id,
      method: this.method,
      name: nameOf(this.#message),
      sessionId: this.connection.sessionId,
      meta: metaOf(this.#message) ?? {},
      era: this.era,
    })
    return this.#context
  }

  settle(): void {
    this.pending--
    if (this.pending === 0) this.onIdle?.()
  }
}

/** One client: what it speaks, what it asked for, which of its requests are open. Knows nothing of loggers. */
export class Connection {
  /** `undefined` until the first request tells. */
  era: Era | undefined
  /** Whether its messages come over HTTP: several streams, and usually several clients in the process. */
  http = false
  closed = false
  /** Only there while it holds something: most sessions are idle most of the time. */
  #requests: Map<RequestId, OpenRequest> | undefined
  /** One for each hub that listens: nearly always a single one. */
  deliveries: readonly Delivery[] = []
  /** Severity set by `logging/setLevel`; `undefined` until the client does. */
  #level: number | undefined

  constructor(
    readonly wire: Wire,
    readonly server: WatchedServer,
  ) {}

  get sessionId(): string | undefined {
    return this.wire.sessionId
  }

  /** For a notification or a response: of this client, but of no request. */
  get scope(): Scope {
    return { connection: this }
  }

  /** One client in the process's own world, so that work outside of any request can only be meant for it. */
  get local(): boolean {
    return !this.http && this.wire.sessionId === undefined
  }

  deliveryOf(owner: object): Delivery | undefined {
    for (const delivery of this.deliveries) if (delivery.owner === owner) return delivery
    return undefined
  }

  open(message: Message): OpenRequest {
    const request = new OpenRequest(this, message)
    if (isHandshake(request)) {
      this.#level = undefined // a client that starts afresh
    } else if (this.era === undefined) {
      this.#learn(request.era)
    }
    this.#requests ??= new Map()
    this.#requests.set(request.id, request)
    return request
  }

  /** The request that a message answers, which is open no more. */
  take(id: RequestId): OpenRequest | undefined {
    const request = this.#requests?.get(id)
    if (request === undefined) return undefined
    this.#requests?.delete(id)
    if (this.#requests?.size === 0) this.#requests = undefined
    return request
  }

  find(matches: (request: OpenRequest) => boolean): OpenRequest | undefined {
    return [...(this.#requests?.values() ?? [])].find(matches)
  }

  /** Until its `initialize` is answered a client is not yet there for records outside of any request. */
  answered(request: OpenRequest): void {
    if (isHandshake(request)) this.#learn('legacy')
  }

  #learn(era: Era): void {
    this.era = era
    for (const delivery of this.deliveries) delivery.owner.greet(delivery)
  }

  /** A cancelled request gets no response: it ends here. */
  cancel(id: RequestId): void {
    const request = this.take(id)
    if (request !== undefined) request.state = 'ended'
  }

  setLevel(level: McpLevel): void {
    this.#level = severity(level)
  }

  /** Why a record of this severity may not go to this client, or `undefined` if it may. */
  refusal(place: number, request: OpenRequest | undefined, untilSet: number): Refusal | undefined {
    if ((request?.era ?? this.era) === 'modern') {
      if (request?.state !== 'open') return 'no-request'
      if (request.threshold === undefined) return 'not-requested'
      return place < request.threshold ? 'level' : undefined
    }
    if (this.era === undefined) return 'no-client'
    return place < (this.#level ?? untilSet) ? 'level' : undefined
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    for (const request of this.#requests?.values() ?? []) request.state = 'ended'
    this.#requests = undefined
    for (const delivery of this.deliveries) delivery.close('closed')
  }
}

const isHandshake = (request: OpenRequest): boolean => request.method === 'initialize' && request.era === 'legacy'

function metaOf(message: Message): Readonly<Record<string, unknown>> | undefined {
  const meta = message.params?._meta
  return typeof meta === 'object' && meta !== null ? (meta as Record<string, unknown>) : undefined
}

/** Tool and prompt by name, resource by URI, completion by what is being completed. */
function nameOf({ params }: Message): string | undefined {
  const ref = params?.ref as { name?: unknown; uri?: unknown } | undefined
  return [params?.name, params?.uri, ref?.name, ref?.uri].find((each): each is string => typeof each === 'string')
}
