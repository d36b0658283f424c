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
  /** For the application's own log alone: a line of the request log. */
  | 'local-only'
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
    'local-only': 0,
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

/** Counts for one client what it counts for its hub. */
export class ClientStats {
  readonly #hub: Stats
  #sent = 0
  #dropped: Partial<Record<DropReason, number>> | undefined

  constructor(hub: Stats) {
    this.#hub = hub
  }

  /** A drop that the hub has counted already. */
  note(reason: DropReason, count = 1): void {
    this.#dropped ??= {}
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + count
  }

  drop(reason: DropReason, count = 1): void {
    if (count === 0) return
    this.#hub.drop(reason, count)
    this.note(reason, count)
  }

  sent(): void {
    this.#hub.sent()
    this.#sent++
  }

  ofClient(): { readonly sent: number; readonly dropped: Readonly<Partial<Record<DropReason, number>>> } {
    return { sent: this.#sent, dropped: { ...this.#dropped } }
  }
}
