import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type BridgeWarning, type ClientLoggingOptions, createClientLogging } from '../../src/index.js'
import { Scripted } from '../harness/scripted.js'

beforeEach(() => {
  // Not setImmediate: a queue goes out with the event loop in between.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const UNLIMITED = { rateLimit: false } as const

async function stalled(options: ClientLoggingOptions = UNLIMITED, http = false) {
  const warnings: BridgeWarning[] = []
  const logging = createClientLogging({ onWarning: (warning) => warnings.push(warning), ...options })
  const client = await Scripted.legacy(logging, { http })
  client.stalled = true
  return { logging, client, log: logging.logger(), warnings }
}

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => String(from + n))
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('order', () => {
  test('a record is handed to the transport within the log call', async () => {
    const { client, log } = await stalled()
    log.info('now')
    expect(client.data).toEqual(['now'])
  })

  test('at most eight sends are in flight, the rest follows in order', async () => {
    const { logging, client, log } = await stalled()
    for (const n of numbers(0, 500)) log.info(n)
    expect(client.data).toEqual(numbers(0, 8))
    expect(logging.stats()).toMatchObject({ inFlight: 8, queued: 492, sent: 0 })
    await client.resume()
    await logging.flush()
    expect(client.data).toEqual(numbers(0, 500))
    expect(logging.stats()).toMatchObject({ accepted: 500, inFlight: 0, queued: 0, sent: 500 })
  })

  test('a queue goes out in portions, with the event loop in between', async () => {
    const { client, log } = await stalled()
    for (const n of numbers(0, 500)) log.info(n)
    await client.resume()
    const counts: number[] = []
    while (client.logs.length < 500) {
      await turn()
      counts.push(client.logs.length)
    }
    expect(counts.length).toBeGreaterThan(5)
    for (const [index, count] of counts.entries()) expect(count - (counts[index - 1] ?? 8)).toBeLessThanOrEqual(2 * 64)
  })

  test('levels do not change it', async () => {
    const { logging, client, log } = await stalled()
    const levels = ['info', 'emergency', 'warning', 'notice', 'alert', 'error', 'info', 'critical'] as const
    const logged = [...levels, ...levels, ...levels]
    for (const [index, level] of logged.entries()) log[level](`${index} ${level}`)
    await client.resume()
    await logging.flush()
    expect(client.data).toEqual(logged.map((level, index) => `${index} ${level}`))
  })

  test('a record whose own field ends its request is dropped in the modern era', async () => {
    const { logging, client, log } = await stalled()
    const ending = {
      get last() {
        client.receive({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
        return 'words'
      },
    }
    client.call(1, () => log.info('ending', ending), 'info')
    expect(client.data).toEqual([])
    expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { 'no-request': 1 } })
  })

  test('records of ended requests are those of the session', async () => {
    const { logging, client, log } = await stalled({ ...UNLIMITED, afterResponse: 'session' }, true)
    const { AsyncResource } = await import('node:async_hooks')
    const late: ((n: string) => void)[] = []
    for (const id of [1, 2]) {
      client.call(id, () => late.push(AsyncResource.bind((n: string) => void log.info(n))))
      await client.respond(id)
    }
    for (const n of numbers(0, 6)) late[Number(n) % 2]?.(n)
    expect(client.data).toEqual(['0'])
    await client.resume()
    await logging.flush()
    expect(client.logs.map(({ params, related }) => [params?.data, related])).toEqual(
      numbers(0, 6).map((n) => [n, undefined]),
    )
  })

  test('sends that settle out of order do not change it', async () => {
    const { logging, client, log } = await stalled()
    for (const n of numbers(0, 40)) log.info(n)
    for (const { resolve } of client.pending.splice(0).reverse()) resolve()
    await turn()
    while (client.pending.length > 0) {
      client.pending.splice(Math.floor(client.pending.length / 2), 1)[0]?.resolve()
      await turn()
    }
    expect(client.data).toEqual(numbers(0, 40))
    expect(logging.stats()).toMatchObject({ sent: 40, queued: 0, inFlight: 0 })
  })

  test('on HTTP a stream has one send at a time, so that a slow store cannot change it', async () => {
    const { client, log } = await stalled(UNLIMITED, true)
    client.call('a', () => numbers(0, 5).forEach((n) => void log.info(`a${n}`)))
    client.call('b', () => numbers(0, 5).forEach((n) => void log.info(`b${n}`)))
    expect(client.data).toEqual(['a0', 'b0'])
    client.pending[1]?.resolve()
    await turn()
    expect(client.data).toEqual(['a0', 'b0', 'b1'])
    expect(client.logs.map(({ related }) => related)).toEqual(['a', 'b', 'b'])
  })
})

describe('bounds', () => {
  test('by count: the oldest of the least severe makes room', async () => {
    const { logging, client, log } = await stalled({ ...UNLIMITED, queue: { maxRecords: 4 } })
    for (const n of numbers(0, 8)) log.info(n)
    log.error('error')
    for (const n of numbers(8, 12)) log.info(n)
    log.warning('warning')
    expect(logging.stats()).toMatchObject({ queued: 4, dropped: { queue: 2 } })
    await client.resume()
    await logging.flush()
    expect(client.data.slice(8)).toEqual(['error', '10', '11', 'warning', '2 log messages dropped (queue)'])
  })

  test('by size', async () => {
    const { logging, log } = await stalled({ ...UNLIMITED, queue: { maxSize: 10 * 100 } })
    for (const n of numbers(0, 50)) log.info(n.padEnd(98))
    expect(logging.stats().queued).toBe(10)
    expect(logging.stats().dropped.queue).toBe(32)
  })

  test('what is too large for the whole queue drives nothing else out of it', async () => {
    const { logging, client, log } = await stalled({ ...UNLIMITED, queue: { maxSize: 200 } })
    for (const n of numbers(0, 18)) log.info(n)
    log.emergency('x'.repeat(200))
    expect(logging.stats()).toMatchObject({ inFlight: 8, queued: 10, dropped: { queue: 1 } })
    await client.resume()
  })

  test('a stream that stalls takes its room from all, and from the least severe first', async () => {
    const { logging, client, log } = await stalled({ ...UNLIMITED, queue: { maxRecords: 3 } }, true)
    client.call('a', () => ['sent', 'a1', 'a2'].forEach((each) => void log.info(each)))
    client.call('b', () => ['sent', 'b1', 'b2', 'b3'].forEach((each) => void log.error(each)))
    expect(logging.stats()).toMatchObject({ queued: 3, dropped: { queue: 2 } })
    await client.resume()
    await logging.flush()
    expect(client.logs.filter(({ related }) => related === 'a').map(({ params }) => params?.data)).toEqual([
      'sent',
      '2 log messages dropped (queue)',
    ])
    expect(client.logs.filter(({ related }) => related === 'b').map(({ params }) => params?.data)).toEqual([
      'sent',
      'b1',
      'b2',
      'b3',
    ])
  })
})

test('what one client’s transport adds to a message does not reach another client', async () => {
  const logging = createClientLogging({ background: 'all' })
  const tagging = (tag: string) => ({
    http: true,
    send: async (message: { params?: object }) => void Object.assign(message.params ?? {}, { [tag]: true }),
  })
  const clients = await Promise.all(['a', 'b'].map((tag) => Scripted.legacy(logging, tagging(tag))))
  logging.logger().info('for all')
  expect(clients.flatMap(({ logs }) => logs.map(({ params }) => params))).toEqual([
    { level: 'info', data: 'for all', a: true },
    { level: 'info', data: 'for all', b: true },
  ])
})

describe('a response', () => {
  test('waits for the records of its request', async () => {
    const { client, log } = await stalled()
    client.call(1, () => log.info('first'))
    const responded = client.respond(1)
    await turn()
    expect(client.sent.map(({ id }) => id)).not.toContain(1)
    await client.resume()
    await responded
    expect(client.sent.slice(-2).map(({ id, params }) => id ?? params?.data)).toEqual(['first', 1])
  })

  test.each([
    ['250 ms by default', UNLIMITED, 250],
    ['as long as it is told', { ...UNLIMITED, responseWait: 40 }, 40],
  ])('but not for ever: %s', async (_, options, bound) => {
    const { client, log } = await stalled(options)
    client.call(1, () => log.info('never settles'))
    const responded = client.respond(1)
    await vi.advanceTimersByTimeAsync(bound - 1)
    expect(client.sent.at(-1)?.id).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await responded
    expect(client.sent.at(-1)?.id).toBe(1)
  })

  test('does not wait at all if told so', async () => {
    const { client, log } = await stalled({ ...UNLIMITED, responseWait: 0 })
    client.call(1, () => log.info('never settles'))
    await client.respond(1)
    expect(client.sent.at(-1)?.id).toBe(1)
  })

  test("never waits for another request's records", async () => {
    const { client, log } = await stalled(UNLIMITED, true)
    client.call('slow', () => numbers(0, 100).forEach((n) => void log.info(n)))
    client.call('quick')
    client.call('logs')
    await client.respond('quick')
    expect(client.sent.at(-1)?.id).toBe('quick')
  })

  test('that is about to overtake its records lets them all go first', async () => {
    const { client, log } = await stalled(UNLIMITED, true)
    client.call(1, () => numbers(0, 30).forEach((n) => void log.info(n)))
    const responded = client.respond(1)
    await vi.advanceTimersByTimeAsync(124)
    expect(client.data).toEqual(['0'])
    await vi.advanceTimersByTimeAsync(1)
    expect(client.data).toEqual(numbers(0, 30))
    await client.resume()
    await responded
    expect(client.sent.at(-1)?.id).toBe(1)
  })

  test('lets them go first as well if its time is up before half of it is, as in a process that is late', async () => {
    const { client, log } = await stalled(UNLIMITED, true)
    const { setTimeout } = globalThis
    // No spy: that would be restored after the fake timers, and bring this one back for all files that follow.
    globalThis.setTimeout = ((work: () => void, delay: number) => {
      return setTimeout(work, delay === 125 ? 1000 : delay)
    }) as never
    client.call(1, () => numbers(0, 30).forEach((n) => void log.info(n)))
    const responded = client.respond(1)
    globalThis.setTimeout = setTimeout
    await vi.advanceTimersByTimeAsync(249)
    expect(client.data).toEqual(['0'])
    await vi.advanceTimersByTimeAsync(1)
    await responded
    expect(client.sent.slice(-31).map(({ id, params }) => id ?? params?.data)).toEqual([...numbers(0, 30), 1])
  })

  test('is not overtaken by records of the modern era: they have nowhere to go any more', async () => {
    const { logging, client, log } = await stalled(UNLIMITED, true)
    client.call(1, () => numbers(0, 3).forEach((n) => void log.info(n)), 'info')
    client.call(2, () => ['of another', 'queued'].forEach((each) => void log.info(each)), 'info')
    const responded = client.respond(1)
    client.receive({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } })
    await vi.advanceTimersByTimeAsync(250)
    await responded
    await client.resume()
    await logging.flush()
    expect(client.sent.map(({ id, params }) => id ?? params?.data)).toEqual(['init', '0', 'of another', '1', '2', 1])
    expect(logging.stats().dropped['no-request']).toBe(1)
  })
})

