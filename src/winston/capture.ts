import type TransportStream from 'winston-transport'
import type { Call, McpTransport } from '../winston.js'

/** A winston record: own string keys are what was logged, own symbols are winston's. */
export type Info = Record<PropertyKey, unknown>

/** What of a winston logger is used. */
export interface WinstonLogger {
  level: string
  levels: Record<string, number>
  silent?: boolean
  format: TransportStream['format']
  readableLength: number
  writableLength: number
  write(info: Info, ...rest: unknown[]): boolean
}

/**
 * winston queues records when any of its transports is slow, and then calls `transport.log()` and even the formats in
 * the async context of some other call. So the moment of the log call is caught here, at the logger's `write`, which
 * every way of logging goes through, children's included.
 *
 * The logger is wrapped once for all of its MCP transports.
 */
class Capture {
  readonly transports = new Set<McpTransport>()
  readonly #restore: () => void

  constructor(logger: WinstonLogger) {
    const own = Object.getOwnPropertyDescriptor(logger, 'write')
    const original = logger.write
    const { transports } = this
    const write = function (this: WinstonLogger, info: Info, ...rest: unknown[]): boolean {
      if (logger.silent || info === null || typeof info !== 'object') return original.call(logger, info, ...rest)
      let proceed = (): boolean => original.call(logger, info, ...rest)
      const idle = logger.readableLength + logger.writableLength === 0
      let copy: Info | undefined
      const calls: [McpTransport, Call][] = []
      for (const transport of transports) {
        const call = transport.before(info, () => (copy ??= copyOf(info)))
        calls.push([transport, call])
        const inner = proceed
        proceed = () => transport.during(call, idle, inner)
      }
      const more = proceed()
      if (logger.readableLength + logger.writableLength > 0) {
        for (const [transport, call] of calls) transport.overtake(call, logger)
      }
      return more
    }
    logger.write = write
    this.#restore = () => {
      if (logger.write !== write) return // somebody wrapped it once more: ours just passes on
      if (own) Object.defineProperty(logger, 'write', own)
      else delete (logger as Partial<WinstonLogger>).write
    }
  }

  remove(transport: McpTransport): boolean {
    this.transports.delete(transport)
    if (this.transports.size > 0) return false
    this.#restore()
    return true
  }
}

const captures = new WeakMap<object, Capture>()

/** Starts catching log calls for a transport. @returns stops it and leaves the logger as it was */
export function capture(source: unknown, transport: McpTransport): () => void {
  if (!isLogger(source)) return () => {}
  const held = captures.get(source) ?? new Capture(source)
  captures.set(source, held)
  held.transports.add(transport)
  return () => {
    if (held.remove(transport)) captures.delete(source)
  }
}

/** Anything may be piped into a transport. */
function isLogger(source: unknown): source is WinstonLogger {
  const { write, levels, format } = (source ?? {}) as Partial<WinstonLogger>
  return typeof write === 'function' && typeof levels === 'object' && format !== undefined
}

/** Formats change records in place: what was logged is kept for the case that winston puts the record aside. */
function copyOf(info: Info): Info {
  if (!(info instanceof Error)) return { ...info }
  return Object.create(Object.getPrototypeOf(info), Object.getOwnPropertyDescriptors(info)) as Info
}
