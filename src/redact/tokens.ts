import { afterEscape } from './escape.js'
import { formEnd, startInside } from './form-table.js'
import { isJsonWebToken } from './json-web-token.js'
import { prefixedToken } from './prefixed-token.js'
import { isKeyOfService } from './services.js'
import type { Spans } from './spans.js'
import { unnamedToken } from './unnamed-token.js'
import { looksRandom } from './values.js'

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
/** The shortest JSON Web Token that is looked for after other letters. */
const SHORTEST_WEB_TOKEN = 60
/** How much of a run before a prefix is looked at. */
const MAX_BEFORE = 24
/** The longest first word of a prefix. */
const MAX_PREFIX = 12

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
  const before = spans.length
  let refused = false
  let bodies: Bodies | undefined
  let at = start
  while (at < length) {
    const code = text.charCodeAt(at)
    if (TOKEN[code] === 0) break
    const isWord = at === shown || at === wordStart
    let from = at
    let end = isWord ? formEnd(text, at) : 0
    if ((code === UNDERSCORE || code === HYPHEN) && at > wordStart) {
      from = at - wordStart <= MAX_PREFIX ? wordStart : at
      if (from === wordStart) {
        bodies ??= new Bodies()
        if (bodies.isNear(text, from)) end = prefixedToken(text, from)
        if (end > 0 && isInRandom(text, start, from)) end = 0
      }
      if (end === 0) {
        from = startInside(text, at)
        end = from === -1 ? 0 : formEnd(text, from)
      }
    }
    if (end > 0) {
      if (isRefused(text, from, end)) refused = true
      else spans.push(from, end)
    }
    at = end === 0 ? at + 1 : Math.abs(end)
    if (ALPHANUMERIC[text.charCodeAt(at - 1)] === 0) wordStart = at
  }
  const jwt = at - shown < SHORTEST_WEB_TOKEN ? -1 : text.slice(shown, at).indexOf('eyJ')
  if (jwt > 0) {
    const end = formEnd(text, shown + jwt)
    if (end > 0 && !isRefused(text, shown + jwt, end)) spans.push(shown + jwt, end)
  } else if (!refused && spans.length === before) {
    const unnamed = unnamedToken(text, shown, at) ?? unnamedToken(text, start, at)
    if (unnamed !== undefined) spans.push(...unnamed)
    else if (isKeyOfService(text, shown, at)) spans.push(shown, at)
  }
  return at
}

/** The longest prefix in front of what is random in a token. */
const FARTHEST_BODY = 48
const SHORTEST_BODY = 14

/** Where letters and digits in a row are that are long enough for the body of a token: each part of a run is read once. */
class Bodies {
  #known = -1
  /** None begins before this but the known one. */
  #clear = 0

  /** Whether one begins within the longest prefix from here. */
  isNear(text: string, from: number): boolean {
    if (this.#known >= from) return this.#known - from < FARTHEST_BODY
    const end = Math.min(from + FARTHEST_BODY + SHORTEST_BODY, text.length)
    let length = 0
    for (let at = Math.max(from, this.#clear); at < end; at++) {
      length = ALPHANUMERIC[text.charCodeAt(at)] === 1 ? length + 1 : 0
      if (length < SHORTEST_BODY) continue
      this.#known = this.#clear = at + 1 - length
      return true
    }
    this.#clear = end - length
    return false
  }
}

/** Whether what is before it in the run is a part of a longer key, hash or picture. */
const isInRandom = (text: string, start: number, from: number): boolean =>
  from - start >= 16 && looksRandom(text.slice(Math.max(start, from - MAX_BEFORE), from))

const isRefused = (text: string, at: number, end: number): boolean =>
  /^e(?:yJ|yA|wo|w0)/.test(text.slice(at, at + 3)) && !isJsonWebToken(text.slice(at, end))
