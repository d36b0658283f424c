import { severity } from '../levels/mcp-level.js'
import type { LogRecord } from '../record.js'
import type { Connection, Message, OpenRequest, SendOptions, Wire } from '../request/connection.js'
import { runInScope, type Scope } from '../request/scope.js'
import { Overload, type OverloadCounts, type OverloadReason, summaryOf } from './dropped-summary.js'
import { exiting, waitFor } from './exit.js'
import type { DeliveryOwner } from './owner.js'
import { TokenBucket } from './rate-limit.js'
import type { DropReason } from './stats.js'
import { type Entry, isWeaker, Lane, SUMMARY } from './stream.js'

/** Records that leave the queue in one turn of the event loop: about a millisecond's worth. */
const PORTION = 64
const WARNING = severity('warning')

/**
 * The way of one hub's records to one client: bounded, ordered, counted. The log call never waits for it. What it needs
 * to do so is made when there is a record: most sessions are idle most of the time.
 */
export class Delivery {
  #scope: Scope | undefined
  #bucket: TokenBucket | undefined
  #overload: Overload | undefined
  /** HTTP gives every request a stream of its own, so that one which stalls holds up no other; else all share one. */
  #lanes: Map<OpenRequest | undefined, Lane> | undefined
  #onIdle: Set<() => void> | undefined
  #sequence = 0
  #queued = 0
  #bytes = 0
  #inFlight = 0
  #portion = PORTION
  #summaryQueued = false
  #handing = false
  #closed = false

  constructor(
    readonly connection: Connection,
    readonly owner: DeliveryOwner,
  ) {}

  /**
   * Accepts a record that the client wants.
   *
   * @param size what it counts against the byte budgets
   * @param during the request in which it was logged; once that has ended, the record is one of the session
   * @param held it has waited for its client in a bounded queue: no need to limit the rate as well
   */
  push(record: LogRecord, size: number, during: OpenRequest | undefined, held = false): void {
    this.owner.tally.accepted++
    if (this.#closed) return this.#drop('closed')
    if (this.#handing) return this.#drop('feedback')
    const request = stillOpen(during)
    if (request === null) return this.#drop('no-request')
    const place = severity(record.level)
    if (!held && this.#tokens?.take(place >= WARNING, size) === false) return this.#miss('rate-limit')
    this.#submit({ place, sequence: this.#sequence++, size, request, params: record })
  }

  /** Refuses a record before anything is spent on it, if the rate limit would. */
  refuses(place: number): boolean {
    if (this.#closed || this.#tokens === undefined || this.#tokens.has(place >= WARNING)) return false
    this.owner.tally.accepted++
    this.#miss('rate-limit')
    return true
  }

  /** `undefined` for no limit. */
  get #tokens(): TokenBucket | undefined {
    const { rateLimit } = this.owner.settings
    if (rateLimit !== undefined) this.#bucket ??= new TokenBucket(rateLimit)
    return this.#bucket
  }

  #submit(entry: Entry): void {
    const lane = this.#laneOf(entry.request)
    if (entry.request !== undefined) entry.request.pending++
    if (lane.queue.length === 0 && lane.inFlight < lane.window) {
      this.#send(entry, lane)
      this.#tidy(lane)
    } else {
      this.#enqueue(entry, lane)
    }
  }

  #enqueue(entry: Entry, lane: Lane): void {
    const { tally, settings } = this.owner
    const { maxRecords, maxBytes } = settings
    if (entry.size > maxBytes) {
      this.#miss('queue') // all others together could not make room for it
      entry.request?.settle()
      return
    }
    lane.queue.push(entry)
    tally.queued++
    this.#queued++
    this.#bytes += entry.size
    if (entry.place === SUMMARY) this.#summaryQueued = true
    exiting.add(this)
    while (this.#queued - Number(this.#summaryQueued) > maxRecords || this.#bytes > maxBytes) this.#evict()
  }

  #laneOf(request: OpenRequest | undefined): Lane {
    const { http } = this.connection
    const key = http ? request : undefined
    this.#lanes ??= new Map()
    let lane = this.#lanes.get(key)
    if (lane === undefined) {
      lane = new Lane(key, http)
      this.#lanes.set(key, lane)
    }
    return lane
  }

  #eachLane(): Iterable<Lane> {
    return this.#lanes?.values() ?? []
  }

