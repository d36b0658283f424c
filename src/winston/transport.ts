import { LEVEL } from 'triple-beam'
import TransportStream from 'winston-transport'
import { expectKind, expectOptions, isBoolean, isFunction, type OptionNames } from '../check.js'
import { type LevelMap, levelOfLabel, type MappedLevel, mapLabels, winstonLabels } from '../levels/level-map.js'
import type { McpLevel } from '../levels/mcp-level.js'
import { nameFromFields } from '../record.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import { ADAPTER_OPTIONS, type AdapterOptions, hubOf, keptFields } from '../server/adapter.js'
import type { Attachment, ClientLogging, Hub } from '../server/hub.js'
import { isWinstonOnStdout } from '../stdout/loggers.js'
import {
  type Arrival,
  arrivalAt,
  capture,
  copyOf,
  type Info,
  loggerOf,
  type Receiver,
  type WinstonLogger,
} from './capture.js'
import { type Discretion, messageAndFields } from './info.js'
import { type LoggedError, loggedError } from './logged-error.js'

/** Options of {@link McpTransport}: those of the bridge, and those that every winston transport takes. */
export type McpTransportOptions = AdapterOptions & TransportStream.TransportStreamOptions

/**
 * Milliseconds that the exit after an uncaught exception waits at most for its record to be sent: what a working
 * transport needs is less than one.
 */
const CRASH_WAIT = 100

