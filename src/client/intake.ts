import { expectKind, isFunction } from '../check.js'
import { DroppedSummary, SUMMARY_LOGGER, summaryText } from '../delivery/dropped-summary.js'
import { rateLimitOf, TokenBucket } from '../delivery/rate-limit.js'
import { levelOfName } from '../levels/level-names.js'
import { type McpLevel, parseLevel, severity } from '../levels/mcp-level.js'
import { MAX_NAME, plainData, textOf } from '../payload/plain-text.js'
import { createSanitizer, type JsonValue, type Sanitizer } from '../payload/sanitizer.js'
import type { LogRecord } from '../record.js'
import { type Received, runInScope } from '../request/scope.js'
import { type WarningCode, Warnings } from '../warning.js'
import type { ForwardedRecord, ForwardedRequest, LogSink } from './forwarded-record.js'
import type { ForwardDropReason, ForwardingStats } from './forwarding-stats.js'
import { ignoreFilter } from './ignore.js'
import type { IntakeOptions } from './intake-options.js'
import { type MessageOrigin, NO_SESSION } from './request-origins.js'
import { type Sink, sinkFor } from './sink.js'

/** A record as received: nothing in it is trusted. */
export interface RemoteRecord {
  readonly level: unknown
  readonly logger: unknown
  /** `undefined` if there was none. */
  readonly data: JsonValue | undefined
  /** The message, if it is not the text of the data. */
  readonly text?: string | undefined
}

/** Fields that loggers write themselves, or that have a meaning in winston. */
const RESERVED = ['level', 'message', 'msg', 'time', 'timestamp', 'pid', 'hostname', 'v', 'splat', '__proto__']
const WARNING = severity('warning')

/** Takes the records of one server into a local log: validated, cleaned, limited, counted. */
export class Intake {
  readonly sink: Sink
  readonly #isIgnored: ((record: LogRecord) => boolean) | undefined
  readonly #bucket: TokenBucket | undefined
  readonly #sanitizer: Sanitizer
  readonly #warnings: Warnings
  readonly #dropped: Record<ForwardDropReason, number> = { ignored: 0, level: 0, 'rate-limit': 0, failed: 0 }
  #received = 0
  #logged = 0
  readonly #overloaded = new DroppedSummary(() => this.summarise())

