import { LEVEL, type levelOf } from './key-names.js'
import { findPairs, saysNothing } from './pairs.js'
import type { Spans } from './spans.js'
import { findSigned, findTokens } from './tokens.js'

/** The shortest text that can say a secret: `pwd=a`. */
const SHORTEST = 5

/**
 * Adds the places of all secrets that begin before `limit`. A text without `=`, `:`, a long word and one of the marks is
 * done with after four quick looks.
 */
export function findSecrets(text: string, limit: number, level: typeof levelOf, spans: Spans): void {
  if (text.length < SHORTEST) return
  const named = text.includes(':') || text.includes('=')
  if (named) findPairs(text, limit, level, spans)
  if ((text.includes(' ') || text.includes('<')) && MARKS.test(text)) findMarked(text, level, spans)
  if (isUuid(text)) return
  const long = findTokens(text, limit, spans)
  if (long || (named && text.includes('@')) || text.includes('-----BEGIN ')) findSigned(text, spans)
}

/** The most frequent long word by far; no form of a token has its hyphens. */
function isUuid(text: string): boolean {
  return text.length === 36 && text[8] === '-' && text[13] === '-' && text[18] === '-' && text[23] === '-'
}

/** `Bearer x`, `Basic x`, `--password x`, `<password>x`, `curl -u user:x`, `PASSWORD 'x'`, `the password is x1`. */
const MARKS = /[Bb](?:earer|asic) |B(?:EARER|ASIC) |--[A-Za-z]|<[A-Za-z]| -u |(?:[Dd]|BY|by|se) ["'`\\]|d (?:is|was) /

const SCHEME = /(bearer|basic)\s{1,4}["']?([\w.~+/=-]{4,})/gi
const FLAG = /--([A-Za-z][\w-]{1,63}) {1,4}["']?([^\s"'-][^\s"']*)/g
const ELEMENT = /<([A-Za-z][\w:.-]{1,63})(?:\s[^<>]{0,200})?>([^<]+)</g
const USER = /\s(?:-u|--user)[ =]["']?(?!\d+:)[^\s:"']{0,64}:([^\s"']+)/g
const QUOTED = /(?:password|passwd|passphrase|identified by)\s{1,4}(?:(?:is|was)\s{1,4})?\\{0,3}["'`]([^"'`\\]+)/gi
/** With a digit in it: `the password is wrong` tells nothing. */
const TOLD = /pass(?:word|wd) (?:is|was) ([^\s"'`]*\d[^\s"'`]*)/gi

function findMarked(text: string, level: typeof levelOf, spans: Spans): void {
  for (const match of text.matchAll(SCHEME)) {
    if (isCredential(match[1] as string, match[2] as string)) add(spans, match, 2)
  }
  for (const pattern of [FLAG, ELEMENT]) {
    for (const match of text.matchAll(pattern)) if (isSecret(level(match[1] as string))) add(spans, match, 2)
  }
  for (const pattern of [USER, TOLD, QUOTED]) for (const match of text.matchAll(pattern)) add(spans, match, 1)
}

const isSecret = (level: number): boolean => level !== LEVEL.none && level !== LEVEL.pair

/** The group is the last thing of the match but for one character at most. */
function add(spans: Spans, match: RegExpExecArray, group: number): void {
  const secret = match[group] as string
  if (saysNothing(secret)) return
  const start = match.index + match[0].lastIndexOf(secret)
  spans.push(start, start + secret.length)
}

/** Words that follow `Bearer` and `Basic` in prose. */
const PROSE =
  /^(?:tokens?|auth|authentication|authorization|authenticated|scheme|realm.*|error|is|was|not|required|missing|invalid|expired|and|or|of|in|for|with|header|credentials?|usage|plan|info|types?|support|format|prefix|challenge|access|setup|example|examples|tier|user|users|login)[.,;:!?=]*$/i

function isCredential(scheme: string, value: string): boolean {
  if (PROSE.test(value)) return false
  if (scheme.toLowerCase() === 'bearer') return scheme[0] === 'B' || value.length >= 16 || /\d/.test(value)
  // user:password in base64 and nothing else
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(value, 'base64').toString('latin1'))
}
