import { isJsonObject } from '../record.js'

export type JsonFields = Readonly<Record<string, unknown>>

/** The object that a line of JSON holds, `undefined` if it holds none. */
export function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    if (!isJsonObject(value)) return undefined
    return mayHoldBigInt(value) && LONG_NUMBER.test(line) ? JSON.parse(withDigits(line)) : value
  } catch {
    return undefined
  }
}

function mayHoldBigInt(fields: JsonFields): boolean {
  for (const name in fields) {
    const value = fields[name]
    if (typeof value === 'number' ? Math.abs(value) > Number.MAX_SAFE_INTEGER : typeof value === 'object') return true
  }
  return false
}

/** Written out, it is looked for ten times as fast as a repetition. */
const LONG_NUMBER = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g

/** pino writes a BigInt as a number, which beyond 2^53 would be read as another one: as text it keeps its digits. */
function withDigits(line: string): string {
  return line.replace(STRING_OR_NUMBER, (token) =>
    /^-?\d{16,}$/.test(token) && String(Number(token)) !== token ? `"${token}"` : token,
  )
}
