import type { McpLevel } from '../levels/mcp-level.js'
import type { LocalLogger } from '../loggers/writer.js'
import type { JsonValue } from '../payload/sanitizer.js'

/** A log message of a server as passed to a function: validated, cleaned, limited in size and deeply frozen. */
export interface ForwardedRecord {
  /** Name of the server; `undefined` if unknown. */
  readonly server: string | undefined
  /** Name of the server's logger, if it has one. */
  readonly logger?: string
  readonly level: McpLevel
  /** The level as sent by the server, if it differs from `level`. */
  readonly remoteLevel?: string
  /** The message on one line. */
  readonly text: string
  /** All data that the server sent; `undefined` if there was none. */
  readonly data: JsonValue | undefined
  /** The request that the server logged it for, if the transport shows that. */
  readonly request?: ForwardedRequest
}

/** A request of this client to the server. */
export interface ForwardedRequest {
  /** JSON-RPC id. */
  readonly id: string | number
  /** For example `tools/call`. */
  readonly method: string
  /** The tool that was called. */
  readonly tool?: string
}

/** Receives records instead of a logger. If it throws, or its promise rejects, that is reported and counted. */
export type LogFunction = (record: ForwardedRecord) => unknown

/** Where records go: a winston or pino logger, any logger with `debug`, `info`, `warn` and `error`, or a function. */
export type LogSink = LocalLogger | LogFunction
