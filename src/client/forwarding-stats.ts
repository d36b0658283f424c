/** Why a record was not logged, as counted in `stats().dropped`. */
export type ForwardDropReason =
  /** Matched by `ignore`. */
  | 'ignored'
  /** Below the local logger's level. */
  | 'level'
  /** Over the rate limit for this server; a line in the local log says how many. */
  | 'rate-limit'
  /** The local logger threw, or has ended. */
  | 'failed'

/** Counts since construction. `received` is `logged` plus all of `dropped`. */
export interface ForwardingStats {
  /** Log messages received. */
  readonly received: number
  /** Passed to the local logger. */
  readonly logged: number
  readonly dropped: Readonly<Record<ForwardDropReason, number>>
}
