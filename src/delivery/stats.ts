/** Why a record was not delivered, as counted in `stats().dropped`. */
export type DropReason =
  /** Less severe than the client asked for. */
  | 'level'
  /** Protocol 2026-07-28: the request carries no log level, so nothing may be sent for it. */
  | 'not-requested'
  /** Its request was answered or cancelled, or there was none where one is needed. */
  | 'no-request'
  /** The session that it belongs to is over. */
  | 'closed'
  /** Outside of any request, and no client that such records are meant for. */
  | 'no-client'
  /** Outside of any open request, and of several local clients nobody can tell which one it is meant for. */
  | 'several-clients'
  /** Relayed from another server, and nobody can tell whose call it answers. */
  | 'unknown-origin'
  /** The client has no stream on which it could arrive. */
  | 'no-stream'
  /** A level that MCP has no equivalent for: `trace`, `silly`, or mapped to `false`. */
  | 'unmapped'
  /** Logged while a record was being handed to a client, or by what reports the bridge's own faults. */
  | 'feedback'
  /** Came from another MCP server, and is not to be relayed. */
  | 'received'
  | 'rate-limit'
  /** The queue was full, and everything else in it was at least as severe. */
  | 'queue'
  /** The record could not be formed, or the transport refused the message. */
  | 'failed'
  /** Still queued, or not yet taken by the transport, when the time for closing was up. */
  | 'timeout'

/** Counts over all clients of a hub: `accepted` is always the sum of the others. */
export interface DeliveryStats {
  /** Records handed in, each counted once for every client it was meant for. */
  readonly accepted: number
  /** Taken by the transport. */
  readonly sent: number
  /** Waiting for the transport, or for the first client. */
  readonly queued: number
  /** Handed to the transport, not settled yet. */
  readonly inFlight: number
  readonly dropped: Readonly<Record<DropReason, number>>
}

/** Follows records from the moment they are handed in: each of them is in one state at any time. */
export class Stats {
  #accepted = 0
  #sent = 0
  #queued = 0
  #inFlight = 0
  readonly #dropped: Record<DropReason, number> = {
    level: 0,
    'not-requested': 0,
    'no-request': 0,
    closed: 0,
    'no-client': 0,
    'several-clients': 0,
    'unknown-origin': 0,
    'no-stream': 0,
    unmapped: 0,
    feedback: 0,
    received: 0,
    'rate-limit': 0,
    queue: 0,
    failed: 0,
    timeout: 0,
  }

  /** A record is here; what becomes of it is counted next. */
  accept(): void {
    this.#accepted++
  }

  drop(reason: DropReason, count = 1): void {
    this.#dropped[reason] += count
  }

  queue(): void {
    this.#queued++
  }

  unqueue(): void {
    this.#queued--
  }

  send(): void {
    this.#inFlight++
  }

  /** @param count sends that have ended, whatever became of them */
  settle(count = 1): void {
    this.#inFlight -= count
  }

  sent(): void {
    this.#sent++
  }

  snapshot(): DeliveryStats {
    return {
      accepted: this.#accepted,
      sent: this.#sent,
      queued: this.#queued,
      inFlight: this.#inFlight,
      dropped: { ...this.#dropped },
    }
  }
}
