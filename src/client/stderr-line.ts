import { levelOfLabel, type MappedLevel, ofPinoScale } from '../levels/level-map.js'
import type { McpLevel } from '../levels/mcp-level.js'
import { oneLine } from '../payload/plain-text.js'
import type { JsonValue } from '../payload/sanitizer.js'
import { nameFromFields } from '../record.js'
import type { RemoteRecord } from './intake.js'

/**
 * Reads a line that a server wrote to stderr: a JSON line of pino or winston has a level and fields of its own, any
 * other line is text.
 *
 * @param level what a line without a level of its own gets
 */
export function readStderrLine(line: string, cut: boolean, level: McpLevel): RemoteRecord {
  if (cut) return { level, logger: undefined, data: `${line}… [cut]` }
  const fields = parseFields(line)
  if (fields === undefined) return { level, logger: undefined, data: line }
  const own = levelOf(fields.level)
  // Below `debug` there is nothing in MCP, and nothing should be lost that a server chose to write.
  return { level: own === false ? 'debug' : (own ?? level), logger: nameFromFields(fields), data: fields }
}

function parseFields(line: string): Record<string, JsonValue> | undefined {
  if (!line.trimStart().startsWith('{')) return undefined
  try {
    const fields = JSON.parse(line) as Record<string, JsonValue>
    return ['number', 'string'].includes(typeof fields.level) ? fields : undefined
  } catch {
    return undefined
  }
}

/** pino writes numbers, or labels if told to; winston writes labels, coloured if told to. */
function levelOf(level: JsonValue | undefined): MappedLevel | undefined {
  return typeof level === 'number' ? ofPinoScale(level) : levelOfLabel(oneLine(String(level)))
}
