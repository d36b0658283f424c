import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, test, vi } from 'vitest'
import winston from 'winston'
import { type ClientLogger, createClientLogging } from '../../src/index.js'
import { addMcpDestination } from '../../src/pino/index.js'
import { datas, openSession } from '../harness/session.js'

/** What an official client receives of what is logged. */
async function received(log: (logger: ClientLogger) => void): Promise<unknown[]> {
  const logging = createClientLogging()
  const session = await openSession((server) => logging.attach(server))
  const records = await session.during(() => log(logging.logger()))
  await session.close()
  return datas(records)
}

class Order {
  readonly id = 7
}

const error = Object.assign(new TypeError('no such city'), { code: 'E_CITY' })
const asSent = { name: 'TypeError', message: 'no such city', code: 'E_CITY' }

describe('takes what people pass', () => {
  test.each<[string, readonly [unknown, ...unknown[]], unknown]>([
    ['a text', ['text'], 'text'],
    ['a text and fields', ['text', { a: 1 }], { message: 'text', a: 1 }],
    ['a text and an object of a class', ['text', new Order()], { message: 'text', id: 7 }],
    ['a text and an Error', ['failed', error], { message: 'failed', err: asSent }],
    ['an Error', [error], { message: 'no such city', err: asSent }],
    ['an Error and fields', [error, { a: 1 }], { message: 'no such city', err: asSent, a: 1 }],
    ['fields', [{ a: 1 }], { a: 1 }],
    ['fields and a text, as pino wants it', [{ a: 1 }, 'text'], { message: 'text', a: 1 }],
    ['a text and fields and an Error', ['failed', { a: 1 }, error], { message: 'failed', a: 1, err: asSent }],
    ['a text and a text', ['text', 'more'], { message: 'text', extra: 'more' }],
    ['a text and a number', ['text', 7], { message: 'text', extra: 7 }],
    ['a text and null', ['text', null], { message: 'text', extra: null }],
    ['a text and a list', ['text', [1, 2]], { message: 'text', extra: [1, 2] }],
    ['a text and bytes', ['text', new Uint8Array([1])], { message: 'text', extra: expect.anything() }],
    ['a text and a date', ['text', new Date(0)], { message: 'text', extra: '1970-01-01T00:00:00.000Z' }],
    ['a text and a Map', ['text', new Map([['a', 1]])], { message: 'text', extra: expect.anything() }],
    ['a text and several', ['text', 1, 'two', { a: 3 }], { message: 'text', extra: [1, 'two'], a: 3 }],
    ['a text and nothing', ['text', undefined], 'text'],
    ['a number', [7], 7],
    ['a list', [[1, 2]], [1, 2]],
  ])('%s', async (_, args, data) => {
    expect(await received((logger) => logger.error(...args))).toEqual([data])
  })

  test('warn is warning', async () => {
    const logging = createClientLogging()
    const session = await openSession((server) => logging.attach(server))
    const records = await session.during(() => logging.logger().warn('text'))
    expect(records.map(({ level }) => level)).toEqual(['warning'])
    await session.close()
  })
})

test('the same logger for the same name', () => {
  const logging = createClientLogging()
  expect(logging.logger('a')).toBe(logging.logger('a'))
  expect(logging.logger()).toBe(logging.logger())
  expect(logging.logger('a')).not.toBe(logging.logger('b'))
})

describe('mirror', () => {
  const record = { toClient: { level: 'error', logger: 'mine', data: { a: 1 } } }

  test('writes each to the application’s own pino log, marked, and it does not come back', async () => {
    const lines: unknown[] = []
    const stream = { write: (line: string): void => void lines.push(JSON.parse(line)) }
    const own = pino({ level: 'debug', base: null, timestamp: false }, stream)
    const logging = createClientLogging({ mirror: own })
    addMcpDestination(own, { logging })
    const session = await openSession((server) => logging.attach(server))
    const records = await session.during(() => {
      logging.logger('mine').error('text', { a: 1 })
      logging.logger('mine').log('info', [1])
    })
    expect(datas(records)).toEqual([{ message: 'text', a: 1 }, [1]])
    expect(lines).toEqual([
      { level: 20, msg: 'text', ...record },
      { level: 20, msg: '(no message)', toClient: { level: 'info', logger: 'mine', data: [1] } },
    ])
    await session.close()
  })

  test('or winston log, also what no client gets', async () => {
    const lines: unknown[] = []
    const stream = new Writable({
      write: (line, _, done) => {
        lines.push(JSON.parse(line))
        done()
      },
    })
    const own = winston.createLogger({ level: 'debug', transports: [new winston.transports.Stream({ stream })] })
    createClientLogging({ mirror: own }).logger('mine').error('text', { a: 1 })
    await vi.waitFor(() => expect(lines).toEqual([{ level: 'debug', message: 'text', ...record }]))
  })

  test('a logger that throws disturbs nothing', async () => {
    const onWarning = vi.fn()
    const broken = pino(
      { level: 'debug' },
      {
        write() {
          throw new Error('disk full')
        },
      },
    )
    const logging = createClientLogging({ mirror: broken, onWarning })
    const session = await openSession((server) => logging.attach(server))
    expect(datas(await session.during(() => logging.logger().info('text')))).toEqual(['text'])
    expect(onWarning).toHaveBeenCalledWith(expect.objectContaining({ code: 'LOGGER_FAILED' }))
    await session.close()
  })

  test('must be a logger', () => {
    expect(() => createClientLogging({ mirror: {} as never })).toThrow(TypeError)
  })
})
