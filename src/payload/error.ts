import { addFields, type Fields, read } from './kinds.js'

const FIELDS: ReadonlySet<string> = new Set(['name', 'message', 'code', 'stack', 'cause', 'errors'])

/** What {@link errorFields} has made of an Error, or a logger before. */
type ErrorFields = Record<string, unknown>

/** `{ name, message, code?, cause?, errors?, stack?, …own enumerable }`: the first two always, in this order. */
export function errorFields(error: Error, most: number, stacks: boolean): ErrorFields {
  const fields: ErrorFields = { name: nameOf(error), message: read(error, 'message') }
  for (const key of ['code', 'cause', 'errors']) {
    const field = read(error, key)
    if (field !== undefined) fields[key] = field
  }
  if (stacks) fields.stack = read(error, 'stack')
  addFields(fields, error, most, FIELDS)
  return fields
}

/** The class tells more than an inherited `Error`: it is also what pino's serialiser calls `type`. */
function nameOf(error: Error): unknown {
  const name = read(error, 'name')
  if (name !== 'Error' || Object.hasOwn(error, 'name')) return name
  const made = read(error, 'constructor')
  const className = typeof made === 'function' ? read(made, 'name') : undefined
  return typeof className === 'string' && className !== '' ? className : name
}

const SERIALIZED: ReadonlySet<string> = new Set([...FIELDS, 'type', 'aggregateErrors'])
const RENAMED = { code: 'code', cause: 'cause', errors: 'errors', aggregateErrors: 'errors' }

/**
 * An Error that a logger has already made plain, `{ type, message, stack, … }` as pino does, in the form of
 * {@link errorFields}. `undefined` if it is no such thing.
 */
export function serializedErrorFields(value: Fields, most: number, stacks: boolean): ErrorFields | undefined {
  const [type, message, stack] = [read(value, 'type'), read(value, 'message'), read(value, 'stack')]
  if (typeof type !== 'string' || typeof message !== 'string' || typeof stack !== 'string') return undefined
  const fields: ErrorFields = { name: Object.hasOwn(value, 'name') ? read(value, 'name') : type, message }
  for (const [key, name] of Object.entries(RENAMED)) if (Object.hasOwn(value, key)) fields[name] = read(value, key)
  if (stacks && stack !== '') fields.stack = stack
  addFields(fields, value, most, SERIALIZED)
  for (const key of Object.keys(fields)) if (isConstant(key, fields[key])) delete fields[key]
  return fields
}

/** A DOMException's prototype has 25 constants, which a serialiser that goes up the prototypes takes for fields. */
function isConstant(key: string, value: unknown): boolean {
  return key.endsWith('_ERR') && (DOMException as unknown as Fields)[key] === value
}
