import bunyan from 'bunyan'
import { describe, expect, test } from 'vitest'
import { type McpStream, mcpStream } from '../../src/bunyan/index.js'
import { createClientLogging } from '../../src/index.js'
import { datas, levelsAndData, openSession } from '../harness/session.js'

/** A bunyan logger that writes nowhere else. */
function bunyanOn(stream: McpStream, options: Partial<bunyan.LoggerOptions> = {}): bunyan {
  return bunyan.createLogger({
    name: 'shop',
    streams: [{ type: 'raw', stream: stream as never, level: 'trace' }],
    ...options,
  })
}

async function open(options: Parameters<typeof mcpStream>[0] = {}, loggerOptions: Partial<bunyan.LoggerOptions> = {}) {
  const stream = mcpStream({ onWarning: (warning) => warnings.push(warning.message), ...options })
  const warnings: string[] = []
  const session = await openSession((server) => stream.attach(server))
  return { ...session, stream, warnings, logger: bunyanOn(stream, loggerOptions) }
}

test('each level of bunyan’s is one of MCP’s; trace is none', async () => {
  const { during, logger, stream } = await open()
  const received = await during(() => {
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level](level)
  })
  expect(levelsAndData(received)).toEqual([
    ['debug', 'debug'],
    ['info', 'info'],
    ['warning', 'warn'],
    ['error', 'error'],
    ['critical', 'fatal'],
  ])
  expect(stream.logging.stats().dropped.unmapped).toBe(1)
})

test('a number between two levels is the lower one; `levels` says otherwise, by name or number', async () => {
  const { during, logger } = await open({ levels: { 35: 'notice', debug: false } })
  const received = await during(() => {
    logger.info({ level: 35 }, 'own')
    logger.info({ level: 45 }, 'between')
    logger.debug('not sent')
  })
  expect(levelsAndData(received)).toEqual([
    ['notice', 'own'],
    ['warning', 'between'],
  ])
})

describe('the record', () => {
  test('fields beside the message, without what bunyan adds', async () => {
    const { during, logger } = await open({}, { src: true })
    const [record] = await during(() => logger.info({ city: 'Bern', items: [1] }, 'Asking %s', 'twice'))
    expect(record).toEqual({
      level: 'info',
      logger: 'shop',
      data: { message: 'Asking twice', city: 'Bern', items: [1] },
    })
  })

  test('a child names itself; the logger’s name is the last resort', async () => {
    const { during, logger } = await open()
    const [record] = await during(() => logger.child({ component: 'stock' }).info('low'))
    expect(record).toEqual({ level: 'info', logger: 'stock', data: 'low' })
  })

  test('fields of these names with other values are the application’s', async () => {
    const { during, logger } = await open()
    const data = await during(() => logger.info({ pid: 1, hostname: 'db-1', src: 'cache', message: 'mine' }, 'spawned'))
    expect(datas(data)).toEqual([{ message: 'spawned', pid: 1, hostname: 'db-1', src: 'cache', _message: 'mine' }])
  })

  test('`keep` sends some of what is omitted', async () => {
    const { during, logger } = await open({ keep: ['pid'] })
    expect(datas(await during(() => logger.info('x')))).toEqual([{ message: 'x', pid: process.pid }])
  })

  test('fields alone', async () => {
    const { during, logger } = await open()
    expect(datas(await during(() => logger.info({ a: 1 })))).toEqual([{ a: 1 }])
  })

  test.each([
    ['alone', (logger: bunyan, error: Error) => logger.error(error)],
    ['before a message', (logger: bunyan, error: Error) => logger.error(error, 'no such sku')],
    ['as a field', (logger: bunyan, error: Error) => logger.error({ err: error }, 'no such sku')],
  ])('an Error %s', async (_, log) => {
    const error = Object.assign(new TypeError('no such sku'), { code: 'E_SKU' })
    for (const serializers of [{}, bunyan.stdSerializers]) {
      const { during, logger } = await open({}, { serializers })
      expect(datas(await during(() => log(logger, error)))).toEqual([
        { message: 'no such sku', err: { name: 'TypeError', message: 'no such sku', code: 'E_SKU' } },
      ])
    }
  })

  test('stacks are sent where they are asked for', async () => {
    const { during, logger } = await open({ stacks: true })
    const [{ err }] = datas(await during(() => logger.error(new Error('gone')))) as [{ err: { stack: string } }]
    expect(err.stack).toContain('bunyan.test.ts')
  })
})

test('a stream that is not raw gets lines, and sends the same', async () => {
  const stream = mcpStream()
  const { during } = await openSession((server) => stream.attach(server))
  const logger = bunyan.createLogger({ name: 'shop', stream: stream as never, level: 'debug' })
  const received = await during(() => {
    logger.warn({ city: 'Bern' }, 'low')
    logger.error(new TypeError('gone'))
    stream.write('no JSON')
    stream.write('null')
  })
  expect(levelsAndData(received)).toEqual([
    ['warning', { message: 'low', city: 'Bern' }],
    ['error', { message: 'gone', err: { name: 'TypeError', message: 'gone' } }],
    ['info', 'no JSON'],
    ['info', ''],
  ])
})

describe('a shared hub', () => {
  test('stays open when the stream is closed, which takes no more records', async () => {
    const logging = createClientLogging()
    const session = await openSession((server) => logging.attach(server))
    const stream = mcpStream({ logging })
    const logger = bunyanOn(stream)
    await stream.close()
    const received = await session.during(() => {
      logger.info('too late')
      logging.logger().info('still open')
    })
    expect(datas(received)).toEqual(['still open'])
  })
})
