import { types } from 'node:util'
import { read } from './unfold.js'

export type Fields = Readonly<Record<string, unknown>>

/** An object or array as a literal makes it. A Proxy may answer differently the second time, so it is none. */
export function isPlain(value: object): boolean {
  if (types.isProxy(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false
  try {
    return typeof (value as { toJSON?: unknown }).toJSON !== 'function'
  } catch {
    return false
  }
}

/** `Array.isArray` throws for a revoked Proxy. */
export function isList(value: unknown): value is readonly unknown[] {
  return typeof value === 'object' && value !== null && !types.isProxy(value) && Array.isArray(value)
}

/** What `Buffer.toJSON` gives, as pino has already called it. */
export function isSerializedBuffer(value: Fields, data: unknown): data is readonly unknown[] {
  return isList(data) && read(value, 'type') === 'Buffer'
}