describe('the summary', () => {
  const FEW = { rateLimit: { burst: 10, reserve: 2, perSecond: 0 } }
  const summaries = (client: Scripted) => client.logs.filter(({ params }) => params?.logger === 'mcp-log-bridge')

  test('tells the client what it missed, once in five seconds', async () => {
    const { client, log } = await stalled(FEW)
    client.stalled = false
    for (const n of numbers(0, 50)) log.info(n)
    await vi.advanceTimersByTimeAsync(4999)
    expect(summaries(client)).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    const data = '42 log messages dropped (rate limit)'
    expect(summaries(client).map(({ params }) => params)).toEqual([
      { level: 'warning', logger: 'mcp-log-bridge', data },
    ])
    log.info('one more')
    await vi.advanceTimersByTimeAsync(4999)
    expect(summaries(client)).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(summaries(client)[1]?.params?.data).toBe('1 log message dropped (rate limit)')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(summaries(client)).toHaveLength(2)
  })

  test('comes before the response of the request that overflowed', async () => {
    const { client, log } = await stalled(FEW)
    client.stalled = false
    client.call(1, () => numbers(0, 11).forEach((n) => void log.info(n)))
    await client.respond(1)
    expect(client.sent.slice(-2).map(({ id, params, related }) => [id ?? params?.data, related])).toEqual([
      ['3 log messages dropped (rate limit)', 1],
      [1, undefined],
    ])
  })

  test('does not come with every response', async () => {
    const { client, log } = await stalled(FEW)
    client.stalled = false
    for (const id of [1, 2, 3]) {
      client.call(id, () => numbers(0, 20).forEach((n) => void log.info(n)))
      await client.respond(id)
    }
    expect(summaries(client)).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(5000)
    expect(summaries(client)).toHaveLength(2)
  })

  test('counts until it goes out, and never gives way to a record', async () => {
    const { logging, client, log } = await stalled({ ...UNLIMITED, queue: { maxRecords: 5 } })
    for (const n of numbers(0, 20)) log.info(n)
    await vi.advanceTimersByTimeAsync(5000)
    expect(logging.stats().queued).toBe(6)
    for (const n of numbers(20, 120)) log.emergency(n)
    expect(logging.stats()).toMatchObject({ queued: 6, dropped: { queue: 107 } })
    await client.resume()
    await logging.flush()
    expect(client.data).toEqual([...numbers(0, 8), '107 log messages dropped (queue)', ...numbers(115, 120)])
  })

  test('names both reasons', async () => {
    const options = { rateLimit: { burst: 20, reserve: 0, perSecond: 0 }, queue: { maxRecords: 5 } }
    const { logging, client, log } = await stalled(options)
    for (const n of numbers(0, 30)) log.info(n)
    await client.resume()
    await logging.flush()
    expect(client.data.at(-1)).toBe('17 log messages dropped (10 rate limit, 7 queue)')
  })

  test('that fails is told with the next one', async () => {
    const { client, log, warnings } = await stalled(FEW)
    client.stalled = false
    for (const n of numbers(0, 10)) log.info(n)
    client.stalled = true
    await vi.advanceTimersByTimeAsync(5000)
    client.pending[0]?.reject(new Error('refused'))
    await turn()
    client.stalled = false
    await vi.advanceTimersByTimeAsync(5000)
    expect(summaries(client).map(({ params }) => params?.data)).toEqual([
      '2 log messages dropped (rate limit)',
      '2 log messages dropped (rate limit)',
    ])
    expect(warnings.map(({ code }) => code)).toEqual(['SEND_FAILED'])
  })

  test('respects the threshold of the client', async () => {
    const { client, log } = await stalled(FEW)
    await client.setLevel('error')
    client.stalled = false
    for (const n of numbers(0, 50)) log.error(n)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(client.data).toEqual(numbers(0, 10))
    await client.setLevel('warning')
    log.error('one more')
    await vi.advanceTimersByTimeAsync(5000)
    expect(client.data.at(-1)).toBe('41 log messages dropped (rate limit)')
  })

  test('in the modern era it needs an open request that asked for it', async () => {
    const logging = createClientLogging(FEW)
    const client = await new Scripted({ http: true }).attach(logging)
    const log = logging.logger()
    client.call(1, () => numbers(0, 20).forEach((n) => void log.error(n)), 'error')
    await client.respond(1)
    await vi.advanceTimersByTimeAsync(10_000)
    client.call(2, () => {}, null)
    client.call(3, () => log.error('one more'), 'warning')
    await vi.advanceTimersByTimeAsync(5000)
    expect(summaries(client).map(({ related, params }) => [related, params?.data])).toEqual([
      [3, '11 log messages dropped (rate limit)'],
    ])
    await client.respond(3)
  })
})

