import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { expect, test, vi } from 'vitest'
import winston from 'winston'
import { McpTransport } from '../../src/winston/index.js'
import { gate } from '../harness/gate.js'
import { datas, levelsAndData, openSession } from '../harness/session.js'

// Uncaught exceptions take a process with them: that has to be another one than the suite's.

async function start(kind: string, where: string) {
  const records: { level: string; data: unknown }[] = []
  const stdio = new StdioClientTransport({
    command: process.execPath,
    args: ['test/fixtures/winston-crash.js', kind, where],
    stderr: 'pipe',
  })
  const told = text(stdio.stderr as never)
  const client = new Client({ name: 'test', version: '1.0.0' })
  const [arrived, closed] = [gate(), gate()]
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    records.push(params)
    arrived.open()
  })
  client.onclose = () => closed.open()
  await client.connect(stdio)
  return { client, records, told, arrived: arrived.opened, closed: closed.opened }
}

const ERROR = { name: 'TypeError', message: 'boom' }

test.each([
  ['exception', 'transport', 'uncaughtException: boom'],
  ['exception', 'handlers', 'uncaughtException: boom'],
  ['rejection', 'transport', 'unhandledRejection: boom'],
  ['rejection', 'handlers', 'unhandledRejection: boom'],
])('an uncaught %s (%s) reaches the client, and the exit does not wait', async (kind, where, message) => {
  const { client, records, told, closed } = await start(kind, where)
  await client.callTool({ name: 'crash' }).catch(() => {}) // the process may be gone before the answer
  await closed
  expect(records).toMatchObject([{ level: 'error', data: { message, error: ERROR } }])
  expect(Object.keys(records[0]?.data as object)).toEqual(['message', 'error'])
  expect(await told).toBe('exit 1\n')
})

test.each(['silent', 'filtered'])('the exit does not wait for a transport that is %s', async (kind) => {
  const { client, records, told, closed } = await start(kind, 'transport')
  await client.callTool({ name: 'crash' }).catch(() => {})
  await closed
  expect(records).toEqual([])
  expect(await told).toBe('exit 1\n')
})

test('with exitOnError: false the process and its logging go on', async () => {
  const { client, records, told, arrived } = await start('stay', 'transport')
  await client.callTool({ name: 'crash' })
  await arrived
  for (let call = 0; call < 2; call++) await client.callTool({ name: 'log' })
  expect(records.map(({ data }) => (typeof data === 'string' ? data : (data as { message: string }).message))).toEqual([
    'uncaughtException: boom',
    'still here',
    'still here',
  ])
  await client.close()
  expect(await told).not.toContain('held')
})

type Handler = { getAllInfo(error: Error): Record<string, unknown> }

test('records of exceptions and rejections are for transports that handle them', async () => {
  const transport = new McpTransport()
  const session = await openSession((server) => transport.attach(server))
  const logger = winston.createLogger({ transports: [transport] })
  const exception = (): unknown =>
    logger.log((logger.exceptions as never as Handler).getAllInfo(new Error('a')) as never)
  const rejection = (): unknown =>
    logger.log((logger.rejections as never as Handler).getAllInfo(new Error('b')) as never)
  expect(await session.during(() => exception() && rejection())).toEqual([])
  transport.handleExceptions = true
  expect(datas(await session.during(() => exception() && rejection()))).toHaveLength(1)
  transport.handleRejections = true
  expect(levelsAndData(await session.during(() => exception() && rejection()))).toEqual([
    ['error', { message: 'uncaughtException: a', error: { name: 'Error', message: 'a' } }],
    ['error', { message: 'unhandledRejection: b', error: { name: 'Error', message: 'b' } }],
  ])
  await session.close()
})

test('only who asks for it is told that the transport has finished', async () => {
  const transport = new McpTransport({ handleExceptions: true })
  const logger = winston.createLogger({ transports: [transport] })
  const told = gate()
  const others = vi.fn()
  transport.once('finish', others)
  transport._ending = true // as winston does before it logs the exception
  transport.once('finish', () => told.open())
  logger.log((logger.exceptions as never as Handler).getAllInfo(new Error('a')) as never)
  await told.opened
  transport.once('finish', others)
  logger.info('going on')
  await transport.logging.flush()
  await turn()
  expect(others).not.toHaveBeenCalled()
  expect(logger.transports).toEqual([transport])
  logger.close()
})
