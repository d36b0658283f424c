import { LEVEL, SPLAT } from 'triple-beam'
import type TransportStream from 'winston-transport'
import { type LoggedError, loggedError } from './logged-error.js'

/** A winston record: own string keys are what was logged, own symbols are winston's. */
export type Info = Record<PropertyKey, unknown>

/** What of a winston logger is used. */
export interface WinstonLogger {
  level: string
  levels: Record<string, number>
  silent?: boolean
  readonly defaultMeta?: object | null
  readonly transports: readonly unknown[]
  format: TransportStream['format']
  readonly readableFlowing: boolean | null
  readonly readableLength: number
  readonly writableLength: number
  write(info: Info, encoding?: unknown, callback?: unknown): boolean
}

/** Where captured records go: an MCP transport. */
export interface Receiver {
  /** Whether it is logging itself, and has to finish that first. */
  busy(): boolean
  /** winston is going to put the record aside: it has to be taken now, as it was logged. */
  overtake(info: Info, logger: WinstonLogger, error: LoggedError | undefined): void
  /** winston has been given the record of an uncaught exception or rejection. */
  crashed(): void
}

/** The log call under way whose record is now reaching a transport. */
export interface Arrival {
  /** The Error that was logged: formats leave little of it. */
  readonly error: LoggedError | undefined
}

interface Reception {
  readonly receiver: Receiver
  /** Number of the last write whose record has reached the receiver. */
  reached: number
}

/** The innermost log call that its logger passes on at once. */
let passing: Capture | undefined

/**
 * winston queues records when any of its transports is slow, and then calls `transport.log()` and even the formats in
 * the async context of some other call, too late for the request in which they were logged. So what becomes of a record
 * is settled within the log call, at the logger's `write`, which every way of logging goes through, children's included:
 *
 * - If the logger is about to pass the record on at once, all is well: whatever reaches a transport meanwhile is this
 *   very record, in the right context.
 * - If not, each transport takes it now. What reaches a transport outside of its own log call has therefore been taken
 *   already. No mark on the record is needed to tell, so that none can be lost to a format or be seen by another
 *   transport.
 *
 * The logger is wrapped once for all of its MCP transports.
 */
class Capture implements Arrival {
  error: LoggedError | undefined
  #receptions: readonly Reception[] = []
  #writes = 0
  /** Log calls made since the last write that was passed on began: if from within it, they wait until it is through. */
  #waiting = 0
  readonly #logger: WinstonLogger
  readonly #restore: () => void

  constructor(logger: WinstonLogger) {
    this.#logger = logger
    const own = Object.getOwnPropertyDescriptor(logger, 'write')
    const original = logger.write
    const write = (info: Info, encoding?: unknown, callback?: unknown): boolean =>
      this.#write(original, info, encoding, callback)
    logger.write = write
    this.#restore = () => {
      if (logger.write !== write) return // somebody wrapped it once more: ours just passes on
      if (own) Object.defineProperty(logger, 'write', own)
      else delete (logger as Partial<WinstonLogger>).write
    }
  }

  #write(original: WinstonLogger['write'], info: Info, encoding: unknown, callback: unknown): boolean {
    const logger = this.#logger
    if (this.#receptions.length === 0 || logger.silent || info === null || typeof info !== 'object') {
      return original.call(logger, info, encoding, callback)
    }
    const receptions = this.#receptions
    const error = loggedError(info, logger.defaultMeta)
    const outer = passing
    const outerError = this.error
    if (logger.readableFlowing === true && logger.readableLength === 0 && logger.writableLength === 0) {
      this.#writes++
      this.#waiting = 0
      for (const reception of receptions) {
        if (!reception.receiver.busy()) continue
        reception.reached = this.#writes
        reception.receiver.overtake(info, logger, error)
      }
      this.error = error
      passing = this
    } else {
      this.#waiting++
      for (const { receiver } of receptions) receiver.overtake(info, logger, error)
      passing = undefined
    }
    try {
      const more = original.call(logger, info, encoding, callback)
      if (passing === this && logger.writableLength > 0) this.#overtakeLeft(info, error) // corked
      return more
    } finally {
      passing = outer
      this.error = outerError // a format or another transport may have logged before an outer record arrives
      if (info.exception === true || info.rejection === true) for (const { receiver } of receptions) receiver.crashed()
    }
  }

  #overtakeLeft(info: Info, error: LoggedError | undefined): void {
    for (const reception of this.#receptions) {
      if (reception.reached === this.#writes) continue
      reception.reached = this.#writes
      reception.receiver.overtake(info, this.#logger, error)
    }
  }

  /** @returns whether what reaches the receiver is the record of the write under way, which it gets once */
  reaches(receiver: Receiver): boolean {
    // The record being written counts until it is through; then come those logged meanwhile, which have been taken.
    if (this.#logger.writableLength <= this.#waiting) return false
    for (const reception of this.#receptions) {
      if (reception.receiver !== receiver || reception.reached === this.#writes) continue
      reception.reached = this.#writes
      return true
    }
    return false
  }

  add(receiver: Receiver): void {
    this.#receptions = [...this.#receptions, { receiver, reached: this.#writes }]
  }

  /** @returns whether it was the last one; the logger is as it was then */
  remove(receiver: Receiver): boolean {
    this.#receptions = this.#receptions.filter((each) => each.receiver !== receiver)
    if (this.#receptions.length > 0) return false
    this.#restore()
    return true
  }
}

/** The log call whose record is reaching this receiver, `undefined` if what reaches it is a record taken before. */
export function arrivalAt(receiver: Receiver): Arrival | undefined {
  return passing?.reaches(receiver) ? passing : undefined
}

const captures = new WeakMap<object, Capture>()

/**
 * Starts catching log calls for a transport.
 *
 * @returns stops it and leaves the logger as it was
 */
export function capture(logger: WinstonLogger, receiver: Receiver): () => void {
  const held = captures.get(logger) ?? new Capture(logger)
  captures.set(logger, held)
  held.add(receiver)
  return () => {
    if (held.remove(receiver)) captures.delete(logger)
  }
}

/**
 * The logger that a transport was added to: for a child, the one at the root, which all of them write through. Anything
 * may be piped into a transport: `undefined` for what is no logger.
 */
export function loggerOf(source: unknown): WinstonLogger | undefined {
  const { write, levels, format } = (source ?? {}) as Partial<WinstonLogger>
  if (typeof write !== 'function' || typeof levels !== 'object' || format === undefined) return undefined
  let logger = source as WinstonLogger
  while (!Object.hasOwn(logger, '_writableState')) {
    const parent = Object.getPrototypeOf(logger) as WinstonLogger | null
    if (parent === null) return undefined
    logger = parent
  }
  return logger
}

/** Formats change records in place, `splat()` even the list of arguments: winston's own record must stay as it is. */
export function copyOf(info: Info): Info {
  const copy: Info =
    info instanceof Error
      ? Object.create(Object.getPrototypeOf(info), Object.getOwnPropertyDescriptors(info))
      : { ...info }
  copy[LEVEL] ||= copy.level // as winston does before it formats
  const splat = info[SPLAT]
  if (Array.isArray(splat)) copy[SPLAT] = [...splat]
  return copy
}
