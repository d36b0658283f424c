import type { OpenRequest } from '../request/open-request.js'
import type { Stats } from './stats.js'
import { type Entry, isLessImportant, RequestRecords, Stream, SUMMARY } from './stream.js'

/** Bounds of what waits for one client. */
export interface StreamLimits {
  readonly maxRecords: number
  /** Characters of JSON. */
  readonly maxSize: number
}

/** All streams to one client, and what waits for them: as much as the limits allow, over all of them together. */
export class Streams {
  readonly #http: boolean
  readonly #limits: StreamLimits
  readonly #stats: Stats
  /** For what belongs to no request; where there is a single stream, for all. */
  #session: Stream | undefined
  /** HTTP gives every request a stream of its own, so that one which stalls holds up no other. */
  #requests: Map<OpenRequest, RequestRecords> | undefined
  #queued = 0
  #size = 0
  #isSummaryQueued = false

  constructor(http: boolean, limits: StreamLimits, stats: Stats) {
    this.#http = http
    this.#limits = limits
    this.#stats = stats
  }

  get session(): Stream {
    this.#session ??= new Stream(this.#http)
    return this.#session
  }

  get queued(): number {
    return this.#queued
  }

  /** The records of a request, made when it has the first one. */
  recordsOf(request: OpenRequest): RequestRecords {
    this.#requests ??= new Map()
    let records = this.#requests.get(request)
    if (records === undefined) {
      records = new RequestRecords(request, this.#http ? new Stream(true) : this.session)
      this.#requests.set(request, records)
    }
    return records
  }

  /** Those that are queued or in flight now. */
  pendingOf(request: OpenRequest): RequestRecords | undefined {
    return this.#requests?.get(request)
  }

  /** Nothing of the request is pending any more. */
  forget(request: OpenRequest): void {
    this.#requests?.delete(request)
  }

  *each(): Generator<Stream> {
    if (this.#session !== undefined) yield this.#session
    if (this.#http) for (const { stream } of this.#requests?.values() ?? []) yield stream
  }

  /** @returns what there is no room for: the oldest of the least severe, whichever stream it waits for */
  enqueue(entry: Entry, stream: Stream): readonly Entry[] {
    const { maxRecords, maxSize } = this.#limits
    if (entry.size > maxSize) return [entry] // all others together could not make room for it
    stream.queue.push(entry)
    this.#stats.queue()
    this.#queued++
    this.#size += entry.size
    if (entry.severity === SUMMARY) this.#isSummaryQueued = true
    const evicted: Entry[] = []
    while (this.#queued - Number(this.#isSummaryQueued) > maxRecords || this.#size > maxSize)
      evicted.push(this.#evict())
    return evicted
  }

  /** The oldest of a stream. */
  dequeue(stream: Stream): Entry | undefined {
    const entry = stream.queue.length === 0 ? undefined : stream.queue.shift()
    if (entry !== undefined) this.#removed(entry)
    return entry
  }

  #evict(): Entry {
    let from: Stream | undefined
    for (const stream of this.each()) {
      const { weakest } = stream.queue
      if (weakest !== undefined && isLessImportant(weakest, from?.queue.weakest)) from = stream
    }
    const entry = from?.queue.evict() as Entry
    this.#removed(entry)
    return entry
  }

  #removed(entry: Entry): void {
    this.#stats.unqueue()
    this.#queued--
    this.#size -= entry.size
    if (entry.severity === SUMMARY) this.#isSummaryQueued = false
  }
}
