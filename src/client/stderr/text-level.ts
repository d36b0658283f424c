import { levelOfName } from '../../levels/level-names.js'
import type { McpLevel } from '../../levels/mcp-level.js'
import { levelInBracket, levelOfLetter } from './bracket-level.js'
import { levelOfFixedForm } from './fixed-forms.js'
import { levelOfPair, PAIR } from './logfmt-level.js'
import { TIME } from './timestamp.js'

/** Maximum number of characters searched: no logger writes more than this before the level. */
const HEAD = 400
/** Things that may stand in front of a level: times, numbers, names, brackets, signs. */
const MAX_PARTS = 24
/** Level names that are also common words: they count only after a timestamp or between columns. */
const AMBIGUOUS: ReadonlySet<string> = new Set(
  'data http help input prompt log config fine success fail failure shout caution verb'.split(' '),
)

const BLANKS = /[ \t]*/y
const WORD = /[A-Za-z]{1,13}(?:[+-]\d{1,3})?(?![\w])/y
const BRACKET = /\[([^[\]]*(?:\[[^[\]]*\][^[\]]*)?)\]|\(([^()]*)\)|<([^<>]*)>|\{([^{}"']*)\}/y
const NUMBER = /[#*]?\d[\d.:#*/-]*[:,]?(?=[\s|[]|$)/y
const ICON = /(?:\u2139|(?![\u2010-\u203e\u00b7\u00bb])[^\p{L}\p{N}\p{Z}\p{Cc}\p{ASCII}])+/uy
const SIGNS = /(?:[-\u2013\u2014|:>\u203a\u00bb\u2022\u00b7,;~]|={2,}|\*{2,}|!{2,})+/y
const NAME = /[\w@.$/:*#&+~-]*[\w)\]](?:\[\d+\])?:?(?=[\s|,>]|$)/y

/** What precedes the current position. */
interface Before {
  readonly isIndented: boolean
  /** A date or a time. */
  time: boolean
  /** Number of names, which may be words of prose as well. */
  names: number
  /** Whether only blanks precede it. */
  start: boolean
  /** The part just before: `name:`, a bracket, a sign between columns, or an icon. */
  last: 'name' | 'label' | 'bracket' | 'pair' | 'other'
  column: string
  icon: boolean
}

/**
 * The level that a line of text states, found by its place: in brackets, between columns, before a colon, after a time,
 * as a key's value, as a letter. A word in the middle of a sentence is not a level.
 *
 * @param line without colours
 */
export function levelInText(line: string): McpLevel | undefined {
  const head = line.length > HEAD ? line.slice(0, HEAD) : line
  const fixed = levelOfFixedForm(head)
  if (fixed !== undefined) return fixed
  const isIndented = /^[ \t]/.test(head)
  // Indented text continues the line above, unless it begins like a log line.
  if (isIndented && /^[ \t]+[A-Za-z]?[a-z]/.test(head)) return undefined
  return scan(head, isIndented)
}

function scan(head: string, isIndented: boolean): McpLevel | undefined {
  const before: Before = { isIndented, time: false, names: 0, start: true, last: 'other', column: '', icon: false }
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const match = pattern.exec(head)
    if (match === null) return undefined
    at = pattern.lastIndex
    return match
  }
  for (let parts = 0; parts < MAX_PARTS; parts++) {
    const gap = take(BLANKS)?.[0] ?? ''
    if (gap.includes('\t')) before.column = '\t'
    if (at >= head.length) return undefined
    const from = at
    const word = take(WORD)?.[0]
    if (word !== undefined) {
      const level = levelOfWord(word, before, head.slice(at))
      if (level !== undefined) return level
      at = from
    }
    if (take(TIME)) {
      before.time = true
      before.last = 'other'
    } else if (take(BRACKET)) {
      const content = head.slice(from + 1, at - 1)
      const level = levelInBracket(content, head[from] as string, head.slice(at), before)
      if (level !== undefined) return level
      // In prose only the very first word can be a label.
      if (before.names > 0 && !before.time) return undefined
      if (TIME_WITHIN.test(content)) before.time = true
      before.last = 'bracket'
      take(/:(?=\s|$)/y)
    } else {
      const pair = before.names === 0 ? take(PAIR) : undefined
      if (pair) {
        const level = levelOfPair(pair)
        if (level !== undefined) return level
        before.last = 'pair'
      } else if (take(NUMBER)) {
        before.last = 'other'
      } else if (take(ICON)) {
        before.icon = true
        before.last = 'other'
      } else if (!before.start && take(SIGNS)) {
        before.column = head.slice(from, at)
        before.last = 'other'
        before.start = false
        continue
      } else if (before.start && take(/[=*!>-]{2,}(?=\s)/y)) {
        before.last = 'other'
      } else {
        const name = before.names < 4 ? take(NAME)?.[0] : undefined
        if (name === undefined) return undefined
        before.names++
        before.last = name.endsWith(':') ? 'label' : 'name'
      }
    }
    before.start = false
    before.column = ''
  }
  return undefined
}

const TIME_WITHIN = /\d\d?:\d\d/

const COLON = /^ ?:/
const SAME_COLUMN: Readonly<Record<string, RegExp>> = {
  '|': /^ *\|/,
  '-': /^ +(?:-|--) /,
  '\t': /^ *\t/,
  ':': /^:/,
  ',': /^,/,
  ';': /^;/,
}

/** @param rest what follows the word */
function levelOfWord(word: string, before: Before, rest: string): McpLevel | undefined {
  if (word.length === 1) return before.time && before.names === 0 ? levelOfLetter(word, rest) : undefined
  const level = levelOfName(word)
  if (level === undefined) return undefined
  const isUpper = word === word.toUpperCase()
  const { time, names, start, last } = before
  if (AMBIGUOUS.has(word.toLowerCase()) && (!isUpper || !time)) {
    // .NET, Ruby and others have these in lower case, but in forms of their own.
    if (!(time && before.column !== '' && closesColumn(before.column, rest))) return undefined
  }
  // After `name:` a line begins anew; syslog has the host's name in front of that.
  const isFirst = names === 0 || (last === 'label' && names <= (time ? 2 : 1))
  if (COLON.test(rest)) return levelBeforeColon(rest, isUpper, isFirst, before) ? level : undefined
  if (before.column !== '' && closesColumn(before.column, rest)) {
    return isUpper || (time && names < 3) || names === 0 ? level : undefined
  }
  if (isFirst && LABELLED.test(rest)) return level
  if (isUpper) {
    if (isFirst && UPPER_ENDS.test(rest)) return level
    // `2026-… weather.api ERROR it failed`: a name in one word, or room for a column.
    if (time && names <= 3 && (names === 1 || /^(?: {2,}|\t| ?[[|>-])/.test(rest)) && /^[\s[|>-]/.test(rest))
      return level
    return undefined
  }
  if (start) return /^ - /.test(rest) ? level : undefined
  if (names > 0) return undefined
  const isCapital = /^[A-Z]/.test(word)
  if (before.icon && /^(?: {2,}|\t|$)/.test(rest)) return level
  return time && !isCapital && /^(?: {2,}|\t| +[[({<|]| +\S+ : )/.test(rest) ? level : undefined
}

/** `ERROR[0042] text`, `error[E0425]: text`, `error(scope): text`. */
const LABELLED = /^(?:\[[^\]]*\]:|\([\w.]+\):)/
const UPPER_ENDS = /^(?:[\s>!]|$|\[[^\]]*\]| ?[|,-])/

function closesColumn(column: string, rest: string): boolean {
  const sign = column.trim() === '' ? '\t' : column.trim()
  return SAME_COLUMN[sign === '--' || sign === '\u2013' ? '-' : sign]?.test(rest) === true
}

function levelBeforeColon(rest: string, isUpper: boolean, isFirst: boolean, before: Before): boolean {
  const isSpaced = /^ ?:(?:\s|$)/.test(rest)
  if (before.isIndented && !isUpper && !before.time) return false
  if (isUpper) return isFirst || (before.time && before.names <= 3)
  // `error:text` may be a name or an address, and `debug : text` prose.
  if (!isSpaced || rest.startsWith(' ')) return before.time && isFirst
  return isFirst || (before.time && before.names <= 1)
}
