import { expectOneOf, expectOptions } from '../check.js'
import { MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import type { JsonValue } from '../payload/sanitizer.js'
import type { LogRecord } from '../record.js'
import { type AttachableClient, type ClientObserver, type ClientTap, tapClient } from './client-tap.js'
import type { LogSink } from './forwarded-record.js'
import type { ForwardingStats } from './forwarding-stats.js'
import { Intake } from './intake.js'
import { INTAKE_OPTIONS, type IntakeOptions } from './intake-options.js'
import { type RelayOptions, relayFor } from './relay.js'
import type { MessageOrigin } from './request-origins.js'
import { expectServerName } from './server-name.js'
import { UntilNamed } from './until-named.js'

export interface ForwardLogsOptions extends IntakeOptions {
  /**
   * Name of the server in every record.
   * @default what the server calls itself (`serverInfo.name`); up to 100 records that come before it has told that wait
   *   for it, two seconds at most
   */
  readonly serverName?: string
  /**
   * The level to ask the server for; `false` asks for none and logs whatever the server sends by itself. In protocol
   * revisions up to 2025-11-25 it is sent with `logging/setLevel` when the client has connected, and `connect` resolves once
   * the server has answered, or after a second. From 2026-07-28 on it is added to each request that does not carry a level of
   * its own (`null` there sends the request without one).
   *
   * It does not filter: what the server sends anyway is logged if the local logger's own level lets it through.
   *
   * @default the most verbose level that the local logger would write, read when it is asked for; `debug` for a function,
   *   and for a logger that does not tell. With `relay` it is asked for again, before the next request, when what the
   *   clients of this process want has changed.
   * @see https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging#setting-log-level
   */
  readonly level?: McpLevel | false
  /**
   * Whether an `McpTransport` or MCP destination of the local logger may pass the records on to this process's own clients,
   * with their level, logger name and data unchanged. They still have to pass the local logger's level. Only for a gateway:
   * with a client whose server is in the same process, records would go round in circles.
   *
   * @default false - a record that came from a server goes to the local log only
   */
  readonly relay?: boolean | RelayOptions
}

/** The handle of a client whose log messages are forwarded. */
export interface Forwarding extends Disposable {
  /**
   * Asks for another level from now on; without an argument, for the level that the local logger writes now. Resolves once
   * the server has answered. If it refuses, `onWarning` is called.
   *
   * @throws TypeError (as a rejection) if `level` is not an MCP level
   */
  setLevel(level?: McpLevel | false): Promise<void>
  /** Whether the connected server declares the `logging` capability; `undefined` while not connected. */
  readonly supported: boolean | undefined
  /** Stops forwarding, and restores the client. */
  close(): void
  /** Counts of received, logged and dropped messages. */
  stats(): ForwardingStats
}

/**
 * Writes the log messages that an MCP client receives to the application's own logger, or passes them to a function. Call it
 * before `client.connect` so that no message is missed; later works, too. The application's own handlers keep working.
 *
 * @param sink a winston or pino logger, any other that has `debug`, `info`, `warn` and `error` (`console`, LogTape, tslog,
 *   consola, bunyan), or a function called with each record
 * @throws TypeError or RangeError naming what is wrong
 */
export function forwardLogs(client: AttachableClient, sink: LogSink, options: ForwardLogsOptions = {}): Forwarding {
  return new LogForwarding(client, sink, options)
}

class LogForwarding implements Forwarding, ClientObserver {
  readonly #intake: Intake
  readonly #tap: ClientTap
  readonly #untilNamed = new UntilNamed()
  readonly #relay: ((record: LogRecord) => LogRecord) | undefined
  readonly #isNamed: boolean
  #level: McpLevel | false | undefined

  constructor(client: AttachableClient, sink: LogSink, options: ForwardLogsOptions) {
    expectOptions<ForwardLogsOptions>('options', options, {
      ...INTAKE_OPTIONS,
      serverName: true,
      level: true,
      relay: true,
    })
    const { serverName, level, relay = false } = options
    if (serverName !== undefined) expectServerName(serverName)
    expectLevel(level)
    const nameOf = (): string | undefined => serverName ?? this.#tap.serverName
    this.#intake = new Intake(sink, options, nameOf)
    this.#relay = relayFor(relay, nameOf)
    this.#isNamed = serverName !== undefined
    this.#level = level
    this.#tap = tapClient(client)
    this.#tap.add(this)
    // Does nothing before the client connects: then `connect` asks.
    this.#ask()
  }

  #ask(): void {
    this.#tap.ask().catch(() => {})
  }

  get wanted(): McpLevel | undefined {
    if (this.#level === false) return undefined
    const { sink } = this.#intake
    return this.#level ?? (this.relays ? sink.relayThreshold() : sink.threshold())
  }

  get relays(): boolean {
    return this.#relay !== undefined
  }

  get supported(): boolean | undefined {
    return this.#tap.supportsLogging
  }

  received(params: Readonly<Record<string, unknown>>, origin: MessageOrigin): void {
    const { level, logger } = params
    const accept = (): void => {
      this.#intake.accept({ level, logger, data: dataOf(params) }, origin, this.#relay)
    }
    if (this.#isNamed || !this.#tap.isNameless) accept()
    else this.#untilNamed.hold(accept)
  }

  named(): void {
    this.#untilNamed.release()
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
    this.#untilNamed.release()
    this.#intake.summarise()
  }

  stats(): ForwardingStats {
    return this.#intake.stats()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** Some servers send fields beside `data`, or instead of it. */
function dataOf(params: Readonly<Record<string, unknown>>): JsonValue | undefined {
  if (params.data !== undefined) return params.data as JsonValue
  const { level, logger, data, _meta, ...others } = params
  return Object.keys(others).length > 0 ? (others as JsonValue) : undefined
}

function expectLevel(level: unknown): void {
  if (level !== undefined) expectOneOf('level', level, [...MCP_LEVELS, false])
}
