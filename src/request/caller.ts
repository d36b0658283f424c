import { CLIENT_INFO, type Message, metaOf, PROTOCOL_VERSION } from './message.js'

/** The name and version of a client, as stated by itself. */
export interface ClientInfo {
  readonly name: string
  readonly version: string
}

/** The authenticated client, without the token. */
export interface AuthInfo {
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Seconds since 1970. */
  readonly expiresAt: number | undefined
}

/** The second argument of `onmessage` over HTTP, in both SDKs; in v2 with a Fetch API `Request`. */
export interface MessageExtra {
  readonly requestInfo?: { readonly headers?: unknown }
  readonly request?: { readonly headers?: unknown }
  readonly authInfo?: unknown
}

/** From `initialize`; `undefined` if malformed. */
export function clientOf(info: unknown): ClientInfo | undefined {
  const { name, version } = (info ?? {}) as Partial<Record<keyof ClientInfo, unknown>>
  return typeof name === 'string' && typeof version === 'string' ? Object.freeze({ name, version }) : undefined
}

/** Of a request from 2026-07-28 on, which brings both. */
export function callerInMeta(message: Message): { client: ClientInfo | undefined; protocol: string | undefined } {
  const meta = metaOf(message)
  const protocol = meta?.[PROTOCOL_VERSION]
  return { client: clientOf(meta?.[CLIENT_INFO]), protocol: typeof protocol === 'string' ? protocol : undefined }
}

/** Later requests of a session state the revision in a header, even if another instance has handled `initialize`. */
export function protocolInHeader(extra: MessageExtra | undefined): string | undefined {
  const headers = extra?.requestInfo?.headers ?? extra?.request?.headers
  const value = headers instanceof Headers ? headers.get(HEADER) : (headers as Record<string, unknown>)?.[HEADER]
  return typeof value === 'string' ? value : undefined
}

const HEADER = 'mcp-protocol-version'

/** A copy without the token. */
export function authOf(extra: MessageExtra | undefined): AuthInfo | undefined {
  if (typeof extra?.authInfo !== 'object' || extra.authInfo === null) return undefined
  const { clientId, scopes, expiresAt } = extra.authInfo as Partial<Record<keyof AuthInfo, unknown>>
  if (typeof clientId !== 'string') return undefined
  return Object.freeze({
    clientId,
    scopes: Object.freeze(Array.isArray(scopes) ? scopes.filter((each) => typeof each === 'string') : []),
    expiresAt: typeof expiresAt === 'number' ? expiresAt : undefined,
  })
}
