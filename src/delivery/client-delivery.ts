import { severity } from '../levels/mcp-level.js'
import type { LogRecord } from '../record.js'
import type { Connection } from '../request/connection.js'
import type { OpenRequest } from '../request/open-request.js'
import type { Outlet } from '../request/outlet.js'
import { type Enter, entryTo } from '../request/scope.js'
import { DroppedSummary, type OverloadCounts, type OverloadReason, summaryRecord } from './dropped-summary.js'
import { exiting, waitFor } from './exit.js'
import type { DeliveryOwner } from './owner.js'
import { TokenBucket } from './rate-limit.js'
import { optionsFor, send } from './send.js'
import { ClientStats, type DropReason } from './stats.js'
import { type Entry, type Stream, SUMMARY } from './stream.js'
import { Streams } from './streams.js'

/** Records that leave the queue in one turn of the event loop: about a millisecond's worth. */
const BATCH = 64
const WARNING = severity('warning')

/**
 * The way of one hub's records to one client: bounded, ordered, counted. The log call never waits for it. What it needs
 * to do so is made when there is a record: most sessions are idle most of the time.
 */
export class ClientDelivery implements Outlet {
  /** A hub must not keep clients alive that nobody else holds. */
  readonly ref = new WeakRef<ClientDelivery>(this)
  readonly stats: ClientStats
  #enterSending: Enter | undefined
  #bucket: TokenBucket | undefined
  #dropped: DroppedSummary | undefined
  #streams: Streams | undefined
  #onIdle: Set<() => void> | undefined
  #sequence = 0
  #inFlight = 0
  #batch = BATCH
  #isSending = false
  #closed = false

  constructor(
    readonly connection: Connection,
    readonly hub: DeliveryOwner<ClientDelivery>,
  ) {
    this.stats = new ClientStats(hub.stats)
  }

  ready(): void {
    this.hub.ready(this)
  }

