import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ClientLoggingOptions, createClientLogging, reportProgress } from '../../src/index.js'
import { Scripted } from '../harness/scripted.js'
import { v1Tools, v2Tools, type Work } from '../harness/tool-server.js'
import { WIRES, type WireSetup } from '../harness/wires.js'

type Told = Record<string, unknown>

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
  vi.useRealTimers()
})

/** Whatever the official client hands to `onprogress` while a tool works, and the log messages it received. */
async function call(
  wire: WireSetup,
  work: (log: ReturnType<ReturnType<typeof createClientLogging>['logger']>) => unknown,
  options: ClientLoggingOptions = { progress: true },
): Promise<{ told: Told[]; after: Told[]; logs: unknown[] }> {
  const logging = createClientLogging(options)
  const tool: Work = () => work(logging.logger())
  const opened = await wire.open({
    v1: () => v1Tools(logging, { work: tool }),
    v2: () => v2Tools(logging, { work: tool }),
  })
  close = opened.close
  const told: Told[] = []
  await opened.client.follow('work', (each) => told.push(each as Told))
  const atResponse = [...told]
  await opened.client.raw('tools/list', {})
  return {
    told: atResponse,
    after: told.slice(atResponse.length),
    logs: opened.client.received.map(({ data }) => data),
  }
}

describe.each(WIRES.map((wire) => [wire.name, wire] as const))('%s', (_, wire) => {
  test('what is logged is progress, whatever level the client has set, the last before the response', async () => {
    const options = { progress: true, levelUntilSet: 'emergency' } as const
    const { told, after, logs } = await call(
      wire,
      async (log) => {
        log.info('asking')
        await new Promise((resolve) => setImmediate(resolve))
        log.debug('too verbose')
        log.info('still asking')
        log.warning('answered')
      },
      options,
    )
    expect(told).toEqual([
      { progress: 1, message: 'asking' },
      { progress: 3, message: 'answered' },
    ])
    expect(after).toEqual([])
    expect(logs).toEqual([])
  })

  test('reportProgress from nested code', async () => {
    const answers: boolean[] = []
    const nested = async (): Promise<void> => {
      await Promise.resolve()
      answers.push(reportProgress(1, 4, 'first'))
    }
    const { told } = await call(wire, () => nested(), {})
    expect(told).toEqual([{ progress: 1, total: 4, message: 'first' }])
    expect(answers).toEqual([true])
  })
})

const [LOCAL] = WIRES as [WireSetup]

/** A call with a token on a connection without an SDK, and what it was told. */
async function scripted(options: ClientLoggingOptions = { progress: true }) {
  const logging = createClientLogging({ rateLimit: false, ...options })
  const client = await Scripted.legacy(logging)
  return {
    client,
    logging,
    log: logging.logger('tool'),
    call: (work: () => void, meta: object = { progressToken: 'token' }) =>
      client.receive({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'tool', _meta: meta } }, work),
    told: () =>
      client.sent
        .filter(({ method }) => method === 'notifications/progress')
        .map(({ params, related }) => ({ ...(params as unknown as Told), related })),
  }
}

describe('numbers', () => {
  test('are a record’s own fields, which its data does not repeat', async () => {
    const { told, logs } = await call(LOCAL, (log) => log.info('half', { progress: 5, total: 10, city: 'Bern' }))
    expect(told).toEqual([{ progress: 5, total: 10, message: 'half' }])
    expect(logs).toEqual([{ message: 'half', city: 'Bern' }])
  })

  test('stay in the data where nobody is told of progress', async () => {
    const { client, log, call: request } = await scripted()
    request(() => log.info('half', { progress: 5, total: 10 }), {})
    expect(client.data).toEqual([{ message: 'half', progress: 5, total: 10 }])
  })

  test('always grow', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { log, call: request, told } = await scripted()
    request(() => {
      for (const [text, fields] of [
        ['a', { progress: 50, total: 100 }],
        ['b', {}],
        ['c', { progress: 20, total: 100 }],
        ['d', { progress: 'x', total: 3 }],
        ['e', { progress: Number.NaN }],
        ['f', { progress: 90, total: 100 }],
      ] as const) {
        log.info(text, fields)
        vi.advanceTimersByTime(250)
      }
    })
    const numbers = told().map((each) => (each as Told).progress as number)
    expect(told().map((each) => (each as Told).message)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    for (const [at, number] of numbers.entries()) if (at > 0) expect(number).toBeGreaterThan(numbers[at - 1] as number)
    expect(numbers.map(Math.round)).toEqual([50, 50, 50, 50, 50, 90])
    expect(told().every((each) => (each as Told).total === 100)).toBe(true)
  })
})

