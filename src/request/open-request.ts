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
  /** Name and version of the client; `undefined` if this instance has not seen its `initialize`. */
  readonly client: ClientInfo | undefined
  /** Protocol revision, for example `2025-06-18`. */
  readonly protocol: string | undefined
  /** The parsed `traceparent` of `meta`, if it is valid (W3C Trace Context). */
  readonly traceparent: TraceParent | undefined
  /** The authenticated client. Not enumerable, so that it is not logged along with the rest of the request. */
  readonly auth: AuthInfo | undefined
}

/** A level from the store that instances share. */
export interface KeptLevel {
  /** `undefined` for none. */
  severity: number | undefined
  /** Pending until the store has answered. */
  answer: Promise<void> | undefined
}

/** The progress of a request. */
export interface ProgressOfRequest {
  /** The response is ready: sends pending progress before it. */
  finish(): Promise<void> | undefined
  /** There will be no response. */
  stop(): void
}

/** What a request knows about its session. */
interface Session {
  readonly sessionId: string | undefined
  readonly client: ClientInfo | undefined
  readonly protocol: string | undefined
}

const NO_META: RequestContext['meta'] = Object.freeze({})

/**
 * One request of a client, from its arrival to its response. It keeps what records and routing need, but never the message:
 * a timer or cache entry that a tool leaves behind holds this object, and must not hold the arguments of the call as well.
 */
export class OpenRequest {
  readonly id: RequestId
  readonly method: string
  readonly era: Era
  /** Severity from which the client wants records of this request (modern era); `undefined` if it wants none. */
  readonly threshold: number | undefined
  /** `answering`: the response is ready and waits for the records that came before it. */
  state: 'open' | 'answering' | 'ended' = 'open'
  /** The level in a `logging/setLevel` request, unchecked. */
  readonly levelToSet: unknown
  readonly #name: string | undefined
  readonly #meta: Readonly<Record<string, unknown>> | undefined
  /** Its progress, if it is reported. */
  progress: ProgressOfRequest | undefined
  /** Whether the server sends progress for it itself. */
  reportsItself = false
  /** The level that its client has set on another instance, once looked up. */
  keptLevel: KeptLevel | undefined
  /** Number of log messages sent for it. */
  logged = 0
  /** Fields added by `bindRequestFields`. */
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

  /** Whether it starts a session, for the first time or again. */
  get isInitialize(): boolean {
    return this.method === 'initialize' && this.era === 'legacy'
  }

  /** `logging/setLevel` does not exist in the modern era, where the SDK's own error is passed on. */
  get isSetLevel(): boolean {
    return this.method === 'logging/setLevel' && this.era === 'legacy'
  }

  /** The options that its log messages are sent with. */
  get sendOptions(): SendOptions {
    this.#sendOptions ??= { relatedRequestId: this.id }
    return this.#sendOptions
  }

  /** As a request of the modern era tells. */
  get client(): ClientInfo | undefined {
    return this.#client
  }

  /** The token with which the client asks for progress; `undefined` if it does not. */
  get progressToken(): string | number | undefined {
    const token = this.#meta?.progressToken
    return typeof token === 'string' || typeof token === 'number' ? token : undefined
  }

  /** Built on first use: most requests never log. The session's id is known only once the session is initialized. */
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

/** Name of a tool or prompt, URI of a resource, or the reference that is completed. */
function nameOf({ params }: Message): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined
  const ref = params.ref as { name?: unknown; uri?: unknown } | null | undefined
  return text(params.name) ?? text(params.uri) ?? text(ref?.name) ?? text(ref?.uri)
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
