import { afterEscape } from './escape.js'
import { LEVEL } from './key-names.js'
import type { Spans } from './spans.js'

/**
 * Secrets that a text names: `password=x`, `"apiKey": "x"`, `Authorization: Bearer x`, `user:pass@host`. Every separator
 * is looked at once, and the name before it by the same rules as a key of an object.
 */
export function findPairs(text: string, limit: number, levelOf: (name: string) => number, spans: Spans): void {
  for (const separator of SEPARATORS) {
    // Where the last one's value ended: what is in it needs no second look, and `::::` must not be read again and again.
    let done = 0
    let urlEnd = 0
    for (
      let at = text.indexOf(separator);
      at !== -1 && at < limit;
      at = text.indexOf(separator, Math.max(at + 1, done))
    ) {
      if (separator === ':' && text.startsWith('//', at + 1)) {
        if (at >= urlEnd) urlEnd = findUserInfo(text, at, spans)
        continue
      }
      const start = nameStart(text, at)
      if (start === -1) continue
      const name = text.slice(start, nameEnd(text, at))
      const level = separator === ':' && isResource(text, start, name) ? LEVEL.none : levelOf(name)
      if ((level !== LEVEL.none && level !== LEVEL.pair) || isSignature(text, start, name)) {
        done = takeValue(text, at + 1, name, level, isInQuery(text, start), spans)
      }
    }
  }
}

const SEPARATORS = ['=', ':'] as const
const MAX_NAME = 64
const MAX_URL = 512

