import { types } from 'node:util'
import { bytes, opaque, typed, UNREADABLE } from './marker.js'

/** One level of a value that is no plain object or array, as the walk can go on with it. */
export type Unfolded =
  | { readonly kind: 'leaf'; readonly leaf: unknown }
  | { readonly kind: 'entries'; readonly entries: readonly Entry[]; readonly more: boolean }
  | { readonly kind: 'items'; readonly items: readonly unknown[]; readonly more: number }

export type Entry = readonly [key: string, value: unknown]

const leaf = (value: unknown): Unfolded => ({ kind: 'leaf', leaf: value })

/** Takes no more than `maxKeys` or `maxItems` out of the value. Throws what the value's own code throws. */
export function unfold(value: object, maxKeys: number, maxItems: number, stacks: boolean): Unfolded {
  if (types.isNativeError(value) || value instanceof Error) {
    return { kind: 'entries', ...errorEntries(value as Error, maxKeys, stacks) }
  }
  const special = unfoldBuiltIn(value, maxKeys, maxItems)
  if (special !== undefined) return special
  const toJSON: unknown = (value as { toJSON?: unknown }).toJSON
  if (typeof toJSON === 'function') {
    const json: unknown = toJSON.call(value, '')
    // Its fields are all there is to see of an object whose `toJSON` returns itself.
    if (json !== value) return leaf(json)
  }
  if (Array.isArray(value)) return { kind: 'items', ...readItems(value, maxItems) }
  return { kind: 'entries', ...readFields(value, maxKeys) }
}

function unfoldBuiltIn(value: object, maxKeys: number, maxItems: number): Unfolded | undefined {
  if (types.isDate(value)) return leaf(dateText(value))
  if (types.isRegExp(value)) return leaf(RegExp.prototype.toString.call(value))
  if (types.isBoxedPrimitive(value)) return leaf(unbox(value))
  if (ArrayBuffer.isView(value)) return leaf(viewText(value))
  if (types.isAnyArrayBuffer(value)) return leaf(bytes(value.byteLength))
  if (types.isMap(value)) return { kind: 'entries', ...mapEntries(value, maxKeys) }
  if (types.isSet(value)) {
    const items = take(Set.prototype.values.call(value), maxItems)
    return { kind: 'items', items, more: setSize.call(value) - items.length }
  }
  if (value instanceof URL) return leaf(value.href)
  if (value instanceof URLSearchParams) return leaf(value.toString())
  if (value instanceof Headers) {
    const entries = take(value.entries(), maxKeys + 1)
    return { kind: 'entries', entries: entries.slice(0, maxKeys), more: entries.length > maxKeys }
  }
  if (types.isPromise(value)) return leaf(opaque('Promise'))
  if (types.isWeakMap(value)) return leaf(opaque('WeakMap'))
  if (types.isWeakSet(value)) return leaf(opaque('WeakSet'))
  if (value instanceof WeakRef) return leaf(opaque('WeakRef'))
  return undefined
}

// Taken from the prototype, so that an own or inherited method of the value's can't stand in for them.
const setSize = Object.getOwnPropertyDescriptor(Set.prototype, 'size')?.get as () => number
const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, 'size')?.get as () => number

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

/** Bytes may be anything, a key as well: only their number is told. */
function viewText(view: ArrayBufferView): string {
  const name = typedName.call(view)
  if (name === undefined || Buffer.isBuffer(view)) return bytes(view.byteLength)
  return typed(name, (view as Uint8Array).length)
}

interface Fields {
  readonly entries: Entry[]
  readonly more: boolean
}

function mapEntries(map: ReadonlyMap<unknown, unknown>, maxKeys: number): Fields {
  const taken = take(Map.prototype.entries.call(map) as Iterator<[unknown, unknown]>, maxKeys)
  const names = new Set<string>()
  const entries = taken.map(([key, value]): Entry => {
    const base = keyText(key)
    let name = base
    // `1` and `'1'`, or two objects, are two keys of a Map.
    for (let n = 2; names.has(name); n++) name = `${base} (${n})`
    names.add(name)
    return [name, value]
  })
  return { entries, more: mapSize.call(map) > taken.length }
}