describe('feedback', () => {
  test('what a transport logs while it sends is dropped', async () => {
    const logging = createClientLogging(UNLIMITED)
    const log = logging.logger()
    const client = await Scripted.legacy(logging, {
      send: async () => {
        log.info('sending')
        await turn()
        log.info('sent')
      },
    })
    log.info('hello')
    await logging.flush()
    expect(client.data).toEqual(['hello'])
    expect(logging.stats()).toMatchObject({ sent: 1, dropped: { feedback: 2 } })
  })

  test('also for the other clients: each of theirs would be one for all the rest', async () => {
    const logging = createClientLogging({ ...UNLIMITED, background: 'all' })
    const log = logging.logger()
    const clients: Scripted[] = []
    for (let n = 0; n < 12; n++)
      clients.push(await Scripted.legacy(logging, { http: true, send: async () => log.info('!') }))
    log.info('hello')
    await logging.flush()
    expect(clients.map(({ data }) => data)).toEqual(clients.map(() => ['hello']))
  })

  test('in whatever context it is logged', async () => {
    const logging = createClientLogging(UNLIMITED)
    const log = logging.logger()
    let inRequest = (): void => {}
    const { AsyncResource } = await import('node:async_hooks')
    const client = await Scripted.legacy(logging, { send: async () => inRequest() })
    client.call(1, () => {
      inRequest = AsyncResource.bind(() => log.info('bound to the request'))
    })
    log.info('hello')
    await logging.flush()
    expect(client.data).toEqual(['hello'])
  })

  test('of two hubs that feed each other', async () => {
    const logging = [createClientLogging(UNLIMITED), createClientLogging(UNLIMITED)]
    const send = async (): Promise<void> => logging.forEach((each) => void each.logger().info('again'))
    const client = new Scripted({ send })
    for (const each of logging) each.attach(client.server)
    await client.attach(logging[0] as (typeof logging)[0])
    await client.initialize()
    logging[0]?.logger().info('hello')
    await Promise.all(logging.map((each) => each.flush()))
    expect(client.data.length).toBeLessThan(5)
  })

  test('what is logged about a fault is not sent by what has it, not even later', async () => {
    const logged: Promise<void>[] = []
    const logging = createClientLogging({
      ...UNLIMITED,
      onWarning: () => {
        log.error('at once')
        logged.push(turn().then(() => log.error('later')))
      },
    })
    const log = logging.logger()
    const client = await Scripted.legacy(logging, { send: () => Promise.reject(new Error('refused')) })
    log.info('hello')
    await turn()
    await Promise.all(logged)
    await turn()
    expect(client.data).toEqual(['hello'])
    expect(logging.stats().dropped).toMatchObject({ failed: 1, feedback: 2 })
  })
})

