import type { Connection } from '../request/connection.js'
import type { OpenRequest } from '../request/open-request.js'
import type { LevelOwner } from '../request/outlet.js'
import type { RequiredRateLimit } from './rate-limit.js'
import type { Stats } from './stats.js'
import type { StreamLimits } from './streams.js'

export interface DeliverySettings extends StreamLimits {
  readonly rateLimit: RequiredRateLimit | undefined
  /** Milliseconds that a response waits for its own request's records. */
  readonly responseWait: number
}

/** Whose records a delivery sends: a hub's. */
export interface DeliveryOwner<D> extends LevelOwner {
  readonly settings: DeliverySettings
  readonly stats: Stats
  /** Whether the client may be sent a record of this severity, for this request or for none. */
  accepts(connection: Connection, severity: number, request: OpenRequest | undefined): boolean
  ready(delivery: D): void
  ended(delivery: D): void
  failed(error: unknown): void
}
