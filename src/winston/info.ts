import { stripVTControlCharacters } from 'node:util'
import { MESSAGE } from 'triple-beam'
import type { McpLevel } from '../levels/mcp-level.js'
import { type Draft, isError, isPlain, setField } from '../record.js'
import type { FieldRules, OmittedByDefault } from '../server/field-rules.js'
import { flatFields } from './flat.js'
import { asThrown, isOfError, type Logged } from './logged.js'
import type { Info } from './logger.js'

/** Fields of winston's exception and rejection records that describe the process. */
const CRASH_FIELDS: ReadonlySet<string> = new Set(['process', 'os', 'trace', 'date', 'exception', 'rejection'])

type Fields = Readonly<Record<string, unknown>>

/** As pino's `time`: a client gets records as they are logged. */
export const OMITTED: OmittedByDefault = { timestamp: ['string', 'number'] }

/** Takes a formatted record apart, the short way if it is a text and flat fields. */
export function draftOf(info: Info, level: McpLevel, logged: Logged, rules: FieldRules): Draft {
  const flat = flatFields(info, logged, rules)
  if (flat !== undefined) {
    const logger = rules.loggerName
    return { level, logger, message: info.message, holdsMessage: true, fields: flat, owned: true }
  }
  const draft = rules.apply({ level, ...messageAndFields(info, logged, rules) })
  const { metadata } = draft.fields
  return isFields(metadata) ? gathered(draft, metadata, rules) : draft
}

/** `format.metadata()` gathers all fields in one. */
function gathered(draft: Draft, metadata: Fields, rules: FieldRules): Draft {
  const { logger, fields } = rules.apply({ ...draft, holdsMessage: false, fields: metadata })
  if (fields === metadata) return { ...draft, logger }
  const { metadata: _, ...others } = draft.fields
  return { ...draft, logger, fields: isEmpty(fields) ? others : { ...draft.fields, metadata: fields } }
}

const isEmpty = (fields: Fields): boolean => Object.keys(fields).length === 0

/** An Error that was logged by itself, as the message or beside it becomes the field `err`, as in pino. */
function messageAndFields(
  info: Info,
  logged: Logged,
  rules: FieldRules,
): Required<Pick<Draft, 'message' | 'holdsMessage' | 'fields'>> {
  const isCrash = info.exception === true || info.rejection === true
  const error = isCrash ? undefined : logged.error
  const isOmitted: IsOmitted = (key, value) => {
    if (rules.keeps(key)) return false
    if (isCrash && CRASH_FIELDS.has(key)) return true
    return error !== undefined && isOfError(error, key, value)
  }
  const isGone = info.message === undefined || (isError(info) && !Object.hasOwn(info, 'message'))
  const given = isGone ? movedMessage(info, logged.message) : info.message
  const isObject = isFields(given)
  const message = isObject ? undefined : shown(isCrash ? withoutStack(given, info.stack) : given, logged.message)
  const fields: Record<string, unknown> = message === undefined ? {} : { message }
  const add = (source: Fields, except: (key: string) => boolean): void => {
    for (const key of Object.keys(source)) {
      const value = source[key]
      if (!except(key) && !isOmitted(key, value)) setField(fields, key, asLogged(value, isOmitted))
    }
  }
  // `logger.info({ … })` makes the object the message; what is beside it comes from a child or from `defaultMeta`.
  if (isObject) add(given, () => false)
  add(info, (key) => key === 'message' || (key === 'level' && !rules.keeps(key)))
  if (error !== undefined) fields.err = isError(error) ? asThrown(error) : error
  if (!isObject) return { message, holdsMessage: message !== undefined, fields }
  return {
    message: isError(fields.err) ? shown(fields.err.message, undefined) : undefined,
    holdsMessage: false,
    fields,
  }
}

type IsOmitted = (key: string, value: unknown) => boolean

function asLogged(value: unknown, isOmitted: IsOmitted): unknown {
  if (isError(value)) return asThrown(value)
  // `format.metadata()` gathers all fields in one.
  return isFields(value) && isOmitted('stack', value.stack) ? without(value, isOmitted) : value
}

function without(source: Fields, isOmitted: IsOmitted): Fields {
  const rest: Record<string, unknown> = {}
  for (const key of Object.keys(source)) if (!isOmitted(key, source[key])) setField(rest, key, source[key])
  return rest
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && isPlain(value) && !Array.isArray(value)
}

/** winston puts the stack of an uncaught exception into the message as well. */
function withoutStack(message: unknown, stack: unknown): unknown {
  if (typeof message !== 'string') return message
  const end = message.indexOf(typeof stack === 'string' ? `\n${stack}` : '\n  No stack trace')
  return end < 0 ? message : message.slice(0, end)
}

/**
 * The message that a format has taken off the record but not out of what is written, as `logstash()` does. What is
 * written nowhere was taken away on purpose.
 */
function movedMessage(info: Info, logged: unknown): unknown {
  const { [MESSAGE]: text } = info
  if (typeof logged !== 'string' || typeof text !== 'string') return undefined
  return messageInJson(text) ?? (text.includes(logged) ? logged : undefined)
}

function messageInJson(text: string): string | undefined {
  try {
    const { '@message': logstash, message, msg } = JSON.parse(text)
    return [logstash, message, msg].find((each) => typeof each === 'string')
  } catch {
    return undefined
  }
}

/** A message without the colours and the padding that `cli()`, `colorize()`, `padLevels()` and `align()` give it. */
function shown(message: unknown, logged: unknown): unknown {
  if (isError(message)) return message.message
  if (typeof message !== 'string') return message
  const plain = withoutColours(message)
  if (typeof logged !== 'string' || plain === logged) return plain
  const original = withoutColours(logged)
  if (plain.trim() === original.trim()) return original
  return /^\s/.test(original) ? plain : plain.trimStart()
}

const withoutColours = (text: string): string => (text.includes('\u001b') ? stripVTControlCharacters(text) : text)
