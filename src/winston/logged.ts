import { LEVEL, SPLAT } from 'triple-beam'
import type { Info } from './logger.js'

/** What was logged, before any format: formats leave little of an Error, and some take the message away. */
export interface Logged {
  readonly message: unknown
  readonly error: LoggedError | undefined
}

/** An Error as it was logged, or what a child logger has copied of one. */
export type LoggedError = Error | Readonly<Record<string, unknown>>

/** An Error before winston made a record of it: `level`, `defaultMeta` and what formats add are written onto it. */
interface Before {
  readonly keys: ReadonlySet<string>
  readonly message: unknown
}

const before = new WeakMap<object, Before>()

/** The Error that was logged by itself last: a child logger is about to copy its fields among its own. */
let noted: Error | undefined

const PLACEHOLDERS = /%[scdjifoO%]/g

/** Remembers an Error that is logged by itself, as it is before winston writes onto it. */
export function noteError(info: Info): void {
  noted = info instanceof Error ? info : undefined
  if (noted !== undefined) remember(noted, {})
}

/**
 * The Error that was logged by itself, as the message, or beside the message. winston spreads such an Error over the
 * record and keeps neither its name nor, without `format.errors`, its message.
 *
 * @param meta the logger's `defaultMeta`
 */
export function loggedBy(info: Info, meta?: object | null): Logged {
  const last = noted
  noted = undefined
  try {
    return { message: info.message, error: errorOf(info, last, meta ?? {}) }
  } catch {
    return { message: undefined, error: undefined } // a getter threw: winston will come across it as well, or nobody will
  }
}

function errorOf(info: Info, last: Error | undefined, meta: object): LoggedError | undefined {
  if (info instanceof Error) {
    remember(info, meta)
    return info
  }
  const { message, stack, [SPLAT]: splat } = info
  if (message instanceof Error) return message
  if (Array.isArray(splat)) {
    const index = splat.findIndex((each) => each instanceof Error)
    if (index >= 0 && index >= placeholders(message)) return splat[index] as Error
  }
  if (last !== undefined && stack === last.stack && message === last.message) return last
  return typeof stack === 'string' && STACK.test(stack) ? partsOf(info, stack) : undefined
}

const STACK = /\n[ \t]+at /

function remember(error: Error, meta: object): void {
  const earlier = before.get(error)
  if (earlier !== undefined) {
    if (Object.hasOwn(error, 'message')) before.set(error, { ...earlier, message: error.message })
    return
  }
  const added = new Set(Object.keys(meta))
  if (Object.hasOwn(error, LEVEL)) added.add('level')
  const keys = new Set(Object.keys(error).filter((key) => !added.has(key)))
  before.set(error, { keys, message: error.message })
}

/** How many arguments `format.splat()` works into the message. */
function placeholders(message: unknown): number {
  if (typeof message !== 'string') return 0
  return message.match(PLACEHOLDERS)?.filter((each) => each !== '%%').length ?? 0
}

/** Somebody has copied the Error's parts onto the record; its name is left in the stack only. */
function partsOf({ name, message, cause, code }: Info, stack: string): LoggedError {
  return {
    name: typeof name === 'string' && /(?:Error|Exception)$/.test(name) ? name : nameIn(stack),
    message,
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause }),
    stack,
  }
}

/** `TypeError: …`, `TypeError [ERR_X]: …` or a bare `TypeError`. */
function nameIn(stack: string): string {
  return /^[\w$.]+(?=:| \[|\n)/.exec(stack)?.[0] ?? 'Error'
}

/** Whether a field of the record is there only because it is one of the Error's. */
export function isOfError(error: LoggedError, key: string, value: unknown): boolean {
  if (!Object.hasOwn(error, key) || (error as Info)[key] !== value) return false
  return key === 'stack' || key === 'cause' || (before.get(error)?.keys.has(key) ?? true)
}

/** An Error without what winston has written onto it, and with the message that a format has taken away. */
export function asThrown(error: Error): unknown {
  const { keys, message } = before.get(error) ?? {}
  const added = keys === undefined ? [] : Object.keys(error).filter((key) => !keys.has(key))
  const isWhole = typeof message !== 'string' || error.message === message
  if (added.length === 0 && isWhole) return error
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(error)
  for (const key of added) delete descriptors[key]
  if (!isWhole) descriptors.message = { value: message }
  return Object.create(Object.getPrototypeOf(error), descriptors)
}
