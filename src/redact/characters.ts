/** What a character may be in the text around a secret. */
export const NAME = 1
export const QUOTE = 2
export const SPACE = 4
/** Ends a value that is not in quotes. */
export const STOP = 8

const KINDS = new Uint8Array(65_536).fill(NAME, 0xc0)
for (const char of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.-$')
  KINDS[char.charCodeAt(0)] = NAME
for (const char of '"\'`') KINDS[char.charCodeAt(0)] = QUOTE | STOP
for (const char of '\\])') KINDS[char.charCodeAt(0)] = QUOTE
for (const char of ' \t\u00a0') KINDS[char.charCodeAt(0)] = SPACE | STOP
for (const char of '\r\n<>\u2028\u2029') KINDS[char.charCodeAt(0)] = STOP

export const kindAt = (text: string, at: number): number => KINDS[text.charCodeAt(at)] ?? 0

export const isQuote = (char: string | undefined): boolean => char === '"' || char === "'" || char === '`'