describe('a transport', () => {
  test.each([
    ['rejects', () => Promise.reject(new Error('refused'))],
    [
      'throws',
      () => {
        throw new Error('refused')
      },
    ],
    // biome-ignore lint/suspicious/noThenProperty: the point of it
    ['returns a hostile thenable', () => ({ then: () => raise('refused') }) as never],
  ])('that %s is reported, and nothing waits for it', async (_, send) => {
    const warnings: BridgeWarning[] = []
    const logging = createClientLogging({ ...UNLIMITED, onWarning: (warning) => warnings.push(warning) })
    const client = await Scripted.legacy(logging, { send })
    for (const n of numbers(0, 1000)) logging.logger().info(n)
    await logging.flush()
    expect(client.data).toEqual(numbers(0, 1000))
    expect(logging.stats()).toMatchObject({ accepted: 1000, sent: 0, dropped: { failed: 1000 } })
    expect(warnings).toHaveLength(1000)
    expect(warnings[0]).toMatchObject({ code: 'SEND_FAILED', cause: { message: 'refused' } })
  })

  test('that returns nothing at all has sent', async () => {
    const logging = createClientLogging()
    await Scripted.legacy(logging, { send: () => undefined as never })
    logging.logger().info('hello')
    await logging.flush()
    expect(logging.stats().sent).toBe(1)
  })

  test('that closes while it takes a record loses only what it had', async () => {
    const logging = createClientLogging(UNLIMITED)
    const client: Scripted = await Scripted.legacy(logging, { send: async () => client.close() })
    for (const n of numbers(0, 3)) logging.logger().info(n)
    await logging.flush()
    expect(logging.stats()).toMatchObject({ accepted: 3, inFlight: 0, dropped: { closed: 1, 'no-client': 2 } })
  })
})

