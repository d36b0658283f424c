import { isJsonObject, type JsonObject, type JsonValue } from './json.js'

/**
 * Data as one text, for clients that show objects as raw JSON: the message, then `key=value` for each field, quoted as in
 * JSON where a blank, a quote, `=` or a control character would leave open where a value ends. Objects and lists are JSON;
 * an Error is `Name: message (code)`, and its other fields follow as `err.field=value`.
 */
export function keyValueText(data: JsonValue): string {
  if (typeof data === 'string') return data
  if (!isJsonObject(data)) return JSON.stringify(data)
  const { message, ...fields } = data
  const pairs = Object.entries(fields).flatMap(([name, value]) => pairsOf(name, value))
  if (message === undefined) return pairs.join(' ')
  return [typeof message === 'string' ? message : valueText(message), ...pairs].join(' ')
}

function pairsOf(name: string, value: JsonValue): string[] {
  const error = isJsonObject(value) ? errorText(value) : undefined
  if (error === undefined) return [`${quoted(name)}=${valueText(value)}`]
  const others = Object.entries(value as JsonObject).filter(([key]) => !IN_ERROR_TEXT.has(key))
  return [`${quoted(name)}=${quoted(error)}`, ...others.flatMap(([key, each]) => pairsOf(`${name}.${key}`, each))]
}

const IN_ERROR_TEXT: ReadonlySet<string> = new Set(['name', 'message', 'code'])

/** The text of an Error in the form in which records have them. */
function errorText({ name, message, code }: JsonObject): string | undefined {
  if (typeof name !== 'string' || typeof message !== 'string') return undefined
  const text = message === '' ? name : `${name}: ${message}`
  return typeof code === 'string' || typeof code === 'number' ? `${text} (${code})` : text
}

const valueText = (value: JsonValue): string => (typeof value === 'string' ? quoted(value) : JSON.stringify(value))

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const UNCLEAR = /[\s"=\\\x00-\x1f\x7f-\x9f]|^$/

const quoted = (text: string): string => (UNCLEAR.test(text) ? JSON.stringify(text) : text)
