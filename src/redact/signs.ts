import { characterTable } from './characters.js'

/** What a text has in it, found in one quick pass: most have nothing that a secret needs, and are done with. */
export const SIGN = {
  letter: 1,
  digit: 2,
  /** `:` */
  colon: 4,
  /** `=` */
  equals: 8,
  /** `"`, `'`, `` ` `` */
  quote: 16,
  /** `<` */
  angle: 32,
  /** `@` */
  at: 64,
  /** What may hide a letter. */
  disguise: 128,
  /** `|` */
  bar: 256,
  /** `$`, `!`, `~`, `{` */
  mark: 512,
  /** `-` */
  hyphen: 1024,
  /** A letter that follows a digit, as in every text that looks random, and in few others. */
  mixed: 2048,
} as const

/** What is not ASCII, and control characters, may hide a letter. */
const SIGNS = characterTable(new Uint16Array(65_536).fill(SIGN.disguise).fill(0, 32, 127), [
  ['\t\r\n', 0],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_', SIGN.letter],
  ['0123456789', SIGN.digit],
  [':', SIGN.colon],
  ['=', SIGN.equals],
  ['"\'`', SIGN.quote],
  ['<', SIGN.angle],
  ['@', SIGN.at],
  ['\\%[', SIGN.disguise],
  ['|', SIGN.bar],
  ['$!~{', SIGN.mark],
  ['-', SIGN.hyphen],
])

/** Any character of a sign but `:`, `=` and digits. */
const RARE = /[^\w :=/?&.,;#()+*>\]}^\t\r\n]/

/** The signs of all characters, as bits. */
export function signsOf(text: string): number {
  if (!RARE.test(text)) {
    const pairs = (text.includes(':') ? SIGN.colon : 0) | (text.includes('=') ? SIGN.equals : 0)
    return isMixed(text) ? pairs | SIGN.mixed : pairs
  }
  const { length } = text
  let signs = 0
  for (let at = 0; at < length; at++) signs |= SIGNS[text.charCodeAt(at)] as number
  return (signs & SIGN.digit) !== 0 && isMixed(text) ? signs | SIGN.mixed : signs
}

/** @see {@link SIGN.mixed} */
export function isMixed(text: string): boolean {
  return /\d[A-Za-z]/.test(text)
}

/** Whether a text is words and nothing else: no secret but one that a command or a scheme before it tells. */
export function isWords(text: string): boolean {
  return !/[^a-zA-Z ,.]/.test(text)
}

/** Whether a text has only characters that stand in prose, in paths and in names. */
export function isProseLike(text: string): boolean {
  return !/[^a-zA-Z0-9 ,./_+()?;#-]| -|--/.test(text)
}

/** Schemes and commands that are followed by a secret of any look, in words alone. */
export function hasKeyword(text: string): boolean {
  return text.includes(' ') && /[Bb]earer |[Bb]asic |[A-Z]{4} |login /.test(text)
}
