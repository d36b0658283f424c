import type { Delivery } from './client-delivery.js'
import type { RequiredRateLimit } from './rate-limit.js'
import type { Tally } from './stats.js'

export interface DeliverySettings {
  readonly maxRecords: number
  readonly maxBytes: number
  readonly rateLimit: RequiredRateLimit | undefined
  /** Milliseconds that a response waits for its own request's records. */
  readonly responseWait: number
  /** Severity from which a legacy client gets records before it calls `logging/setLevel`. */
  readonly untilSet: number
  readonly onFailure: (error: unknown) => void
}

/** Whose records a delivery sends: a hub. */
export interface DeliveryOwner {
  readonly settings: DeliverySettings
  readonly tally: Tally
  /** The client has told what it speaks: it is really there. */
  greet(delivery: Delivery): void
  ended(delivery: Delivery): void
}
