import { expectKind, expectOneOf, isFunction } from './check.js'
import type { McpLevel } from './levels/mcp-level.js'
import { type JsonValue, setField } from './payload/json.js'

export { isJsonObject, setField } from './payload/json.js'
export { isError, isPlain } from './payload/kinds.js'

/** The one shape that both directions pass: the parameters of `notifications/message`. */
export interface LogRecord {
  readonly level: McpLevel
  /** Name of the logger, if it has one. */
  readonly logger?: string | undefined
  readonly data: JsonValue
}

/** A record before it is cleaned: what the application logged. `message` is `undefined` if it logged fields only. */
export interface RawRecord {
  readonly level: McpLevel
  readonly logger?: string | undefined
  readonly message: unknown
  readonly fields: Readonly<Record<string, unknown>>
}

/** The same as an adapter hands it in. */
export interface Draft extends RawRecord {
  /** Whether the first of the fields, called `message`, is the message. */
  readonly holdsMessage?: boolean
  /** A field that is called `message` itself, where its name is taken by the message. */
  readonly messageField?: unknown
  /** Nobody else holds the message, the fields or anything in them, and all of it is plain data. */
  readonly owned?: boolean
}

/**
 * Form of `data`. `default`: the message alone as a string, with fields `{ message, ...fields }`, where a field that is
 * called `message` itself becomes `_message`. `text`: the same as one text, `message key=value`, for clients that show
 * objects as raw JSON; an Error is `Name: message (code)` in it. `fastmcp`: `{ msg, extra }`, as FastMCP's Python client
 * expects. A function: whatever it returns. In these two a field called `message` keeps its name.
 */
export type Shape = 'default' | 'text' | 'fastmcp' | ((record: RawRecord) => unknown)

/** @throws TypeError */
export function expectShape(shape: unknown): void {
  if (typeof shape === 'string') expectOneOf('shape', shape, ['default', 'text', 'fastmcp'])
  else expectKind('shape', shape, '`default`, `text`, `fastmcp` or a function', isFunction)
}

/** Forms `data`, not yet cleaned. */
export function shapeData(draft: Draft, shape: Shape): unknown {
  if (shape === 'default' || shape === 'text') return messageFirst(draft)
  const { level, logger, message } = draft
  const fields = fieldsOf(draft)
  return typeof shape === 'function'
    ? shape({ level, logger, message, fields })
    : { msg: message === undefined ? '' : message, extra: fields }
}

/** How many levels of the data that {@link shapeData} has formed nobody else holds. */
export function ownLevels({ message, holdsMessage, fields, owned }: Draft, shape: Shape, data: unknown): number {
  if (typeof shape === 'function') return 0
  if (owned === true) return Number.POSITIVE_INFINITY
  // With the message in them, an adapter has made the fields.
  if (data === message || (data === fields && holdsMessage !== true)) return 0
  // An object's own way to be shown may be among what was copied of it.
  return typeof (data as { toJSON?: unknown }).toJSON === 'function' ? 0 : 1
}

/** `{ message, ...fields }`, or as much as there is of it. */
function messageFirst({ message, fields, holdsMessage, messageField }: Draft): unknown {
  if (message === undefined) return isEmpty(fields) ? '' : fields
  if (holdsMessage === true) {
    if (messageField !== undefined) return { ...fields, [BESIDE_MESSAGE]: messageField }
    return isEmpty(fields, 'message') ? message : fields
  }
  const data: Record<string, unknown> = { message }
  let isAlone = true
  for (const name in fields) {
    if (!Object.hasOwn(fields, name)) continue
    setField(data, name === 'message' ? BESIDE_MESSAGE : name, fields[name])
    isAlone = false
  }
  return isAlone ? message : data
}

/** What a field called `message` becomes where it would take the place of the message. */
const BESIDE_MESSAGE = '_message'

function fieldsOf({ fields, holdsMessage, messageField }: Draft): RawRecord['fields'] {
  if (holdsMessage !== true) return fields
  const { message: _, ...others } = fields
  return messageField === undefined ? others : { ...others, message: messageField }
}

function isEmpty(fields: Readonly<Record<string, unknown>>, apartFrom?: string): boolean {
  for (const name in fields) if (name !== apartFrom) return false
  return true
}

/**
 * Fields that name a logger, the first before the others: a child logger per tool or module just works. `context` is
 * Nest's; it and those after it are widely used for other things as well.
 */
export const NAME_FIELDS: readonly string[] = ['logger', 'tool', 'component', 'module', 'context', 'label', 'name']

/** The field that names the logger, if any. */
export function nameField(fields: Readonly<Record<string, unknown>>): string | undefined {
  return NAME_FIELDS.find((name) => typeof fields[name] === 'string' && fields[name] !== '')
}

/** The logger's name as its own fields tell it. */
export function nameFromFields(fields: Readonly<Record<string, unknown>>): string | undefined {
  const name = nameField(fields)
  return name === undefined ? undefined : (fields[name] as string)
}
