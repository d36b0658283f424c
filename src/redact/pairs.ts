import { isQuote, kindAt, NAME, QUOTE, SPACE } from './characters.js'
import { afterEscape } from './escape.js'
import { LEVEL_OWN } from './hiding.js'
import { LEVEL } from './key-names.js'
import { isNoSecret } from './no-secret.js'
import { MOST_NAMED, type Spans } from './spans.js'
import { areMessages, isCompared, isDefault, isNameOfNext, isReference, isResource, isSpoken } from './spoken.js'
import { bareEnd, blockEnd, closing, closingQuote, headerEnd } from './value-end.js'
import { isExpression, isFilePath, isPattern, looksRandom, saysNothing } from './values.js'

/**
 * Secrets that a text names: `password=x`, `"apiKey": "x"`, `Authorization: Bearer x`. Every separator is looked at once,
 * and the name before it by the same rules as a key of an object.
 */
export function findPairs(text: string, limit: number, levelOf: (name: string) => number, spans: Spans): void {
  const refers = text.includes('{{resolve:')
  let named = 0
  for (const separator of SEPARATORS) {
    // Where the last one's value ended: what is in it needs no second look, and `::::` must not be read again and again.
    let done = 0
    for (
      let at = text.indexOf(separator);
      at !== -1 && at < limit;
      at = text.indexOf(separator, Math.max(at + 1, done))
    ) {
      const end = nameEnd(text, at)
      const start = nameStart(text, end)
      if (start === -1) {
        while (text[at + 1] === separator) at++
        continue
      }
      // `?k=`, `&t=`; no other name of a secret has one letter.
      if (end - start === 1 && !isInQuery(text, start)) continue
      const name = text.slice(start, end)
      if (separator === ':' && (isResource(text, start, name) || isDefault(text, start))) continue
      const level = levelOf(name)
      if (level === LEVEL.query && !isInQuery(text, start)) continue
      if (level === LEVEL.none || (refers && isReference(text, start))) continue
      if (++named > MOST_NAMED) {
        spans.push(at + 1, text.length)
        return
      }
      done = takeValue(text, { at, start, name, level }, spans)
    }
  }
}

interface Named {
  /** Of the separator. */
  readonly at: number
  /** Of the name. */
  readonly start: number
  readonly name: string
  readonly level: number
}

const SEPARATORS = ['=', ':'] as const
const MAX_NAME = 64
/** Quotes, brackets and the backslashes of JSON in JSON in JSON between a name and its separator. */
const MAX_QUOTES = 40

/** End of the name before the separator: `name =`, `"name":`, `\"name\":`, `env['NAME'] =`, `(name)=`, `name :=`. */
function nameEnd(text: string, at: number): number {
  let end = text[at - 1] === ':' ? at - 1 : at
  for (let skip = 0; skip < 2 && kindAt(text, end - 1) & SPACE; skip++) end--
  for (let skip = 0; skip < MAX_QUOTES && kindAt(text, end - 1) & QUOTE; skip++) end--
  return end
}

/** Start of that name and of a word before it, as in `API key: x` and `Unexpected token: x`; -1 if there is none. */
function nameStart(text: string, end: number): number {
  let start = wordStart(text, end, MAX_NAME)
  if (start === end || isNumber(text, start, end)) return -1
  if (text[start - 1] === ' ') {
    const before = wordStart(text, start - 1, MAX_NAME / 2)
    if (before < start - 1) start = before
  }
  return afterEscape(text, start, end)
}

function wordStart(text: string, end: number, most: number): number {
  let start = end
  while (start > 0 && end - start < most && kindAt(text, start - 1) === NAME) start--
  return start
}

/** Parts of times of day, of addresses: not worth a look-up. */
function isNumber(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) > 57) return false
  return true
}

const isInQuery = (text: string, start: number): boolean => text[start - 1] === '?' || text[start - 1] === '&'
/** How much of a value is looked at to tell whether it is one. */
const MAX_HEAD = 66

/** Adds the value after the separator, unless it says nothing. Returns where to go on. */
function takeValue(text: string, named: Named, spans: Spans): number {
  let start = named.at + 1
  while (start < named.at + 3 && (text[start] === '=' || text[start] === '>')) start++
  while (start < named.at + 8 && kindAt(text, start) & SPACE) start++
  let quote = start
  while (quote < start + MAX_QUOTES && text[quote] === '\\') quote++
  if (!isQuote(text[quote])) return takeBare(text, start, named, spans)
  const end = closingQuote(text, quote + 1, text[quote] as string, quote - start)
  // What is in it may name a secret of its own.
  if (isHarmless(text.slice(quote + 1, Math.min(end, quote + 1 + MAX_HEAD)), named)) return quote + 1
  spans.push(quote + 1, end)
  return end
}

