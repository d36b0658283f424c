import type { JsonValue } from './json.js'

/**
 * Terminal sequences (ECMA-48): colours and cursor moves, titles and links, and whatever else an ESC may begin.
 * A title or link that never ends is not taken for one: it would hide the rest of the text. Node's
 * `stripVTControlCharacters` leaves titles, device controls and colours with colons in the text.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const ANSI = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g

/** Characters that cannot be seen: zero-width ones, marks of direction, tags, fillers, selectors, halves of pairs. */
const INVISIBLE = String.raw`\p{DI}\p{Cs}\u2800\ufff9-\ufffb`

/** Characters that move the cursor or end a line. */
const CONTROL = String.raw`\p{Cc}\p{Zl}\p{Zp}`

/** Invisible ones that belong to visible text. */
const JOINING = [
  // within an emoji of several parts, and after one that is also a letter or digit
  String.raw`(?<=[\p{ExtPict}\p{EMod}\ufe0f])\u200d(?=\p{ExtPict})`,
  String.raw`(?<=[\p{Emoji}\p{ExtPict}])[\ufe0e\ufe0f]`,
  // within words of scripts that are written with them
  String.raw`(?<=[\p{scx=Arab}\p{scx=Deva}\p{scx=Beng}\p{scx=Mlym}\p{scx=Sinh}])[\u200c\u200d](?=\p{L})`,
].join('|')

const ANY_HIDDEN = new RegExp(`[${CONTROL}${INVISIBLE}]`, 'u')
const EACH_HIDDEN = new RegExp(`[${CONTROL}]|(?!${JOINING})[${INVISIBLE}]`, 'gu')
/** Whole messages can be written in such characters: of a run of more than these, the rest is counted only. */
const MAX_RUN = 4
const LONG_RUN = new RegExp(`([${INVISIBLE}]{${MAX_RUN}})([${INVISIBLE}]+)`, 'gu')

/** Characters of a name; what a server makes longer is cut. */
export const MAX_NAME = 256

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * One line of text that a terminal or a line-based log shows as it is, with everything in it to be seen: no remote party
 * can forge a second line, or write to a model what a person does not read.
 */
export function oneLine(text: string): string {
  return ANY_HIDDEN.test(text) ? shown(withoutSequences(text).trim(), visible) : text.trim()
}

/** Without terminal sequences. */
function withoutSequences(text: string): string {
  return text.replace(ANSI, '').replaceAll('\r\n', '\n')
}

function shown(text: string, show: (character: string) => string): string {
  return text
    .replace(LONG_RUN, (_, first: string, rest: string) => `${first}[${[...rest].length} more invisible characters]`)
    .replace(EACH_HIDDEN, show)
}

function visible(character: string): string {
  const code = character.codePointAt(0) as number
  if (code > 0xffff) return `\\u{${code.toString(16)}}`
  return SHORT[character] ?? (code > 0xff ? `\\u${hex(code, 4)}` : `\\x${hex(code, 2)}`)
}

const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0')

/** In structured data line breaks and tabs belong to the data. */
const visibleWithin = (character: string): string =>
  character === '\n' || character === '\t' ? character : visible(character)

/** Data whose strings and keys are safe to show, and whose keys are safe to copy; the same if they are. Expects bounded data. */
export function plainData(value: JsonValue): JsonValue {
  return mapStrings(value, plainString, safeKey)
}

const plainString = (text: string): string =>
  ANY_HIDDEN.test(text) ? shown(withoutSequences(text), visibleWithin) : text

/** `Object.assign` on the way to a log line would set a prototype, were the key left as it is. */
const safeKey = (key: string): string => (key === '__proto__' ? '[__proto__]' : oneLine(key))

/** Data as JSON on one line. What JSON escapes by itself is not escaped again. */
function jsonLine(value: JsonValue, maxLength: number): string {
  const json = JSON.stringify(mapStrings(value, withoutSequences, withoutSequences))
  return oneLine(json.length > maxLength ? `${json.slice(0, maxLength)}…` : json)
}

type MapString = (text: string) => string

/** The same value if nothing in it changes. */
function mapStrings(value: JsonValue, mapText: MapString, mapKey: MapString): JsonValue {
  if (typeof value === 'string') return mapText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((each) => mapStrings(each, mapText, mapKey))
    return items.every((each, index) => each === value[index]) ? value : items
  }
  let isSame = true
  const entries = Object.entries(value).map(([key, each]): [string, JsonValue] => {
    const entry: [string, JsonValue] = [mapKey(key), mapStrings(each, mapText, mapKey)]
    if (entry[0] !== key || entry[1] !== each) isSame = false
    return entry
  })
  return isSame ? value : Object.fromEntries(entries)
}

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
  return jsonLine(data, MAX_JSON)
}
