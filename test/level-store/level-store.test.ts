import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ClientLoggingOptions, createClientLogging, type LevelStore } from '../../src/index.js'
import { Scripted } from '../harness/scripted.js'
import { v1Tools, v2Tools } from '../harness/tool-server.js'
import { WIRES } from '../harness/wires.js'

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
  vi.useRealTimers()
})

const STATELESS = WIRES.filter(({ era, session }) => era === 'legacy' && !session)

describe.each(STATELESS.map((wire) => [wire.name, wire] as const))('%s', (_, wire) => {
  async function open(options: ClientLoggingOptions) {
    const logging = createClientLogging(options)
    const tools = {
      work: () => {
        logging.logger().debug('quiet')
        logging.logger().error('loud')
      },
    }
    const opened = await wire.open({ v1: () => v1Tools(logging, tools), v2: () => v2Tools(logging, tools) })
    close = opened.close
    const call = async (): Promise<unknown[]> => {
      const before = opened.client.received.length
      await opened.client.callTool('work')
      return opened.client.received.slice(before).map(({ data }) => data)
    }
    return { client: opened.client, call, logging }
  }

  test('by default a level holds for who is authenticated', async () => {
    const { client, call } = await open({})
    expect(await call()).toEqual(['loud'])
    await client.setLevel('debug')
    expect(await call()).toEqual(['quiet', 'loud'])
    await client.setLevel('emergency')
    expect(await call()).toEqual([])
  })

  test('in a Map, a store with promises, under a key of one’s own', async () => {
    const map = new Map<string, string>()
    const { client, call } = await open({ levelStore: map, levelKey: ({ auth }) => `level of ${auth?.clientId}` })
    await client.setLevel('debug')
    expect([...map]).toEqual([['level of alice', 'debug']])
    expect(await call()).toEqual(['quiet', 'loud'])
    await close?.()
    const slow: LevelStore = {
      get: async (key) => {
        for (let turns = 0; turns < 20; turns++) await nextTurn()
        return map.get(key.replace('alice', 'level of alice'))
      },
      set: async () => {},
    }
    const second = await open({ levelStore: slow })
    expect(await second.call()).toEqual(['quiet', 'loud']) // waited for, before the response
    const { accepted, sent, queued } = second.logging.stats()
    expect([accepted, sent, queued]).toEqual([2, 2, 0])
  })

  test('where no key is, the answer stays, and it is said once that the level holds for nothing', async () => {
    const onLevel = vi.fn()
    const onWarning = vi.fn()
    const { client, call } = await open({ levelKey: () => undefined, onLevel, onWarning })
    await client.setLevel('debug')
    await client.setLevel('debug')
    expect(await call()).toEqual(['loud'])
    expect(onLevel).toHaveBeenCalledTimes(2)
    expect(onWarning.mock.calls.map(([{ code }]) => code)).toEqual(['LEVEL_NOT_KEPT'])
  })

  const never = new Promise<never>(() => {})
  test.each<[string, LevelStore, string]>([
    ['is down', { get: async () => Promise.reject(new Error('down')), set: () => {} }, 'did not answer'],
    ['throws', { get: () => expect.fail('get'), set: () => {} }, 'did not answer'],
    ['holds nonsense', { get: () => ({ level: 'debug' }), set: () => {} }, 'no level'],
    ['holds a name of no level', { get: async () => 'loud', set: () => {} }, 'no level'],
    ['never answers', { get: () => never, set: () => {} }, '250 ms'],
  ])('a store that %s is told of once, and harms nothing', async (_, levelStore, message) => {
    const onWarning = vi.fn()
    const { call } = await open({ levelStore, onWarning })
    expect(await call()).toEqual(['loud'])
    expect(await call()).toEqual(['loud'])
    expect(onWarning.mock.calls).toEqual([[expect.objectContaining({ code: 'LEVEL_STORE_FAILED' })]])
    expect(onWarning.mock.calls[0]?.[0].message).toContain(message)
  })

  test.each<[string, LevelStore]>([
    ['rejects', { get: () => undefined, set: async () => Promise.reject(new Error('full')) }],
    ['throws', { get: () => undefined, set: () => expect.fail('set') }],
  ])('a store whose set %s refuses no level', async (_, levelStore) => {
    const onWarning = vi.fn()
    const { client, call } = await open({ levelStore, onWarning })
    await client.setLevel('debug')
    await client.setLevel('debug')
    expect(await call()).toEqual(['loud'])
    expect(onWarning.mock.calls).toEqual([[expect.objectContaining({ code: 'LEVEL_STORE_FAILED' })]])
  })
})

test('the handler does not wait, and the response no longer than 250 ms', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const logging = createClientLogging({
    levelStore: { get: () => new Promise(() => {}), set: () => {} },
    onWarning: () => {},
  })
  const client = await Scripted.legacy(logging, { http: true })
  client.call(1, () => logging.logger().error('loud'))
  const responded = client.respond(1)
  await Promise.resolve()
  expect(client.logs).toEqual([])
  await vi.advanceTimersByTimeAsync(249)
  expect(client.sent.some(({ id }) => id === 1)).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  await responded
  expect(client.sent.slice(-2).map(({ id, params }) => params?.data ?? id)).toEqual(['loud', 1])
})

test('what waits is bounded, and counted', async () => {
  let answer: (level: string) => void = () => {}
  const levelStore: LevelStore = { get: () => new Promise((resolve) => (answer = resolve)), set: () => {} }
  const logging = createClientLogging({ levelStore, queue: { maxRecords: 3 }, rateLimit: false })
  const client = await Scripted.legacy(logging, { http: true })
  client.call(1, () => {
    for (const level of ['debug', 'info', 'error', 'warning', 'debug'] as const) logging.logger()[level](level)
  })
  expect(logging.stats()).toMatchObject({ accepted: 5, queued: 3 })
  answer('warning')
  await client.respond(1)
  expect(client.data).toEqual(['error', 'warning'])
  expect(logging.stats()).toMatchObject({ accepted: 5, queued: 0, sent: 2, dropped: { queue: 2, level: 1 } })
})

test('a request that is over when the level comes gets nothing', async () => {
  let answer: (level: string) => void = () => {}
  const levelStore: LevelStore = { get: () => new Promise((resolve) => (answer = resolve)), set: () => {} }
  const logging = createClientLogging({ levelStore })
  const client = await Scripted.legacy(logging, { http: true })
  client.call(1, () => logging.logger().error('loud'))
  client.close()
  answer('debug')
  await logging.flush()
  await Promise.resolve()
  expect(client.data).toEqual([])
  expect(logging.stats()).toMatchObject({ accepted: 1, queued: 0, sent: 0 })
})

test('the store is told how long', async () => {
  const set = vi.fn()
  const logging = createClientLogging({ levelStore: { get: () => undefined, set }, ttl: 5000 })
  const client = await Scripted.legacy(logging, { http: true })
  await client.setLevel('debug')
  expect(set).toHaveBeenCalledWith('session', 'debug', 5000)
})

test.each<[object, string]>([
  [{ levelStore: {} }, 'Expected `levelStore` to be an object with `get` and `set`, got `{…}` (object)'],
  [{ levelKey: 'auth' }, 'Expected `levelKey` to be a function, got `"auth"` (string)'],
  [{ ttl: 0 }, 'Expected `ttl` to be a number from 1 and up, got `0` (number)'],
])('refuses %o', (options, message) => {
  expect(() => createClientLogging(options)).toThrow(message)
})
