import { afterEscape } from './escape.js'
import { FORMS, isJsonWebToken, SIGNED_FORMS } from './forms.js'
import type { Spans } from './spans.js'

/** Characters that tokens are made of, and those that set a token off from what is before it. */
const TOKEN = new Uint8Array(65_536)
const ALPHANUMERIC = new Uint8Array(65_536)
for (const char of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') {
  TOKEN[char.charCodeAt(0)] = ALPHANUMERIC[char.charCodeAt(0)] = 1
}
for (const char of '_-.~+/=') TOKEN[char.charCodeAt(0)] = 1

/** The shortest form, an AWS key id, has 20 characters; ordinary words and most identifiers are shorter. */
const SHORTEST = 20

/** Number of the pattern to try, by the first two characters; 0 is none. */
const STARTS = new Uint16Array(128 * 128)
const PATTERNS: readonly RegExp[] = byStart()

function byStart(): RegExp[] {
  const groups = new Map<string, string[]>()
  for (const { starts, pattern } of FORMS) {
    for (const start of new Set(starts.map((each) => each.slice(0, 2)))) {
      groups.set(start, [...(groups.get(start) ?? []), pattern])
    }
  }
  const sources = [...new Set([...groups.values()].map((group) => group.join('|')))]
  for (const [start, group] of groups) STARTS[placeOf(start, 0)] = 1 + sources.indexOf(group.join('|'))
  return sources.map((source) => new RegExp(source, 'y'))
}

function placeOf(text: string, at: number): number {
  return (text.charCodeAt(at) << 7) | text.charCodeAt(at + 1)
}

/**
 * Adds the tokens of a known form, and tells whether there was a word long enough to be one. A text without a run of {@link SHORTEST} token characters has none, and to see that,
 * one character of {@link SHORTEST} has to be looked at, and the rest of the word around it.
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
  let isWord = true
  let at = start
  while (at < length) {
    const code = text.charCodeAt(at)
    if (TOKEN[code] === 0) break
    const group: number = isWord || at === shown ? (STARTS[placeOf(text, at) & 0x3fff] as number) : 0
    if (group === 0) {
      isWord = ALPHANUMERIC[code] === 0
      at++
    } else {
      at = matchAt(PATTERNS[group - 1] as RegExp, text, at, spans)
      isWord = ALPHANUMERIC[text.charCodeAt(at - 1)] === 0
    }
  }
  return at
}

/** Where to go on. */
function matchAt(pattern: RegExp, text: string, at: number, spans: Spans): number {
  pattern.lastIndex = at
  if (!pattern.test(text)) return at + 1
  const end = pattern.lastIndex
  if (text.startsWith('eyJ', at) && !isJsonWebToken(text.slice(at, end))) return end
  spans.push(at, end)
  return end
}

/** Adds the secrets that begin with anything, but hold a text that hardly anything else does. */
export function findSigned(text: string, spans: Spans): void {
  for (const { sign, pattern } of SIGNED_FORMS) {
    if (!text.includes(sign)) continue
    for (const match of text.matchAll(pattern)) spans.push(match.index, match.index + match[0].length)
  }
}
