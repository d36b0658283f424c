import type { JsonValue } from './json.js'

/**
 * Terminal sequences (ECMA-48): colours and cursor moves, titles and links, and whatever else an ESC may begin.
 * A title or link that never ends is not taken for one: it would hide the rest of the text.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const ANSI = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g

/** What moves the cursor, ends a line, or reverses the order in which text is shown (bidirectional controls). */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu
const CONTROL_WITHIN = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu

/** What of all that a text may hold: hardly any does. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const SPECIAL = /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/

/** Characters of a name; what a server makes longer is cut. */
export const MAX_NAME = 256

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One line of text that a terminal or a line-based log shows as it is: no remote party can forge a second line. */
export function oneLine(text: string): string {
  if (!SPECIAL.test(text)) return text.trim()
  return text.replace(ANSI, '').trim().replaceAll('\r\n', '\n').replace(CONTROL, visible)
}

/** The same for text inside of structured data, where line breaks and tabs belong to the data. */
function withoutControls(text: string): string {
  if (!SPECIAL.test(text)) return text
  return text.replace(ANSI, '').replaceAll('\r\n', '\n').replace(CONTROL_WITHIN, visible)
}

function visible(character: string): string {
  const code = character.charCodeAt(0)
  return SHORT[character] ?? (code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, '0')}`)
}

/** Data whose strings and keys are safe to show, and whose keys are safe to copy; the same if they are. Expects bounded data. */
export function plainData(value: JsonValue): JsonValue {
  return isPlain(value) ? value : madePlain(value)
}

function isPlain(value: JsonValue): boolean {
  if (typeof value === 'string') return !SPECIAL.test(value)
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isPlain)
  for (const key of Object.keys(value)) if (safeKey(key) !== key || !isPlain(value[key] as JsonValue)) return false
  return true
}

function madePlain(value: JsonValue): JsonValue {
  if (typeof value === 'string') return withoutControls(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(madePlain)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [safeKey(key), madePlain(each)]))
}

/** `Object.assign` on the way to a log line would set a prototype, were the key left as it is. */
const safeKey = (key: string): string => (key === '__proto__' ? '[__proto__]' : oneLine(key))

/** Characters of a record's JSON that stand in for a message it doesn't have. */
const MAX_JSON = 200

/** The message of a record: its data if that is text, else what the data calls its message, else short JSON. */
export function textOf(data: JsonValue | undefined): string {
  if (data === undefined) return '(no data)'
  if (typeof data === 'string') return oneLine(data)
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    const message = [data.message, data.msg].find((each) => typeof each === 'string' && each.trim() !== '')
    if (typeof message === 'string') return oneLine(message)
  }
  const json = JSON.stringify(plainData(data))
  return oneLine(json.length > MAX_JSON ? `${json.slice(0, MAX_JSON)}…` : json)
}
