import type { LogRecord } from '../record.js'

/**
 * Milliseconds between two reports of dropped records: often enough to be seen beside the gap that it explains, too
 * rare to be noise of its own.
 */
const INTERVAL = 5000

/** The logger name of a summary. */
export const SUMMARY_LOGGER = 'mcp-log-bridge'

/** Dropped because there was more of it than the limits allow. */
export type OverloadReason = 'rate-limit' | 'queue'

export type OverloadCounts = Readonly<Record<OverloadReason, number>>

/** Counts what was dropped under load until it is reported, and says when that is due. */
export class DroppedSummary {
  #unreported: OverloadCounts | undefined
  #isReporting = false
  #reportedAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  readonly #onDue: () => void

  /** @param onDue called when something has waited for the whole interval */
  constructor(onDue: () => void) {
    this.#onDue = onDue
  }

  count(reason: OverloadReason): void {
    this.#add({ 'rate-limit': 0, queue: 0, [reason]: 1 })
  }

  /** Whether there is something to report, and the last report is long enough ago. */
  get isDue(): boolean {
    return this.#unreported !== undefined && !this.#isReporting && performance.now() - this.#reportedAt >= INTERVAL
  }

  /** A report has been queued: no second one until {@link end}. */
  begin(): void {
    this.#isReporting = true
  }

  /** The report goes out now: everything that was dropped until this moment. `undefined` if that is nothing. */
  take(): OverloadCounts | undefined {
    const counts = this.#unreported
    this.#unreported = undefined
    this.#reportedAt = performance.now()
    this.stop()
    return counts
  }

  /** @param unreported what the report said, if it did not arrive: then the next one says it */
  end(unreported: OverloadCounts | undefined): void {
    this.#isReporting = false
    if (unreported !== undefined) this.#add(unreported)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #add(counts: OverloadCounts): void {
    const before = this.#unreported ?? { 'rate-limit': 0, queue: 0 }
    this.#unreported = {
      'rate-limit': before['rate-limit'] + counts['rate-limit'],
      queue: before.queue + counts.queue,
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#reportedAt = Number.NEGATIVE_INFINITY // timers may be a millisecond early: the interval is over all the same
      this.#onDue()
    }, INTERVAL).unref()
  }
}

/** What a client is told of the records that it missed. */
export function summaryRecord(counts: OverloadCounts = { 'rate-limit': 0, queue: 0 }): LogRecord {
  return { level: 'warning', logger: SUMMARY_LOGGER, data: summaryText(counts) }
}

/** @param from whose messages they were */
export function summaryText(counts: OverloadCounts, from?: string): string {
  const { 'rate-limit': limited, queue } = counts
  const total = limited + queue
  const why = queue === 0 ? 'rate limit' : limited === 0 ? 'queue' : `${limited} rate limit, ${queue} queue`
  return `${total} log ${total === 1 ? 'message' : 'messages'}${from ? ` of ${from}` : ''} dropped (${why})`
}
