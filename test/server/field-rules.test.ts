import { hostname } from 'node:os'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import winston, { format } from 'winston'
import { mcpDestination } from '../../src/pino/index.js'
import type { AdapterOptions } from '../../src/server/adapter-options.js'
import { McpTransport } from '../../src/winston/index.js'
import { openSession } from '../harness/session.js'

/** Logger and data of what a client gets of one log call. */
type Sent = [logger: string | undefined, data: unknown]

type Log = (fields: object, message: string) => unknown

const LOGGERS = {
  pino(options: AdapterOptions) {
    const destination = mcpDestination(options)
    const logger = pino(destination)
    return { attach: destination, log: ((fields, message) => logger.info(fields, message)) as Log }
  },
  'pino, whose line is read': (options: AdapterOptions) => {
    const destination = mcpDestination(options)
    const logger = pino({ redact: ['nothing'] }, destination)
    return { attach: destination, log: ((fields, message) => logger.info(fields, message)) as Log }
  },
  winston(options: AdapterOptions) {
    const transport = new McpTransport(options)
    const logger = winston.createLogger({ transports: [transport] })
    return { attach: transport, log: ((fields, message) => logger.info(message, fields)) as Log }
  },
  'winston with metadata': (options: AdapterOptions) => {
    const transport = new McpTransport(options)
    const logger = winston.createLogger({ transports: [transport], format: format.metadata() })
    return { attach: transport, log: ((fields, message) => logger.info(message, fields)) as Log }
  },
}

/** Fields that `format.metadata()` has gathered are where they would be without it. */
function flat(data: unknown): unknown {
  const { metadata, ...others } = Object(data) as { metadata?: object }
  return typeof data === 'object' && metadata !== undefined ? { ...others, ...metadata } : data
}

async function sentBy(make: (typeof LOGGERS)['pino'], options: AdapterOptions, fields: object): Promise<Sent> {
  const { attach, log } = make(options)
  const session = await openSession((server) => attach.attach(server))
  // Twice: some things are learned of a logger that is seen again.
  const records = await session.during(() => [log(fields, 'text'), log(fields, 'text')])
  await session.close()
  expect(records).toHaveLength(2)
  expect(records[0]).toEqual(records[1])
  return [records[0]?.logger, flat(records[0]?.data)]
}

describe.each(Object.entries(LOGGERS))('%s', (name, make) => {
  const sent = (options: AdapterOptions, fields: object): Promise<Sent> => sentBy(make as never, options, fields)

  test('fields that `omit` names are not sent, whatever they hold', async () => {
    const fields = { a: 1, b: { c: 2 }, d: 'e', f: null }
    expect(await sent({ omit: ['a', 'b', 'f'] }, fields)).toEqual(['work', { message: 'text', d: 'e' }])
    expect(await sent({ omit: ['a', 'b', 'd', 'f'] }, fields)).toEqual(['work', 'text'])
    expect(await sent({ omit: ['message', 'msg'] }, { a: 1 })).toEqual(['work', { message: 'text', a: 1 }])
    expect(fields).toEqual({ a: 1, b: { c: 2 }, d: 'e', f: null })
  })

  test('the fields of HTTP loggers are omitted', async () => {
    const fields = { req: { method: 'GET', headers: {} }, res: { statusCode: 200 }, responseTime: 3, reqId: 'r-1' }
    expect(await sent({}, fields)).toEqual(['work', { message: 'text', reqId: 'r-1' }])
    const [, kept] = await sent({ keep: ['res', 'responseTime'] }, fields)
    expect(kept).toEqual({ message: 'text', res: { statusCode: 200 }, responseTime: 3, reqId: 'r-1' })
    // Of these names, but of the application.
    const own = { req: 'R-17', res: ['a'], responseTime: 'slow' }
    expect(await sent({}, own)).toEqual(['work', { message: 'text', ...own }])
  })

  test('the field that names the logger is not sent once more', async () => {
    const fields = { tool: 'search', name: 'Ada', context: 'OrderService' }
    expect(await sent({}, fields)).toEqual(['search', { message: 'text', name: 'Ada', context: 'OrderService' }])
    expect(await sent({ keep: ['tool'] }, fields)).toEqual(['search', { message: 'text', ...fields }])
    expect(await sent({ loggerName: 'shop' }, fields)).toEqual(['shop', { message: 'text', ...fields }])
    expect(await sent({}, { context: 'OrderService' })).toEqual(['OrderService', 'text'])
    expect(await sent({}, { context: { id: 1 } })).toEqual(['work', { message: 'text', context: { id: 1 } }])
    expect(fields).toEqual({ tool: 'search', name: 'Ada', context: 'OrderService' })
  })

  if (!name.includes('metadata'))
    test('as text', async () => {
      const error = Object.assign(new RangeError('out of stock'), { code: 'E_STOCK', sku: 'a-1' })
      const fields = {
        n: 1,
        s: 'plain',
        q: 'two words',
        e: '',
        o: { a: [1] },
        z: null,
        u: 'a=b',
        l: 'x\ny',
        err: error,
      }
      expect(await sent({ shape: 'text' }, fields)).toEqual([
        'work',
        'text n=1 s=plain q="two words" e="" o={"a":[1]} z=null u="a=b" l="x\\ny" ' +
          'err="RangeError: out of stock (E_STOCK)" err.sku=a-1',
      ])
      expect(await sent({ shape: 'text' }, {})).toEqual(['work', 'text'])
      const [, hidden] = await sent(
        { shape: 'text' },
        { password: 'hunter2-and-more', url: 'https://a:b0b0b0@c.example/' },
      )
      expect(hidden).toBe('text password=[Redacted] url=https://a:[Redacted]@c.example/')
      const [, cut] = await sent(
        { shape: 'text', payload: { maxString: 40 } },
        { a: 'x'.repeat(30), b: 'y'.repeat(30) },
      )
      expect(cut).toHaveLength(40)
      expect(cut).toMatch(/^text a=x+\[Truncated: \d+ more characters\]$/)
    })

  test('options that cannot be meant', () => {
    const wrong: [AdapterOptions, string][] = [
      [{ omit: 'a' as never }, 'Expected `omit` to be an array of field names, got `"a"` (string)'],
      [{ omit: [1 as never] }, 'Expected `omit` to be an array of field names, got `[…]` (array)'],
      [{ omit: ['a', 'b'], keep: ['b'] }, 'Expected `keep` to be without `b`, which `omit` names, got `[…]` (array)'],
    ]
    for (const [options, message] of wrong) expect(() => make(options)).toThrow(message)
  })
})

