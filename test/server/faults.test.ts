import { Writable } from 'node:stream'
import pino from 'pino'
import { describe, expect, test } from 'vitest'
import winston from 'winston'
import type { BridgeWarning, ClientLogging, ClientLoggingOptions } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { Scripted, type Sent } from '../harness/scripted.js'
import { StdioChild } from '../harness/stdio-child.js'

interface Setup {
  readonly log: (text: string) => void
  readonly logging: ClientLogging
  /** What the application's other destination got. */
  readonly local: string[]
}

function withWinston(options: ClientLoggingOptions): Setup {
  const local: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      local.push(JSON.parse(String(chunk)).message)
      done()
    },
  })
  const mcp = new McpTransport(options)
  const logger = winston.createLogger({ transports: [new winston.transports.Stream({ stream }), mcp] })
  return { log: (text) => void logger.info(text), logging: mcp.logging, local }
}

function withPino(options: ClientLoggingOptions): Setup {
  const local: string[] = []
  const mcp = mcpDestination(options)
  const logger = pino({}, pino.multistream([{ write: (line: string) => local.push(JSON.parse(line).msg) }, mcp]))
  return { log: (text) => logger.info(text), logging: mcp.logging, local }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => String(from + n))

describe.each([
  ['winston', withWinston],
  ['pino', withPino],
])('with %s', (kind, setUp) => {
  describe('a transport', () => {
    let setup: Setup
    const behaviours: readonly (readonly [string, (message: Sent) => Promise<void>, Record<string, number>])[] = [
      ['rejects', () => Promise.reject(new Error('refused')), { failed: 1000 }],
      [
        'throws',
        () => {
          throw new Error('refused')
        },
        { failed: 1000 },
      ],
      ['never settles', () => new Promise(() => {}), { timeout: 1000 }],
      ['settles out of order', shuffled(), {}],
      ['calls back into the logger', async () => setup.log('again'), { feedback: 1000 }],
      ['calls back into the logger later', () => turn().then(() => setup.log('again')), { feedback: 1000 }],
    ]

    test.each(behaviours)('that %s', async (_, send, dropped) => {
      const warnings: BridgeWarning[] = []
      const onWarning = (warning: BridgeWarning): void => void warnings.push(warning)
      // Only what never settles has to wait for the timeout.
      setup = setUp({ rateLimit: false, closeTimeout: 'timeout' in dropped ? 50 : 20_000, onWarning })
      const client = await Scripted.legacy(setup.logging, { send })
      for (const n of numbers(0, 1000)) setup.log(n)
      await setup.logging.flush()
      await setup.logging.close()
      const stats = setup.logging.stats()
      expect(stats.dropped).toMatchObject(dropped)
      expect(client.data).toEqual(numbers(0, client.data.length))
      expect(setup.local.filter((text) => text !== 'again')).toEqual(numbers(0, 1000))
      expect(new Set(warnings.map(({ code }) => code))).toEqual(new Set(dropped.failed ? ['SEND_FAILED'] : []))
    })
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('as well')
      },
    ],
    ['logs', (log: Setup['log']) => log('told')],
    ['logs later', (log: Setup['log']) => void turn().then(() => log('told'))],
  ])('an onWarning that %s', async (_, react) => {
    const setup: Setup = setUp({ onWarning: () => react((text) => setup.log(text)) })
    const client = await Scripted.legacy(setup.logging, { send: () => Promise.reject(new Error('refused')) })
    for (const n of numbers(0, 20)) setup.log(n)
    await setup.logging.flush()
    await turn()
    await setup.logging.flush()
    expect(client.data).toEqual(numbers(0, 20))
    expect(setup.local.filter((text) => text !== 'told')).toEqual(numbers(0, 20))
  })

  describe('before the first client', () => {
    test('records are kept, and delivered to a local client when it is there', async () => {
      const { log, logging } = setUp({ queue: { maxRecords: 3 } })
      for (const n of numbers(0, 5)) log(n)
      expect(logging.stats()).toMatchObject({ queued: 3, dropped: { queue: 2 } })
      const client = await new Scripted().attach(logging)
      log('connected')
      expect(client.data).toEqual([])
      await client.initialize()
      log('initialized')
      expect(client.sent.map(({ id, params }) => id ?? params?.data)).toEqual([
        'init',
        '3',
        '4',
        'connected',
        'initialized',
      ])
    })

    test('as many as the queue holds, whatever the rate', async () => {
      const { log, logging } = setUp({})
      for (const n of numbers(0, 2100)) log(n)
      const client = await Scripted.legacy(logging)
      await logging.flush()
      expect(client.data).toEqual(numbers(100, 2100))
    })

    test.each([
      ['not if told so', { beforeConnect: 'drop' as const }, {}],
      ['not for an HTTP session', {}, { http: true }],
    ])('%s', async (_, options, how) => {
      const { log, logging } = setUp(options)
      for (const n of numbers(0, 5)) log(n)
      const client = await Scripted.legacy(logging, how)
      expect(client.data).toEqual([])
      expect(logging.stats()).toMatchObject({ queued: 0, dropped: { 'no-client': 5 } })
    })

    test('not for one of several local clients', async () => {
      const { log, logging } = setUp({})
      log('whose?')
      const clients = [await new Scripted().attach(logging), await new Scripted().attach(logging)]
      for (const client of clients) await client.initialize()
      expect(clients.map(({ data }) => data)).toEqual([[], []])
      expect(logging.stats()).toMatchObject({ queued: 0, dropped: { 'no-client': 1 } })
    })
  })

  test('a client that closes and connects again', async () => {
    const { log, logging } = setUp({})
    const client = await Scripted.legacy(logging)
    log('first')
    await logging.flush()
    client.close()
    log('nobody there')
    const again = new Scripted()
    await client.server.connect(again.transport)
    again.transport.onmessage?.({ id: 'init', method: 'initialize', params: {} })
    await again.respond('init')
    log('second')
    await logging.flush()
    expect([client.data, again.data]).toEqual([['first'], ['second']])
    expect(logging.stats()).toMatchObject({ connections: 1, sent: 2, dropped: { 'no-client': 1 } })
  })

  test('a request cancelled in the middle', async () => {
    const { log, logging } = setUp({})
    const client = await new Scripted({ http: true }).attach(logging)
    const steps: (() => void)[] = []
    const { AsyncResource } = await import('node:async_hooks')
    client.call(
      1,
      () => {
        log('before')
        steps.push(AsyncResource.bind(() => log('after')))
      },
      'debug',
    )
    client.receive({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
    for (const step of steps) step()
    await client.respond(1)
    expect(client.data).toEqual(['before'])
    expect(logging.stats().dropped).toMatchObject({ 'no-request': 1 })
  })

  describe('a program', () => {
    test('whose client never connects exits by itself', async () => {
      const child = new StdioChild('faults/never-connected.js', [kind, 'v1'])
      expect(await child.exited).toEqual({ code: 0, signal: null })
      expect(child.local).toEqual(numbers(0, 2500))
      expect(child.stats).toMatchObject({ accepted: 2500, queued: 2000, dropped: { queue: 500 } })
      expect(child.warnings).toEqual([])
    })

    test.each(['v1', 'v2'])('with SDK %s survives a client that closes its end of stdout', async (sdk) => {
      const child = new StdioChild('faults/logs-until-the-client-is-gone.js', [kind, sdk, 'stdout'])
      await child.initialize()
      await child.until(() => child.data.includes('beat 3'))
      child.process.stdout.destroy()
      expect(await child.exited).toEqual({ code: 0, signal: null })
      expect(child.said.filter((line) => line.startsWith('on'))).toEqual(['onerror EPIPE', 'onclose'])
      expect(child.local.slice(-20)).toEqual(Array.from({ length: 20 }, (_, n) => `after ${n}`))
      expect(child.stats).toMatchObject({ queued: 0, inFlight: 0 })
      expect(child.warnings).toEqual([])
    })

    test.each(['v1', 'v2'])('with SDK %s ends when its client closes its end of stdin', async (sdk) => {
      const child = new StdioChild('faults/logs-until-the-client-is-gone.js', [kind, sdk, 'stdin'])
      await child.initialize()
      await child.until(() => child.data.includes('beat 3'))
      child.process.stdin.end()
      expect(await child.exited).toEqual({ code: 0, signal: null })
      expect(child.local.slice(-20)).toEqual(Array.from({ length: 20 }, (_, n) => `after ${n}`))
      expect(child.warnings).toEqual([])
    })

    test.each(['v1', 'v2'])('that logs in the callbacks of SDK %s', async (sdk) => {
      const child = new StdioChild('faults/logs-in-callbacks.js', [kind, sdk])
      await child.initialize()
      await child.until(() => child.data.includes('oninitialized'))
      child.process.stdin.write('{}\n')
      await child.until(() => child.data.some((data) => String(data).startsWith('onerror')))
      child.process.stdin.end()
      expect(await child.exited).toEqual({ code: 0, signal: null })
      expect(child.local.slice(0, 2)).toEqual(['oninitialized', expect.stringMatching(/^onerror/)])
    })

    test.each([
      ['returns', 'return', { code: 0, signal: null }],
      ['calls process.exit', 'process.exit', { code: 3, signal: null }],
      ['crashes', 'uncaught', { code: 1, signal: null }],
      ['leaves a rejection unhandled', 'rejection', { code: 1, signal: null }],
      ['ends its logger', 'end', { code: 0, signal: null }],
    ])('that %s has told its client everything', async (_, how, end) => {
      const child = new StdioChild('faults/ends.js', [kind, 'v1', how])
      await child.initialize()
      expect(await child.exited).toEqual(end)
      expect(child.data.slice(0, 50)).toEqual(numbers(0, 50))
      expect(child.local.slice(0, 50)).toEqual(numbers(0, 50))
    })

    test('that gets SIGTERM has told its client what was in flight', async () => {
      const child = new StdioChild('faults/ends.js', [kind, 'v1', 'SIGTERM'])
      await child.initialize()
      expect(await child.exited).toEqual({ code: null, signal: 'SIGTERM' })
      expect(child.data).toEqual(numbers(0, child.data.length))
      expect(child.data.length).toBeGreaterThanOrEqual(8)
    })

    test.each([
      ['ending its logger', 'end', { timeout: 50 }],
      ['await using', 'dispose', { timeout: 50 }],
      ['flush', 'flush', {}],
    ])('whose transport never settles is not kept alive: %s', async (_, how, dropped) => {
      const child = new StdioChild('faults/transport-never-settles.js', [kind, 'none', how])
      expect(await child.exited).toEqual({ code: 0, signal: null })
      expect(child.said).toContain('done')
      expect(child.stats).toMatchObject({ accepted: 50, dropped })
      expect(child.warnings).toEqual([])
    })
  })
})

/** Settles the oldest of three last. */
function shuffled(): () => Promise<void> {
  const waiting: (() => void)[] = []
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (waiting.length === 3) for (const each of waiting.splice(0).reverse()) each()
      else setImmediate(() => waiting.splice(-1)[0]?.())
    })
}
