import { LEVEL, SPLAT } from 'triple-beam'
import { isStackTrace } from '../payload/stack-trace.js'
import type { Info } from './capture.js'

/** An Error as it was logged, or what a child logger has copied of one. */
export type LoggedError = Error | Readonly<Record<string, unknown>>

/**
 * Names of the fields that an Error had before winston made a record of it: `level`, `defaultMeta` and what formats add
 * are then written onto the application's own Error.
 */
const ownFields = new WeakMap<object, ReadonlySet<string>>()

const PLACEHOLDERS = /%[scdjifoO%]/g

/**
 * The Error that was logged by itself, as the message, or beside the message. winston spreads such an Error over the
 * record and keeps neither its name nor, without `format.errors`, its message: so it is looked for before any format.
 *
 * @param meta the logger's `defaultMeta`
 */
export function loggedError(info: Info, meta?: object | null): LoggedError | undefined {
  try {
    if (info instanceof Error) {
      if (!ownFields.has(info)) ownFields.set(info, fieldsBefore(info, meta ?? {}))
      return info
    }
    const { message, stack, [SPLAT]: splat } = info
    if (message instanceof Error) return message
    if (Array.isArray(splat)) {
      const index = splat.findIndex((each) => each instanceof Error)
      if (index >= 0 && index >= placeholders(message)) return splat[index] as Error
    }
    return isStackTrace(stack) ? partsOf(info, stack) : undefined
  } catch {
    return undefined // a getter threw: winston will come across it as well, or nobody will
  }
}

function fieldsBefore(error: Error & Info, meta: object): ReadonlySet<string> {
  const added = new Set(Object.keys(meta))
  if (Object.hasOwn(error, LEVEL)) added.add('level')
  return new Set(Object.keys(error).filter((key) => !added.has(key)))
}

/** How many arguments `format.splat()` works into the message. */
function placeholders(message: unknown): number {
  if (typeof message !== 'string') return 0
  return message.match(PLACEHOLDERS)?.filter((each) => each !== '%%').length ?? 0
}

/** A child logger has copied the Error's parts onto the record; its name is left in the stack only. */
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
export function isSpread(error: LoggedError, key: string, value: unknown): boolean {
  if (!Object.hasOwn(error, key) || (error as Info)[key] !== value) return false
  return key === 'stack' || key === 'cause' || (ownFields.get(error)?.has(key) ?? true)
}

/** The Error as a field of the record. */
export function errorField(error: LoggedError, stacks: boolean): unknown {
  if (error instanceof Error) return asThrown(error)
  if (stacks) return error
  const { stack: _, ...rest } = error
  return rest
}

/** An Error without what winston has written onto it. */
export function asThrown(error: Error): unknown {
  const own = ownFields.get(error)
  const added = own === undefined ? [] : Object.keys(error).filter((key) => !own.has(key))
  if (added.length === 0) return error
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(error)
  for (const key of added) delete descriptors[key]
  return Object.create(Object.getPrototypeOf(error), descriptors)
}
