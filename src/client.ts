import { type AttachableClient, type ClientObserver, type ClientTap, tapClient } from './client/client-tap.js'
import { type ForwardingStats, Intake, type IntakeOptions } from './client/intake.js'
import { LineSplitter } from './client/lines.js'
import type { LocalLogger } from './client/local-logger.js'
import { oneLine } from './client/plain-text.js'
import { readStderrLine } from './client/stderr-line.js'
import { MCP_LEVELS, type McpLevel } from './level.js'
import { expectInteger, expectKind, expectOneOf, expectOptions, isBoolean, isFunction } from './options.js'
import type { JsonValue } from './payload.js'
import type { Scope } from './request-context.js'

export type { AttachableClient } from './client/client-tap.js'
export type { ForwardDropReason, ForwardingStats, Ignore } from './client/intake.js'
export type { LocalLogger, PinoTarget, WinstonTarget } from './client/local-logger.js'
export type { McpLevel } from './level.js'
export type { JsonValue, PayloadLimits } from './payload.js'
export type { RateLimit } from './rate-limit.js'
export type { LogRecord } from './record.js'
export type { RedactOptions } from './redact.js'
export type { BridgeWarning, WarningCode } from './warning.js'

export interface ForwardLogsOptions extends IntakeOptions {
  /**
   * Name of the server in every record.
   * @default what the server calls itself (`serverInfo.name`), which it has not told yet while `connect` goes on
   */
  readonly server?: string
  /**
   * The level that the server is asked for; `false` asks for nothing and logs what comes unasked. In protocol revisions
   * up to 2025-11-25 it is asked for with `logging/setLevel` when the client has connected, and `connect` resolves once
   * the server has answered, or after a second. From 2026-07-28 on it is put on each request that does not carry a level
   * of its own (`null` there keeps it off).
   *
   * It is a request, not a filter: what a server sends all the same is logged if the local logger's own level lets it.
   *
   * @default the most verbose level that the local logger would write, read when it is asked for
   * @see https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging#setting-log-level
   */
  readonly level?: McpLevel | false
  /**
   * Whether an `McpTransport` or MCP destination of the local logger may send the records on to this process's own
   * clients: as they came, with their level, logger name and data. They still have to pass the local logger's level.
   * Only for a gateway: never for a client whose server is in the same process, which would send them round and round.
   *
   * @default false - a record that came from a server goes to the local log only
   */
  readonly relay?: boolean
}

export interface ForwardStderrOptions extends IntakeOptions {
  /** Name of the server in every record: a stream has none. */
  readonly server: string
  /**
   * Level of a line that has none of its own: one that is not a JSON line of pino or winston.
   * @default 'info'
   */
  readonly level?: McpLevel
  /**
   * Characters of a line; the rest of a longer one is dropped.
   * @default 16384 - several times an ordinary stack trace in JSON
   */
  readonly maxLine?: number
}

/** Undoes one `forwardStderr`. */
export interface StderrForwarding extends Disposable {
  /** Stops forwarding, and logs what came without a line break. The stream itself flows on. */
  close(): void
  stats(): ForwardingStats
}

/** Undoes one `forwardLogs`. */
export interface Forwarding extends Disposable {
  /**
   * Asks for another level from now on; without an argument, for what the local logger writes by now. Resolves once the
   * server has answered. A server that refuses is reported to `onWarning`.
   *
   * @throws TypeError (as a rejection) if `level` is no MCP level
   */
  setLevel(level?: McpLevel | false): Promise<void>
  /** Leaves the client as it was. */
  close(): void
  stats(): ForwardingStats
}

/**
 * Feeds the log messages that an MCP client receives into the application's own winston or pino logger. Call it before
 * `client.connect` and nothing is missed; afterwards is fine, too. Handlers of the application keep working.
 *
 * @throws TypeError or RangeError naming what is wrong
 */
export function forwardLogs(
  client: AttachableClient,
  logger: LocalLogger,
  options: ForwardLogsOptions = {},
): Forwarding {
  return new LogForwarding(client, logger, options)
}

class LogForwarding implements Forwarding, ClientObserver {
  readonly #intake: Intake
  readonly #tap: ClientTap
  readonly #relay: boolean
  #level: McpLevel | false | undefined

