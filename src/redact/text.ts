import { findCommands } from './commands.js'
import type { levelOf } from './key-names.js'
import { findPairs } from './pairs.js'
import { findSigned } from './signed.js'
import { hasKeyword, isMixed, isProseLike, isWords, SIGN, signsOf } from './signs.js'
import type { Spans } from './spans.js'
import { findTokens, SHORTEST as SHORTEST_TOKEN } from './tokens.js'
import { findTold } from './told.js'
import { findUserInfo } from './urls.js'
import { seenThrough } from './view.js'

/** The shortest text that can say a secret: `pwd=a`. */
const SHORTEST = 5

/**
 * Adds the places of all secrets that begin before `limit`. A text without `=`, `:`, a long word and the sign of a secret
 * is done with after a few quick looks.
 */
export function findSecrets(text: string, limit: number, level: typeof levelOf, spans: Spans): void {
  if (text.length < SHORTEST || isUuid(text)) return
  // Most texts end here. No token is letters only, but for one in sixty of AWS' key ids.
  const isJustWords = isWords(text)
  if (isJustWords || (text[0] !== '-' && isProseLike(text))) {
    const signs = !isJustWords && isMixed(text) ? SIGN.mixed : 0
    if (signs !== 0 || hasKeyword(text)) findTold(text, level, signs, spans)
    if (!isJustWords || CAPITALS.test(text)) findLong(text, limit, signs, spans)
    return
  }
  const signs = signsOf(text)
  findPlain(text, limit, level, signs, spans)
  const isDisguised = (signs & SIGN.disguise) !== 0 || text.includes('&quot;') || text.includes('&#')
  const view = isDisguised ? seenThrough(text) : undefined
  if (view === undefined) return
  const seen: Spans = []
  findPlain(view.text, view.text.length, level, signsOf(view.text), seen)
  for (let index = 0; index < seen.length; index += 2) {
    spans.push(view.startOf(seen[index] as number), view.endOf((seen[index + 1] as number) - 1))
  }
}

function findPlain(text: string, limit: number, level: typeof levelOf, signs: number, spans: Spans): void {
  if ((signs & (SIGN.colon | SIGN.equals)) !== 0) findPairs(text, limit, level, spans)
  const isAddress = (signs & SIGN.colon) !== 0 && (signs & SIGN.at) !== 0
  if (isAddress) findUserInfo(text, limit, spans)
  findTold(text, level, signs, spans)
  if ((signs & SIGN.hyphen) !== 0) findCommands(text, spans)
  const long = findTokens(text, limit, spans)
  const isKey = (signs & SIGN.hyphen) !== 0 && text.includes('PRIVATE KEY')
  if (long || isAddress || isKey) findSigned(text, signs, spans)
}

const CAPITALS = /[A-Z]{16}/

function findLong(text: string, limit: number, signs: number, spans: Spans): void {
  if (text.length >= SHORTEST_TOKEN && findTokens(text, limit, spans)) findSigned(text, signs, spans)
}

/** The most frequent long word by far; no form of a token has its hyphens. */
function isUuid(text: string): boolean {
  return text.length === 36 && text[8] === '-' && text[13] === '-' && text[18] === '-' && text[23] === '-'
}
