import { types } from 'node:util'
import { errorFields } from './error.js'
import { addFields, type Fields, read } from './kinds.js'
import { bytes, opaque, typed } from './marker.js'

/** One level of a value that is no plain object or array, as the walk can go on with it. */
export type Unfolded =
  | { readonly kind: 'leaf'; readonly leaf: unknown }
  | { readonly kind: 'fields'; readonly fields: Fields }
  | { readonly kind: 'items'; readonly items: readonly unknown[]; readonly more: number }

const leaf = (value: unknown): Unfolded => ({ kind: 'leaf', leaf: value })

const fieldsOf = (entries: Iterable<readonly [string, unknown]>): Unfolded => ({
  kind: 'fields',
  fields: Object.fromEntries(entries),
})

/** Takes no more than `most` fields or `maxItems` items out of the value. Throws what the value's own code throws. */
export function unfold(value: object, most: number, maxItems: number, stacks: boolean): Unfolded {
  if (types.isNativeError(value) || value instanceof Error) {
    return { kind: 'fields', fields: errorFields(value as Error, most, stacks) }
  }
  const special = unfoldBuiltIn(value, most, maxItems)
  if (special !== undefined) return special
  const toJSON: unknown = (value as { toJSON?: unknown }).toJSON
  if (typeof toJSON === 'function') {
    const json: unknown = toJSON.call(value, '')
    // Its fields are all there is to see of an object whose `toJSON` returns itself.
    if (json !== value) return leaf(json)
  }
  if (Array.isArray(value)) return { kind: 'items', ...readItems(value, maxItems) }
  const fields = {}
  addFields(fields, value, most)
  return { kind: 'fields', fields }
}

function unfoldBuiltIn(value: object, most: number, maxItems: number): Unfolded | undefined {
  if (types.isDate(value)) return leaf(dateText(value))
  if (types.isRegExp(value)) return leaf(RegExp.prototype.toString.call(value))
  if (types.isBoxedPrimitive(value)) return leaf(unbox(value))
  if (ArrayBuffer.isView(value)) return leaf(viewText(value))
  if (types.isAnyArrayBuffer(value)) return leaf(bytes(value.byteLength))
  if (types.isMap(value)) return fieldsOf(mapEntries(value, most))
  if (types.isSet(value)) {
    const items = take(Set.prototype.values.call(value), maxItems)
    return { kind: 'items', items, more: setSize.call(value) - items.length }
  }
  if (value instanceof URL) return leaf(value.href)
  if (value instanceof URLSearchParams) return leaf(value.toString())
  if (value instanceof Headers) return fieldsOf(take(value.entries(), most))
  if (types.isPromise(value)) return leaf(opaque('Promise'))
  if (types.isWeakMap(value)) return leaf(opaque('WeakMap'))
  if (types.isWeakSet(value)) return leaf(opaque('WeakSet'))
  if (value instanceof WeakRef) return leaf(opaque('WeakRef'))
  return undefined
}

// Taken from the prototype, so that an own or inherited method of the value's can't stand in for it.
const setSize = Object.getOwnPropertyDescriptor(Set.prototype, 'size')?.get as () => number

function take<T>(values: Iterator<T>, count: number): T[] {
  const taken: T[] = []
  while (taken.length < count) {
    const next = values.next()
    if (next.done === true) break
    taken.push(next.value)
  }
  return taken
}

function dateText(date: Date): string {
  return Number.isNaN(Date.prototype.getTime.call(date)) ? 'Invalid Date' : Date.prototype.toISOString.call(date)
}

function unbox(value: object): unknown {
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value)
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value)
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value)
  if (types.isBigIntObject(value)) return BigInt.prototype.valueOf.call(value)
  return Symbol.prototype.valueOf.call(value)
}

const TYPED_ARRAY = Object.getPrototypeOf(Uint8Array.prototype) as object
const typedName = Object.getOwnPropertyDescriptor(TYPED_ARRAY, Symbol.toStringTag)?.get as () => string | undefined

/** Bytes may be anything, a key as well: only their number is sent. */
function viewText(view: ArrayBufferView): string {
  const name = typedName.call(view)
  if (name === undefined || Buffer.isBuffer(view)) return bytes(view.byteLength)
  return typed(name, (view as Uint8Array).length)
}

function mapEntries(map: ReadonlyMap<unknown, unknown>, most: number): [string, unknown][] {
  const names = new Set<string>()
  const taken = take(Map.prototype.entries.call(map) as Iterator<[unknown, unknown]>, most)
  return taken.map(([key, value]) => {
    const base = keyText(key)
    let name = base
    // `1` and `'1'`, or two objects, are two keys of a Map.
    for (let n = 2; names.has(name); n++) name = `${base} (${n})`
    names.add(name)
    return [name, value]
  })
}

function keyText(key: unknown): string {
  if (typeof key === 'object' && key !== null) return opaque(Array.isArray(key) ? 'Array' : 'Object')
  return typeof key === 'function' ? opaque('Function') : String(key)
}

function readItems(list: readonly unknown[], maxItems: number): { items: unknown[]; more: number } {
  const { length } = list
  const items: unknown[] = []
  for (let index = 0; index < length && index < maxItems; index++) items.push(read(list, index))
  return { items, more: length - items.length }
}

/** A BigInt of more bits takes V8 noticeable time to print. */
const MAX_BIGINT = 2n ** 4096n

/** What JSON has no form for. */
export function textOf(value: bigint | symbol | object): string {
  if (typeof value === 'symbol') return String(value)
  if (typeof value === 'bigint') return value < MAX_BIGINT && value > -MAX_BIGINT ? String(value) : opaque('BigInt')
  return functionText(value)
}

/** Read as data, so that nothing of the function's own runs; a class tells its name like any function. */
function functionText(value: object): string {
  try {
    const name: unknown = Object.getOwnPropertyDescriptor(value, 'name')?.value
    return opaque(typeof name === 'string' && name !== '' ? `Function: ${name}` : 'Function')
  } catch {
    return opaque('Function')
  }
}
