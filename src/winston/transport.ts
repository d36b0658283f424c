import { LEVEL } from 'triple-beam'
import TransportStream from 'winston-transport'
import type { McpLevel } from '../levels/mcp-level.js'
import { isWinstonOnStdout } from '../loggers/on-stdout.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import { AdapterCore } from '../server/adapter-core.js'
import type { Attachment, ClientLogging } from '../server/client-logging.js'
import type { Hub } from '../server/hub.js'
import { CrashWait } from './crash.js'
import { draftOf, OMITTED } from './info.js'
import { LevelNames } from './level-names.js'
import { type Logged, loggedBy } from './logged.js'
import { copyOf, format, type Info, isLogger, rootOf, type WinstonLogger } from './logger.js'
import { expectTransportOptions, type McpTransportOptions } from './options.js'
import { currentCall, type HookedTransport, hookWrites, type LogCall } from './write-hook.js'

/** A logger that pipes into the transport. */
interface Piped {
  /** The logger itself, or the child of it that the transport was added to. */
  readonly logger: WinstonLogger
  readonly unhook: () => void
}

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
  // Set by winston-transport when a logger pipes into it, and here for the logger at hand if there are several.
  declare levels?: Record<string, number>
  declare parent?: WinstonLogger | null
  readonly #core: AdapterCore
  readonly #hub: Hub
  readonly #levelNames: LevelNames
  readonly #hooked: HookedTransport
  readonly #crash: CrashWait
  /** By the logger at the root, which all of its children write through. */
  readonly #piped = new Map<WinstonLogger, Piped>()
  /** Whose record is being written; `buffered` was taken when it was logged; `undefined` did not come from a logger. */
  #writing: LogCall | 'buffered' | undefined

  constructor(options: McpTransportOptions = {}) {
    super(options ?? {})
    expectTransportOptions(options)
    this.#core = new AdapterCore(options, OMITTED)
    this.#hub = this.#core.hub
    this.logging = this.#hub
    this.#levelNames = new LevelNames(options.levels, (name, level) => this.#reportUnknown(name, level))
    this.#crash = new CrashWait(this, (timeout) => this.#hub.flush(timeout))
    this.#hooked = {
      isWriting: () => this.writableLength > 0,
      writeNow: (info, logger, logged) => this.#writeNow(info, logger, logged),
      crashed: () => this.#crash.logged(),
      removed: () => this.#hub.warnOnce('TRANSPORT_REMOVED', '', REMOVED),
    }
    // One transport serves any number of loggers, each of which listens to it.
    this.setMaxListeners(0)
    this.#hub.onWarning((warning) => this.emit('warn', warning))
    this.#hub.stdout.add(() => {
      const onStdout = [...this.#piped.keys()].some(isWinstonOnStdout)
      return onStdout ? { stray: 'winston', what: 'A transport of the winston logger' } : undefined
    })
    this.on('pipe', (source: unknown) => this.#onPipe(source))
    this.on('unpipe', (source: unknown) => this.#onUnpipe(source))
  }

  /** @see {@link ClientLogging.attach} */
  attach(server: AttachableServer): Attachment {
    const attachment = this.#core.servers.attach(server)
    this.#warnOfOthers()
    return attachment
  }

  /** Of other MCP transports on its loggers. */
  #warnOfOthers(): void {
    for (const { transports } of this.#piped.keys()) {
      const others = transports.filter(isMcpTransport).filter((each) => each !== this)
      this.#core.servers.warnOf(others.map((each) => each.#core.servers))
    }
  }

  #onPipe(source: unknown): void {
    const root = isLogger(source) ? rootOf(source) : undefined
    if (root === undefined || this.#piped.has(root)) return
    this.#piped.set(root, { logger: source as WinstonLogger, unhook: hookWrites(root, this.#hooked) })
    this.#use(root)
    this.#warnOfOthers()
    this.#hub.stdout.look()
  }

  #onUnpipe(source: unknown): void {
    const root = isLogger(source) ? rootOf(source) : undefined
    const piped = root && this.#piped.get(root)
    if (root === undefined || piped === undefined || root.transports.includes(this)) return // added twice, removed once
    piped.unhook()
    this.#piped.delete(root)
    if (this.parent === piped.logger) this.parent = null
  }

  /** Its hub is closed: nothing of it is needed any more. */
  #leave(): void {
    for (const { logger } of [...this.#piped.values()]) logger.remove(this)
  }

  /** From now on the level and the level names of this logger hold. */
  #use(root: WinstonLogger): void {
    const logger = this.#piped.get(root)?.logger ?? root
    this.parent = logger
    this.levels = logger.levels
    const { level } = this
    if (!level || Object.hasOwn(logger.levels, level)) return
    const known = Object.keys(logger.levels).join(', ')
    const message = `The transport's level ${JSON.stringify(level)} is none of its logger's (${known}): it gets no record`
    this.#hub.warnOnce('UNKNOWN_LEVEL', `transport ${level}`, message)
  }

  /** Formats and delivers a record as winston would have done later. */
  #writeNow(info: Info, logger: WinstonLogger, logged: Logged): void {
    this.#use(logger)
    try {
      // A format may change the level: only if nobody hears even the most severe one is it not worth running.
      if (!this.#hub.isLevelEnabled('emergency')) {
        if (this.#accepts(info, info[LEVEL] || info.level)) this.#send(info, logged)
        return
      }
      const formatted = format(logger.format, copyOf(info))
      if (!formatted || !this.#accepts(formatted, formatted[LEVEL])) return
      const final = this.format ? format(this.format, { ...formatted }) : formatted
      if (final) this.#send(final, logged)
    } catch (cause) {
      this.#hub.warn('RECORD_FAILED', 'A format threw', cause)
    }
  }

  override _write(info: Info, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    const outer = this.#writing
    const call = this.#piped.size > 0 ? (currentCall(this.#hooked) ?? 'buffered') : undefined
    this.#writing = call
    if (call !== undefined && call !== 'buffered') this.#use(call.logger)
    if (this.#hub.closed) process.nextTick(() => this.#leave())
    try {
      super._write(info, encoding, callback)
    } finally {
      this.#writing = outer
    }
  }

  override _writev(
    chunks: { chunk: Info; encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    const outer = this.#writing
    this.#writing = this.#piped.size > 0 ? 'buffered' : undefined
    try {
      super._writev?.(chunks, callback)
    } finally {
      this.#writing = outer
    }
  }

  /** Called by winston with each record that has passed its level, its format and its switches. */
  override log(info: Info, callback?: () => void): boolean {
    try {
      const writing = this.#writing
      if (writing !== 'buffered') this.#send(info, writing?.logged ?? loggedBy(info))
      this.emit('logged', info)
    } finally {
      callback?.()
    }
    this.#crash.logged()
    return true
  }

  #send(info: Info, logged: Logged): void {
    // winston passes them on to transports that don't handle rejections as well.
    if (info.rejection === true && !this.handleRejections) return
    const level = this.#levelNames.levelOf(String(info[LEVEL] ?? info.level), this.levels ?? NO_LEVELS)
    this.#hub.log(level, () => draftOf(info, level as McpLevel, logged, this.#core.rules))
  }

  /** winston's own checks, as its transports make them. */
  #accepts(info: Info, label: unknown): boolean {
    if (this.silent || (info.exception === true && !this.handleExceptions)) return false
    const level = this.level || this.parent?.level
    const levels = this.levels ?? NO_LEVELS
    return !level || Number(levels[level]) >= Number(levels[String(label)])
  }

  #reportUnknown(name: string, level: McpLevel | false): void {
    const message = `Unknown level ${JSON.stringify(name)} is sent as \`${level}\`: set \`levels\``
    this.#hub.warnOnce('UNKNOWN_LEVEL', name, message)
  }

  /** Set by winston when it logs an uncaught exception, before it listens for `finish`. */
  set _ending(ending: boolean) {
    this.#crash.begin(ending)
  }

  override _final(callback: (error?: Error | null) => void): void {
    const done = (): void => callback()
    this.#core.end().then(done, done)
  }
}

/** Outside the class, since a bundler renames a class that names itself. */
const isMcpTransport = (transport: unknown): transport is McpTransport => transport instanceof McpTransport

const NO_LEVELS: Record<string, number> = {}

const REMOVED =
  '`configure()` or `clear()` has taken the MCP transport off its logger, which no longer reaches any client: ' +
  'pass it in `transports`, or call `logger.add(transport)`'
