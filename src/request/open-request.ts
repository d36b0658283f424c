import { parseLevel, severity } from '../levels/mcp-level.js'
import { type Era, LOG_LEVEL, type Message, metaOf, PROTOCOL_VERSION, type RequestId } from './message.js'

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
  readonly #session: { readonly sessionId: string | undefined }
  #context: RequestContext | undefined

  constructor(message: Message, session: { readonly sessionId: string | undefined }) {
    this.#session = session
    this.id = message.id as RequestId
    this.method = message.method as string
    this.#name = nameOf(message)
    const meta = metaOf(message)
    this.#meta = meta
    this.era = typeof meta?.[PROTOCOL_VERSION] === 'string' ? 'modern' : 'legacy'
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

  /** Built when first asked for: most requests never log. The session's id is known only once it is initialized. */
  get context(): RequestContext {
    this.#context ??= Object.freeze({
      id: this.id,
      method: this.method,
      name: this.#name,
      sessionId: this.#session.sessionId,
      meta: this.#meta ?? NO_META,
      era: this.era,
    })
    return this.#context
  }
}

/** Tool and prompt by name, resource by URI, completion by what is being completed. */
function nameOf({ params }: Message): string | undefined {
  if (params === undefined) return undefined
  const ref = params.ref as { name?: unknown; uri?: unknown } | null | undefined
  return text(params.name) ?? text(params.uri) ?? text(ref?.name) ?? text(ref?.uri)
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
