import type { McpLevel } from '../levels/mcp-level.js'
import type { AdapterOptions } from '../server/adapter-options.js'
import type { Adapter } from './create-adapter.js'

/** A logger with nothing but the adapter under test on it. */
export interface TestedLogger {
  readonly adapter: Pick<Adapter, 'attach' | 'logging' | 'close'>
  /**
   * What each of its levels has to be in MCP, `false` for none; the most verbose first. All of them have to be switched on.
   */
  readonly levels: Readonly<Record<string, McpLevel | false>>
  /** Logs at one of these levels, in whatever way the logger takes a message with fields. */
  log(level: string, message: string, fields: Readonly<Record<string, unknown>>): void
}

/** Makes a logger whose adapter has these options. Each call has to make another one. */
export type MakeLogger = (options: AdapterOptions) => TestedLogger
