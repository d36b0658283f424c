import type { Connection, Message, OpenRequest, Refusal } from './connection.js'
import { severity } from './level.js'
import { type RequiredRateLimit, TokenBucket } from './rate-limit.js'
import type { LogRecord } from './record.js'
import { RecordQueue } from './record-queue.js'
import { runInScope, type Scope } from './request-context.js'

/** Why a record was not delivered, as counted in `stats().dropped`. */
export type DropReason =
  | Refusal
  /** A level that MCP has no equivalent for: `trace`, `silly`, or mapped to `false`. */
  | 'unmapped'
  /** Logged while a record was being handed to the same client, or by what reports the bridge's own faults. */
  | 'feedback'
  /** Came from another MCP server, and is not to be relayed. */
  | 'received'
  | 'rate-limit'
  /** The queue was full, and everything else in it was at least as severe. */
  | 'queue'
  /** The transport refused the message. */
  | 'failed'
  /** Still queued when the time for closing was up. */
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
    unmapped: 0,
    feedback: 0,
    received: 0,
    'rate-limit': 0,
    queue: 0,
    failed: 0,
    timeout: 0,
  }
}

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

/** A pending `send` on stdio holds a `drain` listener, and Node prints a leak warning from 11 on. */
const MAX_IN_FLIGHT = 8
/** After a stall, the queue goes out in portions with the event loop in between. */
const PORTION = 64
/** Milliseconds between two reports of dropped records. */
const SUMMARY_INTERVAL = 5000
const WARNING = severity('warning')
/** A report is the last thing to be evicted. */
const SUMMARY_PLACE = severity('emergency')

/** Dropped for a reason that lies with the client's pace: what a summary tells. */
type Overload = 'rate-limit' | 'queue'
type Unreported = Record<Overload, number>

interface Entry {
  readonly place: number
  readonly sequence: number
  readonly size: number
  readonly request: OpenRequest | undefined
  readonly message: Message
  /** On a summary: the counts it reports. */
  readonly reports?: Unreported
}

/** What goes out on one stream, in order. */
class Lane {
  readonly queue = new RecordQueue<Entry>()
  inFlight = 0

  get idle(): boolean {
    return this.inFlight === 0 && this.queue.length === 0
  }
}