/**
 * A winston transport that sends records to MCP clients: each to the session and the request in which it was logged,
 * at or above the level that its client asked for. One transport serves a process, one `attach` each session.
 *
 * Faults come as `warn` events, never as `error`, which would end the logger's stream.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export class McpTransport extends TransportStream {
  /** As winston's own transports have one. */
  readonly name = 'mcp'
  /** The hub behind this transport. */
  readonly logging: ClientLogging
  // Set by winston-transport when a logger pipes into it.
  declare levels?: Record<string, number>
  declare parent?: WinstonLogger | null
  readonly #hub: Hub
  readonly #ownsHub: boolean
  readonly #options: McpTransportOptions
  readonly #discretion: Discretion
  readonly #receiver: Receiver
  /** By logger, how to let go of it. */
  readonly #captured = new Map<WinstonLogger, () => void>()
  /** What is being written: a log call's record, one that was taken before, or `undefined` for one of another source. */
  #arrival: Arrival | 'taken' | undefined
  /** winston waits for `finish`; who else listens for it. */
  #ending = false
  #unasked: ReadonlySet<unknown> = new Set()
  #levelMap: LevelMap | undefined
  #mappedLevels: Record<string, number> | undefined

  constructor(options: McpTransportOptions = {}) {
    super(options ?? {})
    expectTransportOptions(options)
    this.#hub = hubOf(options)
    this.logging = this.#hub
    this.#ownsHub = options.logging === undefined
    this.#options = options
    this.#discretion = { stacks: this.#hub.stacks, keep: keptFields(options) }
    this.#receiver = {
      busy: () => this.writableLength > 0,
      overtake: (info, logger, error) => this.#overtake(info, logger, error),
      crashed: () => this.#crashed(),
    }
    this.#hub.warnings.watch((warning) => this.emit('warn', warning))
    this.#hub.stdout.add(() => {
      const onStdout = [...this.#captured.keys()].some(isWinstonOnStdout)
      return onStdout ? { stray: 'winston', what: 'A transport of the winston logger' } : undefined
    })
    this.on('pipe', (source: unknown) => this.#piped(source))
    this.on('unpipe', (source: unknown) => this.#unpiped(source))
  }

  /** @see {@link ClientLogging.attach} */
  attach(server: AttachableServer): Attachment {
    return this.#hub.attach(server)
  }

  #piped(source: unknown): void {
    const logger = loggerOf(source)
    if (logger === undefined || this.#captured.has(logger)) return
    if (this.#captured.size === 0) {
      // winston-transport does this only once: removed and added again, a transport would have no level.
      this.parent = logger
      this.levels = logger.levels
    }
    this.#captured.set(logger, capture(logger, this.#receiver))
    this.#hub.stdout.look()
  }

  #unpiped(source: unknown): void {
    const logger = loggerOf(source)
    const release = logger && this.#captured.get(logger)
    if (logger === undefined || release === undefined || logger.transports.includes(this)) return // added twice, removed once
    release()
    this.#captured.delete(logger)
    if (this.parent === logger) this.parent = null
  }

  /** Takes a record that winston is going to put aside: formats it and delivers it as winston would have. */
  #overtake(info: Info, logger: WinstonLogger, error: LoggedError | undefined): void {
    try {
      // A format may change the level: only if nobody hears even the most severe one is it not worth running.
      if (!this.#hub.isLevelEnabled('emergency')) {
        if (this.#accepts(info, info[LEVEL] || info.level)) this.#receive(info, error)
        return
      }
      const formatted = format(logger.format, copyOf(info))
      if (!formatted || !this.#accepts(formatted, formatted[LEVEL])) return
      const final = this.format ? format(this.format, { ...formatted }) : formatted
      if (final) this.#receive(final, error)
    } catch (cause) {
      this.#hub.warnings.warn('RECORD_FAILED', 'A format threw', cause)
    }
  }

  override _write(info: Info, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    const outer = this.#arrival
    this.#arrival = this.#captured.size > 0 ? (arrivalAt(this.#receiver) ?? 'taken') : undefined
    try {
      super._write(info, encoding, callback)
    } finally {
      this.#arrival = outer
    }
  }

  override _writev(
    chunks: { chunk: Info; encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    const outer = this.#arrival
    this.#arrival = this.#captured.size > 0 ? 'taken' : undefined // this transport was busy when they were logged
    try {
      super._writev?.(chunks, callback)
    } finally {
      this.#arrival = outer
    }
  }

  /** Called by winston with each record that has passed its level, its format and its switches. */
  override log(info: Info, callback?: () => void): boolean {
    try {
      const arrival = this.#arrival
      if (arrival === undefined) this.#receive(info, loggedError(info))
      else if (arrival !== 'taken') this.#receive(info, arrival.error)
      this.emit('logged', info)
    } finally {
      callback?.()
    }
    this.#crashed()
    return true
  }

  #receive(info: Info, error: LoggedError | undefined): void {
    // winston passes them on to transports that don't handle rejections as well.
    if (info.rejection === true && !this.handleRejections) return
    const level = this.#map(info[LEVEL] ?? info.level)
    this.#hub.log(level, () => {
      const { message, messageKey, fields } = messageAndFields(info, error, this.#discretion)
      const logger = this.#options.loggerName ?? nameIn(fields)
      return { level: level as McpLevel, logger, message, messageKey, fields }
    })
  }

  /** winston's own checks, as its transports make them. */
  #accepts(info: Info, label: unknown): boolean {
    if (this.silent || (info.exception === true && !this.handleExceptions)) return false
    const level = this.level || this.parent?.level
    const levels = this.levels ?? {}
    return !level || Number(levels[level]) >= Number(levels[String(label)])
  }

  #map(label: unknown): MappedLevel {
    const name = String(label)
    if (this.#levelMap === undefined || this.#mappedLevels !== this.levels) {
      this.#mappedLevels = this.levels
      this.#levelMap = mapLabels(winstonLabels(this.levels ?? {}), this.#options.levels)
    }
    const { levels, guessed } = this.#levelMap
    const level = levels.get(name) ?? this.#levelOutside(name)
    if (level === undefined || guessed.has(name)) {
      this.#hub.warnings.warnOnce(
        'UNKNOWN_LEVEL',
        name,
        `Unknown level ${JSON.stringify(name)} is sent as \`${level ?? 'info'}\`: set \`levels\``,
      )
    }
    return level ?? 'info'
  }

  /** For a record that has not come through a logger. */
  #levelOutside(name: string): MappedLevel | undefined {
    const overrides = this.#options.levels ?? {}
    return Object.hasOwn(overrides, name) ? overrides[name] : levelOfLabel(name)
  }

  /** Set by winston when it logs an uncaught exception, before it listens for `finish`. */
  set _ending(ending: boolean) {
    if (ending && !this.#ending) this.#unasked = new Set(this.rawListeners('finish'))
    this.#ending = ending
  }

  /**
   * winston holds the process for up to three seconds until the transports of an uncaught exception finish. To emit
   * `finish` would end the pipe from the logger, which goes on if it is told not to exit: only winston, who has just
   * asked for it, is told.
   */
  #crashed(): void {
    if (!this.#ending) return
    this.#ending = false
    const waiting = this.rawListeners('finish').filter((each) => !this.#unasked.has(each))
    const finish = (): void => {
      for (const each of waiting) each.call(this)
    }
    // HTTP responses are written on the next turn.
    const soon = (): void => void setImmediate(finish)
    this.#hub.flush({ timeout: CRASH_WAIT }).then(soon, soon)
  }

  override _final(callback: (error?: Error | null) => void): void {
    const done = (): void => callback()
    const drained = this.#ownsHub ? this.#hub.close() : this.#hub.flush()
    drained.then(done, done)
  }
}

const TRANSPORT_OPTIONS: OptionNames<McpTransportOptions> = {
  ...ADAPTER_OPTIONS,
  level: true,
  format: true,
  silent: true,
  handleExceptions: true,
  handleRejections: true,
  log: true,
  logv: true,
  close: true,
}

/** @throws TypeError */
function expectTransportOptions(options: McpTransportOptions): void {
  expectOptions<McpTransportOptions>('options', options, TRANSPORT_OPTIONS)
  const { level, format, log, logv } = options
  if (level !== undefined) expectKind('level', level, 'a string', (each) => typeof each === 'string')
  if (format !== undefined) {
    expectKind('format', format, 'a winston format', (each) => isFunction((each as { transform?: unknown })?.transform))
  }
  for (const name of ['silent', 'handleExceptions', 'handleRejections'] as const) {
    const value = options[name]
    if (value !== undefined) expectKind(name, value, 'a boolean', isBoolean)
  }
  for (const [name, value] of Object.entries({ log, logv })) {
    expectKind(name, value, "absent: it would replace this transport's own", (each) => each === undefined)
  }
}

/** The name that only a winston record can have: `format.metadata()` gathers all fields in one. Else the hub looks for it. */
function nameIn(fields: Readonly<Record<string, unknown>>): string | undefined {
  const { metadata } = fields
  if (typeof metadata !== 'object' || metadata === null) return undefined
  return nameFromFields(fields) ?? nameFromFields(metadata as Record<string, unknown>)
}

function format(form: TransportStream['format'], info: Info): Info | false {
  if (form === undefined) return info
  return form.transform(info as never, form.options) as Info | false
}
