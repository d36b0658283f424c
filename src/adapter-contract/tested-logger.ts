import type { McpLevel } from '../levels/mcp-level.js'
import type { AdapterOptions } from '../server/adapter-options.js'
import type { ClientLogging } from '../server/client-logging.js'

/** A logger whose only destination is the adapter under test. */
export interface TestedLogger {
  readonly adapter: {
    readonly logging: ClientLogging
    attach: ClientLogging['attach']
    close(): Promise<void>
  }
  /**
   * The MCP level expected for each of its levels, `false` for one that is dropped; most verbose first. All of them have to
   * be enabled.
   */
  readonly levels: Readonly<Record<string, McpLevel | false>>
  /** Logs a message with fields at one of these levels. */
  log(level: string, message: string, fields: Readonly<Record<string, unknown>>): void
}

/** Makes a new logger on each call, with an adapter that has these options. */
export type MakeLogger = (options: AdapterOptions) => TestedLogger
