import { types } from 'node:util'
import { setField } from './json.js'
import { UNREADABLE } from './marker.js'

export type Fields = Readonly<Record<string, unknown>>

/** An object or array as a literal makes it. A Proxy may answer differently the second time, so it is none. */
export function isPlain(value: object): boolean {
  if (types.isProxy(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return false
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

/** `instanceof` throws for a revoked Proxy, and asks the traps of any other. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || (!types.isProxy(value) && value instanceof Error)
}

/** What `Buffer.toJSON` gives, as pino has already called it. */
export function isSerializedBuffer(value: Fields, data: unknown): data is readonly unknown[] {
  return isList(data) && read(value, 'type') === 'Buffer'
}

/** Adds own enumerable fields to `target` until it has `most` of them. One that throws is marked and spoils no other. */
export function addFields(
  target: Record<string, unknown>,
  value: object,
  most: number,
  skip?: ReadonlySet<string>,
): void {
  let room = most - Object.keys(target).length
  for (const key in value) {
    if (Object.getOwnPropertyDescriptor(value, key) === undefined || skip?.has(key) === true) continue
    if (room-- <= 0) return
    setField(target, key, read(value, key))
  }
}

export function read(value: object, key: string | number): unknown {
  try {
    return (value as Record<string | number, unknown>)[key]
  } catch {
    return UNREADABLE
  }
}
