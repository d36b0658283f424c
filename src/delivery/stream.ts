import { MCP_LEVELS } from '../levels/mcp-level.js'
import type { LogRecord } from '../record.js'
import type { OpenRequest } from '../request/connection.js'
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
/** A summary has its place above all levels, and is not counted: it never has to make room for a record. */
export const SUMMARY = MCP_LEVELS.length

export interface Entry {
  readonly place: number
  readonly sequence: number
  readonly size: number
  readonly request: OpenRequest | undefined
  /** `undefined` on a summary, which is written when it goes out. */
  readonly params: LogRecord | undefined
}

/** What goes out on one stream, in order. */
export class Lane {
  readonly queue = new RecordQueue<Entry>()
  inFlight = 0
  /** How many may be in flight. */
  window: number

  /** @param key the request whose stream it is; `undefined` for that of the session */
  constructor(
    readonly key: OpenRequest | undefined,
    http: boolean,
  ) {
    this.window = http ? IN_FLIGHT_HTTP : IN_FLIGHT
  }
}

export function isWeaker(entry: Entry, than: Entry | undefined): boolean {
  if (than === undefined) return true
  return entry.place < than.place || (entry.place === than.place && entry.sequence < than.sequence)
}