function keyText(key: unknown): string {
  if (typeof key === 'object' && key !== null) return opaque(Array.isArray(key) ? 'Array' : 'Object')
  return typeof key === 'function' ? opaque('Function') : String(key)
}

/** Own enumerable fields. One that throws is told as such and spoils no other. */
function readFields(value: object, maxKeys: number, skip?: ReadonlySet<string>): Fields {
  const entries: Entry[] = []
  for (const key in value) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    if (descriptor === undefined || skip?.has(key) === true) continue
    if (entries.length === maxKeys) return { entries, more: true }
    entries.push([key, read(value, key)])
  }
  return { entries, more: false }
}

function readItems(list: readonly unknown[], maxItems: number): { items: unknown[]; more: number } {
  const { length } = list
  const items: unknown[] = []
  for (let index = 0; index < length && index < maxItems; index++) items.push(read(list, index))
  return { items, more: length - items.length }
}

export function read(value: object, key: string | number): unknown {
  try {
    return (value as Record<string | number, unknown>)[key]
  } catch {
    return UNREADABLE
  }
}

const ERROR_FIELDS: ReadonlySet<string> = new Set(['name', 'message', 'code', 'stack', 'cause', 'errors'])

/** `{ name, message, code?, cause?, errors?, stack?, …own enumerable }`: the first two always, in this order. */
function errorEntries(error: Error, maxKeys: number, stacks: boolean): Fields {
  const entries: Entry[] = [
    ['name', errorName(error)],
    ['message', read(error, 'message')],
  ]
  for (const key of ['code', 'cause', 'errors']) {
    const field = read(error, key)
    if (field !== undefined) entries.push([key, field])
  }
  if (stacks) entries.push(['stack', read(error, 'stack')])
  const rest = readFields(error, Math.max(0, maxKeys - entries.length), ERROR_FIELDS)
  return { entries: [...entries, ...rest.entries], more: rest.more }
}

/** The class tells more than an inherited `Error`: it is also what pino's serialiser calls `type`. */
function errorName(error: Error): unknown {
  const name = read(error, 'name')
  if (name !== 'Error' || Object.hasOwn(error, 'name')) return name
  const made = read(error, 'constructor')
  const className = typeof made === 'function' ? read(made, 'name') : undefined
  return typeof className === 'string' && className !== '' ? className : name
}

/**
 * Fields of an error that a logger has already made plain, `{ type, message, stack, … }` as pino does, brought to the
 * form of {@link errorEntries}. `undefined` if it is no such thing.
 */
export function serializedErrorEntries(
  value: Readonly<Record<string, unknown>>,
  maxKeys: number,
  stacks: boolean,
): Fields | undefined {
  const [type, message, stack] = [read(value, 'type'), read(value, 'message'), read(value, 'stack')]
  if (typeof type !== 'string' || typeof message !== 'string' || typeof stack !== 'string') return undefined
  const entries: Entry[] = [
    ['name', Object.hasOwn(value, 'name') ? read(value, 'name') : type],
    ['message', message],
  ]
  const fields = { code: 'code', cause: 'cause', errors: 'errors', aggregateErrors: 'errors' }
  for (const [key, name] of Object.entries(fields)) {
    if (Object.hasOwn(value, key)) entries.push([name, read(value, key)])
  }
  if (stacks) entries.push(['stack', stack])
  const rest = readFields(value, Math.max(0, maxKeys - entries.length), SERIALIZED_FIELDS)
  return { entries: [...entries, ...rest.entries.filter(isNoConstant)], more: rest.more }
}

/** A DOMException's prototype has 25 constants, which a serialiser that goes up the prototypes takes for fields. */
function isNoConstant([key, value]: Entry): boolean {
  return !key.endsWith('_ERR') || (DOMException as unknown as Record<string, unknown>)[key] !== value
}

const SERIALIZED_FIELDS: ReadonlySet<string> = new Set([...ERROR_FIELDS, 'type', 'aggregateErrors'])

/** Read as data, so that nothing of the function's own runs; a class tells its name like any function. */
export function functionText(value: object): string {
  try {
    const name: unknown = Object.getOwnPropertyDescriptor(value, 'name')?.value
    return opaque(typeof name === 'string' && name !== '' ? `Function: ${name}` : 'Function')
  } catch {
    return opaque('Function')
  }
}