/** The way of one hub's records to one client: bounded, ordered, counted. The log call never waits for it. */
export class Delivery {
  /** Called when the connection learns what its client speaks. */
  onEra: (() => void) | undefined
  onClose: (() => void) | undefined
  readonly #scope: Scope = { sending: this }
  readonly #bucket: TokenBucket | undefined
  /** HTTP gives every request a stream of its own, so that one which stalls holds up no other; else all share one. */
  readonly #lanes = new Map<OpenRequest | undefined, Lane>()
  #sequence = 0
  #queued = 0
  #bytes = 0
  #inFlight = 0
  #portion = PORTION
  #handing = false
  #closed = false
  #idle: (() => void)[] = []
  #unreported: Unreported | undefined
  #summaryQueued = false
  #lastSummary = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  constructor(
    readonly connection: Connection,
    private readonly settings: DeliverySettings,
    private readonly tally: Tally,
  ) {
    this.#bucket = settings.rateLimit && new TokenBucket(settings.rateLimit)
  }

  get responseWait(): number {
    return this.settings.responseWait
  }

  /** Accepts a record that the client wants. `size` is what it counts against the queue's byte budget. */
  push(record: LogRecord, size: number, request: OpenRequest | undefined): void {
    this.tally.accepted++
    if (this.#closed) return this.#drop('closed')
    if (this.#handing) return this.#drop('feedback')
    const place = severity(record.level)
    if (this.#bucket !== undefined && !this.#bucket.take(place >= WARNING)) return this.#overload('rate-limit')
    const { level, logger, data } = record
    this.#submit(place, size, request, logger === undefined ? { level, data } : { level, logger, data })
  }

  #submit(
    place: number,
    size: number,
    request: OpenRequest | undefined,
    params: Record<string, unknown>,
    reports?: Unreported,
  ): void {
    const message = { jsonrpc: '2.0', method: 'notifications/message', params }
    const entry: Entry = { place, sequence: this.#sequence++, size, request, message, ...(reports && { reports }) }
    const lane = this.#lane(request)
    if (request !== undefined) request.pending++
    if (lane.inFlight < MAX_IN_FLIGHT && lane.queue.length === 0) {
      this.#send(entry, lane)
      return
    }
    lane.queue.push(entry)
    this.#queued++
    this.#bytes += size
    this.tally.queued++
    while (this.#queued > this.settings.maxRecords || this.#bytes > this.settings.maxBytes) this.#evict()
  }

  #lane(request: OpenRequest | undefined): Lane {
    const key = this.connection.http ? request : undefined
    let lane = this.#lanes.get(key)
    if (lane === undefined) {
      lane = new Lane()
      this.#lanes.set(key, lane)
    }
    return lane
  }

  #evict(): void {
    let from: Lane | undefined
    for (const lane of this.#lanes.values()) {
      const weakest = lane.queue.weakest
      const rival = from?.queue.weakest
      if (weakest === undefined) continue
      if (
        rival === undefined ||
        weakest.place < rival.place ||
        (weakest.place === rival.place && weakest.sequence < rival.sequence)
      )
        from = lane
    }
    const entry = from?.queue.evict()
    if (entry === undefined) return
    this.#unqueue(entry)
    entry.request?.settle()
    this.#overload('queue')
    this.#takeBack(entry)
  }

  #unqueue(entry: Entry): void {
    this.#queued--
    this.#bytes -= entry.size
    this.tally.queued--
  }

  #send(entry: Entry, lane: Lane): void {
    const related = this.#related(entry)
    if (related === null) {
      this.#drop('no-request')
      entry.request?.settle()
      return
    }
    lane.inFlight++
    this.#inFlight++
    this.tally.inFlight++
    this.#handing = true
    try {
      const { wire } = this.connection
      const options = related && { relatedRequestId: related.id }
      const sent = runInScope(this.#scope, () => wire.send(entry.message, options))
      Promise.resolve(sent).then(
        () => this.#settle(entry, lane, true),
        (error: unknown) => this.#settle(entry, lane, false, error),
      )
    } catch (error) {
      this.#settle(entry, lane, false, error)
    } finally {
      this.#handing = false
    }
  }

  /** The request to send with, `undefined` for none, `null` if the record came too late for the modern era. */
  #related({ request }: Entry): OpenRequest | undefined | null {
    if (request?.state !== 'ended') return request
    return request.era === 'modern' ? null : undefined
  }

  #settle(entry: Entry, lane: Lane, sent: boolean, error?: unknown): void {
    entry.request?.settle()
    if (this.#closed) return // counted when it closed
    lane.inFlight--
    this.#inFlight--
    this.tally.inFlight--
    if (entry.reports !== undefined) this.#summaryQueued = false
    if (sent) {
      this.tally.sent++
    } else {
      this.#drop('failed')
      this.settings.onFailure(error)
    }
    this.#drain(lane)
    if (lane.idle) this.#lanes.delete(this.connection.http ? entry.request : undefined)
    if (this.#inFlight === 0 && this.#queued === 0) this.#rest()
  }

  #drain(lane: Lane): void {
    while (lane.inFlight < MAX_IN_FLIGHT && lane.queue.length > 0) {
      if (this.#portion === 0) return
      if (--this.#portion === 0) setImmediate(() => this.#resume())
      const entry = lane.queue.shift() as Entry
      this.#unqueue(entry)
      this.#send(entry, lane)
    }
  }

  #resume(): void {
    this.#portion = PORTION
    for (const lane of this.#lanes.values()) this.#drain(lane)
  }

  #rest(): void {
    for (const done of this.#idle.splice(0)) done()
  }

  #drop(reason: DropReason): void {
    this.tally.dropped[reason]++
  }

  #overload(reason: Overload): void {
    this.#drop(reason)
    this.#unreported ??= { 'rate-limit': 0, queue: 0 }
    this.#unreported[reason]++
    this.#timer ??= setTimeout(() => this.#onTimer(), SUMMARY_INTERVAL).unref()
  }

  #onTimer(): void {
    this.#timer = undefined
    this.summarise(undefined)
  }

  /** A summary that got lost itself is told with the next one. */
  #takeBack({ reports }: Entry): void {
    if (reports === undefined) return
    this.#summaryQueued = false
    this.#unreported ??= { 'rate-limit': 0, queue: 0 }
    this.#unreported['rate-limit'] += reports['rate-limit']
    this.#unreported.queue += reports.queue
  }

  /** Tells the client what it missed, if it may be told and has not been told just now. */
  summarise(during: OpenRequest | undefined): void {
    const counts = this.#unreported
    const now = performance.now()
    if (counts === undefined || this.#closed || this.#summaryQueued || now - this.#lastSummary < SUMMARY_INTERVAL)
      return
    const { untilSet } = this.settings
    const mayTell = (each: OpenRequest | undefined): boolean =>
      this.connection.refusal(WARNING, each, untilSet) === undefined
    const request = during ?? [...this.connection.requests.values()].find(mayTell)
    if (!mayTell(request)) return
    this.#unreported = undefined
    this.#lastSummary = now
    this.#summaryQueued = true
    this.tally.accepted++
    const data = summaryOf(counts)
    this.#submit(SUMMARY_PLACE, data.length, request, { level: 'warning', logger: 'mcp-log-bridge', data }, counts)
  }

  /** Resolves once everything is sent, or when the time (in milliseconds) is up. */
  flush(timeout: number): Promise<void> {
    this.summarise(undefined)
    if (this.#inFlight === 0 && this.#queued === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeout).unref()
      this.#idle.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** Drops what is left. Sends that are under way may still arrive; nobody waits for them. */
  close(reason: 'closed' | 'timeout'): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    const left = this.#queued + this.#inFlight
    this.tally.queued -= this.#queued
    this.tally.inFlight -= this.#inFlight
    this.tally.dropped[reason] += left
    for (const lane of this.#lanes.values()) {
      for (let entry = lane.queue.shift(); entry !== undefined; entry = lane.queue.shift()) entry.request?.settle()
    }
    this.#lanes.clear()
    this.#rest()
    this.onClose?.()
  }
}

function summaryOf(counts: Unreported): string {
  const reasons = [
    counts['rate-limit'] > 0 && `${counts['rate-limit']} rate limit`,
    counts.queue > 0 && `${counts.queue} queue`,
  ].filter(Boolean)
  return `${counts['rate-limit'] + counts.queue} log messages dropped (${reasons.join(', ')})`
}

/** What a response has to wait for: its own request's records, with a bound. `undefined` if nothing is pending. */
export function recordsOf(request: OpenRequest): Promise<void> | undefined {
  let bound = 0
  for (const delivery of request.connection.deliveries.values()) {
    delivery.summarise(request)
    bound = Math.max(bound, delivery.responseWait)
  }
  if (request.pending === 0) return undefined
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, bound).unref()
    request.onIdle = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}
