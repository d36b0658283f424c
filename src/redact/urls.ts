import { kindAt, STOP } from './characters.js'
import type { Spans } from './spans.js'
import { looksRandom, saysNothing } from './values.js'

/** The shortest name of a user that can be taken for a token. */
const SHORTEST_TOKEN = 12

/** Adds the passwords of URLs, `scheme://user:password@host`, and tokens in the place of the user. Linear in the text. */
export function findUserInfo(text: string, limit: number, spans: Spans): void {
  // The end of the word that the URL is in, and its last `@`: the same for all URLs inside of one another.
  let wordEnd = 0
  let last = -1
  for (let at = text.indexOf('://'); at !== -1 && at < limit; ) {
    const from = at + 3
    if (from >= wordEnd) {
      wordEnd = endOfWord(text, from)
      last = text.lastIndexOf('@', wordEnd - 1)
    }
    const taken = last >= from ? takeUserInfo(text, from, wordEnd, last, spans) : wordEnd
    at = text.indexOf('://', taken)
  }
}

/** Quotes belong to a password if a host follows. */
function endOfWord(text: string, from: number): number {
  let end = from
  while (end < text.length && (kindAt(text, end) & STOP) === 0) end++
  return end
}

/** Returns up to where there is no other. */
function takeUserInfo(text: string, from: number, wordEnd: number, last: number, spans: Spans): number {
  let colon = -1
  let sign = -1
  let end = from
  for (; end < wordEnd && !'/?#'.includes(text[end] as string); end++) {
    if (text[end] === '@') sign = end
    // After the `@` it is the port's.
    else if (text[end] === ':' && colon === -1 && sign === -1) colon = end
  }
  if (colon === -1) {
    if (sign !== -1 && looksRandom(text.slice(from, sign), SHORTEST_TOKEN)) spans.push(from, sign)
    return from
  }
  const isHttp = text[from - 4] === 'p' || text[from - 4] === 's'
  // A password with a slash in it, which ought to be escaped and isn't: what is before it is no port.
  if (sign === -1 && /^\d{0,5}$/.test(text.slice(colon + 1, Math.min(end, colon + 7)))) return from
  if (sign === -1 || !isHttp) sign = last
  if (sign <= colon) return from
  if (!saysNothing(text.slice(colon + 1, Math.min(sign, colon + 66)))) spans.push(colon + 1, sign)
  return sign
}
