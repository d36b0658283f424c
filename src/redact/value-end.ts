import { characterTable, kindAt, NAME, SPACE, STOP } from './characters.js'

const MAX_NAME = 64

/**
 * Where a text in quotes ends. Inside of a JSON text in a JSON text, the closing quote has as many backslashes before it
 * as the opening one; a quote of the value's own has twice as many and one more, a backslash of its own twice as many and
 * two more.
 */
export function closingQuote(text: string, from: number, mark: string, backslashes: number): number {
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    let count = 0
    while (at - count > from && text[at - count - 1] === '\\') count++
    if (count < backslashes || count % (2 * backslashes + 2) === backslashes) return at - Math.min(count, backslashes)
  }
  return text.length
}

export function closing(text: string, from: number, mark: string): number {
  const at = text.indexOf(mark, from)
  return at === -1 ? text.length : at + 1
}

const SCHEME = /^(?:bearer|basic|digest|token|apikey|api-key|negotiate|ntlm|oauth|ssws)$/i

/** End of one word, or of two where the first is a scheme: `token: Bearer x`. */
export function bareEnd(text: string, start: number): number {
  const end = wordEnd(text, start)
  return SCHEME.test(text.slice(start, Math.min(end, start + 12))) && text[end] === ' ' ? wordEnd(text, end + 1) : end
}

/** End of a header's value, which has blanks, quotes, commas and semicolons of its own. */
export function headerEnd(text: string, start: number): number {
  let end = start
  while (end < text.length && !isLineEnd(text, end) && text[end] !== '}') end++
  return end
}

function isLineEnd(text: string, at: number): boolean {
  const kind = kindAt(text, at)
  if ((kind & STOP) !== 0 && (kind & SPACE) === 0) return '\r\n\u2028\u2029'.includes(text[at] as string)
  return text[at] === '\\' && 'nr'.includes(text[at + 1] ?? ' ')
}

/** Passwords hold any character: one that parts fields ends the value only where a field, a blank or nothing follows. */
function wordEnd(text: string, start: number): number {
  let end = start
  for (; end < text.length; end++) {
    const sign = SIGNS[text.charCodeAt(end)] as number
    if (sign === 0) continue
    if (sign === ENDS && isWordEnd(text, end, start)) break
    if (sign === PARTS && startsField(text, end + 1)) break
    if (sign === ESCAPES && isEscape(text, end)) break
  }
  while (end > start && CLOSERS.includes(text[end - 1] as string)) end--
  return end
}

/** A quote inside of a word belongs to it: `pass'word`. One at its end is the end of a text in quotes. */
function isWordEnd(text: string, at: number, start: number): boolean {
  const kind = kindAt(text, at)
  if ((kind & STOP) === 0) return false
  return !(at > start && '\'"`'.includes(text[at] as string) && isInWord(text, at - 1) && isInWord(text, at + 1))
}

const isInWord = (text: string, at: number): boolean => at < text.length && /[A-Za-z0-9]/.test(text[at] as string)

const CLOSERS = '.,;:!?)]}&|'
/** What may end a word. */
const [ENDS, PARTS, ESCAPES] = [1, 2, 3]
const SIGNS = characterTable(new Uint8Array(65_536), [
  ['\t \r\n<>\u00a0\u2028\u2029"\'`', ENDS],
  ['&,;|', PARTS],
  ['\\', ESCAPES],
])
/** `\n` and `\"` as JSON writes them. */
const isEscape = (text: string, at: number): boolean => text[at] === '\\' && 'nrt"\'\\'.includes(text[at + 1] ?? ' ')

function startsField(text: string, at: number): boolean {
  let end = at
  while (end < at + MAX_NAME && kindAt(text, end) === NAME) end++
  if (end === at) return end >= text.length || kindAt(text, end) !== 0
  return text[end] === '=' || text[end] === ':'
}

/** End of the lines that are further in than the line of `at`: a block of YAML's. */
export function blockEnd(text: string, at: number, from: number): number {
  const line = text.lastIndexOf('\n', at) + 1
  const indent = blanksAt(text, line)
  let end = from
  while (end < text.length && (blanksAt(text, end) > indent || text[end] === '\n')) end = closing(text, end, '\n')
  return end
}

function blanksAt(text: string, from: number): number {
  let at = from
  while (text[at] === ' ') at++
  return at - from
}
