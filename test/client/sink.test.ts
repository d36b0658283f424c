import { Console } from 'node:console'
import { PassThrough, Writable } from 'node:stream'
import { configure, getLogger, type LogRecord as LogTapeRecord, reset } from '@logtape/logtape'
import bunyan from 'bunyan'
import { createConsola } from 'consola'
import { Logger as TsLogger } from 'tslog'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type ForwardedRecord,
  type ForwardLogsOptions,
  forwardLogs,
  forwardStderr,
  type LogSink,
} from '../../src/client/index.js'
import { MCP_LEVELS } from '../../src/index.js'
import { legacySession, requestsOf } from '../harness/sessions.js'

async function connected(sink: LogSink, options: ForwardLogsOptions = {}) {
  const session = legacySession('v1')
  const forwarding = forwardLogs(session.client, sink, options)
  await session.connect()
  const asked = requestsOf(session.clientEnd, 'logging/setLevel').map(({ params }) => params)
  return { ...session, forwarding, asked }
}

const DATA = { message: 'low', left: 2 }

describe('a function', () => {
  test('gets every record, and its server is asked for all of them', async () => {
    const records: ForwardedRecord[] = []
    const { send, arrived, asked, forwarding } = await connected((record) => records.push(record))
    send({ level: 'warning', logger: 'stock', data: DATA })
    send({ level: 'debug', data: 'plain' })
    send({ level: 'Odd', data: 'x' })
    send({ level: 'info' })
    await arrived()
    expect(asked).toEqual([{ level: 'debug' }])
    expect(records).toEqual([
      { server: 'weather', logger: 'stock', level: 'warning', text: 'low', data: DATA },
      { server: 'weather', level: 'debug', text: 'plain', data: 'plain' },
      { server: 'weather', level: 'info', remoteLevel: 'Odd', text: 'x', data: 'x' },
      { server: 'weather', level: 'info', text: '(no data)', data: undefined },
    ])
    expect(forwarding.stats()).toMatchObject({ received: 4, logged: 4 })
  })

  test('cleaned, capped and frozen all the way down', async () => {
    const records: ForwardedRecord[] = []
    const { send, arrived } = await connected((record) => void records.push(record))
    send({ level: 'info', data: { message: 'a\nb\u001b[31m', list: [{ text: 'x'.repeat(100_000) }] } })
    await arrived()
    const [record] = records
    const { list } = (record as ForwardedRecord).data as { list: { text: string }[] }
    expect(record?.text).toBe('a\\nb')
    expect(list[0]?.text).toContain('Truncated')
    for (const each of [record, record?.data, list, list[0]]) expect(Object.isFrozen(each)).toBe(true)
  })

  test('`level` asks for less', async () => {
    const { asked } = await connected(() => {}, { level: 'error' })
    expect(asked).toEqual([{ level: 'error' }])
  })

  test.each([
    ['throws', () => raise()],
    ['rejects', async () => raise()],
    ['rejects in another kind of promise', () => new Thenable()],
  ])('one that %s: contained, counted, reported once', async (_, fail) => {
    const warnings: unknown[] = []
    let isFull = true
    const sink = (): unknown => (isFull ? fail() : undefined)
    const { send, arrived, client, forwarding } = await connected(sink, {
      onWarning: (warning) => void warnings.push(warning),
    })
    const errors: unknown[] = []
    client.onerror = (error) => errors.push(error)
    send({ level: 'info', data: 'lost' })
    send({ level: 'info', data: 'lost as well' })
    await arrived()
    isFull = false
    send({ level: 'info', data: 'kept' })
    await arrived()
    expect(errors).toEqual([])
    expect(warnings).toMatchObject([{ code: 'LOGGER_FAILED', cause: { message: 'full' } }])
    expect(forwarding.stats()).toMatchObject({ received: 3, logged: 1, dropped: { failed: 2 } })
  })

  test('one that rejects the summary of what was dropped', async () => {
    const warnings: unknown[] = []
    const { send, arrived, forwarding } = await connected(async () => raise(), {
      rateLimit: { perSecond: 0, burst: 1 },
      onWarning: ({ message }) => void warnings.push(message),
    })
    send({ level: 'info', data: 'a' })
    send({ level: 'info', data: 'b' })
    await arrived()
    warnings.length = 0
    forwarding.close()
    await arrived()
    expect(warnings).toEqual([])
    expect(forwarding.stats()).toMatchObject({ received: 2, dropped: { failed: 1, 'rate-limit': 1 } })
  })

  test('of the lines of standard error', async () => {
    const records: ForwardedRecord[] = []
    const source = new PassThrough()
    const forwarding = forwardStderr(source, (record) => records.push(record), { serverName: 'weather' })
    source.write('{"level":50,"name":"db","msg":"gone"}\n')
    await vi.waitFor(() => expect(records).toHaveLength(1))
    expect(records).toMatchObject([{ server: 'weather', logger: 'db', level: 'error', text: 'gone' }])
    forwarding.close()
  })
})

/** A promise of another kind. */
class Thenable {
  // biome-ignore lint/suspicious/noThenProperty: that is what it is for
  then(_: unknown, reject: (cause: unknown) => void): void {
    reject(new Error('full'))
  }
}

