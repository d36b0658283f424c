import { expectKind, isFunction, type OptionNames } from '../check.js'
import { type RateLimit, rateLimitOf, TokenBucket } from '../delivery/rate-limit.js'
import { type McpLevel, parseLevel, severity } from '../levels/mcp-level.js'
import { type LocalLogger, type Writer, writerFor } from '../loggers/writer.js'
import { createSanitizer, type JsonValue, type PayloadLimits, type Sanitizer } from '../payload/sanitizer.js'
import type { LogRecord } from '../record.js'
import type { RedactOptions } from '../redact/redactor.js'
import { runInScope, type Scope } from '../request/scope.js'
import { type BridgeWarning, type WarningCode, Warnings } from '../warning.js'
import { oneLine, plainData, textOf } from './plain-text.js'

/** Matches records by the name of their logger, or by whatever a function makes of them. */
export type Ignore = string | RegExp | ((record: LogRecord) => boolean)

export interface IntakeOptions {
  /** Caps on what is kept of a record's data, its text included. */
  readonly payload?: PayloadLimits
  /**
   * What is blanked of a record before it is logged, beyond the keys and the forms that are always looked for then.
   * @default false - it is for whoever reads this log, and the logger has redaction of its own
   */
  readonly redact?: RedactOptions | false
  /**
   * Records that are not wanted: by exact logger name, by a pattern that the logger name has to match, or by a function
   * of the record as the server sent it. One that throws ignores nothing.
   * @default [] - nothing is ignored
   */
  readonly ignore?: readonly Ignore[]
  /**
   * Field of the local record that holds everything remote: `{ server, logger, level, data }`. Nothing of it stands
   * beside the local logger's own fields, so a server can forge neither a time nor a level nor a message.
   * @default 'mcp'
   */
  readonly key?: string
  /** Limit for each server, reported with one line for what was dropped; `false` for none. */
  readonly rateLimit?: RateLimit | false
  /**
   * Told of what goes wrong at run time.
   * @default process.emitWarning, once for each code
   */
  readonly onWarning?: (warning: BridgeWarning) => void
}

export const INTAKE_OPTIONS: OptionNames<IntakeOptions> = {
  payload: true,
  redact: true,
  ignore: true,
  key: true,
  rateLimit: true,
  onWarning: true,
}

/** Why a record was not logged, as counted in `stats().dropped`. */
export type ForwardDropReason =
  /** Matched by `ignore`. */
  | 'ignored'
  /** The local logger would not write a record of this level. */
  | 'level'
  | 'rate-limit'
  /** The local logger threw, or has ended. */
  | 'failed'

/** Counts since construction. `received` is the sum of `logged` and all of `dropped`. */
export interface ForwardingStats {
  readonly received: number
  /** Handed to the local logger. */
  readonly logged: number
  readonly dropped: Readonly<Record<ForwardDropReason, number>>
}

/** A record as it came: nothing of it is trusted. */
export interface RemoteRecord {
  readonly level: unknown
  readonly logger: unknown
  /** `undefined` if there was none. */
  readonly data: JsonValue | undefined
}

/** Fields that loggers write themselves, or that winston gives a meaning of its own. */
const RESERVED = ['level', 'message', 'msg', 'time', 'timestamp', 'pid', 'hostname', 'v', 'splat', '__proto__']
/** Milliseconds between two reports of dropped records. */
const SUMMARY_INTERVAL = 5000
/** Characters of a name. What a server makes longer is cut, and no pattern of `ignore` has to search it. */
const MAX_NAME = 256
const WARNING = severity('warning')

/** The way of one server's records into the local logger: checked, cleaned, limited, counted. */
export class Intake {
  readonly writer: Writer
  readonly #key: string
  readonly #ignore: readonly Ignore[]
  readonly #bucket: TokenBucket | undefined
  readonly #sanitizer: Sanitizer
  readonly #warnings: Warnings
  readonly #dropped: Record<ForwardDropReason, number> = { ignored: 0, level: 0, 'rate-limit': 0, failed: 0 }
  #received = 0
  #logged = 0
  #unreported = 0
  #timer: NodeJS.Timeout | undefined

