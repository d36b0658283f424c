import { expectNumber, expectOptions } from '../check.js'
import { Delivery } from '../delivery/client-delivery.js'
import type { DeliveryOwner, DeliverySettings } from '../delivery/owner.js'
import { type DropReason, Tally } from '../delivery/stats.js'
import type { MappedLevel } from '../levels/level-map.js'
import { type McpLevel, parseLevel, severity } from '../levels/mcp-level.js'
import { createSanitizer, type Sanitizer } from '../payload/sanitizer.js'
import { type Draft, type LogRecord, nameFromFields, ownLevels, shapeData } from '../record.js'
import type { Connection } from '../request/connection.js'
import { currentScope, keepScopes, runInScope, type Scope } from '../request/scope.js'
import { type AttachableServer, type ConnectionObserver, tap } from '../sdk/server-tap.js'
import { StdoutWatch } from '../stdout/watch.js'
import { Warnings } from '../warning.js'
import { Backlog } from './before-connect.js'
import { type ClientLogger, loggerFor } from './client-logger.js'
import { type ClientLoggingOptions, HUB_OPTIONS, type Settings, settingsOf } from './options.js'

/** Undoes one `attach`. */
export interface Attachment {
  /** Stops sending to this server's clients and leaves the server as it was. */
  detach(): void
  [Symbol.dispose](): void
}

/** Counts since construction. `accepted` is the sum of `sent`, `queued`, `inFlight` and all of `dropped`. */
export interface ClientLoggingStats {
  /** Records handed in, each counted once for every client it was meant for. */
  readonly accepted: number
  /** Taken by the transport. */
  readonly sent: number
  /** Waiting for the transport. */
  readonly queued: number
  /** Handed to the transport, not settled yet. */
  readonly inFlight: number
  readonly dropped: Readonly<Record<DropReason, number>>
  /** Records that are among the others, but with a marker in place of their data, since redaction itself failed. */
  readonly redactionFailures: number
  /** Clients connected now; over HTTP, those that have made a request. */
  readonly connections: number
}

/** The hub between loggers and clients. */
export interface ClientLogging extends AsyncDisposable {
  /**
   * Lets records reach the clients of a server: an `McpServer` or `Server`, SDK v1 or v2, before or after `connect`.
   * Declares the `logging` capability if the server is not connected yet, and makes `logging/setLevel` work. Attaching
   * a server twice is harmless.
   *
   * @throws TypeError if `server` is not a server of an MCP SDK
   */
  attach(server: AttachableServer): Attachment
  /** @param name the `logger` name of its records; default: the tool, prompt or resource being served */
  logger(name?: string): ClientLogger
  /** Whether a record of this level, logged here and now, would reach anybody. */
  isLevelEnabled(level: McpLevel): boolean
  /** Sends a record to whom it belongs. Never throws, never waits. */
  publish(record: LogRecord): void
  stats(): ClientLoggingStats
  /**
   * Resolves once everything is sent or the time is up; what is left then stays queued.
   * @param options.timeout milliseconds, default `closeTimeout`
   */
  flush(options?: { readonly timeout?: number }): Promise<void>
  /** Sends what can be sent within `closeTimeout`, counts the rest as dropped, and lets go of every server. */
  close(): Promise<void>
}

/**
 * The hub for a process, or for one server of it. Loggers are joined to it by `./winston` and `./pino`.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function createClientLogging(options: ClientLoggingOptions = {}): ClientLogging {
  expectOptions<ClientLoggingOptions>('options', options, HUB_OPTIONS)
  return new Hub(options)
}

/** To one client, to several (outside of any request), or to wait for the first one. */
type Route = Delivery | readonly Delivery[] | Backlog

/** What the adapters use beside the public part. */
export class Hub implements ClientLogging, ConnectionObserver, DeliveryOwner {
  readonly settings: Settings & DeliverySettings
  readonly tally = new Tally()
  readonly #sanitizer: Sanitizer
  readonly warnings: Warnings
  readonly #deliveries = new Set<Delivery>()
  /** Deliveries that get what is logged outside of any request. */
  readonly #everywhere = new Set<Delivery>()
  /** Records from before the first client; gone once there was one. */
  #backlog: Backlog | undefined
  /** Set while the application's own code runs inside a log call: what that logs would come back here for ever. */
  #busy = false
  /** For what is told to the application about the bridge's own faults. */
  readonly #reporting: Scope = { reporting: this }
  #closing: Promise<void> | undefined
  /** Records of one logger or one request mostly come one after the other. */
  #lastName: { readonly given: string; readonly clean: string } | undefined
  readonly stdout: StdoutWatch
  /** Whether stacks of Errors are sent. */
  readonly stacks: boolean

