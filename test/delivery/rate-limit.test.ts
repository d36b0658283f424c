import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { rateLimitOf, TokenBucket } from '../../src/delivery/rate-limit.js'
import { createClientLogging } from '../../src/index.js'
import { Scripted } from '../harness/scripted.js'

beforeEach(() => {
  // Not setImmediate: a queue goes out with the event loop in between.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function passing(bucket: TokenBucket, attempts: number, urgent = false, size = 100): number {
  const passes = (): boolean => {
    const taken = bucket.take(urgent)
    if (taken) bucket.charge(size)
    return taken
  }
  return Array.from({ length: attempts }).filter(passes).length
}

describe('TokenBucket', () => {
  const limit = { perSecond: 10, burst: 20, reserve: 5 }

  test('passes a burst, then the rate', () => {
    const bucket = new TokenBucket({ ...limit, reserve: 0 })
    expect(passing(bucket, 30)).toBe(20)
    vi.advanceTimersByTime(1000)
    expect(passing(bucket, 30)).toBe(10)
    vi.advanceTimersByTime(60_000)
    expect(passing(bucket, 30)).toBe(20)
  })

  test('passes no more than a burst after a quiet time, full or not', () => {
    const bucket = new TokenBucket({ ...limit, reserve: 0 })
    vi.advanceTimersByTime(60_000)
    expect(passing(bucket, 50)).toBe(20)
    vi.advanceTimersByTime(1000)
    expect(passing(bucket, 5)).toBe(5)
    vi.advanceTimersByTime(60_000)
    expect(passing(bucket, 50)).toBe(20)
  })

  test('keeps a reserve for what is urgent', () => {
    const bucket = new TokenBucket(limit)
    expect(passing(bucket, 30)).toBe(15)
    expect(passing(bucket, 30, true)).toBe(5)
    vi.advanceTimersByTime(300)
    expect(passing(bucket, 30)).toBe(0)
    expect(passing(bucket, 30, true)).toBe(3)
  })

  test('counts a large message for as many as its size is worth: those that follow wait for it', () => {
    const bucket = new TokenBucket(limit)
    expect(passing(bucket, 30, false, 3000)).toBe(5)
    vi.advanceTimersByTime(60_000)
    // No larger than the whole burst, whatever its size.
    expect(passing(bucket, 1, false, 10_000_000)).toBe(1)
    expect(passing(bucket, 1, true)).toBe(0)
    vi.advanceTimersByTime(100)
    expect(passing(bucket, 1, true)).toBe(0)
    vi.advanceTimersByTime(100)
    expect(passing(bucket, 1, true)).toBe(1)
  })
})

describe('the limit of a connection', () => {
  test.each([
    ['the default', {}, 1800],
    ['none', { rateLimit: false as const }, 5000],
    ['its own', { rateLimit: { burst: 10, reserve: 1 } }, 9],
  ])('%s', async (_, options, expected) => {
    const logging = createClientLogging({ ...options, queue: { maxRecords: 10_000, maxSize: 10_000_000 } })
    const client = await Scripted.legacy(logging)
    const log = logging.logger()
    for (let n = 0; n < 5000; n++) log.info(String(n))
    await logging.flush()
    expect(client.logs.filter(({ params }) => params?.logger !== 'mcp-log-bridge')).toHaveLength(expected)
  })

  test('spends nothing on records that would not be delivered', async () => {
    const logging = createClientLogging({ rateLimit: { burst: 3, reserve: 0, perSecond: 0 } })
    const client = await Scripted.legacy(logging)
    const log = logging.logger()
    await client.setLevel('warning')
    for (let n = 0; n < 100; n++) log.info('too verbose')
    client.call(1, () => log.error('not opted in'), 'emergency')
    for (let n = 0; n < 5; n++) log.error(String(n))
    expect(client.data).toEqual(['0', '1', '2'])
    expect(logging.stats().dropped).toMatchObject({ level: 101, 'rate-limit': 2 })
  })

  test('is spared before the record is even formed', async () => {
    const shape = vi.fn(({ message }) => message)
    const logging = createClientLogging({ shape, rateLimit: { burst: 1, reserve: 0, perSecond: 0 } })
    await Scripted.legacy(logging)
    for (let n = 0; n < 10; n++) logging.logger().info('x')
    expect(shape).toHaveBeenCalledTimes(1)
    expect(logging.stats()).toMatchObject({ accepted: 10, dropped: { 'rate-limit': 9 } })
  })

  test.each([
    ['rateLimit', { rateLimit: true }, 'Expected `rateLimit` to be an object, got `true` (boolean)'],
    [
      'burst',
      { rateLimit: { burst: 0 } },
      'Expected `rateLimit.burst` to be an integer from 1 and up, got `0` (number)',
    ],
    [
      'reserve',
      { rateLimit: { burst: 5, reserve: 6 } },
      'Expected `rateLimit.reserve` to be an integer from 0 to 5, got `6` (number)',
    ],
    [
      'perSecond',
      { rateLimit: { perSecond: -1 } },
      'Expected `rateLimit.perSecond` to be a number from 0 and up, got `-1` (number)',
    ],
  ])('names a bad option: %s', (_, options, message) => {
    expect(() => createClientLogging(options as never)).toThrow(message)
  })

  test('has defaults that let a burst of a thousand pass', () => {
    expect(rateLimitOf('rateLimit', undefined)).toEqual({ perSecond: 1000, burst: 2000, reserve: 200 })
  })
})
