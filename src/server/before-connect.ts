import { RecordQueue } from '../delivery/record-queue.js'
import type { Tally } from '../delivery/stats.js'
import { severity } from '../levels/mcp-level.js'
import type { LogRecord } from '../record.js'
import type { Settings } from './options.js'

/** A record that waits for the first client. */
interface Held {
  readonly place: number
  readonly sequence: number
  readonly record: LogRecord
  /** Characters of JSON. */
  readonly size: number
}

/** What was logged outside of any request before there was a client: as much as waits for one client later. */
export class Backlog {
  readonly #queue = new RecordQueue<Held>()
  #size = 0
  #sequence = 0
  #released = false

  constructor(
    private readonly limits: Pick<Settings, 'maxRecords' | 'maxBytes'>,
    private readonly tally: Tally,
  ) {}

  hold(record: LogRecord, size: number): void {
    const { maxRecords, maxBytes } = this.limits
    this.tally.accepted++
    if (this.#released || size > maxBytes) {
      // Released while the record was on its way here, by what its own fields do when they are read.
      this.tally.dropped[this.#released ? 'no-client' : 'queue']++
      return
    }
    this.#queue.push({ place: severity(record.level), sequence: this.#sequence++, record, size })
    this.#size += size
    this.tally.queued++
    while (this.#queue.length > maxRecords || this.#size > maxBytes) {
      this.#size -= this.#queue.evict()?.size ?? 0
      this.tally.queued--
      this.tally.dropped.queue++
    }
  }

  /** Takes everything out, oldest first: whoever gets it counts it anew. Nothing can be held any more. */
  *release(): Generator<Held> {
    this.#released = true
    for (let held = this.#queue.shift(); held !== undefined; held = this.#queue.shift()) {
      this.tally.queued--
      this.tally.accepted--
      yield held
    }
  }
}
