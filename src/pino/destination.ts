import { expectKind, expectOptions } from '../check.js'
import type { McpLevel } from '../levels/mcp-level.js'
import { type PinoLogger, symbolsOf } from '../loggers/pino-logger.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import { ADAPTER_OPTIONS, type AdapterOptions, hubOf, keptFields } from '../server/adapter.js'
import type { Attachment, ClientLogging, Hub } from '../server/hub.js'
import { isPinoOnStdout } from '../stdout/loggers.js'
import { LineReader } from './line.js'
import { addTee, METADATA } from './tee.js'

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

/**
 * What a worker is started with gets cloned, field by field, and a symbol cannot be: this one says why. Without it the
 * worker would get an object without methods, and nobody would be told.
 */
const NOT_FOR_WORKERS = Symbol(
  'An MCP destination has to be in the thread of its server. Not in pino.transport but in pino(destination), ' +
    'pino.multistream([…]) or addMcpDestination(logger): it',
)

class Destination implements McpDestination {
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
  readonly #hub: Hub
  readonly #ownsHub: boolean
  readonly #loggerName: string | undefined
  readonly #reader: LineReader
  /** Whether its logger's other streams have been looked at. */
  #looked = false

  constructor(options: McpDestinationOptions) {
    expectOptions<McpDestinationOptions>('options', options, ADAPTER_OPTIONS)
    this.#hub = hubOf(options)
    this.logging = this.#hub
    this.#ownsHub = options.logging === undefined
    this.#loggerName = options.loggerName
    this.#reader = new LineReader(this.#hub, { levels: options.levels, keep: keptFields(options) })
  }

  attach(server: AttachableServer): Attachment {
    return this.#hub.attach(server)
  }

  write(line: string): void {
    // Taken before anything else runs: that may log as well. A line that comes without is not taken for the last one's.
    const { lastLevel, lastTime, lastLogger } = this
    this.lastLogger = undefined
    this.lastObj = undefined
    if (!this.#looked && lastLogger !== undefined) this.look(lastLogger)
    try {
      const level = this.#reader.level(line, lastLevel, lastLogger)
      this.#hub.log(level, () =>
        this.#reader.read(line, level as McpLevel, this.#loggerName, { lastLevel, lastTime, lastLogger }),
      )
    } catch (cause) {
      this.#hub.warnings.warn('RECORD_FAILED', 'A line could not be read', cause)
    }
  }

  /** Where else its logger writes to: never to stdout while that is MCP's. */
  look(logger: object): void {
    this.#looked = true
    const key = symbolsOf(logger)?.stream
    this.#hub.stdout.add(() => {
      const isOnStdout = key !== undefined && isPinoOnStdout((logger as PinoLogger)[key])
      return isOnStdout ? { stray: 'pino', what: 'The pino logger' } : undefined
    })
  }

  flush(callback?: (error?: Error) => void): void {
    const done = (): void => callback?.()
    this.#hub.flush().then(done, done)
  }

  flushSync(): void {}

  end(): void {
    const ended = this.#ownsHub ? this.#hub.close() : this.#hub.flush()
    ended.catch(() => {})
  }
}

/**
 * Lets an existing pino logger, and all its children present and future, write to MCP clients beside what it writes to
 * already.
 *
 * @returns `detach` puts back exactly what was there; a hub made from these options is closed, a shared one keeps `server`
 * @throws TypeError if `logger` is not a pino logger, or naming the option that is wrong
 */
export function addMcpDestination(logger: object, options: McpDestinationOptions = {}): Attachment {
  const symbols = symbolsOf(logger)
  expectKind('logger', logger, 'a pino logger', () => symbols !== undefined)
  const destination = new Destination(options)
  const remove = addTee(logger, (symbols as NonNullable<typeof symbols>).stream, destination)
  destination.look(logger)
  let detached = false
  const detach = (): void => {
    if (detached) return
    detached = true
    remove()
    destination.end()
  }
  return { detach, [Symbol.dispose]: detach }
}
