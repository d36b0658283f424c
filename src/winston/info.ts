import { SPLAT } from 'triple-beam'
import type { Info } from './capture.js'

/** Own fields of winston's exception and rejection records: the process's innards, which stay home. */
const CRASH_FIELDS: ReadonlySet<string> = new Set(['process', 'os', 'trace', 'date', 'exception', 'rejection'])

/**
 * Takes a formatted record apart. An Error that was logged by itself, or beside a message, becomes the field `err`, as
 * in pino: winston spreads it over the record and keeps neither its name nor, without `format.errors`, its message.
 */
export function messageAndFields(
  info: Info,
  original: Info,
  stacks: boolean,
): { readonly message: unknown; readonly fields: Record<string, unknown> } {
  const crashed = info.exception === true || info.rejection === true
  const error = crashed ? undefined : errorIn(info, original)
  const spread = error?.spread
  const fields: Record<string, unknown> = {}
  for (const key of Object.keys(info)) {
    if (key === 'level' || key === 'message') continue
    if (crashed && (CRASH_FIELDS.has(key) || key === 'stack')) continue
    if (spread !== undefined && (key === 'stack' || key === 'cause' || spread[key] === info[key])) continue
    define(fields, key, info[key])
  }
  if (error !== undefined) fields.err = error.value
  return { message: messageOf(info, crashed && !stacks), fields }
}

/** An own `__proto__` key must stay a key. */
function define(target: object, key: string, value: unknown): void {
  if (key !== '__proto__') (target as Record<string, unknown>)[key] = value
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

interface Found {
  readonly value: unknown
  /** The Error whose own fields winston has spread over the record. */
  readonly spread: Readonly<Record<string, unknown>>
}

function errorIn(info: Info, original: Info): Found | undefined {
  const splat = info[SPLAT] ?? original[SPLAT]
  const beside = Array.isArray(splat) ? splat[0] : undefined
  const candidates = [original, info, original.message, info.message, beside]
  const error = candidates.find((each) => each instanceof Error)
  if (error !== undefined) return { value: plain(error), spread: error as unknown as Record<string, unknown> }
  if (typeof info.stack !== 'string') return undefined
  // A child logger has copied the Error's parts: its name is left in the stack only.
  const name = /^(?:\w+Error|Error)\b/.exec(info.stack)?.[0]
  if (name === undefined) return undefined
  const { message, stack, cause, code } = info
  const value = { name, message, ...(code !== undefined && { code }), ...(cause !== undefined && { cause }), stack }
  return { value, spread: value }
}

/** winston writes `level` onto an Error that is logged by itself: no field of the Error's own. */
function plain(error: Error): unknown {
  if (!Object.hasOwn(error, 'level')) return error
  const { level: _, ...descriptors } = Object.getOwnPropertyDescriptors(error) as PropertyDescriptorMap
  return Object.create(Object.getPrototypeOf(error), descriptors)
}

function messageOf(info: Info, headOnly: boolean): unknown {
  const message = info.message instanceof Error ? info.message.message : info.message
  // Of an uncaught exception, winston puts the stack into the message.
  return headOnly && typeof message === 'string' ? message.split('\n', 1)[0] : message
}
