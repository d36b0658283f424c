import type { McpLevel } from '../levels/mcp-level.js'
import { type LocalLogger, writerFor } from '../loggers/writer.js'
import { currentScope, runInScope } from '../request/scope.js'

/** What was logged, for the application's own log. */
interface MirroredRecord {
  readonly level: McpLevel
  readonly logger: string | undefined
  readonly message: unknown
  readonly fields: unknown
}

export type Mirror = (record: MirroredRecord) => void

/** The one field under which a mirrored record says what it is. */
const KEY = 'toClient'

/**
 * Writes what is logged for a client to the application's own log as well, at debug, and marked. It does not come back,
 * though that log may lead to the same clients.
 *
 * @param failed told what the logger throws
 * @throws TypeError if `logger` is none
 */
export function mirrorTo(logger: LocalLogger, failed: (cause: unknown) => void): Mirror {
  const writer = writerFor(logger)
  return ({ level, logger: name, message, fields }) => {
    try {
      if (!writer.isEnabled('debug')) return
      const text = message === undefined ? '(no message)' : String(message)
      const mark = { level, ...(name !== undefined && { logger: name }), ...(hasAny(fields) && { data: fields }) }
      runInScope({ ...currentScope(), localOnly: true }, () => writer.write('debug', text, { [KEY]: mark }))
    } catch (cause) {
      failed(cause)
    }
  }
}

function hasAny(fields: unknown): boolean {
  return typeof fields === 'object' && fields !== null && (Array.isArray(fields) || Object.keys(fields).length > 0)
}
