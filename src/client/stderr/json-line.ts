import type { McpLevel } from '../../levels/mcp-level.js'
import { isJsonObject, type JsonValue } from '../../payload/json.js'
import { nameFromFields } from '../../record.js'
import { type Fields, levelOfFields, placesIn, plainKey } from './level-keys.js'

/** What was read from a JSON line of a logger. */
export interface JsonLine {
  readonly level: McpLevel | undefined
  readonly logger: string | undefined
  readonly text: string | undefined
  readonly fields: Fields
}

/** Fields of the text, by preference, without case and punctuation: `short_message`, `@mt`, `RenderedMessage`. */
const TEXT_KEYS = ['msg', 'message', 'event', 'renderedmessage', 'shortmessage', 'm', 'mt', 'messagetemplate', 'body']
const LOGGER_KEYS = [
  'logger',
  'loggername',
  'loglogger',
  'sourcecontext',
  'category',
  'categoryname',
  'target',
  'channel',
  'module',
] as const

/**
 * Reads a line that is a JSON object of a logger: one that states a level or has a text.
 *
 * @param cut whether the line was cut: as much of it as possible is read
 */
export function readJsonLine(line: string, cut: boolean): JsonLine | undefined {
  if (!/^\s*\{/.test(line)) return undefined
  const fields = cut ? parseBeginning(line) : parse(line)
  if (fields === undefined) return undefined
  const level = levelOfFields(fields)
  const text = textOfFields(fields)
  return level === undefined && text === undefined ? undefined : { level, logger: loggerOf(fields), text, fields }
}

function parse(text: string): Fields | undefined {
  try {
    const value = JSON.parse(text) as JsonValue
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Closes open strings and brackets at the end, since the message itself may be what was too long; otherwise drops the last field. */
function parseBeginning(text: string): Fields | undefined {
  const open: string[] = []
  let isText = false
  let comma = -1
  let end = text.length
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string
    if (isText) {
      if (character === '\\') {
        // An incomplete escape is dropped.
        if (at + (text[at + 1] === 'u' ? 6 : 2) > text.length) end = Math.min(end, at)
        at++
      }
      if (character === '"') isText = false
    } else if (character === '"') {
      isText = true
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']')
    } else if (character === '}' || character === ']') {
      open.pop()
    } else if (character === ',' && open.length === 1) {
      comma = at
    }
  }
  const closers = open.toReversed().join('')
  const whole = isText ? parse(`${text.slice(0, end)}"${closers}`) : undefined
  return whole ?? (comma < 0 ? undefined : parse(`${text.slice(0, comma)}}`))
}

function textOfFields(fields: Fields): string | undefined {
  for (const place of placesIn(fields)) {
    const text = firstText(place, TEXT_KEYS)
    if (text !== undefined) return text
  }
  // tslog numbers what it was called with, log4js lists it; OpenTelemetry may wrap the text.
  const wrapped = isJsonObject(fields.body)
    ? fields.body.stringValue
    : Array.isArray(fields.data)
      ? fields.data[0]
      : fields['0']
  return typeof wrapped === 'string' && wrapped.trim() !== '' ? wrapped : firstText(fields, ['text'])
}

function firstText(fields: Fields, keys: readonly string[]): string | undefined {
  let best: string | undefined
  let rank = keys.length
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value !== 'string' || value.trim() === '') continue
    const place = keys.indexOf(plainKey(key))
    if (place >= 0 && place < rank) {
      best = value
      rank = place
    }
  }
  return best
}

function loggerOf(fields: Fields): string | undefined {
  const own = nameFromFields(fields)
  if (own !== undefined && !('levelname' in fields && typeof fields.name === 'string')) return own
  // Python has the file in `module` beside its logger's name.
  if (typeof fields.name === 'string' && fields.name !== '') return fields.name
  for (const place of [fields, fields.Properties, ...placesIn(fields)]) {
    if (!isJsonObject(place)) continue
    const name = firstText(place, LOGGER_KEYS) ?? (place === fields ? undefined : firstText(place, ['name']))
    if (name !== undefined) return name
  }
  return undefined
}
