import { afterEscape } from './escape.js'
import type { Form } from './form.js'
import { INFRASTRUCTURE_FORMS } from './forms-infrastructure.js'
import { SERVICE_FORMS } from './forms-services.js'
import { isJsonWebToken } from './json-web-token.js'
import { isUnnamedToken, prefixedToken } from './prefixed-token.js'
import type { Spans } from './spans.js'

const FORMS: readonly Form[] = [...INFRASTRUCTURE_FORMS, ...SERVICE_FORMS]

/** Characters that tokens are made of, and those that set a token off from what is before it. */
const TOKEN = new Uint8Array(65_536)
const ALPHANUMERIC = new Uint8Array(65_536)
for (const char of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') {
  TOKEN[char.charCodeAt(0)] = ALPHANUMERIC[char.charCodeAt(0)] = 1
}
for (const char of '_-.~+/=') TOKEN[char.charCodeAt(0)] = 1

/** The shortest form, an AWS key id, has 20 characters; ordinary words and most identifiers are shorter. */
export const SHORTEST = 20

const UNDERSCORE = 95
const HYPHEN = 45
/** The longest first word of a prefix. */
const MAX_PREFIX = 12

/** Number of the pattern to try, by the first two characters; 0 is none. */
const NUMBERS = new Uint16Array(128 * 128)
const PATTERNS: readonly RegExp[] = byStart()

function byStart(): RegExp[] {
  const groups = new Map<string, string[]>()
  for (const { starts, pattern } of FORMS) {
    for (const start of new Set(starts.map((each) => each.slice(0, 2)))) {
      groups.set(start, [...(groups.get(start) ?? []), pattern])
    }
  }
  const sources = [...new Set([...groups.values()].map((group) => group.join('|')))]
  for (const [start, group] of groups) NUMBERS[placeOf(start, 0)] = 1 + sources.indexOf(group.join('|'))
  return sources.map((source) => new RegExp(source, 'y'))
}

/**
 * Starts that no other word has in it, by the three letters that end with their first `_` or `-`: they are looked for also
 * after a letter, as of an option or of a broken escape.
 */
const DISTINCT_STARTS = new Map<string, string[]>()
for (const start of FORMS.flatMap(({ starts }) => starts)) {
  const separator = start.search(/[_-]/)
  if (separator < 3) continue
  const key = start.slice(separator - 2, separator + 1)
  DISTINCT_STARTS.set(key, [...(DISTINCT_STARTS.get(key) ?? []), start])
}

function placeOf(text: string, at: number): number {
  return ((text.charCodeAt(at) << 7) | text.charCodeAt(at + 1)) & 0x3fff
}

/**
 * Adds the tokens of a known form, and tells whether there was a word long enough to be one. A text without a run of
 * {@link SHORTEST} token characters has none, and to see that, one character of {@link SHORTEST} has to be looked at, and
 * the rest of the word around it.
 */
export function findTokens(text: string, limit: number, spans: Spans): boolean {
  const { length } = text
  let found = false
  let from = 0
  let at = SHORTEST - 1
  while (at < length && from < limit) {
    if (TOKEN[text.charCodeAt(at)] === 0) {
      from = at + 1
      at += SHORTEST
      continue
    }
    let start = at
    while (start > from && TOKEN[text.charCodeAt(start - 1)] === 1) start--
    let end = at + 1
    while (end < start + SHORTEST && TOKEN[text.charCodeAt(end)] === 1) end++
    if (end === start + SHORTEST) {
      found = true
      end = matchRun(text, start, spans)
    }
    from = end + 1
    at = end + SHORTEST
  }
  return found
}

/** Returns where the run ends: it is not looked through twice. */
function matchRun(text: string, start: number, spans: Spans): number {
  const { length } = text
  const shown = afterEscape(text, start, start + SHORTEST)
  let wordStart = start
  let found = false
  let at = start
  while (at < length) {
    const code = text.charCodeAt(at)
    if (TOKEN[code] === 0) break
    const isWord = at === shown || at === wordStart
    let from = at
    let end = isWord ? tokenEnd(text, at) : 0
    if ((code === UNDERSCORE || code === HYPHEN) && at > wordStart) {
      from = at - wordStart <= MAX_PREFIX ? wordStart : at
      end = from === wordStart ? prefixedToken(text, from) : 0
      if (end === 0) {
        from = startInside(text, at)
        end = from === -1 ? 0 : tokenEnd(text, from)
      }
    }
    if (end > 0) {
      if (!isRefused(text, from, end)) spans.push(from, end)
      found = true
    }
    at = end === 0 ? at + 1 : Math.abs(end)
    if (ALPHANUMERIC[text.charCodeAt(at - 1)] === 0) wordStart = at
  }
  if (!found && isUnnamedToken(text, shown, at)) spans.push(shown, at)
  return at
}

/** Where a distinct start begins whose separator is at `at`; -1 if there is none. */
function startInside(text: string, at: number): number {
  for (const start of DISTINCT_STARTS.get(text.slice(at - 2, at + 1)) ?? []) {
    const from = at - start.search(/[_-]/)
    if (text.startsWith(start, from)) return from
  }
  return -1
}

function tokenEnd(text: string, at: number): number {
  const number = NUMBERS[placeOf(text, at)] as number
  if (number === 0) return 0
  const pattern = PATTERNS[number - 1] as RegExp
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : 0
}

const isRefused = (text: string, at: number, end: number): boolean =>
  /^e(?:yJ|yA|wo|w0)/.test(text.slice(at, at + 3)) && !isJsonWebToken(text.slice(at, end))
