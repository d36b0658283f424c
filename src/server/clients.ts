import { ClientDelivery } from '../delivery/client-delivery.js'
import type { DeliveryOwner, DeliverySettings } from '../delivery/owner.js'
import { type DropReason, Stats } from '../delivery/stats.js'
import type { McpLevel } from '../levels/mcp-level.js'
import type { LogRecord } from '../record.js'
import type { Connection } from '../request/connection.js'
import type { OpenRequest } from '../request/open-request.js'
import type { Scope } from '../request/scope.js'
import { type AttachableServer, type ConnectionObserver, tap } from '../sdk/server-tap.js'
import type { StdoutWatch } from '../stdout/watch.js'
import type { WarningCode, Warnings } from '../warning.js'
import { adviseOn, adviseOnNoServer } from './advice.js'
import { BeforeConnect } from './before-connect.js'
import { ClientLevels, type ClientLevelsSettings, LevelPending } from './client-levels.js'
import { Following } from './following.js'
import { BEFORE_CONNECT, type Route, type RoutingOptions, type RoutingState, refusalOf, routeOf } from './routing.js'

export interface ClientsSettings extends DeliverySettings, ClientLevelsSettings {
  readonly beforeConnect: 'keep' | 'drop'
}

/** Who takes a record. */
export type Takers = ClientDelivery | readonly ClientDelivery[] | typeof BEFORE_CONNECT | LevelPending

/**
 * The clients of one hub, and the records that wait for the first of them. It holds none of them: a session that the
 * application just drops, or a transport that nobody closes, has to be collectable.
 */
export class Clients implements ConnectionObserver, DeliveryOwner<ClientDelivery>, RoutingState<ClientDelivery> {
  readonly settings: ClientsSettings
  readonly sendsLogs = true
  readonly stats = new Stats()
  readonly #warnings: Warnings
  readonly following: Following
  readonly levels: ClientLevels
  /** Those that are there for records: over HTTP, once they have made a request. */
  readonly #refs = new Set<WeakRef<ClientDelivery>>()
  readonly #collected = new FinalizationRegistry<WeakRef<ClientDelivery>>((ref) => this.#refs.delete(ref))
  /** Looked up for each record that is logged outside of any request. */
  #local: readonly WeakRef<ClientDelivery>[] = []
  #waiting: BeforeConnect | undefined
  #wasAttached = false
  #noServer: NodeJS.Timeout | undefined
  #closed = false

  constructor(settings: ClientsSettings, warnings: Warnings, stdout: StdoutWatch) {
    this.following = new Following(this, stdout)
    this.settings = settings
    this.#warnings = warnings
    this.levels = new ClientLevels(settings, this.stats, warnings)
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
    const forget = this.following.attached(server)
    return () => {
      detach()
      forget()
    }
  }

  *clients(): Generator<ClientDelivery> {
    for (const ref of this.#refs) {
      const delivery = ref.deref()
      if (delivery !== undefined) yield delivery
    }
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
    this.following.connected(connection)
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
    this.following.ended(delivery.connection)
    this.#refs.delete(delivery.ref)
    this.#collected.unregister(delivery)
    if (this.#local.includes(delivery.ref)) this.#local = this.#local.filter((ref) => ref !== delivery.ref)
  }

  levelAccepted(connection: Connection, level: McpLevel, request: OpenRequest): void {
    this.levels.accepted(connection, level, request)
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
  admit(severity: number, scope: Scope | undefined): Takers | undefined {
    if (this.levels.isPending(scope)) {
      // What nothing but its level could keep from the client waits for that.
      const route = routeOf(Number.POSITIVE_INFINITY, scope, this)
      if (route instanceof ClientDelivery) return new LevelPending(route)
    }
    const route = routeOf(severity, scope, this)
    if (route === BEFORE_CONNECT) return route
    if (typeof route === 'string') return this.#refuseFor(scope?.connection, route)
    if (route instanceof ClientDelivery) return this.#admits(route, severity) ? route : undefined
    const takers = route.filter((each) => this.#admits(each, severity))
    return takers.length > 0 ? takers : undefined
  }

  #admits(delivery: ClientDelivery, severity: number): boolean {
    const reason = delivery.admit(severity)
    if (reason !== undefined) this.#refuseFor(delivery.connection, reason)
    return reason === undefined
  }

  /** Of a record that was logged for one client, or in its session. */
  #refuseFor(connection: Connection | undefined, reason: DropReason): undefined {
    const delivery = connection?.outletOf(this) as ClientDelivery | undefined
    delivery?.stats.note(reason)
    this.refuse(reason)
  }

  /** Counts a record that goes nowhere. */
  refuse(reason: DropReason): void {
    this.stats.accept()
    this.stats.drop(reason)
    adviseOn(reason, this.#warnings)
  }

  /** Takes a record for those who admitted it. */
  push(to: Takers, record: LogRecord, size: number, request?: OpenRequest): void {
    if (to === BEFORE_CONNECT) return this.#hold(record, size)
    if (to instanceof LevelPending) return this.levels.hold(record, size, request as OpenRequest, to.client)
    if (to instanceof ClientDelivery) return this.#deliver(to, record, size, request)
    for (const delivery of to) this.#deliver(delivery, to.length > 1 ? { ...record } : record, size, request)
  }

  #deliver(delivery: ClientDelivery, record: LogRecord, size: number, request: OpenRequest | undefined): void {
    this.stats.accept()
    delivery.push(record, size, request)
  }

  #hold(record: LogRecord, size: number): void {
    this.stats.accept()
    // The first client may have come while the record was formed, by what its own fields do when they are read.
    if (this.#waiting === undefined) return this.stats.drop('no-client')
    this.#waiting.push(record, size)
    if (this.#wasAttached || this.#noServer !== undefined) return
    this.#noServer = adviseOnNoServer(this.#warnings, () => !this.#wasAttached && !this.#closed)
  }

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
