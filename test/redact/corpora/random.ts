/** Letters as of secrets that never were: the same on every run. */
export const LOWER = 'abcdefghijklmnopqrstuvwxyz'
export const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
const ALPHANUMERIC = UPPER + LOWER + DIGITS
const HEX = `${DIGITS}abcdef`

let state = 42
/** The same letters on every run. */
export function random(alphabet: string, length: number): string {
  let text = ''
  for (let index = 0; index < length; index++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    text += alphabet[Math.floor((state / 2_147_483_648) * alphabet.length)]
  }
  return text
}

export const word = (length: number): string => random(ALPHANUMERIC, length)
export const url64 = (length: number): string => `${random(`${ALPHANUMERIC}-_`, length - 1)}x`
export const std64 = (length: number): string => random(`${ALPHANUMERIC}+/`, length)
export const hex = (length: number): string => random(HEX, length)
export const big = (length: number): string => random(UPPER + DIGITS, length)
export const digits = (length: number): string => random('123456789', length)
export const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
export const base64 = (text: string): string => Buffer.from(text).toString('base64')
export const json64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
export const pem = (kind: string): string => {
  const lines = Array.from({ length: 6 }, () => std64(64)).join('\n')
  return `-----BEGIN ${kind}-----\n${lines}\n-----END ${kind}-----`
}
