import type { McpLevel } from '../levels/mcp-level.js'
import type { AdapterOptions } from '../server/adapter-options.js'
import type { ClientLoggingStats } from '../server/client-logging.js'
import type { Received, Session, Wire } from './test-session.js'
import type { MakeLogger, TestedLogger } from './tested-logger.js'

/** One thing that every adapter has to do. Fails by throwing. */
export type Check = (trial: Trial) => Promise<void>

/** A logger under test, and a client that sees what comes of it. */
export interface Tested extends Omit<TestedLogger, 'levels'>, Omit<Session, 'close'> {
  /** Its levels that MCP has, the most verbose first. */
  readonly levels: readonly (readonly [label: string, level: McpLevel])[]
  /** Logs at its `info`, or what comes closest. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  stats(): ClientLoggingStats
}

/** What one check has made, to be undone. */
export class Trial {
  readonly wire: Wire
  readonly #makeLogger: MakeLogger
  readonly #ends: (() => unknown)[] = []

  constructor(makeLogger: MakeLogger, wire: Wire) {
    this.#makeLogger = makeLogger
    this.wire = wire
  }

  make(options: AdapterOptions): TestedLogger {
    const logger = this.#makeLogger(options)
    this.#ends.push(() => logger.adapter.close())
    return logger
  }

  async open(attach: Parameters<Wire['open']>[0]): Promise<Session> {
    const session = await this.wire.open(attach)
    this.#ends.push(() => session.close())
    return session
  }

  /** A logger whose adapter has these options, with one client attached. */
  async test(options: AdapterOptions = {}): Promise<Tested> {
    const logger = this.make({ ...(options.logging === undefined && { onWarning: () => {} }), ...options })
    const session = await this.open((server) => logger.adapter.attach(server))
    return { ...session, ...loggerOf(logger) }
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end()
  }
}

/** What checks need of a logger. */
export function loggerOf(logger: TestedLogger): Omit<Tested, keyof Session> {
  const { adapter } = logger
  const levels = Object.entries(logger.levels).filter((each): each is [string, McpLevel] => each[1] !== false)
  const usual = levels.find(([, level]) => level === 'info') ?? levels.at(-1)
  const log: TestedLogger['log'] = (level, message, fields) => logger.log(level, message, fields)
  return {
    adapter,
    levels,
    log,
    info: (message, fields = {}) => log(usual?.[0] ?? 'info', message, fields),
    stats: () => adapter.logging.stats(),
  }
}

/** All that a record says, in whatever form its logger gives it. */
export const textOf = ({ data }: Received): string => (typeof data === 'string' ? data : JSON.stringify(data))

/** Which of these messages each of the records has, in their order. */
export function messagesIn(received: readonly Received[], messages: readonly string[]): (string | undefined)[] {
  return received.map((record) => messages.find((message) => textOf(record).includes(message)))
}
