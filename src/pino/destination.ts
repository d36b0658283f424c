import type { McpLevel } from '../levels/mcp-level.js'
import { isPinoOnStdout } from '../loggers/on-stdout.js'
import { type PinoLogger, symbolsOf } from '../loggers/pino-logger.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import { AdapterCore } from '../server/adapter-core.js'
import { ADAPTER_OPTIONS, type AdapterOptions, expectAdapterOptions } from '../server/adapter-options.js'
import type { Attachment, ClientLogging } from '../server/client-logging.js'
import type { Hub } from '../server/hub.js'
import { FlatReader } from './flat.js'
import { LineReader } from './line.js'
import { METADATA, Tee, type TeeTarget } from './tee.js'
import { NOT_FOR_WORKERS } from './worker.js'

/** Options of {@link mcpDestination} and {@link addMcpDestination}. */
export type McpDestinationOptions = AdapterOptions

/**
 * A pino destination: for `pino(dest)`, `pino(options, dest)` and as a stream of `pino.multistream` (where the entry's
 * own `level` holds as well, which is `info` unless given).
 */
export interface McpDestination {
  /** The hub behind this destination. */
  readonly logging: ClientLogging
  /** @see {@link ClientLogging.attach} */
  attach(server: AttachableServer): Attachment
  /** Called by pino with each line. Never throws, never waits. */
  write(line: string): void
  /** Called by `logger.flush(callback)`: calls back once everything is sent, at the latest after `closeTimeout`. */
  flush(callback?: (error?: Error) => void): void
  /** Called by pino for `fatal` records: nothing to do, records are handed to the transport as they are logged. */
  flushSync(): void
  /** Called by `multistream.end()`: sends what can be sent, drops the rest. A shared hub stays open. */
  end(): void
}

/**
 * Sends the records of a pino logger to MCP clients: each to the session and the request in which it was logged, at or
 * above the level that its client asked for. It reads the line that pino has formatted, so whatever pino redacts or
 * serialises stays so.
 *
 * It lives in the thread of its server: it cannot be the target of a worker transport (`pino.transport`).
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function mcpDestination(options: McpDestinationOptions = {}): McpDestination {
  return new Destination(options)
}

export class Destination implements McpDestination, TeeTarget {
  /** First of all fields, so that no other one fails to be cloned before. */
  readonly thread = NOT_FOR_WORKERS
  readonly logging: ClientLogging
  /** Without it `pino(dest)` takes a plain object for options, and writes to stdout. */
  readonly writable = true
  readonly [METADATA] = true
  // Set by pino before each write.
  lastLevel = 0
  lastTime = ''
  lastMsg: unknown
  lastObj: unknown
  lastLogger: PinoLogger | undefined
  readonly #core: AdapterCore
  readonly #hub: Hub
  readonly #lines: LineReader
  readonly #flat: FlatReader
  /** The stream of its logger, which this one is or is a part of; `undefined` until it is known. */
  #loggerStream: unknown

  constructor(options: McpDestinationOptions) {
    expectAdapterOptions<McpDestinationOptions>(options, ADAPTER_OPTIONS)
    this.#core = new AdapterCore(options)
    const { hub, rules } = this.#core
    this.#hub = hub
    this.logging = hub
    this.#lines = new LineReader(hub, { levels: options.levels, rules })
    this.#flat = new FlatReader(this.#lines, rules)
  }

  /** What wraps a destination may be an instance of it to all appearances. */
  static is(value: unknown): value is Destination {
    return typeof value === 'object' && value !== null && #hub in value
  }

  get closed(): boolean {
    return this.#hub.closed
  }

  attach(server: AttachableServer): Attachment {
    const attachment = this.#core.servers.attach(server)
    this.#warnOfOthers()
    return attachment
  }

  write(line: string): void {
    // Taken before anything else runs: that may log as well. A line that comes without is not taken for the last one's.
    const { lastLevel, lastTime, lastMsg, lastObj, lastLogger } = this
    this.lastLogger = undefined
    this.lastObj = undefined
    if (this.#loggerStream === undefined && lastLogger !== undefined) this.look(lastLogger)
    try {
      const level = this.#lines.level(line, lastLevel, lastLogger)
      this.#hub.log(
        level,
        () =>
          this.#flat.read({ lastObj, lastMsg, lastLogger }, level as McpLevel) ??
          this.#lines.read(line, level as McpLevel, { lastLevel, lastTime, lastMsg, lastLogger }),
      )
    } catch (cause) {
      this.#hub.warn('RECORD_FAILED', 'A line could not be read', cause)
    }
  }

  /** Where else its logger writes to: neither to stdout while that is MCP's, nor twice to the same clients. */
  look(logger: object): void {
    const key = symbolsOf(logger)?.stream
    const streamOf = (): unknown => key && (logger as PinoLogger)[key]
    if (this.#loggerStream === undefined) {
      this.#hub.stdout.add(() => (isPinoOnStdout(streamOf()) ? { stray: 'pino', what: 'The pino logger' } : undefined))
    }
    this.#loggerStream = streamOf() ?? this
    this.#warnOfOthers()
  }

  /** Of other MCP destinations of its logger. */
  #warnOfOthers(): void {
    const others = destinationsIn(this.#loggerStream).filter((each) => each !== this)
    this.#core.servers.warnOf(others.map((each) => each.#core.servers))
  }

  flush(callback?: (error?: Error) => void): void {
    const done = (): void => callback?.()
    this.#hub.flush().then(done, done)
  }

  flushSync(): void {}

  end(): void {
    this.#core.end().catch(() => {})
  }
}

/** All MCP destinations that a logger's stream writes to. */
function destinationsIn(stream: unknown): readonly Destination[] {
  const tee = Tee.at<Destination>(stream)
  if (tee !== undefined) return [...destinationsIn(tee.original), ...tee.targets]
  if (Destination.is(stream)) return [stream]
  const { streams } = (stream ?? {}) as { readonly streams?: unknown } // of `pino.multistream`
  return Array.isArray(streams) ? streams.flatMap((each) => destinationsIn(each?.stream)) : []
}
