import type { Refusal } from '../request/connection.js'

/** Why a record was not delivered, as counted in `stats().dropped`. */
export type DropReason =
  | Refusal
  /** A level that MCP has no equivalent for: `trace`, `silly`, or mapped to `false`. */
  | 'unmapped'
  /** Logged while a record was being handed to a client, or by what reports the bridge's own faults. */
  | 'feedback'
  /** Relayed from another server, and nobody can tell whose call it answers. */
  | 'unknown-origin'
  /** Came from another MCP server, and is not to be relayed. */
  | 'received'
  | 'rate-limit'
  /** The queue was full, and everything else in it was at least as severe. */
  | 'queue'
  /** The transport refused the message. */
  | 'failed'
  /** Still queued, or not yet taken by the transport, when the time for closing was up. */
  | 'timeout'

/** Counts over all connections of a hub: `accepted` is always the sum of the others. */
export class Tally {
  accepted = 0
  sent = 0
  queued = 0
  inFlight = 0
  readonly dropped: Record<DropReason, number> = {
    level: 0,
    'not-requested': 0,
    'no-request': 0,
    closed: 0,
    'no-client': 0,
    'unknown-origin': 0,
    unmapped: 0,
    feedback: 0,
    received: 0,
    'rate-limit': 0,
    queue: 0,
    failed: 0,
    timeout: 0,
  }
}