  /** Drops the oldest of the least severe, whichever stream it waits for. */
  #evict(): void {
    let from: Lane | undefined
    for (const lane of this.#eachLane()) {
      const { weakest } = lane.queue
      if (weakest !== undefined && isWeaker(weakest, from?.queue.weakest)) from = lane
    }
    const entry = from?.queue.evict() as Entry
    this.#unqueue(entry)
    this.#miss('queue')
    entry.request?.settle()
  }

  #unqueue(entry: Entry): void {
    this.owner.tally.queued--
    this.#queued--
    this.#bytes -= entry.size
    if (entry.place === SUMMARY) this.#summaryQueued = false
    if (this.#queued === 0) exiting.delete(this)
  }

  #send(entry: Entry, lane: Lane): void {
    const request = stillOpen(entry.request)
    if (request === null) {
      this.#drop('no-request')
      if (entry.params === undefined) this.#overload?.end(undefined)
      entry.request?.settle()
      return
    }
    const untold = entry.params === undefined ? this.#overload?.take() : undefined
    const params = untold ? { level: 'warning', logger: 'mcp-log-bridge', data: summaryOf(untold) } : entry.params
    const message: Message = {
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: params as NonNullable<Message['params']>,
    }
    const options = request && { relatedRequestId: request.id }
    lane.inFlight++
    this.#inFlight++
    this.owner.tally.inFlight++
    this.#handing = true
    this.#scope ??= { sending: this }
    const sent = runInScope(this.#scope, hand, this.connection.wire, message, options)
    this.#handing = false
    sent.then(
      () => this.#settle(entry, lane, untold, undefined),
      (error: unknown) => this.#settle(entry, lane, untold, { error }),
    )
  }

  #settle(entry: Entry, lane: Lane, untold: OverloadCounts | undefined, failure: { error: unknown } | undefined): void {
    entry.request?.settle()
    if (this.#closed) return // counted when it closed
    if (untold !== undefined) this.#overload?.end(failure && untold)
    const { tally, settings } = this.owner
    lane.inFlight--
    this.#inFlight--
    tally.inFlight--
    if (failure === undefined) {
      tally.sent++
    } else {
      this.#drop('failed')
      settings.onFailure(failure.error)
    }
    this.#pump(lane)
  }

  /** Sends what is queued, as far as the stream and this turn of the event loop have room. */
  #pump(lane: Lane): void {
    while (lane.inFlight < lane.window && this.#portion > 0) {
      const entry = lane.queue.shift()
      if (entry === undefined) break
      if (--this.#portion === 0) setImmediate(() => this.#nextPortion())
      this.#unqueue(entry)
      this.#send(entry, lane)
    }
    this.#tidy(lane)
  }

  #nextPortion(): void {
    this.#portion = PORTION
    for (const lane of this.#eachLane()) this.#pump(lane)
  }

  #tidy(lane: Lane): void {
    if (lane.inFlight > 0 || lane.queue.length > 0) return
    if (lane.key !== undefined) this.#lanes?.delete(lane.key)
    if (this.#isIdle) this.#rest()
  }

  get #isIdle(): boolean {
    return this.#inFlight === 0 && this.#queued === 0
  }

  #rest(): void {
    for (const done of this.#onIdle ?? []) done()
  }

  #drop(reason: DropReason): void {
    this.owner.tally.dropped[reason]++
  }

  #miss(reason: OverloadReason): void {
    this.#drop(reason)
    this.#overload ??= new Overload(() => this.summarise(undefined))
    this.#overload.count(reason)
  }

  /** Tells the client what it missed, if it may be told and has not been told just now. */
  summarise(during: OpenRequest | undefined): void {
    if (this.#closed || this.#handing || !this.#overload?.due) return
    const mayTell = (each: OpenRequest | undefined): boolean =>
      this.connection.refusal(WARNING, each, this.owner.settings.untilSet) === undefined
    const request = during ?? this.connection.find(mayTell)
    // Over HTTP few clients have a stream for what belongs to no request: it is told with the next one.
    if ((request === undefined && this.connection.http) || !mayTell(request)) return
    this.#overload.begin()
    this.owner.tally.accepted++
    this.#submit({ place: SUMMARY, sequence: this.#sequence++, size: 0, request, params: undefined })
  }

  /**
   * The response of a request is about to overtake its records: all of them are handed to the transport at once, since
   * being complete is now worth more than their order and than a short turn of the event loop.
   */
  hurry(request: OpenRequest): void {
    const lane = this.#lanes?.get(request)
    if (lane !== undefined) this.#empty(lane)
  }

  /** Hands everything to the transport at once: whatever of it can be written synchronously will be. */
  handOver(): void {
    for (const lane of this.#eachLane()) this.#empty(lane)
  }

  #empty(lane: Lane): void {
    lane.window = Number.POSITIVE_INFINITY
    for (let entry = lane.queue.shift(); entry !== undefined; entry = lane.queue.shift()) {
      this.#unqueue(entry)
      this.#send(entry, lane)
    }
    this.#tidy(lane)
  }

  /** Resolves once everything is sent, or when the time (in milliseconds) is up. */
  flush(timeout: number): Promise<void> {
    this.summarise(undefined)
    if (this.#isIdle) return Promise.resolve()
    return waitFor(timeout, (done) => {
      this.#onIdle ??= new Set()
      this.#onIdle.add(done)
      return () => this.#onIdle?.delete(done)
    })
  }

  /** Drops what is left. Sends that are under way may still arrive; nobody waits for them. */
  close(reason: 'closed' | 'timeout'): void {
    if (this.#closed) return
    this.#closed = true
    this.#overload?.stop()
    const { tally } = this.owner
    tally.inFlight -= this.#inFlight
    tally.dropped[reason] += this.#inFlight
    this.#inFlight = 0
    for (const lane of this.#eachLane()) {
      for (let entry = lane.queue.shift(); entry !== undefined; entry = lane.queue.shift()) {
        this.#unqueue(entry)
        this.#drop(reason)
        entry.request?.settle()
      }
    }
    this.#lanes = undefined
    this.#rest()
    this.owner.ended(this)
  }
}

/** So that a transport which throws or returns something odd looks like one that rejects or resolves. */
function hand(wire: Wire, message: Message, options: SendOptions | undefined): Promise<void> {
  try {
    return Promise.resolve(wire.send(message, options))
  } catch (error) {
    return Promise.reject(error)
  }
}

/** The request to send with, `undefined` for none, `null` if the record comes too late for the modern era. */
function stillOpen(request: OpenRequest | undefined): OpenRequest | undefined | null {
  if (request?.state !== 'ended') return request
  return request.era === 'modern' ? null : undefined
}
