import type { ClientDelivery } from '../delivery/client-delivery.js'
import type { Stats } from '../delivery/stats.js'
import type { StreamLimits } from '../delivery/streams.js'
import { KeptLevels } from '../level-store/kept-levels.js'
import type { LevelStoreSettings } from '../level-store/options.js'
import type { McpLevel } from '../levels/mcp-level.js'
import type { LogRecord } from '../record.js'
import type { Connection } from '../request/connection.js'
import type { OpenRequest } from '../request/open-request.js'
import type { Scope } from '../request/scope.js'
import type { Warnings } from '../warning.js'
import { BeforeConnect } from './before-connect.js'
import { levelName, type OnLevel } from './client-state.js'
import { type RoutingOptions, refusalOf } from './routing.js'

export interface ClientLevelsSettings extends StreamLimits, RoutingOptions {
  readonly onLevel: OnLevel | undefined
  readonly levels: LevelStoreSettings
}

/** The client whose level, set on another instance, is not known yet. */
export class LevelPending {
  constructor(readonly client: ClientDelivery) {}
}

/** What the clients of a hub have set, here or on another instance; and the records that wait to know of it. */
export class ClientLevels {
  readonly #settings: ClientLevelsSettings
  readonly #stats: Stats
  readonly #kept: KeptLevels
  readonly #held = new Map<OpenRequest, BeforeConnect>()

  constructor(settings: ClientLevelsSettings, stats: Stats, warnings: Warnings) {
    this.#settings = settings
    this.#stats = stats
    this.#kept = new KeptLevels(settings.levels, (...about) => warnings.warnOnce(...about))
  }

  /** @throws whatever `onLevel` throws: then the level does not hold */
  accepted(connection: Connection, level: McpLevel, request: OpenRequest): void {
    const { sessionId, client } = connection
    this.#settings.onLevel?.(level, { sessionId, client, previous: levelName(connection.level) })
    this.#kept.keep(level, request, connection)
  }

  /** Whether the level is not known yet that the client of the current request has set elsewhere. */
  isPending(scope: Scope | undefined): boolean {
    if (scope?.connection === undefined || scope.request === undefined) return false
    return this.#kept.pending(scope.request, scope.connection) !== undefined
  }

  /** Until its level is known; then it is decided anew who gets it. */
  hold(record: LogRecord, size: number, request: OpenRequest, delivery: ClientDelivery): void {
    this.#stats.accept()
    const held = this.#held.get(request) ?? new BeforeConnect(this.#settings, this.#stats)
    held.push(record, size)
    // It may have come while the record was formed, by what its own fields do when they are read.
    const answer = request.keptLevel?.answer ?? Promise.resolve()
    const isFirst = !this.#held.has(request)
    this.#held.set(request, held)
    if (isFirst) answer.then(() => this.#release(request, delivery)).catch(() => {})
  }

  #release(request: OpenRequest, delivery: ClientDelivery): void {
    const held = this.#held.get(request)
    this.#held.delete(request)
    for (const { record, severity, size } of held?.drain() ?? []) {
      const refusal = refusalOf(severity, delivery.connection, request, this.#settings)
      const reason = refusal ?? (request.state === 'ended' ? 'no-request' : delivery.admit(severity))
      if (reason === undefined) delivery.push(record, size, request)
      else delivery.stats.drop(reason)
    }
  }
}
