import type { McpLevel } from '../levels/mcp-level.js'
import type { LocalLogger } from '../loggers/writer.js'
import type { JsonValue } from '../payload/sanitizer.js'

/** A log message of a server, as a function gets it: checked, cleaned, capped, and frozen all the way down. */
export interface ForwardedRecord {
  /** Name of the server; `undefined` if it has not told it. */
  readonly server: string | undefined
  /** Name of the server's logger, if it has one. */
  readonly logger?: string
  readonly level: McpLevel
  /** The level as the server wrote it, where that is not `level`. */
  readonly remoteLevel?: string
  /** One line for people. */
  readonly text: string
  /** Everything that the server sent; `undefined` if that was nothing. */
  readonly data: JsonValue | undefined
  /** The request that the server wrote it for, where the transport tells. */
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

/** Takes records in place of a logger. What it throws, or what its promise rejects with, is reported and counted. */
export type LogFunction = (record: ForwardedRecord) => unknown

/** Where records go: a winston or pino logger, one that has `debug`, `info`, `warn` and `error`, or a function. */
export type LogSink = LocalLogger | LogFunction