describe('how often', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))

  test('four times a second, the latest wins, the last before the response', async () => {
    const { client, log, call: request, told } = await scripted()
    request(() => {
      for (let n = 1; n <= 101; n++) {
        log.info(`step ${n}`)
        vi.advanceTimersByTime(10)
      }
    })
    expect(told().map(({ message }: Told) => message)).toEqual(['step 1', 'step 25', 'step 50', 'step 75', 'step 100'])
    await client.respond(1)
    expect(told().at(-1)).toMatchObject({ message: 'step 101' })
    expect(client.sent.at(-1)?.result).toEqual({})
    vi.advanceTimersByTime(5000)
    expect(client.sent.at(-1)?.result).toEqual({})
  })

  test('or as often as is said', async () => {
    const { log, call: request, told } = await scripted({ progress: { level: 'notice', perSecond: 1 } })
    request(() => {
      log.info('too verbose')
      for (let n = 0; n < 21; n++) {
        log.notice(`step ${n}`)
        vi.advanceTimersByTime(100)
      }
    })
    expect(told().map(({ message }: Told) => message)).toEqual(['step 0', 'step 9', 'step 19'])
  })
})

describe('nothing is sent', () => {
  test.each([
    ['without a token', {}],
    ['for a token that is none', { progressToken: { a: 1 } }],
  ])('%s', async (_, meta) => {
    const { log, call: request, told } = await scripted()
    request(() => log.info('text'), meta)
    request(() => expect(reportProgress(1)).toBe(false), meta)
    expect(told()).toEqual([])
  })

  test('by default, below the level, outside of a request, for fields alone', async () => {
    const quiet = await scripted({})
    quiet.call(() => quiet.log.emergency('text'))
    const { log, call: request, told } = await scripted({ progress: 'error' })
    request(() => log.warning('text'))
    log.error('outside')
    request(() => log.log('error', { a: 1 }))
    expect([quiet.told(), told()]).toEqual([[], []])
    expect(reportProgress(1)).toBe(false)
  })

  test.each([
    ['answered', (client: Scripted) => client.respond(1)],
    [
      'cancelled',
      (client: Scripted) => client.receive({ method: 'notifications/cancelled', params: { requestId: 1 } }),
    ],
    ['closed', (client: Scripted) => client.close()],
  ])('once the request is %s', async (_, end) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { client, log, call: request, told } = await scripted()
    let later: () => void = () => {}
    const { AsyncResource } = await import('node:async_hooks')
    request(() => {
      log.info('one')
      later = AsyncResource.bind(() => {
        log.info('too late')
        expect(reportProgress(9)).toBe(false)
      })
    })
    await end(client)
    const before = told().length
    later()
    vi.advanceTimersByTime(5000)
    expect(told().length).toBe(before)
  })

  test('where the application tells of progress itself', async () => {
    const { client, log, call: request, told } = await scripted()
    request(() => {
      log.info('one')
      const params = { progressToken: 'token', progress: 7 }
      void client.transport.send({ method: 'notifications/progress', params } as never)
      log.info('two')
    })
    await client.respond(1)
    expect(told().map(({ progress, message }: Told) => [progress, message])).toEqual([
      [1, 'one'],
      [7, undefined],
    ])
  })
})

describe('a message', () => {
  test('is one line of no more than 200 characters, without secrets', async () => {
    const { log, call: request, told } = await scripted()
    request(() => log.info(`Bearer abcdefghijklmnopqrstuvwxyz0123456789\nforged \u001b[2J${'x'.repeat(400)}`))
    const [{ message } = {} as Told] = told() as Told[]
    expect(message).not.toMatch(/\n|\p{Cc}|abcdefghijklmnopqrstuvwxyz/u)
    expect(String(message).length).toBeLessThanOrEqual(200)
  })

  test('of an Error is its message', async () => {
    const { logging, call: request, told } = await scripted()
    request(() => logging.logger().log('error', new Error('failed')))
    request(() => logging.logger().error(new Error('broken') as never))
    expect(told().map(({ message }: Told) => message)).toEqual(['broken'])
  })
})

test('a field that throws fails its record, and no handler', async () => {
  const onWarning = vi.fn()
  const { client, log, call: request } = await scripted({ progress: true, onWarning })
  request(() =>
    log.info('text', {
      get progress() {
        throw new Error('getter')
      },
    }),
  )
  expect(client.data).toEqual([])
  expect(onWarning).toHaveBeenCalledWith(expect.objectContaining({ code: 'RECORD_FAILED' }))
})

test.each<[unknown, string]>([
  ['warn', 'Expected `progress` to be one of'],
  [7, 'Expected `progress` to be a boolean, a level or an object, got `7` (number)'],
  [{ level: 'warn' }, 'Expected `progress.level` to be one of'],
  [{ perSecond: 0 }, 'Expected `progress.perSecond` to be a number from 0.001 and up, got `0` (number)'],
  [{ persecond: 1 }, 'Unknown option `progress.persecond`: did you mean `progress.perSecond`?'],
])('refuses %o', (progress, message) => {
  expect(() => createClientLogging({ progress: progress as never })).toThrow(message)
})
