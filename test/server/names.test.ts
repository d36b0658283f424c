import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import winston from 'winston'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { openSession } from '../harness/session.js'

/** In the order in which they count. */
const FIELDS = ['logger', 'tool', 'component', 'module', 'context', 'label', 'name'] as const

interface AnyLogger {
  child(bindings: object): AnyLogger
  log(fields: object): unknown
  error(error: Error): unknown
}

const KINDS = {
  winston(loggerName?: string) {
    const transport = new McpTransport({ ...(loggerName && { loggerName }) })
    const logger = winston.createLogger({ transports: [transport] })
    const wrap = (each: winston.Logger): AnyLogger => ({
      child: (bindings) => wrap(each.child(bindings)),
      log: (fields) => each.info('text', fields),
      error: (error) => each.error(error),
    })
    return { attach: transport, logger: wrap(logger) }
  },
  pino(loggerName?: string) {
    const destination = mcpDestination({ ...(loggerName && { loggerName }) })
    const wrap = (each: pino.Logger): AnyLogger => ({
      child: (bindings) => wrap(each.child(bindings)),
      log: (fields) => each.info(fields, 'text'),
      error: (error) => each.error(error),
    })
    return { attach: destination, logger: wrap(pino(destination)) }
  },
}

describe.each(Object.entries(KINDS))('%s', (_, make) => {
  async function names(log: (logger: AnyLogger) => void, loggerName?: string): Promise<(string | undefined)[]> {
    const { attach, logger } = make(loggerName)
    const session = await openSession((server) => attach.attach(server))
    const records = await session.during(() => log(logger))
    await session.close()
    return records.map((record) => record.logger)
  }

  test.each(FIELDS)('a child logger tells by `%s`, whatever it logs', async (field) => {
    const seen = await names((logger) => {
      const child = logger.child({ [field]: 'search' })
      child.log({})
      child.log({ count: 1 })
      child.child({ page: 2 }).log({})
      child.error(new TypeError('boom'))
    })
    expect(seen).toEqual(Array(4).fill('search'))
  })

  test.each(FIELDS.slice(1).map((field, index) => [FIELDS[index] as string, field]))(
    '`%s` counts before `%s`',
    async (first, second) => {
      expect(await names((logger) => logger.child({ [second]: 'second', [first]: 'first' }).log({}))).toEqual(['first'])
    },
  )

  test('no child at all: what is being served', async () => {
    expect(await names((logger) => [logger.log({}), logger.log({ count: 1 }), logger.error(new Error('a'))])).toEqual([
      'work',
      'work',
      'work',
    ])
  })

  test.each([[7], [''], [null], [{ a: 1 }], [['a']], [true]])('%j names nothing', async (name) => {
    expect(await names((logger) => logger.log({ tool: name, name: 'next' }))).toEqual(['next'])
    expect(await names((logger) => logger.log({ tool: name }))).toEqual(['work'])
  })

  test("the Error's name is not the logger's", async () => {
    class SearchError extends Error {
      override readonly name = 'SearchError'
    }
    expect(
      await names((logger) => [logger.error(new SearchError('a')), logger.child({}).error(new SearchError('b'))]),
    ).toEqual(['work', 'work'])
  })

  test('`loggerName` comes before all', async () => {
    expect(
      await names((logger) => [logger.log({ logger: 'mine' }), logger.child({ tool: 'search' }).log({})], 'shop'),
    ).toEqual(['shop', 'shop'])
  })
})

test('winston: a name beside the fields that `format.metadata()` has gathered counts before one among them', async () => {
  const transport = new McpTransport()
  const beside = winston.format((info) => (info.plain ? info : { ...info, tool: 'beside' }))
  const gather = winston.format.metadata({ fillExcept: ['level', 'message', 'tool'] })
  const logger = winston.createLogger({ format: winston.format.combine(beside(), gather), transports: [transport] })
  const session = await openSession((server) => transport.attach(server))
  const records = await session.during(() => {
    logger.info('text', { logger: 'gathered' })
    logger.info('text', { logger: 'gathered', plain: true })
  })
  await session.close()
  expect(records.map((record) => record.logger)).toEqual(['beside', 'gathered'])
})
