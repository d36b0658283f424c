/** `legacy`: revisions up to 2025-11-25. `modern`: 2026-07-28 and later. */
export type Era = 'legacy' | 'modern'

const FIRST_MODERN_VERSION = '2026-07-28'

/** Protocol revisions are dates: they compare as strings. */
export const eraOfVersion = (version: string): Era => (version >= FIRST_MODERN_VERSION ? 'modern' : 'legacy')

export type RequestId = string | number

/** A JSON-RPC message, as far as this library reads it. */
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

/** Keys of the `_meta` that every request carries from 2026-07-28 on (SEP-2575). */
export const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion'
export const CLIENT_INFO = 'io.modelcontextprotocol/clientInfo'
export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'

export function metaOf(message: Message): Readonly<Record<string, unknown>> | undefined {
  const meta = message.params?._meta
  return typeof meta === 'object' && meta !== null ? (meta as Record<string, unknown>) : undefined
}
