import { setField } from '../payload/json.js'
import { isStackTrace } from '../payload/stack-trace.js'
import type { Draft } from '../record.js'
import type { Info } from './capture.js'
import { asThrown, errorField, isSpread, type LoggedError } from './logged-error.js'

/** Own fields of winston's exception and rejection records: the process's innards. */
const CRASH_FIELDS: ReadonlySet<string> = new Set(['process', 'os', 'trace', 'date', 'exception', 'rejection'])

/** What stays home unless it is wanted. */
export interface Discretion {
  readonly stacks: boolean
  /** Names of fields that are sent all the same. */
  readonly keep: ReadonlySet<string>
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Takes a formatted record apart. An Error that was logged by itself, as the message or beside it becomes the field
 * `err`, as in pino.
 */
export function messageAndFields(
  info: Info,
  logged: LoggedError | undefined,
  { stacks, keep }: Discretion,
): Pick<Draft, 'message' | 'messageKey' | 'fields'> {
  const crashed = info.exception === true || info.rejection === true
  const error = crashed ? undefined : logged
  const staysHome: StaysHome = (key, value) => {
    if (keep.has(key)) return false
    if (crashed && CRASH_FIELDS.has(key)) return true
    if (!stacks && key === 'stack' && isStackTrace(value)) return true
    return error !== undefined && isSpread(error, key, value)
  }
  const isObject = isPlain(info.message)
  const shown = (given: unknown): unknown => text(given, crashed && !stacks)
  const message = isObject ? undefined : shown(info.message)
  const fields: Record<string, unknown> = message === undefined ? {} : { message }
  const add = (source: Fields, except: (key: string) => boolean): void => {
    for (const key of Object.keys(source)) {
      const value = source[key]
      if (!except(key) && !staysHome(key, value)) setField(fields, key, asLogged(value, staysHome))
    }
  }
  // `logger.info({ … })` makes the object the message; what is beside it comes from a child or from `defaultMeta`.
  if (isObject) add(info.message as Fields, () => false)
  add(info, (key) => key === 'message' || (key === 'level' && !keep.has(key)))
  if (error !== undefined) fields.err = errorField(error, stacks)
  return isObject ? { message: shown(messageOf(fields.err)), fields } : { message, messageKey: 'message', fields }
}

type StaysHome = (key: string, value: unknown) => boolean

function asLogged(value: unknown, staysHome: StaysHome): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return asThrown(value)
  // `format.metadata()` gathers all fields in one.
  return isPlain(value) && staysHome('stack', value.stack) ? without(value, staysHome) : value
}

function without(source: Fields, staysHome: StaysHome): Fields {
  const rest: Record<string, unknown> = {}
  for (const key of Object.keys(source)) if (!staysHome(key, source[key])) setField(rest, key, source[key])
  return rest
}

function isPlain(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const messageOf = (error: unknown): string | undefined => (error instanceof Error ? error.message : undefined)

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how colours begin
const COLOURS = /\u001b\[\d+m/g

function text(message: unknown, headOnly: boolean): unknown {
  if (message instanceof Error) return message.message
  if (typeof message !== 'string') return message
  // Of an uncaught exception, winston puts the stack into the message.
  const shown = headOnly ? (message.split('\n', 1)[0] as string) : message
  return shown.startsWith('\u001b[') ? shown.replace(COLOURS, '') : shown // `format.colorize({ all: true })`
}
