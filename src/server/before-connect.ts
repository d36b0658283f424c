import { RecordQueue } from '../delivery/record-queue.js'
import type { Stats } from '../delivery/stats.js'
import type { StreamLimits } from '../delivery/streams.js'
import { severity } from '../levels/mcp-level.js'
import type { LogRecord } from '../record.js'

/** A record that waits for the first client. */
interface Waiting {
  readonly severity: number
  readonly sequence: number
  readonly record: LogRecord
  /** Characters of JSON. */
  readonly size: number
}

/** What was logged outside of any request before there was a client: as much as waits for one client later. */
export class BeforeConnect {
  readonly #queue = new RecordQueue<Waiting>()
  readonly #limits: StreamLimits
  readonly #stats: Stats
  #size = 0
  #sequence = 0

  constructor(limits: StreamLimits, stats: Stats) {
    this.#limits = limits
    this.#stats = stats
  }

  push(record: LogRecord, size: number): void {
    const { maxRecords, maxSize } = this.#limits
    if (size > maxSize) return this.#stats.drop('queue')
    this.#queue.push({ severity: severity(record.level), sequence: this.#sequence++, record, size })
    this.#size += size
    this.#stats.queue()
    while (this.#queue.length > maxRecords || this.#size > maxSize) {
      this.#size -= this.#queue.evict()?.size ?? 0
      this.#stats.unqueue()
      this.#stats.drop('queue')
    }
  }

  /** Takes everything out, oldest first: what becomes of it is counted next. */
  *drain(): Generator<Waiting> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.#stats.unqueue()
      yield next
    }
  }
}
