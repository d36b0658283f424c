import type { Wire } from '../request/connection.js'
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
  readonly #wire: Wire
  /** HTTP gives every request a stream of its own, so that one which stalls holds up no other. */
  readonly #perRequest: boolean
  readonly #limits: StreamLimits
  readonly #stats: Stats
  /** For what belongs to no request; where there is a single stream, for all. */
  #session: Stream | undefined
  /** Of the request that logged last: records mostly come in a row. */
  #current: RequestRecords | undefined
  /** Of the other requests that have records queued or in flight. */
  #others: Map<OpenRequest, RequestRecords> | undefined
  #queued = 0
  #size = 0
  #isSummaryQueued = false

  readonly #look: (stream: Stream) => void

  /** @param look called when it is time to ask {@link hasRoom} again */
  constructor(wire: Wire, limits: StreamLimits, stats: Stats, look: (stream: Stream) => void) {
    this.#wire = wire
    this.#perRequest = wire.streamPerRequest
    this.#limits = limits
    this.#stats = stats
    this.#look = look
  }

  get session(): Stream {
    this.#session ??= new Stream(this.#perRequest)
    return this.#session
  }

  /** Whether what waits in a stream goes out in the response of its request: not if that has ended, or is plain JSON. */
  isOwn({ request }: Stream): boolean {
    return request !== undefined && request.state !== 'ended' && this.#wire.hasStream(request.id)
  }

  /** The stream on which the next record of a stream goes out. */
  carrier(stream: Stream): Stream {
    return stream.request === undefined || this.isOwn(stream) ? stream : this.session
  }

  /** Whether a stream takes another record now. */
  hasRoom(stream: Stream): boolean {
    if (stream.inFlight >= stream.window) return false // asked again when one of them has settled
    if (this.carrier(stream).isRead(this.#wire)) return true
    stream.lookLater(this.#look)
    return false
  }

  get queued(): number {
    return this.#queued
  }

  /** The records of a request, made when it has the first one. */
  recordsOf(request: OpenRequest): RequestRecords {
    const current = this.#current
    if (current?.request === request) return current
    if (current?.isPending) {
      this.#others ??= new Map()
      this.#others.set(current.request, current)
    }
    const records =
      this.#others?.get(request) ??
      new RequestRecords(request, this.#perRequest ? new Stream(true, request) : this.session)
    this.#others?.delete(request)
    this.#current = records
    return records
  }

  /** Those that are queued or in flight now. */
  pendingOf(request: OpenRequest): RequestRecords | undefined {
    const current = this.#current
    if (current?.request !== request) return this.#others?.get(request)
    return current.isPending ? current : undefined
  }

  /** Nothing of the request is pending any more. */
  forget(request: OpenRequest): void {
    this.#others?.delete(request)
  }

  *each(): Generator<Stream> {
    if (this.#session !== undefined) yield this.#session
    if (!this.#perRequest) return
    if (this.#current !== undefined) yield this.#current.stream
    for (const { stream } of this.#others?.values() ?? []) yield stream
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

  /** The oldest of a stream, if that takes another record now. */
  next(stream: Stream): Entry | undefined {
    return stream.queue.length > 0 && this.hasRoom(stream) ? this.dequeue(stream) : undefined
  }

  /** The oldest of a stream. */
  dequeue(stream: Stream): Entry | undefined {
    const entry = stream.queue.shift()
    if (entry !== undefined) this.#removed(entry)
    return entry
  }

  /** Takes everything out of a stream, oldest first. */
  *drain(stream: Stream): Generator<Entry> {
    for (let entry = this.dequeue(stream); entry !== undefined; entry = this.dequeue(stream)) yield entry
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