  constructor(
    sink: LogSink,
    options: IntakeOptions,
    private readonly serverName: () => string | undefined,
  ) {
    const { ignore = [], key = 'mcp', onWarning } = options
    const allowed = (value: unknown): boolean => typeof value === 'string' && value !== '' && !RESERVED.includes(value)
    expectKind('key', key, `a field name other than ${RESERVED.join(', ')}`, allowed)
    if (onWarning !== undefined) expectKind('onWarning', onWarning, 'a function', isFunction)
    const rateLimit = rateLimitOf('rateLimit', options.rateLimit)
    const { payload, redact } = options
    this.sink = sinkFor(sink, key)
    // Stacks are kept: they help here, and stay in this log.
    this.#sanitizer = createSanitizer({
      ...(payload !== undefined && { payload }),
      stacks: true,
      redact: redact ?? false,
    })
    const isIgnored = ignoreFilter(ignore, (cause) => {
      this.warn('RECORD_FAILED', 'A function of `ignore` threw', cause)
    })
    this.#isIgnored = ignore.length === 0 ? undefined : isIgnored
    this.#bucket = rateLimit && new TokenBucket(rateLimit)
    this.#warnings = new Warnings(onWarning)
  }

  /**
   * Logs a record. Never throws.
   *
   * @param relay what transports of this library may pass on; nothing if omitted
   */
  accept(remote: RemoteRecord, origin: MessageOrigin = NO_SESSION, relay?: (record: LogRecord) => LogRecord): void {
    this.#received++
    const level = parseLevel(remote.level) ?? meant(remote.level) ?? 'info'
    try {
      const name = typeof remote.logger === 'string' ? remote.logger : undefined
      if (this.#isIgnored?.(recordOf(level, name, remote.data)) === true) return this.#drop('ignored')
      if (!this.sink.isEnabled(level)) return this.#drop('level')
      const isUrgent = severity(level) >= WARNING
      // Checked first: the data of a record over the limit is not even cleaned.
      if (this.#bucket?.take(isUrgent) === false) {
        const { connection, request } = origin.scope
        if (relay !== undefined && origin.isKnown) connection?.missed(severity(level), request)
        return this.#overload()
      }
      const cleaned = remote.data === undefined ? undefined : this.#sanitizer.clean(remote.data)
      this.#bucket?.charge(cleaned?.size ?? 0)
      const data = cleaned?.data
      if (level !== remote.level) this.#reportLevel(remote.level, level)
      const record = this.#recordOf(level, remote, data, origin.request)
      const received: Received = { relay: relay?.(recordOf(level, name, remote.data)), originKnown: origin.isKnown }
      runInScope({ ...origin.scope, received }, () => this.#write(record))
    } catch (cause) {
      this.#fail(cause)
    }
  }

  #recordOf(
    level: McpLevel,
    remote: RemoteRecord,
    data: JsonValue | undefined,
    request?: ForwardedRequest,
  ): ForwardedRecord {
    const logger = typeof remote.logger === 'string' ? this.#clean(remote.logger) : undefined
    const remoteLevel = remote.level === level ? undefined : this.#clean(remote.level)
    return {
      server: this.serverName(),
      ...(logger !== undefined && { logger }),
      level,
      ...(remoteLevel !== undefined && { remoteLevel }),
      text: remote.text === undefined ? textOf(data) : this.clean(remote.text),
      data: data === undefined ? undefined : plainData(data),
      ...(request !== undefined && { request }),
    }
  }

  #write(record: ForwardedRecord): void {
    const done = this.sink.write(record)
    this.#logged++
    whenRejected(done, (cause) => {
      this.#logged--
      this.#fail(cause)
    })
  }

  #fail(cause: unknown): void {
    this.#drop('failed')
    this.warn('LOGGER_FAILED', 'The local logger failed on a forwarded record', cause)
  }

  #clean(value: unknown): string | undefined {
    const clean = value === undefined ? undefined : this.#sanitizer.clean(value).data
    return clean === undefined ? undefined : textOf(clean).slice(0, MAX_NAME)
  }

  #reportLevel(given: unknown, level: McpLevel): void {
    const name = this.#clean(given)
    const shown = name === undefined ? 'No level' : `Unknown level ${JSON.stringify(name)}`
    const from = this.serverName()
    const message = `${shown} in a log message${from ? ` of ${from}` : ''}: it is logged as \`${level}\``
    // One warning for each name, but only one for values that are not strings.
    this.#warnings.warnOnce('UNKNOWN_LEVEL', typeof given === 'string' ? (name ?? '') : '', message)
  }

  /** What the rate limit has room for, checked before a record is read. */
  room(): 'all' | 'urgent' | 'none' {
    if (this.#bucket === undefined || this.#bucket.has(false)) return 'all'
    return this.#bucket.has(true) ? 'urgent' : 'none'
  }

  /** Counts a record that was dropped unread by the rate limit. */
  skip(): void {
    this.#received++
    this.#overload()
  }

  /** A text as it may be logged, redacted if `redact` is set. */
  clean(text: string): string {
    return textOf(this.#sanitizer.clean(text).data)
  }

  #drop(reason: ForwardDropReason): void {
    this.#dropped[reason]++
  }

  #overload(): void {
    this.#drop('rate-limit')
    this.#overloaded.count('rate-limit')
  }

  /** One line for all records dropped since the last one. */
  summarise(): void {
    const counts = this.#overloaded.take()
    if (counts === undefined) return
    const server = this.serverName()
    const data = { dropped: counts['rate-limit'] }
    const record = {
      server,
      logger: SUMMARY_LOGGER,
      level: 'warning',
      text: summaryText(counts, server),
      data,
    } as const
    const fail = (cause: unknown): void =>
      this.warn('LOGGER_FAILED', 'The local logger failed on a summary of dropped records', cause)
    try {
      runInScope({ received: { relay: undefined } }, () => whenRejected(this.sink.write(record), fail))
    } catch (cause) {
      fail(cause)
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

function whenRejected(done: unknown, fail: (cause: unknown) => void): void {
  if (isFunction((done as PromiseLike<unknown> | null | undefined)?.then)) Promise.resolve(done).catch(fail)
}

/** Many servers send the names of their own logger: `warn`, `fatal`, `WARNING`. */
function meant(level: unknown): McpLevel | undefined {
  return typeof level === 'string' ? levelOfName(level.trim()) : undefined
}

function recordOf(level: McpLevel, logger: string | undefined, data: JsonValue | undefined): LogRecord {
  return logger === undefined ? { level, data: data ?? null } : { level, logger, data: data ?? null }
}
