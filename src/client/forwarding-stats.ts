/** Why a record was not logged, as counted in `stats().dropped`. */
export type ForwardDropReason =
  /** Matched by `ignore`. */
  | 'ignored'
  /** The local logger would not write a record of this level. */
  | 'level'
  /** Over the rate limit for this server; one line in the local log says how many. */
  | 'rate-limit'
  /** The local logger threw, or has ended. */
  | 'failed'

/** Counts since construction. `received` is the sum of `logged` and all of `dropped`. */
export interface ForwardingStats {
  /** Log messages that have come. */
  readonly received: number
  /** Handed to the local logger. */
  readonly logged: number
  readonly dropped: Readonly<Record<ForwardDropReason, number>>
}
