import { LEVEL } from 'triple-beam'
import TransportStream from 'winston-transport'
import { type AdapterOptions, hubOf } from './adapter.js'
import type { Attachment, ClientLogging, Hub } from './client-logging.js'
import type { McpLevel } from './level.js'
import { type LevelMap, levelOfLabel, type MappedLevel, mapLabels, winstonLabels } from './level-map.js'
import type { AttachableServer } from './tap.js'
import { capture, type Info, type WinstonLogger } from './winston/capture.js'
import { messageAndFields } from './winston/info.js'

export type McpTransportOptions = AdapterOptions & TransportStream.TransportStreamOptions

/** What became of one log call, as known when it was made. */
export interface Call {
  /** Set once the record has been delivered, or found not to be wanted. */
  done: boolean
  readonly level: McpLevel
  /** The record as it was logged, before any format. */
  readonly original: Info
}

const DONE: Call = Object.freeze({ done: true, level: 'debug', original: {} })

/**
 * A winston transport that sends records to MCP clients: each to the session and the request in which it was logged,
 * at or above the level that its client asked for. One transport serves a process, one `attach` each session.
 *
 * Faults come as `warn` events, never as `error`, which would end the logger's stream.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export class McpTransport extends TransportStream {
  readonly name = 'mcp'
  /** The hub behind this transport. */
  readonly logging: ClientLogging
  // Set by winston-transport when a logger pipes into it.
  declare levels?: Record<string, number>
  declare parent?: WinstonLogger | null
  /** Set by winston when it logs an uncaught exception and waits for `finish`. */
  declare _ending?: boolean
  readonly #hub: Hub
  readonly #ownsHub: boolean
  readonly #options: McpTransportOptions
  readonly #stamp = Symbol('mcp-log-bridge')
  readonly #captured = new Map<unknown, () => void>()
  /** The innermost log call that is being written, if its logger is not congested. */
  #writing: Call | undefined
  /** Records delivered ahead of winston's own queue, still to turn up in `log()`. */
  #ahead = 0
  #levelMap: LevelMap | undefined
  #mappedLevels: Record<string, number> | undefined

  constructor(options: McpTransportOptions = {}) {
    super(options)
    this.#hub = hubOf(options, (warning) => this.emit('warn', warning))
    this.logging = this.#hub
    this.#ownsHub = options.logging === undefined
    this.#options = options
    this.on('pipe', (source: unknown) => {
      if (!this.#captured.has(source)) this.#captured.set(source, capture(source, this))
    })
    this.on('unpipe', (source: unknown) => {
      this.#captured.get(source)?.()
      this.#captured.delete(source)
      if (this.#captured.size === 0) this.#ahead = 0
    })
  }

  /** @see {@link ClientLogging.attach} */
  attach(server: AttachableServer): Attachment {
    return this.#hub.attach(server)
  }

  /**
   * Called by the logger's `write` before winston sees the record, in the context of whoever logs it. Decides what
   * becomes of it while that context is at hand.
   */
  before(info: Info, copy: () => Info): Call {
    let call = DONE
    if (this.#accepts(info)) {
      const level = this.#map(info[LEVEL] ?? info.level)
      if (level === false) this.#hub.unmapped()
      else if (this.#hub.admits(level)) call = { done: false, level, original: copy() }
    }
    info[this.#stamp] = call
    return call
  }

  /** Runs winston's own write; `idle` tells that a record can only be this one if it reaches `log()` meanwhile. */
  during<R>(call: Call, idle: boolean, write: () => R): R {
    const outer = this.#writing
    this.#writing = idle ? call : undefined
    try {
      return write()
    } finally {
      this.#writing = outer
    }
  }

  /** Called after the write, if winston has put the record aside: it goes out now, the one put aside is skipped. */
  overtake(call: Call, logger: WinstonLogger): void {
    if (call.done) return
    call.done = true
    try {
      const formatted = format(logger.format, call.original)
      const info = formatted && (this.format ? format(this.format, { ...formatted }) : formatted)
      if (!info) return
      this.#ahead++
      this.#deliver(info, call)
    } catch (cause) {
      this.#hub.warn('RECORD_FAILED', 'A format threw', cause)
    }
  }

  override log(info: Info, callback?: () => void): boolean {
    try {
      this.#receive(info)
      this.emit('logged', info)
    } finally {
      callback?.()
    }
    // winston holds the process for up to three seconds until the transports of an uncaught exception finish.
    if (this._ending) this.emit('finish')
    return true
  }

  #receive(info: Info): void {
    const call = (info[this.#stamp] as Call | undefined) ?? this.#writing
    if (call !== undefined) {
      if (!call.done) {
        call.done = true
        this.#deliver(info, call)
      } else if (call !== DONE && this.#ahead > 0) {
        this.#ahead--
      }
    } else if (this.#ahead > 0) {
      this.#ahead-- // a format has lost the stamp of a record that has gone out already
    } else if (info.rejection !== true || this.handleRejections) {
      const level = this.#map(info[LEVEL] ?? info.level)
      if (level === false) this.#hub.unmapped()
      else if (this.#hub.admits(level)) this.#deliver(info, { done: true, level, original: info })
    }
  }

  #deliver(info: Info, { level, original }: Call): void {
    const { message, fields } = messageAndFields(info, original, this.#options.stacks === true)
    this.#hub.write({ level, logger: this.#options.loggerName, message, fields })
  }

  /** winston's own checks, as its transports make them. */
  #accepts(info: Info): boolean {
    if (this.silent || (info.exception === true && !this.handleExceptions)) return false
    if (info.rejection === true && !this.handleRejections) return false
    const level = this.level || this.parent?.level
    const levels = this.levels ?? {}
    return !level || Number(levels[level]) >= Number(levels[String(info[LEVEL] ?? info.level)])
  }

  #map(label: unknown): MappedLevel {
    const name = String(label)
    if (this.#levelMap === undefined || this.#mappedLevels !== this.levels) {
      this.#mappedLevels = this.levels
      this.#levelMap = mapLabels(winstonLabels(this.levels ?? {}), this.#options.levels)
    }
    const { levels, guessed } = this.#levelMap
    const level = levels.get(name) ?? this.#options.levels?.[name] ?? levelOfLabel(name)
    if (level === undefined || guessed.has(name)) {
      this.#hub.warnOnce(
        'UNKNOWN_LEVEL',
        name,
        `Unknown level ${JSON.stringify(name)} is sent as \`${level ?? 'info'}\`: set \`levels\``,
      )
    }
    return level ?? 'info'
  }

  override _final(callback: (error?: Error | null) => void): void {
    const drained = this.#ownsHub ? this.#hub.close() : this.#hub.flush()
    drained.then(
      () => callback(),
      () => callback(),
    )
  }
}

function format(form: TransportStream['format'], info: Info): Info | false {
  if (form === undefined) return info
  return form.transform(info as never, form.options) as Info | false
}