function raise(): never {
  throw new Error('full')
}

/** A text that is a format for some loggers and a template for others. */
const TRICKY = '100% of {left} %s %d %c %%'

describe('any logger with methods for the usual levels', () => {
  afterEach(reset)

  async function logged(sink: LogSink) {
    const { send, arrived, forwarding } = await connected(sink)
    for (const level of MCP_LEVELS) send({ level, data: { message: level, n: 1 } })
    send({ level: 'error', data: { message: TRICKY, left: 2 } })
    await arrived()
    expect(forwarding.stats().dropped).toEqual({ ignored: 0, level: 0, 'rate-limit': 0, failed: 0 })
  }

  test('console', async () => {
    const lines: string[] = []
    const stream = new Writable({
      write(chunk, _encoding, callback) {
        lines.push(String(chunk))
        callback()
      },
    })
    await logged(new Console({ stdout: stream, stderr: stream, inspectOptions: { breakLength: 200 } }))
    expect(lines.slice(0, 5)).toEqual([
      "debug { mcp: { server: 'weather', data: { message: 'debug', n: 1 } } }\n",
      "info { mcp: { server: 'weather', data: { message: 'info', n: 1 } } }\n",
      "notice { mcp: { server: 'weather', level: 'notice', data: { message: 'notice', n: 1 } } }\n",
      "warning { mcp: { server: 'weather', data: { message: 'warning', n: 1 } } }\n",
      "error { mcp: { server: 'weather', data: { message: 'error', n: 1 } } }\n",
    ])
    expect(lines[8]).toContain(TRICKY)
  })

  test('LogTape', async () => {
    const records: LogTapeRecord[] = []
    await configure({
      sinks: { memory: (record) => void records.push(record) },
      loggers: [
        { category: 'app', sinks: ['memory'], lowestLevel: 'debug' },
        { category: ['logtape', 'meta'], sinks: [] },
      ],
    })
    await logged(getLogger('app'))
    expect(records.map(({ level, message }) => [level, message.join('')])).toEqual([
      ['debug', 'debug'],
      ['info', 'info'],
      ['info', 'notice'],
      ['warning', 'warning'],
      ['error', 'error'],
      ['fatal', 'critical'],
      ['fatal', 'alert'],
      ['fatal', 'emergency'],
      ['error', TRICKY],
    ])
    expect(records[8]?.properties).toEqual({ mcp: { server: 'weather', data: { message: TRICKY, left: 2 } } })
  })

  test('LogTape’s lowest level is what the server is asked for', async () => {
    await configure({
      sinks: { memory: () => {} },
      loggers: [
        { category: 'app', sinks: ['memory'], lowestLevel: 'warning' },
        { category: ['logtape', 'meta'], sinks: [] },
      ],
    })
    const { asked } = await connected(getLogger('app'))
    expect(asked).toEqual([{ level: 'warning' }])
  })

  test('tslog', async () => {
    const lines: Record<string, unknown>[] = []
    const transportJSON = (line: unknown): void => void lines.push(line as Record<string, unknown>)
    await logged(new TsLogger({ type: 'json', overwrite: { transportJSON } }))
    const levels = lines.map(({ _meta }) => (_meta as { logLevelName: string }).logLevelName)
    expect(levels).toEqual(['DEBUG', 'INFO', 'INFO', 'WARN', 'ERROR', 'FATAL', 'FATAL', 'FATAL', 'ERROR'])
    expect(lines[3]).toMatchObject({ 0: 'warning', 1: { mcp: { server: 'weather', data: { n: 1 } } } })
    expect(lines[8]).toMatchObject({ 0: { mcp: { server: 'weather' } }, 1: TRICKY })
  })

  test('consola', async () => {
    const lines: { type: string; args: unknown[] }[] = []
    await logged(createConsola({ level: 5, reporters: [{ log: (line) => void lines.push(line) }] }))
    const levels = lines.map(({ type }) => type)
    expect(levels).toEqual(['debug', 'info', 'info', 'warn', 'error', 'fatal', 'fatal', 'fatal', 'error'])
    expect(lines[3]?.args).toEqual(['warning', { mcp: { server: 'weather', data: { message: 'warning', n: 1 } } }])
    expect(lines[8]?.args).toContain(TRICKY)
  })

  test('bunyan', async () => {
    const lines: Record<string, unknown>[] = []
    const stream = { write: (line: unknown) => void lines.push(line as Record<string, unknown>) }
    const logger = bunyan.createLogger({ name: 'app', level: 'debug', streams: [] })
    logger.addStream({ type: 'raw', stream: stream as never, level: 'debug' })
    await logged(logger)
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [20, 'debug'],
      [30, 'info'],
      [30, 'notice'],
      [40, 'warning'],
      [50, 'error'],
      [60, 'critical'],
      [60, 'alert'],
      [60, 'emergency'],
      [50, TRICKY],
    ])
    expect(lines[3]).toMatchObject({ name: 'app', mcp: { server: 'weather', data: { n: 1 } } })
    logger.level('error')
    expect((await connected(logger)).asked).toEqual([{ level: 'error' }])
  })
})
