import { ClientDelivery } from '../delivery/client-delivery.js'
import type { DeliveryOwner, DeliverySettings } from '../delivery/owner.js'
import { type DropReason, Stats } from '../delivery/stats.js'
import { MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import type { LogRecord } from '../record.js'
import type { Connection } from '../request/connection.js'
import type { OpenRequest } from '../request/open-request.js'
import type { Scope } from '../request/scope.js'
import { type AttachableServer, type ConnectionObserver, tap } from '../sdk/server-tap.js'
import type { StdoutWatch } from '../stdout/watch.js'
import type { WarningCode, Warnings } from '../warning.js'
import { BeforeConnect } from './before-connect.js'
import { BEFORE_CONNECT, type Route, type RoutingOptions, type RoutingState, refusalOf, routeOf } from './routing.js'

export interface ClientsSettings extends DeliverySettings, RoutingOptions {
  readonly beforeConnect: 'keep' | 'drop'
}

/** Milliseconds after which it is odd that records wait and no server was ever attached. */
const NO_SERVER_AFTER = 5000

/**
 * The clients of one hub, and the records that wait for the first of them. It holds none of them: a session that the
 * application just drops, or a transport that nobody closes, has to be collectable.
 */
export class Clients implements ConnectionObserver, DeliveryOwner<ClientDelivery>, RoutingState<ClientDelivery> {
  readonly settings: ClientsSettings
  readonly stats = new Stats()
  readonly #warnings: Warnings
  readonly #stdout: StdoutWatch
  /** Those that are there for records: over HTTP, once they have made a request. */
  readonly #refs = new Set<WeakRef<ClientDelivery>>()
  readonly #collected = new FinalizationRegistry<WeakRef<ClientDelivery>>((ref) => this.#refs.delete(ref))
  /** Looked up for each record that is logged outside of any request. */
  #local: readonly WeakRef<ClientDelivery>[] = []
  #waiting: BeforeConnect | undefined
  #wasAttached = false
  #closed = false

  constructor(settings: ClientsSettings, warnings: Warnings, stdout: StdoutWatch) {
    this.#stdout = stdout
    this.settings = settings
    this.#warnings = warnings
    const { beforeConnect, background } = settings
    if (beforeConnect === 'keep' && background !== 'none') this.#waiting = new BeforeConnect(settings, this.stats)
  }

  get options(): RoutingOptions {
    return this.settings
  }

  get closed(): boolean {
    return this.#closed
  }

  get isWaiting(): boolean {
    return this.#waiting !== undefined
  }

  /** @returns lets go of the server again */
  attach(server: AttachableServer): () => void {
    const detach = tap(server, this)
    this.#wasAttached = true
    return detach
  }

  *clients(): Generator<ClientDelivery> {
    for (const ref of this.#refs) {
      const delivery = ref.deref()
      if (delivery !== undefined) yield delivery
    }
  }

  /** The most verbose level that any of them wants. */
  wanted(): McpLevel | undefined {
    const { untilSet } = this.settings
    let lowest = this.isWaiting ? untilSet : Number.POSITIVE_INFINITY
    for (const { connection } of this.clients()) lowest = Math.min(lowest, connection.wanted(untilSet))
    return MCP_LEVELS[lowest]
  }

  localClients(): readonly ClientDelivery[] {
    return this.#local.flatMap((ref) => ref.deref() ?? [])
  }

  get count(): number {
    return [...this.clients()].length
  }

  connected(connection: Connection): void {
    if (this.#closed || connection.outletOf(this) !== undefined) return
    const delivery = new ClientDelivery(connection, this)
    connection.add(delivery)
    // Anybody can make an HTTP server connect a transport that is never used.
    if (!connection.http) this.#add(delivery)
    if (connection.era !== undefined) this.ready(delivery)
    this.#stdout.connected(connection)
  }

  disconnected(connection: Connection): void {
    connection.outletOf(this)?.close('closed')
  }

  #add(delivery: ClientDelivery): void {
    if (this.#refs.has(delivery.ref)) return
    this.#refs.add(delivery.ref)
    this.#collected.register(delivery, delivery.ref, delivery)
  }

  ready(delivery: ClientDelivery): void {
    const { connection } = delivery
    // A record that another hub has just sent it may have ended it.
    if (this.#closed || connection.closed) return
    this.#add(delivery)
    if (connection.local && !this.#local.includes(delivery.ref)) this.#local = this.#local.concat(delivery.ref)
    this.#release(connection.local && connection.era === 'legacy' && this.count === 1 ? delivery : undefined)
  }

  ended(delivery: ClientDelivery): void {
    delivery.connection.remove(delivery)
    this.#stdout.ended(delivery.connection)
    this.#refs.delete(delivery.ref)
    this.#collected.unregister(delivery)
    if (this.#local.includes(delivery.ref)) this.#local = this.#local.filter((ref) => ref !== delivery.ref)
  }

  accepts(connection: Connection, severity: number, request: OpenRequest | undefined): boolean {
    return refusalOf(severity, connection, request, this.settings) === undefined
  }

  /** Delivers what was logged before the first client, or drops it if that client is not the one it was meant for. */
  #release(delivery: ClientDelivery | undefined): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    for (const { record, severity, size } of waiting?.drain() ?? []) {
      const { connection } = delivery ?? {}
      const refusal = connection ? refusalOf(severity, connection, undefined, this.settings) : 'no-client'
      if (delivery === undefined || refusal !== undefined) this.stats.drop(refusal ?? 'no-client')
      else delivery.push(record, size, undefined)
    }
  }

  routeOf(severity: number, scope: Scope | undefined): Route<ClientDelivery> {
    return routeOf(severity, scope, this)
  }

  /**
   * The clients that take a record of this severity, decided before anything is spent on it. Those that do not are
   * counted.
   */
  admit(severity: number, scope: Scope | undefined): readonly ClientDelivery[] | typeof BEFORE_CONNECT {
    const route = routeOf(severity, scope, this)
    if (route === BEFORE_CONNECT) return route
    if (typeof route === 'string') return this.refuse(route)
    if (!(route instanceof ClientDelivery)) return route.filter((each) => this.#admits(each, severity))
    return this.#admits(route, severity) ? [route] : NOBODY
  }

  #admits(delivery: ClientDelivery, severity: number): boolean {
    const reason = delivery.admit(severity)
    if (reason !== undefined) this.refuse(reason)
    return reason === undefined
  }

  /** Counts a record that goes nowhere. */
  refuse(reason: DropReason): readonly [] {
    this.stats.accept()
    this.stats.drop(reason)
    if (reason === 'several-clients') this.#warnings.warnOnce('SEVERAL_CLIENTS', '', SEVERAL_CLIENTS)
    if (reason === 'unknown-origin') this.#warnings.warnOnce('UNKNOWN_ORIGIN', '', UNKNOWN_ORIGIN)
    return NOBODY
  }

  /** Takes a record for those who admitted it. */
  push(
    to: readonly ClientDelivery[] | typeof BEFORE_CONNECT,
    record: LogRecord,
    size: number,
    request?: OpenRequest,
  ): void {
    if (to === BEFORE_CONNECT) return this.#hold(record, size)
    for (const delivery of to) {
      this.stats.accept()
      delivery.push(to.length > 1 ? { ...record } : record, size, request)
    }
  }

  #hold(record: LogRecord, size: number): void {
    this.stats.accept()
    // The first client may have come while the record was formed, by what its own fields do when they are read.
    if (this.#waiting === undefined) return this.stats.drop('no-client')
    this.#waiting.push(record, size)
    if (this.#wasAttached || this.#noServer !== undefined) return
    this.#noServer = setTimeout(() => {
      if (!this.#wasAttached && !this.#closed) this.#warnings.warn('NO_SERVER', NO_SERVER)
    }, NO_SERVER_AFTER).unref()
  }

  #noServer: NodeJS.Timeout | undefined

  warn(code: WarningCode, message: string, cause?: unknown): void {
    this.#warnings.warn(code, message, cause)
  }

  failed(error: unknown): void {
    this.#warnings.warn('SEND_FAILED', 'A log message could not be sent to its client', error)
  }

  async flush(timeout: number): Promise<void> {
    await Promise.all([...this.clients()].map((delivery) => delivery.flush(timeout)))
  }

  /** Nothing is taken any more. */
  stop(): void {
    this.#closed = true
    clearTimeout(this.#noServer)
  }

  /** Drops what is left, and lets go of every server. */
  close(): void {
    this.#release(undefined)
    for (const delivery of [...this.clients()]) {
      delivery.close('timeout')
      delivery.connection.server.remove(this)
    }
  }
}

const NOBODY: readonly [] = Object.freeze([]) as readonly []

const SEVERAL_CLIENTS =
  'A record that belongs to no open request is dropped: the process has several local clients, and it may be meant for ' +
  'any of them. Log it within a request, give each client a logger of its own, or set `background: "all"`'
const UNKNOWN_ORIGIN =
  'A relayed record is dropped: its server is used for several sessions, and it does not say for which one it was ' +
  'written. Give each session an upstream client of its own'
const NO_SERVER =
  'Records wait for a client, and no server was attached: pass `server` or call `attach(server)` before `connect`'
