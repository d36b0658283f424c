/**
 * Milliseconds between two reports of dropped records: often enough to be seen beside the gap that it explains, too
 * rare to be noise of its own.
 */
const INTERVAL = 5000

/** Dropped for a reason that lies with the client's pace, or with how much was logged for it. */
export type OverloadReason = 'rate-limit' | 'queue'

export type OverloadCounts = Readonly<Record<OverloadReason, number>>

/** What one client has missed, and when it is to be told. */
export class Overload {
  #untold: OverloadCounts | undefined
  #telling = false
  #toldAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined

  /** @param onDue called when something has been waiting to be told for the whole interval */
  constructor(private readonly onDue: () => void) {}

  count(reason: OverloadReason): void {
    this.#add({ 'rate-limit': 0, queue: 0, [reason]: 1 })
  }

  /** Whether there is something to tell, and the client has not been told just now. */
  get due(): boolean {
    return this.#untold !== undefined && !this.#telling && performance.now() - this.#toldAt >= INTERVAL
  }

  /** A summary has been queued: no second one until {@link end}. */
  begin(): void {
    this.#telling = true
  }

  /** The summary goes out now. Counted until this moment, however long it was queued. */
  take(): OverloadCounts {
    const counts = this.#untold as OverloadCounts
    this.#untold = undefined
    this.#toldAt = performance.now()
    this.stop()
    return counts
  }

  /** @param untold what the summary said, if it did not arrive: then the next one says it */
  end(untold: OverloadCounts | undefined): void {
    this.#telling = false
    if (untold !== undefined) this.#add(untold)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #add(counts: OverloadCounts): void {
    const untold = this.#untold ?? { 'rate-limit': 0, queue: 0 }
    this.#untold = {
      'rate-limit': untold['rate-limit'] + counts['rate-limit'],
      queue: untold.queue + counts.queue,
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#toldAt = Number.NEGATIVE_INFINITY // timers may be a millisecond early: the interval is over all the same
      this.onDue()
    }, INTERVAL).unref()
  }
}

export function summaryOf(counts: OverloadCounts): string {
  const reasons = [
    counts['rate-limit'] > 0 && `${counts['rate-limit']} rate limit`,
    counts.queue > 0 && `${counts.queue} queue`,
  ].filter(Boolean)
  const total = counts['rate-limit'] + counts.queue
  return `${total} log ${total === 1 ? 'message' : 'messages'} dropped (${reasons.join(', ')})`
}