  constructor(options: ClientLoggingOptions) {
    keepScopes()
    const onFailure = (cause: unknown): void =>
      this.warnings.warn('SEND_FAILED', 'A log message could not be sent to its client', cause)
    this.settings = { ...settingsOf(options), onFailure }
    this.#sanitizer = createSanitizer(options)
    this.stacks = options.stacks === true
    this.warnings = new Warnings(options.onWarning, (tell) => runInScope(this.#reporting, tell))
    const { beforeConnect, background, guardStdout } = this.settings
    this.stdout = new StdoutWatch(guardStdout, this.warnings)
    if (beforeConnect === 'keep' && background !== 'none') this.#backlog = new Backlog(this.settings, this.tally)
  }

  get closed(): boolean {
    return this.#closing !== undefined
  }

  attach(server: AttachableServer): Attachment {
    const detach = tap(server, this)
    return { detach, [Symbol.dispose]: detach }
  }

  connected(connection: Connection): void {
    if (this.closed || connection.deliveryOf(this) !== undefined) return
    const delivery = new Delivery(connection, this)
    connection.deliveries = connection.deliveries.concat(delivery)
    // Anybody can make an HTTP server connect a transport that is never used nor closed: it is held once it is used.
    if (!connection.http) this.#deliveries.add(delivery)
    if (connection.era !== undefined) this.greet(delivery)
    this.stdout.connected(connection)
  }

  disconnected(connection: Connection): void {
    connection.deliveryOf(this)?.close('closed')
  }

  /** From now on the client can be sent what is logged outside of any request. */
  greet(delivery: Delivery): void {
    const { connection } = delivery
    // Another hub may just have greeted it with a record that ended it.
    if (this.closed || connection.closed) return
    this.#deliveries.add(delivery)
    const { background } = this.settings
    const wanted = background === 'all' || (background === 'local' && connection.local)
    if (wanted && connection.era === 'legacy') this.#everywhere.add(delivery)
    this.#release(connection.local && connection.era === 'legacy' && this.#deliveries.size === 1 ? delivery : undefined)
  }

  ended(delivery: Delivery): void {
    const { connection } = delivery
    connection.deliveries = connection.deliveries.filter((each) => each !== delivery)
    this.#deliveries.delete(delivery)
    this.#everywhere.delete(delivery)
    this.stdout.ended(connection)
  }

  /** Delivers what was logged before the first client, or drops it if that client is not the one it was meant for. */
  #release(delivery: Delivery | undefined): void {
    const backlog = this.#backlog
    this.#backlog = undefined
    for (const { record, place, size } of backlog?.release() ?? []) {
      const refusal = delivery?.connection.refusal(place, undefined, this.settings.untilSet)
      if (delivery === undefined) this.#drop('no-client')
      else if (refusal !== undefined) this.#drop(refusal)
      else delivery.push(record, size, undefined, true)
    }
  }

  isLevelEnabled(level: McpLevel): boolean {
    if (parseLevel(level) === undefined) return false
    return !this.#busy && typeof this.#routeOf(severity(level), currentScope()) !== 'string'
  }

  #drop(reason: DropReason): void {
    this.tally.accepted++
    this.tally.dropped[reason]++
    if (reason === 'unknown-origin') this.warnings.warnOnce('UNKNOWN_ORIGIN', '', UNKNOWN_ORIGIN)
  }

  /** Where a record of this severity goes, or why it goes nowhere. */
  #routeOf(place: number, scope: Scope | undefined): Route | DropReason {
    const { untilSet } = this.settings
    if (this.closed) return 'closed'
    if (scope?.received !== undefined && scope.received.relay === undefined) return 'received'
    if (scope?.received?.originKnown === false) return 'unknown-origin'
    if (scope?.reporting === this) return 'feedback'
    // What a transport logs while it takes a record would be its next one, and so on: for it and for all others, of this
    // hub and of any other.
    if (scope?.sending !== undefined && scope.received === undefined) return 'feedback'
    if (scope?.connection !== undefined) {
      const delivery = scope.connection.deliveryOf(this)
      if (delivery === undefined) return scope.connection.closed ? 'closed' : 'no-client'
      if (scope.request === undefined && this.settings.background === 'none') return 'no-client'
      return scope.connection.refusal(place, scope.request, untilSet) ?? delivery
    }
    if (this.#backlog !== undefined) return place < untilSet ? 'level' : this.#backlog
    let refusal: DropReason = 'no-client'
    const found: Delivery[] = []
    for (const delivery of this.#everywhere) {
      const echo = delivery === scope?.sending // a record that came from this very client's end
      const reason = echo ? 'feedback' : delivery.connection.refusal(place, undefined, untilSet)
      if (reason === undefined) found.push(delivery)
      else refusal = reason
    }
    if (found.length > 1) return found
    return found[0] ?? refusal
  }