  constructor(client: AttachableClient, logger: LocalLogger, options: ForwardLogsOptions) {
    expectOptions('options', options)
    const { server, level, relay = false } = options
    if (server !== undefined) expectServer(server)
    expectLevel(level)
    expectKind('relay', relay, 'true or false', isBoolean)
    this.#intake = new Intake(logger, options, () => server ?? this.#tap.serverName)
    this.#relay = relay
    this.#level = level
    this.#tap = tapClient(client)
    this.#tap.add(this)
    // With a client that is not connected yet this does nothing, and connecting does it.
    this.#ask()
  }

  #ask(): void {
    this.#tap.ask().catch(() => {})
  }

  get wanted(): McpLevel | undefined {
    return this.#level === false ? undefined : (this.#level ?? this.#intake.writer.threshold())
  }

  received(params: Readonly<Record<string, unknown>>, scope: Scope | undefined): void {
    const { level, logger } = params
    this.#intake.accept({ level, logger, data: dataOf(params) }, scope, this.#relay)
  }

  refused(level: McpLevel, cause: unknown): void {
    this.#intake.warn('LEVEL_REFUSED', `The server did not take the log level \`${level}\``, cause)
  }

  async setLevel(level?: McpLevel | false): Promise<void> {
    expectLevel(level)
    this.#level = level
    await this.#tap.ask()
  }

  close(): void {
    this.#tap.remove(this)
    this.#intake.summarise()
  }

  stats(): ForwardingStats {
    return this.#intake.stats()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** Some servers put their fields beside `data`, or in its place. */
function dataOf(params: Readonly<Record<string, unknown>>): JsonValue | undefined {
  if (params.data !== undefined) return params.data as JsonValue
  const { level, logger, data, _meta, ...others } = params
  return Object.keys(others).length > 0 ? (others as JsonValue) : undefined
}

function expectLevel(level: unknown): void {
  if (level !== undefined) expectOneOf('level', level, [...MCP_LEVELS, false])
}

function expectServer(server: unknown): void {
  expectKind('server', server, 'a name', (each) => typeof each === 'string' && oneLine(each) !== '')
}

/** The part of a stdio transport of an SDK that matters here; made with `stderr: 'pipe'`. */
export interface StderrTransport {
  readonly stderr: unknown
}

/** A readable stream. */
export interface StderrStream {
  on(event: 'data', listener: (chunk: string | Uint8Array) => void): unknown
  on(event: 'end' | 'close' | 'error', listener: () => void): unknown
  off(event: 'data', listener: (chunk: string | Uint8Array) => void): unknown
  off(event: 'end' | 'close' | 'error', listener: () => void): unknown
}

/**
 * Feeds what an MCP server writes to stderr into the application's own winston or pino logger, line by line: JSON lines
 * of pino and winston at their own level, with their fields in `data`, all others at `level`. Reading never keeps the
 * process alive longer than the server does.
 *
 * @param source a stdio client transport made with `stderr: 'pipe'` (with SDK 1.10, started as well), or a readable stream
 * @throws TypeError or RangeError naming what is wrong
 */
export function forwardStderr(
  source: StderrTransport | StderrStream,
  logger: LocalLogger,
  options: ForwardStderrOptions,
): StderrForwarding {
  expectOptions('options', options)
  const { server, level = 'info', maxLine = 16_384 } = options
  expectServer(server)
  expectOneOf('level', level, MCP_LEVELS)
  expectInteger('maxLine', maxLine, 1)
  const stream = streamOf(source)
  const intake = new Intake(logger, options, () => server)
  const lines = new LineSplitter(maxLine, (line, cut) => {
    intake.accept(readStderrLine(line, cut, level), undefined, false)
  })
  const onData = (chunk: string | Uint8Array): void => lines.push(chunk)
  const close = (): void => {
    stream.off('data', onData)
    for (const event of ['end', 'close'] as const) stream.off(event, close)
    lines.end()
    intake.summarise()
  }
  stream.on('data', onData)
  for (const event of ['end', 'close'] as const) stream.on(event, close)
  // Left in place when all else is taken off: a stream may fail later than it ends.
  stream.on('error', close)
  return { close, stats: () => intake.stats(), [Symbol.dispose]: close }
}

function streamOf(source: StderrTransport | StderrStream): StderrStream {
  const stream = (source as Partial<StderrTransport> | null | undefined)?.stderr ?? source
  const isStream = ({ on, off }: Partial<StderrStream>): boolean => isFunction(on) && isFunction(off)
  const expectation = 'a readable stream, or a stdio transport made with `stderr: "pipe"`'
  expectKind('source', stream, expectation, (each) => isStream((each ?? {}) as Partial<StderrStream>))
  return stream as StderrStream
}
