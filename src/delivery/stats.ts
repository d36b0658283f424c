/** Why a record was not delivered, as counted in `stats().dropped` and, of each client, in `clients()`. */
export type DropReason =
  /**
   * Less severe than the client asked for.
   *
   * The client sets a lower level (`logging/setLevel`); `levelUntilSet` is what holds before. A legacy client gets
   * `info` and above.
   */
  | 'level'
  /**
   * Protocol 2026-07-28: the request carries no log level, so nothing may be sent for it.
   *
   * The client puts `io.modelcontextprotocol/logLevel` into the `_meta` of its requests.
   */
  | 'not-requested'
  /**
   * Its request was answered or cancelled, or there was none where one is needed.
   *
   * Await the work before the tool returns. For jobs that outlive their call: `afterResponse: 'session'`.
   */
  | 'no-request'
  /**
   * The session that it belongs to is over, or the hub is closed.
   *
   * Nothing: it is never sent to another session.
   */
  | 'closed'
  /**
   * Outside of any request, and no client that such records are meant for.
   *
   * Log it within a request, or set `background: 'all'`. Before `connect`, `attach` is missing.
   */
  | 'no-client'
  /**
   * Outside of any open request, and of several local clients nobody can tell which one it is meant for.
   *
   * As for the warning `SEVERAL_CLIENTS`.
   */
  | 'several-clients'
  /**
   * Relayed from another server, and nobody can tell whose call it answers.
   *
   * As for the warning `UNKNOWN_ORIGIN`.
   */
  | 'unknown-origin'
  /**
   * The client has no stream on which it could arrive.
   *
   * Without `enableJsonResponse` each request has a stream; else the client has to open the standalone one.
   */
  | 'no-stream'
  /**
   * A level that MCP has no equivalent for: `trace`, `silly`, or mapped to `false`.
   *
   * Map it: `levels: { trace: 'debug' }`.
   */
  | 'unmapped'
  /**
   * Logged while a record was being handed to a client, or by what reports the bridge's own faults.
   *
   * Nothing: sent, it would make the next one, and so on.
   */
  | 'feedback'
  /**
   * Came from another MCP server, and is not to be relayed.
   *
   * `relay: true` of `forwardLogs` makes a gateway.
   */
  | 'received'
  /**
   * For the application's own log alone: a line of the request log, or a mirrored record.
   *
   * Nothing.
   */
  | 'local-only'
  /**
   * Over the client's rate limit.
   *
   * Log less, or raise `rateLimit`; the client was told how many are missing.
   */
  | 'rate-limit'
  /**
   * The queue was full, and everything else in it was at least as severe; or the record alone is larger than the queue.
   *
   * The client reads too slowly: log less, or raise `queue`.
   */
  | 'queue'
  /**
   * The record could not be formed, or the transport refused the message.
   *
   * As for the warnings `RECORD_FAILED` and `SEND_FAILED`.
   */
  | 'failed'
  /**
   * Still queued, or not yet taken by the transport, when the time for closing was up.
   *
   * Raise `closeTimeout`, or `await logging.flush()` before the end.
   */
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
