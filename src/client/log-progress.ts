import { expectKind, expectOneOf, expectOptions } from '../check.js'
import { MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import { type LocalLogger, writerFor } from '../loggers/writer.js'
import { oneLine } from '../payload/plain-text.js'
import { createSanitizer } from '../payload/sanitizer.js'
import { currentScope, runInScope } from '../request/scope.js'
import { Warnings } from '../warning.js'

/** What a server tells of a request's progress. */
export interface Progress {
  readonly progress: number
  readonly total?: number | undefined
  readonly message?: string | undefined
}

export interface LogProgressOptions {
  /**
   * Level of the records.
   * @default 'info' - progress is for users
   */
  readonly level?: McpLevel
  /**
   * Field of the local record that holds everything remote.
   * @default 'mcp' - as `forwardLogs` has it
   */
  readonly key?: string
}

/**
 * Writes the progress that a server tells to the application's own log: an `onprogress` callback for `client.callTool` and
 * every other request.
 *
 * @throws TypeError
 */
export function logProgress(logger: LocalLogger, options: LogProgressOptions = {}): (progress: Progress) => void {
  expectOptions<LogProgressOptions>('options', options, { level: true, key: true })
  const { level = 'info', key = 'mcp' } = options
  expectOneOf('level', level, MCP_LEVELS)
  expectKind('key', key, 'a string', (each) => typeof each === 'string' && each !== '')
  const writer = writerFor(logger)
  const sanitizer = createSanitizer({ redact: false })
  const warnings = new Warnings(undefined)
  return (told) => {
    try {
      const { progress, total, message } = told
      const shown = typeof message === 'string' ? oneLine(String(sanitizer.clean(message).data)) : ''
      const record = {
        progress: Number(progress),
        ...(typeof total === 'number' && { total }),
        ...(shown !== '' && { message: shown }),
      }
      const text = shown === '' ? share(record.progress, record.total) : shown
      // Nothing that was received is sent on to a client.
      const scope = { ...currentScope(), received: { relay: undefined } }
      runInScope(scope, () => writer.isEnabled(level) && writer.write(level, text, { [key]: record }))
    } catch (cause) {
      warnings.warn('LOGGER_FAILED', 'The local logger failed on the progress of a request', cause)
    }
  }
}

function share(progress: number, total: number | undefined): string {
  return total === undefined ? `progress ${progress}` : `progress ${progress} of ${total}`
}
