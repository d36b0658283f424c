import { configure, configureSync, dispose, drain, getLogger, reset, type Sink } from '@logtape/logtape'
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import { forwardLogs } from '../../src/client/index.js'
import { createClientLogging, type McpLevel } from '../../src/index.js'
import { type McpSink, mcpSink } from '../../src/logtape/index.js'
import { datas, levelsAndData, openSession } from '../harness/session.js'
import { legacySession } from '../harness/sessions.js'

beforeEach(reset)
afterEach(reset)

const configured = (sink: Sink) => ({
  sinks: { mcp: sink },
  loggers: [
    { category: 'shop', sinks: ['mcp'], lowestLevel: 'trace' as const },
    { category: ['logtape', 'meta'], sinks: [] },
  ],
})

async function open(options: Parameters<typeof mcpSink>[0] = {}, level?: McpLevel) {
  const sink = mcpSink(options)
  await configure(configured(sink))
  const session = await openSession((server) => sink.attach(server), level)
  return { ...session, sink, logger: getLogger('shop') }
}

test('each level of LogTape’s is one of MCP’s; trace is none', async () => {
  const { during, logger, sink } = await open()
  const received = await during(() => {
    for (const level of ['trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const) logger[level](level)
  })
  expect(levelsAndData(received)).toEqual([
    ['debug', 'debug'],
    ['info', 'info'],
    ['warning', 'warning'],
    ['error', 'error'],
    ['critical', 'fatal'],
  ])
  expect(sink.logging.stats().dropped.unmapped).toBe(1)
})

test('`levels` says otherwise', async () => {
  const { during, logger } = await open({ levels: { info: 'notice', trace: 'debug', error: false } })
  const received = await during(() => {
    logger.info('a')
    logger.trace('b')
    logger.error('c')
  })
  expect(levelsAndData(received)).toEqual([
    ['notice', 'a'],
    ['debug', 'b'],
  ])
})

describe('the record', () => {
  test('the category names it, whatever the properties say', async () => {
    const { during, logger } = await open()
    const [record] = await during(() => logger.getChild('stock').info('low', { name: 'Ada', left: 2 }))
    expect(record).toEqual({ level: 'info', logger: 'shop.stock', data: { message: 'low', name: 'Ada', left: 2 } })
  })

  test('placeholders are filled, and their properties sent', async () => {
    const { during, logger } = await open()
    const received = await during(() => {
      logger.info('{city}: {place.x}, {{left}}, {*}', { city: 'Bern', place: { x: 1 } })
      logger.info`asked ${'Bern'} ${2} times with ${{ a: [1] }}`
      logger.with({ order: 7 }).info('bound')
      logger.info('none {here', {})
      logger.info('no such {thing}', {})
    })
    expect(datas(received)).toEqual([
      { message: "Bern: 1, {left}, { city: 'Bern', place: { x: 1 } }", city: 'Bern', place: { x: 1 } },
      'asked Bern 2 times with { a: [ 1 ] }',
      { message: 'bound', order: 7 },
      'none {here',
      'no such undefined',
    ])
  })

  test('properties alone', async () => {
    const { during, logger } = await open()
    expect(datas(await during(() => logger.info({ a: 1 })))).toEqual([{ a: 1 }])
  })

  test('an Error with its fields, as property, in a placeholder, or alone', async () => {
    const { during, logger } = await open()
    const error = Object.assign(new TypeError('no such sku'), { code: 'E_SKU' })
    const sent = { name: 'TypeError', message: 'no such sku', code: 'E_SKU' }
    const received = await during(() => {
      logger.error('failed', { error })
      logger.error('failed: {error}', { error })
      logger.error(error)
    })
    expect(datas(received)).toEqual([
      { message: 'failed', error: sent },
      { message: "failed: { name: 'TypeError', message: 'no such sku', code: 'E_SKU' }", error: sent },
      { message: 'no such sku', error: sent },
    ])
  })
})

describe('a secret that a placeholder puts into the text does not leave', () => {
  test.each([
    ['{password}', { password: 'hunter2' }],
    ['{ password }', { password: 'hunter2' }],
    ['{user.password}', { user: { password: 'hunter2' } }],
    ['{user?.password}', { user: { password: 'hunter2' } }],
    ['{user["password"]}', { user: { password: 'hunter2' } }],
    ['{users[0].password}', { users: [{ password: 'hunter2' }] }],
    ['{user}', { user: { password: 'hunter2' } }],
    ['{user}', { user: new Map([['password', 'hunter2']]) }],
    ['{*} ', { password: 'hunter2' }],
    ['{{x}} {city} }} {password}', { city: 'Bern', password: 'hunter2' }],
    ['{pin}', { pin: 'hunter2' }],
  ])('%s', async (template, properties) => {
    const { during, logger, sink } = await open({ redact: { keys: ['pin'] } })
    const received = await during(() => logger.info(`in by ${template}`, properties))
    expect(received).toHaveLength(1)
    expect(JSON.stringify(received)).toContain('in by ')
    expect(JSON.stringify(received)).not.toContain('hunter2')
    expect(sink.logging.stats().redacted).toBe(1)
  })

  test('also by the rules of a hub that is shared', async () => {
    const logging = createClientLogging({ redact: { keys: ['pin'] } })
    const { during, logger } = await open({ logging })
    expect(datas(await during(() => logger.info('in by {pin}', { pin: 'hunter2' })))).toEqual([
      { message: 'in by [Redacted]', pin: '[Redacted]' },
    ])
  })

  test('`redact: false` sends it', async () => {
    const { during, logger } = await open({ redact: false })
    expect(datas(await during(() => logger.info('in by {password}', { password: 'hunter2' })))).toEqual([
      { message: 'in by hunter2', password: 'hunter2' },
    ])
  })
})

test('nothing is asked of a record that nobody gets', async () => {
  const { during, logger } = await open({}, 'error')
  expect(await during(() => logger.info('{n}', () => expect.fail('formed for nobody')))).toEqual([])
})

describe('LogTape closes it', () => {
  test('when it is configured anew', async () => {
    const { during, logger, sink } = await open()
    await reset()
    await configure(configured(sink))
    expect(await during(() => logger.info('late'))).toEqual([])
    expect(sink.logging.stats().dropped.closed).toBe(1)
  })

  test('with `configureSync`, which takes nothing that is disposed of later, as well', async () => {
    const sink = mcpSink()
    configureSync(configured(sink))
    const session = await openSession((server) => sink.attach(server))
    expect(datas(await session.during(() => getLogger('shop').info('x')))).toEqual(['x'])
    await dispose()
    expect(await session.during(() => sink({ ...RECORD, level: 'info' }))).toEqual([])
  })

  test('`drain()` waits for what is queued', async () => {
    const { sink, logger } = await open()
    for (let index = 0; index < 50; index++) logger.info('x')
    expect(sink.logging.stats().sent).toBe(0)
    await drain()
    expect(sink.logging.stats()).toMatchObject({ sent: 50, queued: 0, inFlight: 0 })
  })
})

test('what was received from a server and is written to the same log does not come back', async () => {
  const { during, sink } = await open()
  const upstream = legacySession('v1')
  forwardLogs(upstream.client, getLogger('shop'))
  await upstream.connect()
  const received = await during(async () => {
    upstream.send({ level: 'error', data: 'from elsewhere' })
    await upstream.arrived()
  })
  expect(received).toEqual([])
  expect(sink.logging.stats().dropped.received).toBe(1)
})

const RECORD = { category: ['shop'], level: 'info', message: ['x'], rawMessage: 'x', properties: {} }

test('LogTape takes it for a sink', () => {
  expectTypeOf<McpSink>().toExtend<Sink>()
})