function takeBare(text: string, start: number, named: Named, spans: Spans): number {
  const head = text.slice(start, start + MAX_HEAD)
  // Most values under a name that may mean something else do.
  const isWeak = named.level === LEVEL.query || named.level === LEVEL.random || named.level === LEVEL.pair
  if (isWeak && !/\d/.test(head)) return start
  if (isBlock(head)) {
    const from = closing(text, start, '\n')
    const end = blockEnd(text, named.start, from)
    spans.push(from, end)
    return end
  }
  const spaced = (kindAt(text, start - 1) & SPACE) !== 0
  if (spaced && isSpoken(head, named.name, text[named.at] as string)) return start
  if (isExpression(head, spaced) || isPattern(head) || isCompared(text, start, head)) return start
  const tag = YAML_TAG.exec(head)?.[0].length ?? 0
  if (tag > 0) return takeBare(text, start + tag, named, spans)
  const wrapped = WRAPPED.exec(head)
  if (wrapped !== null) {
    const from = start + wrapped[0].length
    const end = closingQuote(text, from, wrapped[1] as string, 0)
    spans.push(from, end)
    return end
  }
  const word = head[0] === '[' ? closing(head, 0, ']') : bareEnd(head, 0)
  if (word === 0 || isNameOfNext(head, word) || isHarmless(head.slice(0, word), named)) return start
  const end = valueEnd(text, start, head, named)
  if (isCookie(named) && spaced && !isCookieText(text.slice(start, end))) return start
  if (end > start) spans.push(start, end)
  return end
}

/** `Some("x")`, `SecretStr('x')`, `PASSWORD('x')`, `N'x'` */
const WRAPPED = /^(?:N|[brfu]|(?:[A-Z]\w{0,30}\(){1,2})(["'])(?=[^"'])/

/** `token: !!str x`, `token: &anchor x` */
const YAML_TAG = /^(?:!!\w{2,10}|&\w{1,40}) +(?=\S)/

const isBlock = (head: string): boolean => /^[|>][+-]?\d?[ \t]*\r?\n/.test(head)

const TO_THE_END_OF_LINE = /(?:authorization|cookies?)\d?$/i

/** A cookie has a name: `cookie: theme only` is none. */
const isCookie = ({ name }: Named): boolean => /cookies?\d?$/i.test(name)

const isCookieText = (value: string): boolean => value.includes('=') || looksRandom(value.split(' ', 1)[0] as string)

/** Where a value that is in no quotes ends; at `start` if there is none. */
function valueEnd(text: string, start: number, head: string, named: Named): number {
  switch (head[0]) {
    case '[':
      return closing(text, start, ']')
    case '(':
      return text[named.at - 1] === ')' ? closing(text, start, ')') : bareEnd(text, start)
    case '{':
      // `PWD={x;y}` of ODBC, but no object and no place holder.
      if (head[1] === '{') return bareEnd(text, start)
      return text[start - 1] === '=' && /^\{[^{}:"'\s]*\d[^{}:"'\s]*\}/.test(head) ? closing(text, start, '}') : start
    default:
  }
  if (!TO_THE_END_OF_LINE.test(named.name) || isInQuery(text, named.start)) return bareEnd(text, start)
  // `-H 'Authorization: x'`: the header is all of the text in quotes.
  const before = text[named.start - 1]
  if (!isQuote(before)) return headerEnd(text, start)
  return Math.min(
    closingQuote(text, start, before as string, text[named.start - 2] === '\\' ? 1 : 0),
    headerEnd(text, start),
  )
}

const SCHEME = /^(?:bearer|basic|token)\s{1,4}/i
/** Names whose value may be short, and is no count. */
const SHORT = /pass|pwd|pw$|pin|cv[vc]|csc|code|otp/i

function isHarmless(text: string, { name, level }: Named): boolean {
  const value = text.replace(SCHEME, '')
  if (saysNothing(value) || (value[0] === '[' && areMessages(value))) return true
  if (level === LEVEL_OWN) return false
  if (isNoSecret(value, name)) return true
  // `password = :password`, `--token TOKEN`
  if (/^[:@]?[A-Za-z_]{2,}$/.test(value) && name.toLowerCase().endsWith(value.replace(/^[:@]/, '').toLowerCase()))
    return true
  if (/^\d{1,3}$/.test(value) && !SHORT.test(name)) return true
  switch (level) {
    case LEVEL.text:
      return /^-?\d[\d.]*$/.test(value)
    case LEVEL.pair:
    case LEVEL.random:
    case LEVEL.query:
      // `?hash=3f786850` makes caches forget a file.
      return !looksRandom(value) || (name === 'hash' && value.length < 16)
    case LEVEL.code:
      return !looksRandom(value) && !/^\d{4,8}$/.test(value)
    case LEVEL.noPath:
      return isFilePath(value)
    case LEVEL.noNames:
      return /^(?:[[\s"'A-Za-z_,./\]-]+$|\[\{ ?"?name"?:)/.test(value)
    default:
      return false
  }
}
