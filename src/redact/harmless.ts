import { characterTable } from './characters.js'
import { SHORTEST } from './tokens.js'

/** What a character of prose, of a path or of a name is; 0 for all others. */
const KIND = { none: 0, lower: 1, upper: 2, digit: 3, blank: 4, hyphen: 5, joining: 6, parting: 7 } as const

const KINDS = characterTable(new Uint8Array(65_536), [
  ['abcdefghijklmnopqrstuvwxyz', KIND.lower],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', KIND.upper],
  ['0123456789', KIND.digit],
  [' ', KIND.blank],
  ['-', KIND.hyphen],
  ['._/+', KIND.joining],
  [',?;#', KIND.parting],
])

/** Characters from which on a search for one sign after the other is faster. */
const LONGEST = 200
/** Capitals in a row that may be a keyword or a key. */
const CAPITALS = 4

/**
 * Whether a text has none of the characters, words and runs without which it can hold no secret, stack frame or JSON, as
 * nearly all texts of a log. `false` says nothing.
 */
export function isHarmless(text: string): boolean {
  const { length } = text
  if (length > LONGEST) return false
  let last: number = KIND.blank
  let run = 0
  let capitals = 0
  for (let at = 0; at < length; at++) {
    const kind = KINDS[text.charCodeAt(at)] as number
    if (kind === KIND.none) return false
    if (kind === KIND.blank || kind === KIND.parting) {
      if (kind === KIND.blank && MAY_END_KEYWORD[text.charCodeAt(at - 1)] === 1 && endsInKeyword(text, at)) return false
      run = 0
    } else {
      // A letter after a digit, an option, or a word that is as long as a token.
      if (kind <= KIND.upper && last === KIND.digit) return false
      if (kind === KIND.hyphen && (last === KIND.blank || last === KIND.hyphen)) return false
      if (++run >= SHORTEST) return false
    }
    capitals = kind === KIND.upper ? capitals + 1 : 0
    if (capitals === CAPITALS) return false
    last = kind
  }
  return true
}

/** The last letters of `Bearer`, `Basic`, `login`, and of the `at` before a stack frame. */
const MAY_END_KEYWORD = characterTable(new Uint8Array(65_536), [['rcnt', 1]])

const KEYWORDS = ['earer', 'asic', 'login', 'at']

const endsInKeyword = (text: string, end: number): boolean => KEYWORDS.some((word) => text.endsWith(word, end))