describe('pid and hostname of pino, whatever they are called', () => {
  async function sent(options: pino.LoggerOptions, adapter: AdapterOptions = {}, bindings = {}): Promise<unknown> {
    const destination = mcpDestination(adapter)
    const session = await openSession((server) => destination.attach(server))
    const logger = pino(options, destination).child(bindings)
    const [first, second] = await session.during(() => [logger.info({ a: 1 }, 'text'), logger.info({ a: 1 }, 'text')])
    await session.close()
    expect(second).toEqual(first)
    return first?.data
  }
  const bindings = (form: (base: pino.Bindings) => object): pino.LoggerOptions => ({ formatters: { bindings: form } })

  test.each<[string, pino.LoggerOptions, object]>([
    ['pino', {}, {}],
    ['as ECS has them', bindings(({ pid, hostname: name }) => ({ process: { pid }, host: { hostname: name } })), {}],
    [
      'renamed',
      bindings(({ pid, hostname: host }) => ({ processId: String(pid), node: host, app: 'shop' })),
      { app: 'shop' },
    ],
    ['within others', bindings(({ pid }) => ({ service: { pid, version: '2.0' } })), { service: { version: '2.0' } }],
    ['GCP', bindings(({ pid, hostname: host }) => ({ labels: { proc_id: pid, host }, v: 2 })), { v: 2 }],
    [
      'of another process',
      { base: { pid: process.pid + 1, hostname: `not-${hostname()}` } },
      { pid: process.pid + 1, hostname: `not-${hostname()}` },
    ],
    ['a number that is the same by chance', { base: { shard: process.pid } }, { shard: process.pid }],
  ])('%s', async (_, options, left) => {
    expect(await sent(options)).toEqual({ message: 'text', ...left, a: 1 })
  })

  test('are sent if `keep` names them', async () => {
    const both = bindings(({ pid, hostname: node }) => ({ proc: pid, node }))
    expect(await sent(both, { keep: ['node'] })).toEqual({ message: 'text', node: hostname(), a: 1 })
    const within = bindings(({ pid }) => ({ process: { pid } }))
    expect(await sent(within, { keep: ['process'] })).toEqual({ message: 'text', process: { pid: process.pid }, a: 1 })
    expect(await sent({}, { keep: ['pid', 'level'] })).toEqual({ message: 'text', level: 30, pid: process.pid, a: 1 })
  })

  test('of a child, or logged, they are the application’s own', async () => {
    const worker = { peer: hostname(), pid: process.pid }
    expect(await sent({}, {}, worker)).toEqual({ message: 'text', ...worker, a: 1 })
  })
})

describe('the time of winston', () => {
  async function sent(form: winston.Logform.Format, options: AdapterOptions = {}, fields = {}): Promise<unknown> {
    const transport = new McpTransport(options)
    const session = await openSession((server) => transport.attach(server))
    const logger = winston.createLogger({ transports: [transport], format: form })
    const [record] = await session.during(() => logger.info('text', fields))
    await session.close()
    return record?.data
  }
  const format12 = { format: () => '12:00' }

  test('is omitted; an alias of it looks like any other field', async () => {
    expect(await sent(format.timestamp())).toBe('text')
    expect(await sent(format.timestamp(), {}, { a: { b: 1 } })).toEqual({ message: 'text', a: { b: 1 } })
    const aliased = format.timestamp({ ...format12, alias: 'time' })
    expect(await sent(aliased)).toEqual({ message: 'text', time: '12:00' })
    expect(await sent(aliased, { omit: ['time'] }, { day: '12:00' })).toEqual({ message: 'text', day: '12:00' })
  })

  test('is sent if `keep` names it', async () => {
    expect(await sent(format.timestamp(format12), { keep: ['timestamp'] })).toEqual({
      message: 'text',
      timestamp: '12:00',
    })
  })
})
