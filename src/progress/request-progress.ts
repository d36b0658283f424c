import { waitFor } from '../delivery/exit.js'
import type { Connection } from '../request/connection.js'
import type { Message } from '../request/message.js'
import type { OpenRequest, ProgressOfRequest } from '../request/open-request.js'
import { runInScope } from '../request/scope.js'

/** An update. Without a number it is one more step of an unknown number. */
export interface ProgressUpdate {
  readonly progress: number | undefined
  readonly total: number | undefined
  /** One line. */
  readonly message: string | undefined
}

/** Maximum time in milliseconds that a response waits for the progress before it. */
const LAST_WAIT = 250

/** Fraction by which the number grows for a message without a number: the protocol wants it to grow, users should not see it. */
const TINY_STEP = 1e-6

/**
 * The progress of one request: it always grows, is sent at most so often, the latest update wins, and the last one is sent
 * before the response.
 */
export class RequestProgress implements ProgressOfRequest {
  readonly #connection: Connection
  readonly #request: OpenRequest
  readonly #interval: number
  readonly #failed: (error: unknown) => void
  /** Updates so far. */
  #count = 0
  /** Whether the application has reported numbers. */
  #isMeasured = false
  #total: number | undefined
  /** The number sent last. */
  #last: number | undefined
  #waiting: ProgressUpdate | undefined
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<void> | undefined
  #isOver = false

  constructor(connection: Connection, request: OpenRequest, interval: number, failed: (error: unknown) => void) {
    this.#connection = connection
    this.#request = request
    this.#interval = interval
    this.#failed = failed
  }

  add(update: ProgressUpdate): void {
    if (this.#isOver) return
    this.#count++
    this.#waiting = { ...update, progress: update.progress ?? this.#waiting?.progress }
    if (update.progress !== undefined) {
      this.#isMeasured = true
      this.#total = update.total
    }
    if (this.#timer !== undefined) return
    this.#send()
    this.#rest()
  }

  #rest(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#waiting === undefined || this.#isOver) return
      this.#send()
      this.#rest()
    }, this.#interval).unref()
  }

  #send(): void {
    const update = this.#waiting
    const { id, progressToken } = this.#request
    const { wire } = this.#connection
    this.#waiting = undefined
    if (update === undefined || !wire.hasStream(id)) return
    const progress = this.#next(update.progress)
    this.#last = progress
    const params = {
      progressToken,
      progress,
      ...(this.#total !== undefined && { total: this.#total }),
      ...(update.message !== undefined && { message: update.message }),
    }
    const message: Message = { jsonrpc: '2.0', method: 'notifications/progress', params }
    // Otherwise what a transport logs meanwhile would become the next progress, and so on.
    const scope = { connection: this.#connection, localOnly: true } as const
    this.#sending = runInScope(scope, () => wire.send(message, { relatedRequestId: id })).catch(this.#failed)
  }

  #next(wanted: number | undefined): number {
    const last = this.#last
    const number = wanted ?? (this.#isMeasured ? undefined : this.#count)
    if (last === undefined) return number ?? this.#count
    if (number !== undefined && number > last) return number
    return this.#isMeasured ? last + Math.max(Math.abs(last), 1) * TINY_STEP : last + 1
  }

  finish(): Promise<void> | undefined {
    this.#send()
    this.stop()
    const sending = this.#sending
    if (sending === undefined) return undefined
    return waitFor(LAST_WAIT, (done) => {
      sending.then(done, done)
      return () => {}
    })
  }

  stop(): void {
    this.#isOver = true
    this.#waiting = undefined
    clearTimeout(this.#timer)
  }
}
