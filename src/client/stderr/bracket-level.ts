import { levelOfName } from '../../levels/level-names.js'
import type { McpLevel } from '../../levels/mcp-level.js'

/** Android's, glog's and Python's one-letter codes. */
const LETTERS: Readonly<Record<string, McpLevel>> = {
  T: 'debug',
  V: 'debug',
  D: 'debug',
  I: 'info',
  N: 'notice',
  W: 'warning',
  E: 'error',
  C: 'critical',
  F: 'critical',
}

/** A letter after a time: not the English words `I` and `A`, so something that is no word has to follow. */
export function levelOfLetter(letter: string, rest: string): McpLevel | undefined {
  return /^(?:[|,\t]| +(?:\S*[:/[(\]]|[A-Z]{2,}\b|\d|[|-]))/.test(rest) ? letterCode(letter) : undefined
}

export const letterCode = (letter: string): McpLevel | undefined =>
  Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined

/** A Markdown link or its definition: README files are full of `[debug](…)`. */
const LINK = /^(?:\(|\[|:\s*(?:https?:|[./#<]))/
const SEPARATOR = /[\s|:/,;@]+/
const HAS_TIME = /\d\d?:\d\d|\d{4}-\d\d|\d{6}/

/** Characters of a label; what is longer is prose. */
const MAX_CONTENT = 80

interface BracketPlace {
  readonly time: boolean
  readonly names: number
  readonly last: string
}

/**
 * The level that a bracket in front of a text holds, alone or with a time or a name: `[INFO ]`, `[03:53:50 INF]`,
 * `[FastMCP warning]`, `[core:error]`.
 */
export function levelInBracket(
  content: string,
  open: string,
  rest: string,
  { time, names, last }: BracketPlace,
): McpLevel | undefined {
  const text = content.trim()
  const isUpper = text === text.toUpperCase()
  const isLink = open === '[' && LINK.test(rest) && !(isUpper && rest.startsWith('['))
  if (text === '' || text.length > MAX_CONTENT || isLink) return undefined
  // Among words only what a logger writes there: `weather [ERROR]: text`.
  if (names > 0 && !time && !(names === 1 && (isUpper || last === 'label' || /^:/.test(rest)))) return undefined
  const alone = text.length === 1 ? aloneLetter(text, open, rest) : levelOfName(text.replace(/^[\W_]+|[\W_]+$/g, ''))
  if (alone !== undefined) return open === '[' || open === '<' || isUpper || time ? alone : undefined
  if (open === '{' || names > 0) return undefined
  return levelAmong(text, time)
}

/** webpack has `<w>`, some have `[E]`; a list may have `(I)`. */
function aloneLetter(letter: string, open: string, rest: string): McpLevel | undefined {
  if (open === '<') return rest.startsWith(' ') ? letterCode(letter.toUpperCase()) : undefined
  return open === '[' ? letterCode(letter) : undefined
}

function levelAmong(text: string, time: boolean): McpLevel | undefined {
  const words = text.split(SEPARATOR).filter((each) => each !== '')
  const hasTime = time || HAS_TIME.test(text)
  const [first = ''] = words
  if (first.length === 1 && hasTime) return letterCode(first)
  const isLevel = (word: string): boolean => word.length > 1 && levelOfName(word) !== undefined
  const found = words.find((each) => isLevel(each) && (hasTime || each === each.toUpperCase()))
  if (found !== undefined) return levelOfName(found)
  const named = words.length === 2 ? (words[1] as string) : ''
  return isLevel(named) && named === named.toLowerCase() ? levelOfName(named) : undefined
}