  publish(record: LogRecord): void {
    try {
      const scope = currentScope()
      const level = parseLevel(record.level)
      const route = this.#routeFor(level === undefined ? false : severity(level), scope)
      if (route !== undefined && level !== undefined) {
        this.#deliver(route, scope, level, record.logger, record.data, 0)
      }
    } catch (cause) {
      this.warnings.warn('RECORD_FAILED', 'A record could not be published', cause)
    }
  }

  /**
   * Sends what a logger has logged to whom it belongs. Never throws, never waits.
   *
   * @param level `false` where MCP has no equivalent
   * @param draft called only if somebody wants the record
   */
  log(level: MappedLevel, draft: () => Draft): void {
    const scope = currentScope()
    const relayed = scope?.received?.relay
    const route = this.#routeFor(level && severity(relayed?.level ?? level), scope)
    if (route === undefined || level === false) return
    if (relayed !== undefined) return this.#deliver(route, scope, relayed.level, relayed.logger, relayed.data, 0)
    const { shape } = this.settings
    this.#busy = true
    let formed: Draft
    let data: unknown
    let logger: string | undefined
    try {
      formed = draft()
      logger = formed.logger ?? nameFromFields(formed.fields)
      data = shapeData(formed, shape)
    } catch (cause) {
      this.#drop('failed')
      this.warnings.warn('RECORD_FAILED', 'A record could not be formed', cause)
      return
    } finally {
      this.#busy = false
    }
    this.#deliver(route, scope, level, logger, data, ownLevels(formed, shape, data))
  }

  /** The way of a record that is logged here and now; `undefined` if it has none, which is counted. */
  #routeFor(place: number | false, scope: Scope | undefined): Route | undefined {
    const route = place === false ? 'unmapped' : this.#busy ? 'feedback' : this.#routeOf(place, scope)
    if (typeof route === 'string') {
      this.#drop(route)
      return undefined
    }
    // Of several, those that refuse do it when the record is there: seldom worth asking them twice.
    return route instanceof Delivery && route.refuses(place as number) ? undefined : route
  }

  #deliver(
    route: Route,
    scope: Scope | undefined,
    level: McpLevel,
    name: string | undefined,
    raw: unknown,
    owned: number,
  ): void {
    this.#busy = true
    const failures = this.#sanitizer.failures
    const data = this.#sanitizer.clean(raw, owned)
    const size = this.#sanitizer.lastSize
    this.#busy = false
    if (this.#sanitizer.failures !== failures) {
      this.warnings.warn('REDACTION_FAILED', 'Redaction failed: a marker is sent in place of the data of a record')
    }
    const request = scope?.request
    const logger = this.#nameOf(name ?? request?.context.name)
    const record: LogRecord = logger === undefined ? { level, data } : { level, logger, data }
    if (route instanceof Delivery) return route.push(record, size, request)
    if (route instanceof Backlog) return route.hold(record, size)
    for (const delivery of route) delivery.push({ ...record }, size, undefined)
  }

  /** A name may come from anywhere, the URI of a resource included: it is cleaned like any other string. */
  #nameOf(name: string | undefined): string | undefined {
    if (name === undefined) return undefined
    if (this.#lastName?.given !== name) this.#lastName = { given: name, clean: String(this.#sanitizer.clean(name)) }
    return this.#lastName.clean
  }

  logger(name?: string): ClientLogger {
    return loggerFor(this, name)
  }

  stats(): ClientLoggingStats {
    const { accepted, sent, queued, inFlight, dropped } = this.tally
    const { failures: redactionFailures } = this.#sanitizer
    const connections = this.#deliveries.size
    return { accepted, sent, queued, inFlight, dropped: { ...dropped }, redactionFailures, connections }
  }

  async flush({ timeout = this.settings.closeTimeout }: { readonly timeout?: number } = {}): Promise<void> {
    expectNumber('timeout', timeout, 0)
    await Promise.all([...this.#deliveries].map((delivery) => delivery.flush(timeout)))
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.flush()
    this.#release(undefined)
    for (const delivery of [...this.#deliveries]) {
      delivery.close('timeout')
      delivery.connection.server.remove(this)
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

const UNKNOWN_ORIGIN =
  'A relayed record is dropped: its server is used for several sessions, and it does not say for which one it was ' +
  'written. Give each session an upstream client of its own'
