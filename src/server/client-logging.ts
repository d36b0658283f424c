import type { DeliveryStats } from '../delivery/stats.js'
import type { McpLevel } from '../levels/mcp-level.js'
import type { LocalLogger } from '../loggers/writer.js'
import type { LogRecord } from '../record.js'
import type { RequestLog } from '../request-log/log-requests.js'
import type { RequestLogOptions } from '../request-log/options.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import type { ClientLogger } from './client-logger.js'
import type { ClientState } from './client-state.js'

/** A server that is attached; `close()`, or `using`, lets go of it. */
export interface Attachment extends Disposable {
  /** Stops sending to this server's clients and leaves the server as it was. */
  close(): void
}

/** Counts since construction. `accepted` is the sum of `sent`, `queued`, `inFlight` and all of `dropped`. */
export interface ClientLoggingStats extends DeliveryStats {
  /** Records that are among the others, but with a marker in place of their data, since redaction itself failed. */
  readonly redactionFailures: number
  /** Records that are among the others, but with something hidden in their data: a secret, or what `redact` names. */
  readonly redacted: number
  /** Clients connected now; over HTTP, those that have made a request. One that nobody holds any more does not count. */
  readonly connections: number
}

/** A hub: what loggers hand their records to, and what clients get them from. */
export interface ClientLogging extends AsyncDisposable {
  /**
   * Lets records reach the clients of a server: an `McpServer` or `Server`, SDK v1 or v2, before or after `connect`, or
   * a `FastMCP` or an `MCPServer` of mcp-framework, with all sessions that are there and that come. Declares the
   * `logging` capability if the server is not connected yet, and makes `logging/setLevel` work. Attaching a server twice
   * is harmless.
   *
   * @throws TypeError if `server` is not a server of an MCP SDK
   */
  attach(server: AttachableServer): Attachment
  /**
   * Writes a line to the application's own log for each request of every server that is attached, now or later.
   *
   * @see {@link logRequests}, which does the same for one server
   */
  logRequests(logger: LocalLogger, options?: RequestLogOptions): RequestLog
  /**
   * A logger for code that has none.
   *
   * @param name the `logger` name of its records; default: the tool, prompt or resource being served
   */
  logger(name?: string): ClientLogger
  /** Whether a record of this level, logged here and now, would reach anybody. */
  isLevelEnabled(level: McpLevel): boolean
  /** Sends a record to whom it belongs. Never throws, never waits. */
  publish(record: LogRecord): void
  /** The clients that are there, and why each of them gets what it gets. */
  clients(): ClientState[]
  /** How many records came, and what became of them, over all clients. */
  stats(): ClientLoggingStats
  /**
   * Resolves once everything is sent or the time is up; what is left then stays queued.
   * @param options.timeout milliseconds, default `closeTimeout`
   */
  flush(options?: { readonly timeout?: number }): Promise<void>
  /** Sends what can be sent within `closeTimeout`, counts the rest as dropped, and lets go of every server. */
  close(): Promise<void>
}