  constructor(
    logger: LocalLogger,
    options: IntakeOptions,
    private readonly serverName: () => string | undefined,
  ) {
    const { ignore = [], key = 'mcp', onWarning } = options
    this.writer = writerFor(logger)
    expectKind('ignore', ignore, 'an array of strings, RegExps or functions', isIgnoreList)
    const allowed = (value: unknown): boolean => typeof value === 'string' && value !== '' && !RESERVED.includes(value)
    expectKind('key', key, `a field name other than ${RESERVED.join(', ')}`, allowed)
    if (onWarning !== undefined) expectKind('onWarning', onWarning, 'a function', isFunction)
    const rateLimit = rateLimitOf('rateLimit', options.rateLimit)
    const { payload, redact } = options
    // The stacks of others are of use here, where they do not leave.
    this.#sanitizer = createSanitizer({
      ...(payload !== undefined && { payload }),
      stacks: true,
      redact: redact ?? false,
    })
    this.#key = key
    this.#ignore = ignore
    this.#bucket = rateLimit && new TokenBucket(rateLimit)
    this.#warnings = new Warnings(onWarning)
  }

  /**
   * Logs a record. Never throws.
   *
   * @param scope what it is logged in, besides being marked as received
   * @param relay whether transports of this library may send it on
   */
  accept(remote: RemoteRecord, scope: Scope | undefined, relay: boolean): void {
    this.#received++
    const level = parseLevel(remote.level) ?? 'info'
    try {
      const name = typeof remote.logger === 'string' ? remote.logger : undefined
      if (this.#ignore.length > 0 && this.#isIgnored(recordOf(level, name, remote.data))) return this.#drop('ignored')
      if (!this.writer.isEnabled(level)) return this.#drop('level')
      if (this.#bucket?.take(severity(level) >= WARNING) === false) return this.#overload()
      if (level !== remote.level) this.#reportLevel(remote.level)
      const data = remote.data === undefined ? undefined : this.#sanitizer.clean(remote.data)
      const shownName = name === undefined ? undefined : this.#clean(name)
      const shownLevel = level === remote.level ? level : this.#clean(remote.level)
      const shownData = data === undefined ? undefined : plainData(data)
      const received = { relay: relay ? recordOf(level, name, remote.data) : undefined }
      runInScope({ ...scope, received }, () => this.#write(level, textOf(data), shownName, shownLevel, shownData))
      this.#logged++
    } catch (cause) {
      this.#drop('failed')
      this.warn('LOGGER_FAILED', 'The local logger failed on a forwarded record', cause)
    }
  }

  #write(
    level: McpLevel,
    text: string,
    logger: string | undefined,
    remoteLevel: string | undefined,
    data: JsonValue | undefined,
  ): void {
    const record: Record<string, unknown> = {}
    const server = this.serverName()
    if (server !== undefined) record.server = server
    if (logger !== undefined) record.logger = logger
    if (remoteLevel !== undefined) record.level = remoteLevel
    if (data !== undefined) record.data = data
    this.writer.write(level, text, { [this.#key]: record })
  }

  #isIgnored(record: LogRecord): boolean {
    const { logger: name = '' } = record
    return this.#ignore.some((rule) => {
      if (typeof rule === 'string') return rule === record.logger
      // Unlike `test`, `search` keeps no state in the pattern.
      if (rule instanceof RegExp) return name.length <= MAX_NAME && name.search(rule) >= 0
      try {
        return rule(record)
      } catch (cause) {
        this.warn('RECORD_FAILED', 'A function of `ignore` threw', cause)
        return false
      }
    })
  }

  #clean(value: unknown): string | undefined {
    const clean = value === undefined ? undefined : this.#sanitizer.clean(value)
    return clean === undefined ? undefined : textOf(clean).slice(0, MAX_NAME)
  }

  #reportLevel(level: unknown): void {
    const shown = level === undefined ? 'No level' : `Unknown level ${JSON.stringify(this.#clean(level))}`
    const from = this.serverName()
    this.warn('UNKNOWN_LEVEL', `${shown} in a log message${from ? ` of ${from}` : ''}: it is logged as \`info\``)
  }

  #drop(reason: ForwardDropReason): void {
    this.#dropped[reason]++
  }

  #overload(): void {
    this.#drop('rate-limit')
    this.#unreported++
    this.#timer ??= setTimeout(() => this.summarise(), SUMMARY_INTERVAL).unref()
  }

  /** One line for all that was dropped since the last one. */
  summarise(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const count = this.#unreported
    if (count === 0) return
    this.#unreported = 0
    const from = this.serverName()
    const text = `${count} log messages${from ? ` of ${from}` : ''} dropped (rate limit)`
    try {
      runInScope({ received: { relay: undefined } }, () => {
        this.#write('warning', text, 'mcp-log-bridge', 'warning', { dropped: count })
      })
    } catch (cause) {
      this.warn('LOGGER_FAILED', 'The local logger failed on a summary of dropped records', cause)
    }
  }

  stats(): ForwardingStats {
    return { received: this.#received, logged: this.#logged, dropped: { ...this.#dropped } }
  }

  /** Once for each code: what a server does wrong it does with every message. */
  warn(code: WarningCode, message: string, cause?: unknown): void {
    this.#warnings.warnOnce(code, '', message, cause)
  }
}

function recordOf(level: McpLevel, logger: string | undefined, data: JsonValue | undefined): LogRecord {
  return logger === undefined ? { level, data: data ?? null } : { level, logger, data: data ?? null }
}

function isIgnoreList(value: unknown): boolean {
  const isRule = (each: unknown): boolean => typeof each === 'string' || each instanceof RegExp || isFunction(each)
  return Array.isArray(value) && value.every(isRule)
}

/** A name that a server has given itself. */
export function serverNameOf(info: unknown): string | undefined {
  const name = (info as { name?: unknown } | null | undefined)?.name
  return typeof name === 'string' && name.trim() !== '' ? oneLine(name.slice(0, MAX_NAME)) : undefined
}

/** @throws TypeError unless `server` is a name that something is left of once it is cleaned */
export function expectServer(server: unknown): void {
  expectKind('server', server, 'a name', (each) => typeof each === 'string' && oneLine(each) !== '')
}
