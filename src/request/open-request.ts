import { parseLevel, severity } from '../levels/mcp-level.js'
import { type AuthInfo, authOf, type ClientInfo, callerInMeta, type MessageExtra } from './caller.js'
import {
  type Era,
  LOG_LEVEL,
  type Message,
  metaOf,
  PROTOCOL_VERSION,
  type RequestId,
  type SendOptions,
} from './message.js'
import { parseTraceparent, type TraceParent } from './traceparent.js'

/** The MCP request that the calling code serves. */
export interface RequestContext {
  /** JSON-RPC id, unique within its session. */
  readonly id: RequestId
  /** For example `tools/call`. */
  readonly method: string
  /** Name of the tool or prompt, URI of the resource, or what is being completed. */
  readonly name: string | undefined
  /** Session of the transport; `undefined` on stdio and on stateless HTTP. */
  readonly sessionId: string | undefined
  /** `_meta` of the request as the client sent it: trace context, progress token, log level. */
  readonly meta: Readonly<Record<string, unknown>>
  /** `legacy`: revisions up to 2025-11-25, with an initialize handshake. `modern`: from 2026-07-28 on. */
  readonly era: Era
  /** What the client calls itself; `undefined` where this instance has not seen its `initialize`. */
  readonly client: ClientInfo | undefined
  /** Protocol revision, as `2025-06-18`. */
  readonly protocol: string | undefined
  /** `traceparent` of `meta` in its parts, if it is one (W3C Trace Context). */
  readonly traceparent: TraceParent | undefined
  /** Who is authenticated. Not enumerable: whoever logs all of a request does not log this. */
  readonly auth: AuthInfo | undefined
}

/** A level from a store that other instances share. */
export interface KeptLevel {
  /** `undefined` for none. */
  severity: number | undefined
  /** While the store has not answered. */
  answer: Promise<void> | undefined
}

/** What a request has to know of its own progress. */
export interface ProgressOfRequest {
  /** The response is ready: what is left goes out before it. */
  finish(): Promise<void> | undefined
  /** There will be no response. */
  stop(): void
}

/** What a request has from its session. */
interface Session {
  readonly sessionId: string | undefined
  readonly client: ClientInfo | undefined
  readonly protocol: string | undefined
}

const NO_META: RequestContext['meta'] = Object.freeze({})

/**
 * One request of a client, from its arrival to its response. It keeps what records and routing need, never the message:
 * whatever a tool leaves behind (a timer, a cache entry) holds this, and must not hold the arguments of the call as well.
 */
export class OpenRequest {
  readonly id: RequestId
  readonly method: string
  readonly era: Era
  /** Severity from which the client wants records of this request (modern era); `undefined` where it wants none. */
  readonly threshold: number | undefined
  /** `answering`: the response is ready and waits for the records that came before it. */
  state: 'open' | 'answering' | 'ended' = 'open'
  /** What `logging/setLevel` asks for, as it came. */
  readonly levelToSet: unknown
  readonly #name: string | undefined
  readonly #meta: Readonly<Record<string, unknown>> | undefined
  /** The progress that is being told of it, if any. */
  progress: ProgressOfRequest | undefined
  /** The server sends progress for it by itself. */
  reportsItself = false
  /** The level that its client has set on another instance, once somebody has looked for it. */
  keptLevel: KeptLevel | undefined
  /** Log messages that were sent for it. */
  logged = 0
  /** Added by the application to what is told of this request. */
  boundFields: Readonly<Record<string, unknown>> | undefined
  readonly #client: ClientInfo | undefined
  readonly #protocol: string | undefined
  readonly #auth: AuthInfo | undefined
  readonly #session: Session
  #context: RequestContext | undefined
  #sendOptions: SendOptions | undefined

  constructor(message: Message, session: Session, extra?: MessageExtra) {
    this.#session = session
    this.id = message.id as RequestId
    this.method = message.method as string
    this.#name = nameOf(message)
    const meta = metaOf(message)
    this.#meta = meta
    this.era = typeof meta?.[PROTOCOL_VERSION] === 'string' ? 'modern' : 'legacy'
    if (this.era === 'modern') {
      const { client, protocol } = callerInMeta(message)
      this.#client = client
      this.#protocol = protocol
    }
    this.#auth = authOf(extra)
    const asked = this.era === 'modern' ? parseLevel(meta?.[LOG_LEVEL]) : undefined
    this.threshold = asked === undefined ? undefined : severity(asked)
    this.levelToSet = this.isSetLevel ? message.params?.level : undefined
  }

  /** A client that starts its session, or starts afresh. */
  get isInitialize(): boolean {
    return this.method === 'initialize' && this.era === 'legacy'
  }

  /** `logging/setLevel` does not exist in the modern era: there the SDK's own answer stands. */
  get isSetLevel(): boolean {
    return this.method === 'logging/setLevel' && this.era === 'legacy'
  }

  /** What its log messages are sent with. */
  get sendOptions(): SendOptions {
    this.#sendOptions ??= { relatedRequestId: this.id }
    return this.#sendOptions
  }

  /** As a request of the modern era tells. */
  get client(): ClientInfo | undefined {
    return this.#client
  }

  /** With which the client wants to be told of its progress; `undefined` if it does not. */
  get progressToken(): string | number | undefined {
    const token = this.#meta?.progressToken
    return typeof token === 'string' || typeof token === 'number' ? token : undefined
  }

  /** Built when first asked for: most requests never log. The session's id is known only once it is initialized. */
  get context(): RequestContext {
    this.#context ??= this.#makeContext()
    return this.#context
  }

  #makeContext(): RequestContext {
    const meta = this.#meta ?? NO_META
    const session = this.#session
    const context = {
      id: this.id,
      method: this.method,
      name: this.#name,
      sessionId: session.sessionId,
      meta,
      era: this.era,
      client: this.#client ?? session.client,
      protocol: this.#protocol ?? session.protocol,
      traceparent: parseTraceparent(meta.traceparent),
    }
    Object.defineProperty(context, 'auth', { value: this.#auth })
    return Object.freeze(context as RequestContext)
  }
}

/** Tool and prompt by name, resource by URI, completion by what is being completed. */
function nameOf({ params }: Message): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined
  const ref = params.ref as { name?: unknown; uri?: unknown } | null | undefined
  return text(params.name) ?? text(params.uri) ?? text(ref?.name) ?? text(ref?.uri)
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
