import { MESSAGE } from 'triple-beam'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import winston from 'winston'
import TransportStream from 'winston-transport'
import { McpTransport } from '../../src/winston/index.js'
import { datas, openSession, type Session } from '../harness/session.js'

let session: Session
let transport: McpTransport

beforeEach(async () => {
  transport = new McpTransport()
  session = await openSession((server) => transport.attach(server))
})

afterEach(() => session.close())

const { format } = winston

class Slow extends TransportStream {
  override log(_: unknown, next: () => void): void {
    setImmediate(next)
  }
}

const FORMATS = {
  'logstash()': format.combine(format.timestamp(), format.logstash()),
  'logstash() after splat()': format.combine(format.splat(), format.logstash()),
  'cli()': format.cli(),
  'cli() that colours all': format.cli({ all: true }),
  'padLevels()': format.padLevels(),
  'padLevels() after splat()': format.combine(format.splat(), format.padLevels()),
  'align()': format.align(),
  'align(), coloured': format.combine(format.align(), format.colorize({ all: true })),
  'one that renders and takes the message away': format((info) => {
    info[MESSAGE] = `${info.level} - ${info.message}`
    delete (info as { message?: unknown }).message
    return info
  })(),
}

describe.each(Object.entries(FORMATS))('%s', (name, form) => {
  test.each([
    ['as they come', () => []],
    ['beside a slow transport', () => [new Slow()]],
  ])('what was logged arrives, %s', async (_, beside) => {
    const logger = winston.createLogger({ format: form, transports: [transport, ...beside()] })
    const records = await session.during(() => {
      logger.info('order placed', { id: 7 })
      logger.warn('alone')
      logger.error(new TypeError('boom'))
      logger.info('  indented\n\tas it was')
      if (name.includes('splat')) logger.info('order %d of %s', 7, 'shoes')
    })
    const strip = (data: unknown): unknown => {
      const { timestamp: _, ...rest } = typeof data === 'string' ? { message: data } : (data as Record<string, unknown>)
      return rest
    }
    expect(datas(records).map(strip)).toEqual([
      { message: 'order placed', id: 7 },
      { message: 'alone' },
      { message: 'boom', err: { name: 'TypeError', message: 'boom' } },
      { message: '  indented\n\tas it was' },
      ...(name.includes('splat') ? [{ message: 'order 7 of shoes' }] : []),
    ])
  })
})

test('a message that a format has taken away from everybody stays away', async () => {
  const mask = format((info) => {
    delete (info as { message?: unknown }).message
    return info
  })
  const logger = winston.createLogger({ format: format.combine(mask(), format.json()), transports: [transport] })
  expect(datas(await session.during(() => logger.info('my secret', { id: 7 })))).toEqual([{ id: 7 }])
})

test('an Error through a child has all of its fields in `err`, and the child has its own', async () => {
  class HttpError extends Error {
    override readonly name = 'HttpError'
    readonly status = 503
    readonly code = 'E_BUSY'
    readonly request = { path: '/a' }
  }
  const err = { name: 'HttpError', message: 'busy', code: 'E_BUSY', status: 503, request: { path: '/a' } }
  const root = winston.createLogger({ defaultMeta: { service: 'shop' } })
  const early = root.child({ requestId: 5 })
  root.add(transport)
  const late = early.child({ status: 'own' })
  const records = await session.during(() => {
    early.error(new HttpError('busy'))
    late.log('error', new HttpError('busy'))
    late.error('failed', new HttpError('busy'))
    late.info('after')
  })
  expect(datas(records)).toEqual([
    { message: 'busy', requestId: 5, service: 'shop', err },
    { message: 'busy', requestId: 5, service: 'shop', err },
    { message: 'failed busy', requestId: 5, service: 'shop', err },
    { message: 'after', requestId: 5, status: 'own', service: 'shop' },
  ])
})
