import { expectKind } from '../check.js'
import { MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import type { LocalLogger } from '../loggers/writer.js'
import type { JsonValue } from '../payload/sanitizer.js'
import { type Draft, isError, type LogRecord } from '../record.js'
import type { WarningCode } from '../warning.js'
import { type Mirror, mirrorTo } from './mirror.js'

/**
 * `('text')`, `('text', { fields })`, `('failed', error)`, `(error)`, or fields alone. What is neither an Error nor an
 * object with fields becomes the field `extra`.
 */
type LogMethod = (message: unknown, ...rest: readonly unknown[]) => void

type LevelMethods = { readonly [L in McpLevel]: LogMethod }

/** A logger of its own for code that uses neither winston nor pino. */
export interface ClientLogger extends LevelMethods {
  /** The name that winston and pino have for `warning`. */
  readonly warn: LogMethod
  /** Logs any data as it is, without a message. */
  log(level: McpLevel, data: unknown): void
}

/** What it logs to: a hub. */
interface LogSink {
  log(level: McpLevel, draft: () => Draft): void
  publish(record: LogRecord): void
  warn(code: WarningCode, message: string, cause?: unknown): void
}

/** Makes the loggers of a hub, one for each name. */
export class ClientLoggers {
  readonly #made = new Map<string | undefined, WeakRef<ClientLogger>>()
  readonly #collected = new FinalizationRegistry<string | undefined>((name) => {
    if (this.#made.get(name)?.deref() === undefined) this.#made.delete(name)
  })

  readonly #hub: LogSink
  readonly #mirror: Mirror | undefined

  /** @throws TypeError if `mirror` is no logger */
  constructor(hub: LogSink, mirror: LocalLogger | undefined) {
    this.#hub = hub
    const failed = (cause: unknown): void => hub.warn('LOGGER_FAILED', 'A record could not be mirrored', cause)
    this.#mirror = mirror && mirrorTo(mirror, failed)
  }

  /** @throws TypeError if `name` is not a string */
  get(name: string | undefined): ClientLogger {
    if (name !== undefined) expectKind('name', name, 'a string', (each) => typeof each === 'string')
    const found = this.#made.get(name)?.deref()
    if (found !== undefined) return found
    const logger = createLogger(this.#hub, this.#mirror, name)
    this.#made.set(name, new WeakRef(logger))
    this.#collected.register(logger, name)
    return logger
  }
}

function createLogger(hub: LogSink, mirror: Mirror | undefined, logger: string | undefined): ClientLogger {
  const method =
    (level: McpLevel): LogMethod =>
    (message, ...rest) => {
      hub.log(level, () => draftOf(level, logger, message, rest))
      mirror?.({ level, logger, ...said(message, rest) })
    }
  const methods = Object.fromEntries(MCP_LEVELS.map((level) => [level, method(level)])) as LevelMethods
  return Object.freeze({
    ...methods,
    warn: methods.warning,
    log: (level: McpLevel, data: unknown) => {
      // Whatever it is, it becomes JSON on the way.
      hub.publish({ level, logger, data: data as JsonValue })
      mirror?.({ level, logger, message: typeof data === 'string' ? data : undefined, fields: data })
    },
  })
}

function draftOf(level: McpLevel, logger: string | undefined, message: unknown, rest: readonly unknown[]): Draft {
  return { level, logger, ...said(message, rest) }
}

interface Said {
  readonly message: unknown
  readonly fields: Readonly<Record<string, unknown>>
}

/** What was said, in whatever form people are used to say it. */
function said(first: unknown, rest: readonly unknown[]): Said {
  if (isError(first)) return { message: first.message, fields: { err: first, ...fieldsOf(rest) } }
  if (!hasFields(first)) return { message: first, fields: fieldsOf(rest) }
  const [message, ...others] = rest
  if (typeof message === 'string')
    return { message, fields: others.length === 0 ? first : { ...first, ...fieldsOf(others) } }
  return { message: undefined, fields: rest.length === 0 ? first : { ...first, ...fieldsOf(rest) } }
}

function fieldsOf(values: readonly unknown[]): Readonly<Record<string, unknown>> {
  const [only] = values
  if (values.length === 1 && hasFields(only)) return only
  let fields: Record<string, unknown> = {}
  const extra: unknown[] = []
  for (const value of values) {
    if (isError(value)) fields = { ...fields, err: value }
    else if (hasFields(value)) fields = { ...fields, ...value }
    else if (value !== undefined) extra.push(value)
  }
  if (extra.length > 0) fields.extra = extra.length === 1 ? extra[0] : extra
  return fields
}

/** An object whose own keys are what was logged: no list, no text, no date, nothing that holds something else. */
function hasFields(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || isError(value)) return false
  try {
    if (Array.isArray(value) || ArrayBuffer.isView(value) || value instanceof String) return false
    return Object.keys(value).length > 0 || isPlain(value)
  } catch {
    return false // a Proxy that was revoked, or whose traps throw
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
