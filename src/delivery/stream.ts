import { MCP_LEVELS } from '../levels/mcp-level.js'
import type { LogRecord } from '../record.js'
import type { Wire } from '../request/connection.js'
import type { OpenRequest } from '../request/open-request.js'
import { waitFor } from './exit.js'
import { RecordQueue } from './record-queue.js'

/**
 * Sends in flight where a client has a single stream. More would gain nothing, a pipe that is full takes none of them;
 * and each pending one holds a `drain` and an `error` listener, of which Node reports a leak from the eleventh on.
 */
const IN_FLIGHT = 8
/**
 * Sends in flight on each stream of an HTTP client. An event store may take longer for one record than for the next,
 * and the transport writes only when it is done: with a second one under way, their order would be the store's.
 */
const IN_FLIGHT_HTTP = 1
/**
 * Characters that are written to a response before the client has to have taken what was written: as many as a busy
 * socket takes at once, so that a client which reads is never waited for.
 */
const UNREAD = 65_536
/** Characters of a message around its record. */
const ENVELOPE = 128
/** Milliseconds between two looks at a response whose client does not read, in the end. */
const LONGEST_LOOK = 50
/** A summary ranks above all levels, and is not counted: it never has to make room for a record. */
export const SUMMARY = MCP_LEVELS.length

/** A record on its way out. */
export interface Entry {
  /** Of its level, or {@link SUMMARY}. */
  readonly severity: number
  readonly sequence: number
  /** Characters of JSON. */
  readonly size: number
  readonly request: RequestRecords | undefined
  /** `undefined` on a summary, which is written when it goes out. */
  readonly params: LogRecord | undefined
}

/** What goes out one after the other. */
export class Stream {
  readonly queue = new RecordQueue<Entry>()
  inFlight = 0
  /** How many sends may be in flight. */
  window: number
  /** Of the request whose response it is; `undefined` for what belongs to no request, or is all there is. */
  readonly request: OpenRequest | undefined
  /** Characters sent since the response was last seen to have drained. */
  #unread = 0
  #timer: NodeJS.Timeout | undefined
  #delay = 1

  constructor(http: boolean, request?: OpenRequest) {
    this.window = http ? IN_FLIGHT_HTTP : IN_FLIGHT
    this.request = request
  }

  /** A record goes out here. */
  write(size: number): void {
    this.#unread += size + ENVELOPE
  }

  /** Whether the client takes what is sent: asks its transport now and then. */
  isRead(wire: Wire): boolean {
    if (this.#unread < UNREAD) return true
    if (!wire.hasDrained(this.request?.id)) return false
    this.#unread = 0
    this.#delay = 1
    return true
  }

  /** Calls `look` later: soon at first, then less and less often. */
  lookLater(look: (stream: Stream) => void): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      look(this)
    }, this.#delay).unref()
    this.#delay = Math.min(this.#delay * 2, LONGEST_LOOK)
  }
}

/** The records of one request that are queued or in flight. */
export class RequestRecords {
  #pending = 0
  #onIdle: (() => void) | undefined

  constructor(
    readonly request: OpenRequest,
    readonly stream: Stream,
  ) {}

  get isPending(): boolean {
    return this.#pending > 0
  }

  add(): void {
    this.#pending++
  }

  /** @returns whether it was the last one */
  settle(): boolean {
    this.#pending--
    if (this.#pending > 0) return false
    this.#onIdle?.()
    return true
  }

  /**
   * Waits until all of them are sent, with a bound in milliseconds.
   *
   * @param sendAll called halfway: being complete is worth more than order from then on
   */
  drain(bound: number, sendAll: () => void): Promise<void> {
    const halfway = setTimeout(sendAll, bound / 2).unref()
    return waitFor(bound, (done) => {
      this.#onIdle = done
      return () => {
        clearTimeout(halfway)
        this.#onIdle = undefined
        // In a process that is late, Node runs timers of different lengths in any order.
        if (this.#pending > 0) sendAll()
      }
    })
  }
}

/** Whether an entry is to be dropped before another one: the less severe first, of equals the older. */
export function isLessImportant(entry: Entry, than: Entry | undefined): boolean {
  if (than === undefined) return true
  return entry.severity < than.severity || (entry.severity === than.severity && entry.sequence < than.sequence)
}
