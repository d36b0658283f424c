import { expectKind } from '../check.js'
import { MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import type { JsonValue } from '../payload/sanitizer.js'
import type { Draft, LogRecord } from '../record.js'

type LevelMethods = { readonly [L in McpLevel]: (message: string, fields?: Readonly<Record<string, unknown>>) => void }

/** A logger of its own for code that uses neither winston nor pino. */
export interface ClientLogger extends LevelMethods {
  /** Logs any data as it is, without a message. */
  log(level: McpLevel, data: unknown): void
}

/** What it logs to: a hub. */
interface LogSink {
  log(level: McpLevel, draft: () => Draft): void
  publish(record: LogRecord): void
}

/** @throws TypeError if `name` is not a string */
export function loggerFor(hub: LogSink, name: string | undefined): ClientLogger {
  if (name !== undefined) expectKind('name', name, 'a string', (each) => typeof each === 'string')
  const methods = MCP_LEVELS.map((level) => [
    level,
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      hub.log(level, () => ({ level, logger: name, message, fields }))
    },
  ])
  return Object.freeze({
    ...(Object.fromEntries(methods) as LevelMethods),
    // Whatever it is, it becomes JSON on the way.
    log: (level: McpLevel, data: unknown) => hub.publish({ level, logger: name, data: data as JsonValue }),
  })
}
