import type { McpLevel } from '../levels/mcp-level.js'
import type { AdapterOptions } from '../server/adapter-options.js'
import type { ClientLogging, ClientLoggingStats } from '../server/client-logging.js'
import type { Received, SdkSetup, Session } from './sdk-session.js'

/** A logger whose only destination is the adapter under test. */
export interface TestedLogger {
  readonly adapter: {
    readonly logging: ClientLogging
    attach: ClientLogging['attach']
    close(): Promise<void>
  }
  /**
   * The MCP level expected for each of its levels, `false` for one that is dropped; most verbose first. All of them have to
   * be enabled.
   */
  readonly levels: Readonly<Record<string, McpLevel | false>>
  /** Logs a message with fields at one of these levels. */
  log(level: string, message: string, fields: Readonly<Record<string, unknown>>): void
}

/** Makes a new logger on each call, with an adapter that has these options. */
export type MakeLogger = (options: AdapterOptions) => TestedLogger

/** One requirement on every adapter; throws where it is not met. */
export type Check = (context: CheckContext) => Promise<void>

/** A logger under test, and the client that receives its records. */
export interface Tested extends Omit<TestedLogger, 'levels'>, Omit<Session, 'close'> {
  /** The levels that are sent, most verbose first. */
  readonly levels: readonly (readonly [label: string, level: McpLevel])[]
  /** Logs at `info`, or at the closest level that the logger has. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  stats(): ClientLoggingStats
}

/** What a check runs in. Closes the loggers and sessions that it has opened. */
export class CheckContext {
  readonly setup: SdkSetup
  readonly #factory: MakeLogger
  readonly #closers: (() => unknown)[] = []

  constructor(makeLogger: MakeLogger, setup: SdkSetup) {
    this.#factory = makeLogger
    this.setup = setup
  }

  makeLogger(options: AdapterOptions): TestedLogger {
    const logger = this.#factory(options)
    this.#closers.push(() => logger.adapter.close())
    return logger
  }

  async openSession(attach: Parameters<SdkSetup['open']>[0]): Promise<Session> {
    const session = await this.setup.open(attach)
    this.#closers.push(() => session.close())
    return session
  }

  /** A logger whose adapter has these options, with one client attached. */
  async connected(options: AdapterOptions = {}): Promise<Tested> {
    const logger = this.makeLogger({ ...(options.logging === undefined && { onWarning: () => {} }), ...options })
    const session = await this.openSession((server) => logger.adapter.attach(server))
    return { ...session, ...loggerOf(logger) }
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close()
  }
}

/** A logger without a session, as checks use it. */
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

/** The data of a record as text, whatever its shape. */
export const textOf = ({ data }: Received): string => (typeof data === 'string' ? data : JSON.stringify(data))

/** For each record, the one of these messages that it contains. */
export function messagesIn(received: readonly Received[], messages: readonly string[]): (string | undefined)[] {
  return received.map((record) => messages.find((message) => textOf(record).includes(message)))
}