  /** Why a record of this severity cannot be taken now; `undefined` if it can, which spends a token. */
  admit(severity: number): DropReason | undefined {
    if (this.#closed) return 'closed'
    if (this.#isSending) return 'feedback'
    const { rateLimit } = this.hub.settings
    if (rateLimit === undefined) return undefined
    this.#bucket ??= new TokenBucket(rateLimit)
    if (this.#bucket.take(severity >= WARNING)) return undefined
    this.noteDropped('rate-limit')
    return 'rate-limit'
  }

  /**
   * Sends or queues a record that has been accepted.
   *
   * @param size characters of JSON
   * @param request in which it was logged; once that has ended, the record is one of the session
   */
  push(record: LogRecord, size: number, request: OpenRequest | undefined): void {
    if (this.#closed) return this.stats.drop('closed')
    this.#bucket?.charge(size)
    const isLate = request?.state === 'ended'
    if (isLate && request?.era === 'modern') return this.stats.drop('no-request')
    const records = request && !isLate ? this.#own.recordsOf(request) : undefined
    this.#submit({
      severity: severity(record.level),
      sequence: this.#sequence++,
      size,
      request: records,
      params: record,
    })
  }

  get #own(): Streams {
    this.#streams ??= new Streams(this.connection.wire, this.hub.settings, this.hub.stats, (each) => this.#pump(each))
    return this.#streams
  }

  #submit(entry: Entry): void {
    const stream = entry.request?.stream ?? this.#own.session
    entry.request?.add()
    if (stream.queue.length === 0 && this.#own.hasRoom(stream)) return this.#send(entry, stream)
    for (const evicted of this.#own.enqueue(entry, stream)) {
      this.stats.drop('queue')
      this.noteDropped('queue')
      this.#ended(evicted)
    }
    if (this.#own.queued > 0) exiting.add(this)
  }

  #send(entry: Entry, stream: Stream): void {
    const { wire } = this.connection
    const options = optionsFor(wire, entry.request?.request)
    if (typeof options === 'string') {
      this.stats.drop(options)
      if (entry.params === undefined) this.#dropped?.end(undefined)
      return this.#ended(entry)
    }
    const counts = entry.params === undefined ? this.#dropped?.take() : undefined
    const params = entry.params ?? summaryRecord(counts)
    if (entry.request !== undefined && entry.params !== undefined) entry.request.request.logged++
    this.#own.carrier(stream).write(entry.size)
    stream.inFlight++
    this.#inFlight++
    this.hub.stats.send()
    this.#isSending = true
    this.#enterSending ??= entryTo({ sending: this })
    const sent = this.#enterSending(send, wire, params, options)
    this.#isSending = false
    sent.then(
      () => this.#settle(entry, stream, counts),
      (error: unknown) => this.#settle(entry, stream, counts, { error }),
    )
  }

  #settle(entry: Entry, stream: Stream, counts: OverloadCounts | undefined, failure?: { error: unknown }): void {
    this.#ended(entry)
    if (this.#closed) return // counted when it closed
    if (counts !== undefined) this.#dropped?.end(failure && counts)
    stream.inFlight--
    this.#inFlight--
    this.hub.stats.settle()
    if (failure === undefined) this.stats.sent()
    else {
      this.stats.drop('failed')
      this.hub.failed(failure.error)
    }
    if (this.#own.queued > 0) this.#pump(stream)
    else if (this.#onIdle !== undefined) this.#noteIdle()
  }

  /** An entry has been sent or dropped. */
  #ended({ request }: Entry): void {
    if (request?.settle()) this.#streams?.forget(request.request)
  }

  /** Sends what is queued, as far as the stream and this turn of the event loop have room. */
  #pump(stream: Stream): void {
    while (this.#batch > 0) {
      const entry = this.#own.next(stream)
      if (entry === undefined) break
      if (--this.#batch === 0) setImmediate(() => this.#nextBatch())
      this.#send(entry, stream)
    }
    this.#noteIdle()
  }

  #nextBatch(): void {
    this.#batch = BATCH
    for (const stream of this.#streams?.each() ?? []) this.#pump(stream)
  }

  /** Sends all of a stream at once: whatever of it can be written synchronously will be. */
  #sendAll(stream: Stream): void {
    stream.window = Number.POSITIVE_INFINITY
    for (const entry of this.#own.drain(stream)) this.#send(entry, stream)
    this.#noteIdle()
  }

  get #isIdle(): boolean {
    return this.#inFlight === 0 && !this.#streams?.queued
  }

  #noteIdle(): void {
    if (this.#streams?.queued === 0) exiting.delete(this)
    if (this.#onIdle !== undefined && this.#isIdle) for (const done of this.#onIdle) done()
  }

  noteDropped(reason: OverloadReason): void {
    this.#dropped ??= new DroppedSummary(() => this.#summarise(undefined))
    this.#dropped.count(reason)
  }

  /** Tells the client what it missed, if it accepts that and has not been told just now. */
  #summarise(during: OpenRequest | undefined): void {
    if (this.#closed || this.#isSending || !this.#dropped?.isDue) return
    const { connection, hub } = this
    const accepts = (each: OpenRequest | undefined): boolean => hub.accepts(connection, WARNING, each)
    const request = during ?? connection.find(accepts)
    // Over HTTP few clients have a stream for what belongs to no request: they are told with their next request.
    if ((request === undefined && connection.http) || !accepts(request)) return
    this.#dropped.begin()
    hub.stats.accept()
    const records = request && this.#own.recordsOf(request)
    this.#submit({ severity: SUMMARY, sequence: this.#sequence++, size: 0, request: records, params: undefined })
  }

  beforeResponse(request: OpenRequest): Promise<void> | undefined {
    this.#summarise(request)
    const records = this.#streams?.pendingOf(request)
    const { responseWait } = this.hub.settings
    if (records === undefined || responseWait === 0) return undefined
    // The response is the last that its own stream takes; any other takes them later, once its client reads.
    return records.drain(responseWait, () => this.#own.isOwn(records.stream) && this.#sendAll(records.stream))
  }

  /** The process exits. */
  sendAll(): void {
    for (const stream of this.#streams?.each() ?? []) this.#sendAll(stream)
  }

  /** Resolves once everything is sent, or when the time (in milliseconds) is up. */
  flush(timeout: number): Promise<void> {
    this.#summarise(undefined)
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
    this.#dropped?.stop()
    this.hub.stats.settle(this.#inFlight)
    this.stats.drop(reason, this.#inFlight)
    this.#inFlight = 0
    for (const stream of this.#streams?.each() ?? []) {
      for (const entry of this.#own.drain(stream)) {
        this.stats.drop(reason)
        this.#ended(entry)
      }
    }
    this.#noteIdle()
    this.#streams = undefined
    this.hub.ended(this)
  }
}
