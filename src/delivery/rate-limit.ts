import { expectInteger, expectNumber, expectOptions } from '../check.js'

/**
 * How many log messages may pass in which time. A message of more than 1024 characters counts once for each 1024 begun,
 * since a transport that tells nothing of what its client has read is bounded by this alone.
 */
export interface RateLimit {
  /**
   * Sustained rate in messages per second.
   * @minimum 0
   * @default 1000 - more than anybody reads, and less than a stdio client on a slow machine can take
   */
  readonly perSecond?: number
  /**
   * How many messages may pass at once after a quiet time.
   * @minimum 1
   * @default 2000 - a tool that dumps a thousand lines is ordinary, one that does it twice in a row is not
   */
  readonly burst?: number
  /**
   * How many messages of the burst only `warning` and above may use.
   * @minimum 0
   * @maximum `burst`
   * @default 200 - a tenth of the burst: the error that explains the flood should get through
   */
  readonly reserve?: number
}

export interface RequiredRateLimit extends Required<RateLimit> {}

/** @throws TypeError or RangeError */
export function rateLimitOf(name: string, option: RateLimit | false | undefined): RequiredRateLimit | undefined {
  if (option === false) return undefined
  if (option !== undefined) expectOptions<RateLimit>(name, option, { perSecond: true, burst: true, reserve: true })
  const { perSecond = 1000, burst = 2000, reserve = Math.floor(burst / 10) } = option ?? {}
  expectNumber(`${name}.perSecond`, perSecond, 0)
  expectInteger(`${name}.burst`, burst, 1)
  expectInteger(`${name}.reserve`, reserve, 0, burst)
  return { perSecond, burst, reserve }
}

/** Characters of data that cost one token. */
const PER_TOKEN = 1024

/** Token bucket. */
export class TokenBucket {
  readonly #limit: RequiredRateLimit
  #tokens: number
  #filledAt = performance.now()

  constructor(limit: RequiredRateLimit) {
    this.#limit = limit
    this.#tokens = limit.burst
  }

  /**
   * Takes the token of one message, if it is there.
   *
   * @param urgent may use the reserve
   */
  take(urgent: boolean): boolean {
    const isThere = this.has(urgent)
    if (isThere) this.#tokens--
    return isThere
  }

  /** Whether {@link take} would succeed. */
  has(urgent: boolean): boolean {
    // Not only once the tokens run low: the time before that would be added to those of a full bucket.
    this.#fill()
    return this.#tokens >= (urgent ? 1 : 1 + this.#limit.reserve)
  }

  /**
   * Takes what a message costs beyond its first token, once its size is known: what is not there has to be earned first
   * by those that follow. Never more than the whole burst.
   *
   * @param size characters of the message's data
   */
  charge(size: number): void {
    if (size > PER_TOKEN) this.#tokens -= Math.min(Math.ceil(size / PER_TOKEN) - 1, this.#limit.burst)
  }

  #fill(): void {
    const now = performance.now()
    const grown = ((now - this.#filledAt) / 1000) * this.#limit.perSecond
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + grown)
    this.#filledAt = now
  }
}