const NAME = 1
const QUOTE = 2
const SPACE = 4
const STOP = 8
const KIND = new Uint8Array(65_536).fill(NAME, 0xc0)
for (const char of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-$') KIND[char.charCodeAt(0)] = NAME
for (const char of '"\'`') KIND[char.charCodeAt(0)] = QUOTE | STOP
for (const char of '\\]') KIND[char.charCodeAt(0)] = QUOTE
for (const char of ' \t') KIND[char.charCodeAt(0)] = SPACE | STOP
for (const char of '\r\n<>\u2028\u2029') KIND[char.charCodeAt(0)] = STOP

const kindAt = (text: string, at: number): number => KIND[text.charCodeAt(at)] ?? 0

/** End of the name before the separator: `name =`, `"name":`, `\"name\":`, `env['NAME'] =`, `name :=`. */
function nameEnd(text: string, at: number): number {
  let end = text[at - 1] === ':' ? at - 1 : at
  for (let skip = 0; skip < 2 && kindAt(text, end - 1) & SPACE; skip++) end--
  for (let skip = 0; skip < 4 && kindAt(text, end - 1) & QUOTE; skip++) end--
  return end
}

/** Start of that name and of a word before it, as in `API key: x` and `Unexpected token: x`; -1 if there is none. */
function nameStart(text: string, at: number): number {
  const end = nameEnd(text, at)
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

/** `arn:aws:secretsmanager:eu-west-1:123456789012:secret:name` names a secret and tells none. */
function isResource(text: string, start: number, name: string): boolean {
  return name === 'secret' && /:\d{12}:$/.test(text.slice(Math.max(0, start - 14), start))
}

/** A URL that is signed is as good as a key for as long as it lives. */
function isSignature(text: string, start: number, name: string): boolean {
  return isInQuery(text, start) && SIGNATURE.test(name)
}
const isInQuery = (text: string, start: number): boolean => text[start - 1] === '?' || text[start - 1] === '&'
const SIGNATURE = /^(?:sig|(?:x-(?:amz|goog)-)?signature)$/i

/** Adds the value that begins at or after `from`, unless it says nothing. Returns where to go on. */
function takeValue(text: string, from: number, name: string, level: number, isQuery: boolean, spans: Spans): number {
  let start = from
  while (start < from + 2 && (text[start] === '=' || text[start] === '>')) start++
  while (start < from + 8 && kindAt(text, start) & SPACE) start++
  let quote = start
  while (quote < start + 4 && text[quote] === '\\') quote++
  const mark = text[quote]
  if (mark === '"' || mark === "'" || mark === '`') {
    const end = closingQuote(text, quote + 1, mark, quote > start)
    if (!saysNothing(text.slice(quote + 1, Math.min(end, quote + 66)))) spans.push(quote + 1, end)
    return end
  }
  if (mark === '{' && text[start + 1] !== '{') return start
  const isHeader = TO_THE_END_OF_LINE.test(name) && !isQuery
  const end = mark === '[' ? closingBracket(text, start) : isHeader ? lineEnd(text, start) : bareEnd(text, start)
  const value = text.slice(start, Math.min(end, start + 65))
  if (isHarmless(value, name, level, (kindAt(text, start - 1) & SPACE) !== 0)) return start
  spans.push(start, end)
  return end
}

function closingQuote(text: string, from: number, mark: string, escaped: boolean): number {
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    let slashes = 0
    while (at - slashes > from && text[at - slashes - 1] === '\\') slashes++
    // Inside of a JSON text in a JSON text, the closing quote is escaped as the opening one was.
    if (escaped) return at - slashes
    if (slashes % 2 === 0) return at
  }
  return text.length
}

function closingBracket(text: string, from: number): number {
  const at = text.indexOf(']', from)
  return at === -1 ? text.length : at + 1
}

const TO_THE_END_OF_LINE = /(?:authorization|cookies?)\d?["'\]]*$/i
const SCHEME = /^(?:bearer|basic|digest|token|apikey|api-key|negotiate|ntlm|oauth)$/i

function bareEnd(text: string, start: number): number {
  const end = wordEnd(text, start)
  // `token: Bearer x`
  return SCHEME.test(text.slice(start, Math.min(end, start + 12))) && text[end] === ' ' ? wordEnd(text, end + 1) : end
}

/** A header's value has blanks, commas and semicolons of its own. */
function lineEnd(text: string, start: number): number {
  let end = start
  while (end < text.length && ((kindAt(text, end) & STOP) === 0 || kindAt(text, end) & SPACE)) {
    if (text[end] === '}' || isEscape(text, end)) break
    end++
  }
  return end
}

/** Passwords hold any character: one that parts fields ends the value only where a field, a blank or nothing follows. */
function wordEnd(text: string, start: number): number {
  let end = start
  for (; end < text.length && (kindAt(text, end) & STOP) === 0; end++) {
    if (isEscape(text, end) || (isPartition(text, end) && startsField(text, end + 1))) break
  }
  while (end > start && CLOSERS.includes(text[end - 1] as string)) end--
  return end
}

const CLOSERS = '.,;:!?)]}&|'
const isPartition = (text: string, at: number): boolean => '&,;|'.includes(text[at] as string)
/** `\n` and `\"` as JSON writes them. */
const isEscape = (text: string, at: number): boolean => text[at] === '\\' && 'nrt"\''.includes(text[at + 1] ?? ' ')

function startsField(text: string, at: number): boolean {
  let end = at
  while (end < at + MAX_NAME && kindAt(text, end) === NAME) end++
  if (end === at) return end >= text.length || kindAt(text, end) !== 0
  return text[end] === '=' || text[end] === ':'
}

const MASKED =
  /^(?:[*•.#-]{1,64}|[xX]{3,64}|\[(?:redacted|truncated|circular|unreadable|removed|filtered|hidden|object)\b[^\]]*\]|<[\w -]{0,40}>|\$\{[^}]*\}?|\{\{[^}]*\}{0,2}|%[a-z]|null|undefined|none|true|false)?$/i

/** Masked already, a placeholder, or no value at all. */
export function saysNothing(value: string): boolean {
  return MASKED.test(value)
}

/** What stands after `token:` or `password:` in a sentence about one, or in source code. */
const PROSE = new Set(
  `a an the is are was were has have must should may can cannot could will would not no yes and or of in for from to with
  too invalid valid missing required optional expired revoked unknown empty ok failed failure denied rejected mismatch
  accepted incorrect wrong expected unexpected unauthorized undefined nil string number boolean object function any void
  async await new const let var return this enabled disabled set unset found hidden redacted secret password token include omit`.split(
    /\s+/,
  ),
)

/** `spaced`: a blank stands before the value, as it does in a sentence. */
function isHarmless(value: string, name: string, level: number, spaced: boolean): boolean {
  if (saysNothing(value)) return true
  if (spaced && PROSE.has((/^\w+(?= |$)/.exec(value)?.[0] ?? '').toLowerCase())) return true
  if (value.startsWith('process.env')) return true
  // The working directory of a shell, not a password.
  if (/(?<![a-z])(?:old)?pwd$/i.test(name) && /^(?:\/|~|[A-Za-z]:\\)/.test(value)) return true
  return level === LEVEL.text && /^-?\d[\d.]*$/.test(value)
}

/** `scheme://user:password@host`: the password. Returns up to where there is no other. */
function findUserInfo(text: string, at: number, spans: Spans): number {
  const from = at + 3
  let colon = -1
  let authorityEnd = -1
  let inAuthority = -1
  let anywhere = -1
  let end = from
  for (; end < text.length && end < from + MAX_URL && (kindAt(text, end) & STOP) === 0; end++) {
    const char = text[end]
    if (char === '@') anywhere = end
    if (authorityEnd !== -1) continue
    if (char === '@') inAuthority = end
    else if (char === ':' && colon === -1) colon = end
    else if (char === '/' || char === '?' || char === '#') authorityEnd = end
  }
  // Without one there is none in a URL inside of this one either.
  if (anywhere === -1) return end
  if (colon === -1) return from
  const host = inAuthority === -1 ? text.slice(colon + 1, authorityEnd === -1 ? end : authorityEnd) : ''
  const isHttp = text[at - 1] === 'p' || text[at - 1] === 's'
  // A password with a slash in it, which ought to be escaped and isn't: what is before it is no port.
  const sign =
    inAuthority === -1 || !isHttp ? (/^\d{0,5}$/.test(host) && inAuthority === -1 ? -1 : anywhere) : inAuthority
  if (sign <= colon) return from
  if (!saysNothing(text.slice(colon + 1, Math.min(sign, colon + 66)))) spans.push(colon + 1, sign)
  return sign
}
