import { type Baggage, baggageEntryMetadataFromString, propagation } from '@opentelemetry/api'

// https://www.w3.org/TR/baggage/#limits: what exceeds them is not read.
const MAX_ENTRIES = 64
const MAX_LENGTH = 8192

/** An HTTP token. */
const KEY = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** Printable ASCII without space, `"`, `,`, `;` and `\`. */
const VALUE = /^[!#-+\--:<-[\]-~]*$/

/** `undefined` if nothing in it is valid. */
export function parseBaggage(value: unknown): Baggage | undefined {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined
  const entries = value
    .split(',')
    .slice(0, MAX_ENTRIES)
    .map(parseEntry)
    .filter((entry) => entry !== undefined)
  return entries.length === 0 ? undefined : propagation.createBaggage(Object.fromEntries(entries))
}

type Entry = [key: string, { value: string; metadata?: ReturnType<typeof baggageEntryMetadataFromString> }]

/** `key=value`, with properties after a semicolon that are passed on unread. */
function parseEntry(member: string): Entry | undefined {
  const [pair = '', ...properties] = member.split(';')
  const at = pair.indexOf('=')
  const key = pair.slice(0, Math.max(at, 0)).trim()
  const value = decoded(pair.slice(at + 1).trim())
  if (!KEY.test(key) || value === undefined) return undefined
  if (properties.length === 0) return [key, { value }]
  return [key, { value, metadata: baggageEntryMetadataFromString(properties.join(';').trim()) }]
}

function decoded(value: string): string | undefined {
  try {
    return VALUE.test(value) ? decodeURIComponent(value) : undefined
  } catch {
    return undefined // not UTF-8
  }
}
