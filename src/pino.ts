import { type AdapterOptions, hubOf } from './adapter.js'
import type { Attachment, ClientLogging, Hub } from './client-logging.js'
import { expectKind } from './options.js'
import { LineReader } from './pino/line.js'
import { type PinoLogger, symbolsOf } from './pino/logger.js'
import type { AttachableServer } from './tap.js'

export type McpDestinationOptions = AdapterOptions

/** A pino destination: for `pino(dest)`, `pino(options, dest)` and as a stream of `pino.multistream`. */
export interface McpDestination {
  /** The hub behind this destination. */
  readonly logging: ClientLogging
  /** @see {@link ClientLogging.attach} */
  attach(server: AttachableServer): Attachment
  /** Called by pino with each line. Never throws, never waits. */
  write(line: string): void
  /** Called by `logger.flush(callback)`. */
  flush(callback?: (error?: Error) => void): void
  /** Called by pino for `fatal` records: nothing to do, records are handed to the transport as they are logged. */
  flushSync(): void
  /** Called by `multistream.end()`: sends what can be sent, drops the rest. A shared hub stays open. */
  end(): void
}

/** Asks pino to tell level, logger and time of each line beside the line itself. */
const METADATA = Symbol.for('pino.metadata')

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

class Destination implements McpDestination {
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

  constructor(options: McpDestinationOptions) {
    this.#hub = hubOf(options)
    this.logging = this.#hub
    this.#ownsHub = options.logging === undefined
    this.#loggerName = options.loggerName
    this.#reader = new LineReader(this.#hub, options.levels)
    Object.defineProperty(this, 'notForWorkers', { enumerable: true, get: refuseWorker })
  }

  attach(server: AttachableServer): Attachment {
    return this.#hub.attach(server)
  }

  write(line: string): void {
    try {
      const level = this.#reader.level(this)
      if (level === false) this.#hub.unmapped()
      else if (this.#hub.admits(level)) {
        const { message, fields } = this.#reader.read(line, this)
        this.#hub.write({ level, logger: this.#loggerName, message, fields })
      }
    } catch (cause) {
      this.#hub.warn('RECORD_FAILED', 'A line could not be read', cause)
    }
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

/** What a worker is started with gets cloned, field by field: here is the one that says why it cannot be. */
function refuseWorker(): never {
  throw new TypeError(
    'An MCP destination cannot be handed to a worker thread (pino.transport), it has to be in the thread of its ' +
      'server: use pino(destination), pino.multistream([…]) or addMcpDestination(logger)',
  )
}

/**
 * Lets an existing pino logger, and all its children present and future, write to MCP clients beside what it writes to
 * already.
 *
 * @returns `detach` puts back exactly what was there
 * @throws TypeError if `logger` is not a pino logger, or naming the option that is wrong
 */
export function addMcpDestination(logger: object, options: McpDestinationOptions = {}): Attachment {
  const symbols = symbolsOf(logger)
  expectKind('logger', logger, 'a pino logger', () => symbols !== undefined)
  const { stream } = symbols as NonNullable<typeof symbols>
  const destination = new Destination(options)
  const target = logger as Record<symbol, PinoStream>
  const own = Object.getOwnPropertyDescriptor(target, stream)
  const original = target[stream] as PinoStream
  const tee = new Tee(original, destination)
  target[stream] = tee
  const detach = (): void => {
    if (tee.detached) return
    tee.detached = true
    destination.end()
    if (target[stream] !== tee) return // somebody has put another stream in front: the tee just passes on
    if (own) Object.defineProperty(target, stream, own)
    else delete target[stream]
  }
  return { detach, [Symbol.dispose]: detach }
}

interface PinoStream {
  [METADATA]?: boolean
  lastLevel?: number
  lastTime?: string
  lastMsg?: unknown
  lastObj?: unknown
  lastLogger?: PinoLogger | undefined
  write(line: string): void
  flush?(callback?: (error?: Error) => void): void
  flushSync?(): void
  end?(): void
}

/** In the place of a logger's stream: passes everything to it, and each line to the destination as well. */
class Tee implements PinoStream {
  readonly [METADATA] = true
  declare lastLevel: number
  declare lastTime: string
  declare lastMsg: unknown
  declare lastObj: unknown
  declare lastLogger: PinoLogger | undefined
  detached = false

  constructor(
    private readonly original: PinoStream,
    private readonly destination: Destination,
  ) {}

  write(line: string): void {
    try {
      if (this.original[METADATA] === true) this.#tell(this.original)
      this.original.write(line)
    } finally {
      if (!this.detached) {
        this.#tell(this.destination)
        this.destination.write(line)
      }
    }
  }

  #tell(stream: PinoStream): void {
    stream.lastLevel = this.lastLevel
    stream.lastTime = this.lastTime
    stream.lastMsg = this.lastMsg
    stream.lastObj = this.lastObj
    stream.lastLogger = this.lastLogger
  }

  flush(callback?: (error?: Error) => void): void {
    if (this.original.flush !== undefined) this.original.flush(callback)
    else callback?.()
  }

  flushSync(): void {
    this.original.flushSync?.()
  }

  end(): void {
    this.original.end?.()
  }
}
