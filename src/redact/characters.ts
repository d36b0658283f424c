/** What a character may be in the text around a secret. */
export const NAME = 1
export const QUOTE = 2
export const SPACE = 4
/** Ends a value that is not in quotes. */
export const STOP = 8

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** What each character is: looked up by its code, which is faster than any pattern. */
export function characterTable<T extends Uint8Array | Uint16Array>(table: T, kinds: readonly [string, number][]): T {
  for (const [chars, kind] of kinds) for (const char of chars) table[char.charCodeAt(0)] = kind
  return table
}

const KINDS = characterTable(new Uint8Array(65_536).fill(NAME, 0xc0), [
  [`0123456789${LETTERS}_.-$`, NAME],
  ['"\'`', QUOTE | STOP],
  ['\\])', QUOTE],
  [' \t\u00a0', SPACE | STOP],
  ['\r\n<>\u2028\u2029', STOP],
])

export const kindAt = (text: string, at: number): number => KINDS[text.charCodeAt(at)] ?? 0

export const isQuote = (char: string | undefined): boolean => char === '"' || char === "'" || char === '`'