function raise(message: string): never {
  throw new Error(message)
}

test('what waits does not change with the objects of the application', async () => {
  const logging = createClientLogging()
  const early = { deep: ['early'] }
  logging.logger().log('info', early)
  early.deep[0] = 'changed'
  const client = await Scripted.legacy(logging)
  client.stalled = true
  const order = { lines: [{ sku: 'a-1' }] }
  for (let n = 0; n < 20; n++) logging.logger().info('order', { order })
  order.lines[0] = { sku: 'changed' }
  await client.resume()
  await logging.flush()
  // The first few were handed to the transport at once, which has serialised them by now.
  const [first, ...rest] = client.data
  expect(first).toEqual({ deep: ['early'] })
  expect(rest.slice(8)).toEqual(
    Array.from({ length: 12 }, () => ({ message: 'order', order: { lines: [{ sku: 'a-1' }] } })),
  )
})

test('what a transport logs through another hub does not go round either', async () => {
  const [one, other] = [createClientLogging(), createClientLogging()]
  const client = new Scripted({
    send: async () => {
      await Promise.resolve()
      one.logger().info('sent')
      other.logger().info('sent')
    },
  })
  await client.attach(one)
  other.attach(client.server)
  await client.initialize()
  one.logger().info('from the application')
  await one.flush()
  await other.flush()
  expect(client.data).toEqual(['from the application'])
  expect([one.stats().dropped.feedback, other.stats().dropped.feedback]).toEqual([1, 1])
})
