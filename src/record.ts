import type { McpLevel } from './level.js'
import { expectKind, expectOneOf, isFunction } from './options.js'
import type { JsonValue } from './payload.js'

/** The one shape that both directions pass: the parameters of `notifications/message`. */
export interface LogRecord {
  readonly level: McpLevel
  /** Name of the logger, if it has one. */
  readonly logger?: string | undefined
  readonly data: JsonValue
}

/**
 * A copy of data that may hold objects of the application's: that goes on to change them, after they were checked for
 * secrets, and a record may wait, or be taken by a transport that serialises it later.
 */
export function snapshot(data: JsonValue): JsonValue {
  if (typeof data !== 'object' || data === null) return data
  if (Array.isArray(data)) return data.map(snapshot)
  const copy: { [key: string]: JsonValue } = {}
  for (const key of Object.keys(data)) setField(copy, key, snapshot(data[key] as JsonValue))
  return copy
}

/** A record before it is cleaned: what the application logged. `message` is `undefined` if it logged fields only. */
export interface RawRecord {
  readonly level: McpLevel
  readonly logger?: string | undefined
  readonly message: unknown
  readonly fields: Readonly<Record<string, unknown>>
  /** Nobody else holds the fields or anything in them. */
  readonly owned?: boolean
}

/**
 * Form of `data`. `default`: the message alone as a string, with fields `{ message, ...fields }` (a field that is called
 * `message` itself becomes `_message`). `fastmcp`:
 * `{ msg, extra }`, as FastMCP's Python client expects. A function: whatever it returns.
 */
export type Shape = 'default' | 'fastmcp' | ((record: RawRecord) => unknown)

/** @throws TypeError */
export function expectShape(shape: unknown): void {
  if (typeof shape === 'string') expectOneOf('shape', shape, ['default', 'fastmcp'])
  else expectKind('shape', shape, '`default`, `fastmcp` or a function', isFunction)
}

/** Forms `data`, not yet cleaned. */
export function shapeData(record: RawRecord, shape: Shape): unknown {
  if (typeof shape === 'function') return shape(record)
  const { message, fields } = record
  if (shape === 'fastmcp') return { msg: message === undefined ? '' : message, extra: fields }
  if (!hasFields(fields)) return message === undefined ? '' : message
  if (message === undefined) return fields
  if (!Object.hasOwn(fields, 'message')) return withMessage(message, fields)
  const { message: field, ...others } = fields
  return { message, _message: field, ...others } // neither of the two may get lost
}

/** `{ message, ...fields }`, several times as fast. */
function withMessage(message: unknown, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const data: Record<string, unknown> = { message }
  for (const name of Object.keys(fields)) setField(data, name, fields[name])
  return data
}

/** Sets a field whatever its name: an own `__proto__` must stay a field. */
export function setField(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') fields[name] = value
  else Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })
}

function hasFields(fields: Readonly<Record<string, unknown>>): boolean {
  for (const _ in fields) return true
  return false
}

/** Fields that name a logger, in this order: the last two are widely used for other things as well. */
const NAMING_FIELDS = ['logger', 'tool', 'component', 'module', 'label', 'name'] as const

/** The logger's name as its own fields tell it: a child logger per tool or module just works. */
export function nameFromFields(fields: Readonly<Record<string, unknown>>): string | undefined {
  for (const field of NAMING_FIELDS) {
    const name = fields[field]
    if (typeof name === 'string' && name !== '') return name
  }
  return undefined
}
