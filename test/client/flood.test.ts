import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ForwardLogsOptions, forwardLogs, type LogRecord } from '../../src/client/index.js'
import { pinoLog, winstonLog } from '../harness/local-log.js'
import { legacySession } from '../harness/sessions.js'

afterEach(() => {
  vi.useRealTimers()
})

async function connected(options: ForwardLogsOptions = {}) {
  const session = legacySession('v2')
  const { logger, log } = pinoLog()
  const forwarding = forwardLogs(session.client, logger, options)
  await session.connect()
  return { ...session, forwarding, log }
}

describe('rate limit', () => {
  const rateLimit = { perSecond: 0, burst: 5, reserve: 2 }

  test('a flood is cut, what is severe may use the reserve, and one line tells of the rest', async () => {
    const { send, arrived, forwarding, log } = await connected({ rateLimit })
    for (let i = 0; i < 100; i++) send({ level: 'info', data: `flood ${i}` })
    for (let i = 0; i < 10; i++) send({ level: 'error', data: `error ${i}` })
    await arrived()
    expect(log.texts).toEqual(['flood 0', 'flood 1', 'flood 2', 'error 0', 'error 1'])
    forwarding.close()
    expect(log.lines.slice(5)).toMatchObject([
      {
        level: 'warn',
        text: '105 log messages of weather dropped (rate limit)',
        mcp: { server: 'weather', logger: 'mcp-log-bridge', data: { dropped: 105 } },
      },
    ])
    const dropped = { ignored: 0, level: 0, 'rate-limit': 105, failed: 0 }
    expect(forwarding.stats()).toEqual({ received: 110, logged: 5, dropped })
    forwarding.close()
    expect(log.lines).toHaveLength(6)
  })

  test('the line comes without a further message, and once for each interval', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { send, arrived, log } = await connected({ rateLimit: { ...rateLimit, burst: 1, reserve: 0 } })
    for (let i = 0; i < 3; i++) send({ level: 'info', data: 'a' })
    await arrived()
    vi.advanceTimersByTime(4999)
    expect(log.texts).toEqual(['a'])
    vi.advanceTimersByTime(1)
    for (let i = 0; i < 4; i++) send({ level: 'info', data: 'b' })
    await arrived()
    vi.advanceTimersByTime(5000)
    vi.advanceTimersByTime(20_000)
    const summary = (count: number): string => `${count} log messages of weather dropped (rate limit)`
    expect(log.texts).toEqual(['a', summary(2), summary(4)])
  })

  test('a large record costs a token for each 1024 characters', async () => {
    const { send, arrived, log } = await connected({ rateLimit: { perSecond: 0, burst: 20, reserve: 0 } })
    for (let i = 0; i < 10; i++) send({ level: 'info', data: `${i}${'x'.repeat(5000)}` })
    await arrived()
    expect(log.texts.map((text) => text[0])).toEqual(['0', '1', '2', '3'])
  })

  test('off', async () => {
    const { send, arrived, forwarding, log } = await connected({ rateLimit: false })
    for (let i = 0; i < 5000; i++) send({ level: 'info', data: i })
    await arrived()
    forwarding.close()
    expect(log.lines).toHaveLength(5000)
  })

  test('a local logger that cannot take the summary either', async () => {
    const session = legacySession('v1')
    const { logger } = winstonLog()
    const codes: string[] = []
    const options = {
      rateLimit: { perSecond: 0, burst: 1 },
      onWarning: ({ code }: { code: string }) => codes.push(code),
    }
    const forwarding = forwardLogs(session.client, logger, options)
    await session.connect()
    for (let i = 0; i < 3; i++) session.send({ level: 'info', data: i })
    await session.arrived()
    logger.end()
    forwarding.close()
    expect(codes).toEqual(['LOGGER_FAILED'])
  })
})

describe('ignore', () => {
  const keepalive = { level: 'debug', logger: 'fastmcp-keepalive', data: 'ping' }

  test('by name, by pattern, by function; before a token is spent', async () => {
    const seen: LogRecord[] = []
    const { send, arrived, forwarding, log } = await connected({
      ignore: [
        'fastmcp-keepalive',
        /^debug\./g,
        (record) => {
          seen.push(record)
          return record.data === 'noise'
        },
      ],
      rateLimit: { perSecond: 0, burst: 3, reserve: 0 },
    })
    for (let i = 0; i < 3; i++) {
      send(keepalive)
      send({ level: 'info', logger: 'debug.sql', data: 'select' })
      send({ level: 'info', data: 'noise' })
    }
    send({ level: 'info', logger: 'fastmcp-keepalive-2', data: 'kept 1' })
    send({ level: 'info', logger: 'my.debug.x', data: 'kept 2' })
    send({ level: 'info', data: 'kept 3' })
    await arrived()
    expect(log.texts).toEqual(['kept 1', 'kept 2', 'kept 3'])
    expect(forwarding.stats().dropped).toMatchObject({ ignored: 9, 'rate-limit': 0 })
    expect(seen).toContainEqual({ level: 'info', logger: 'my.debug.x', data: 'kept 2' })
  })

  test('a function that throws ignores nothing, and is reported', async () => {
    const codes: string[] = []
    const { send, arrived, log } = await connected({
      ignore: [
        () => {
          throw new Error('no')
        },
      ],
      onWarning: ({ code }) => codes.push(code),
    })
    send(keepalive)
    send(keepalive)
    await arrived()
    expect(log.lines).toHaveLength(2)
    expect(codes).toEqual(['RECORD_FAILED'])
  })

  test('a logger name of any length is matched in no time', async () => {
    const { send, arrived, log } = await connected({ ignore: [/x+x+x+$/] })
    send({ level: 'info', logger: `${'x'.repeat(100_000)}y`, data: 'kept' })
    await arrived()
    expect(log.texts).toEqual(['kept'])
    expect(log.lines[0]?.mcp.logger).toHaveLength(256)
  })
})

test('20 servers at once, one logger: nothing mixes', async () => {
  const { logger, log } = pinoLog()
  const sessions = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const session = legacySession(index % 2 === 0 ? 'v1' : 'v2', { name: `server ${index}` })
      // Every fourth one gets its name from the application.
      forwardLogs(session.client, logger, index % 4 === 0 ? { serverName: `option ${index}` } : {})
      await session.connect()
      return session
    }),
  )
  for (let round = 0; round < 10; round++) {
    for (const [index, session] of sessions.entries()) session.send({ level: 'info', data: { message: 'hi', index } })
  }
  await Promise.all(sessions.map((session) => session.arrived()))
  expect(log.lines).toHaveLength(200)
  for (const { mcp } of log.lines) {
    const { index } = mcp.data as { index: number }
    expect(mcp.server).toBe(index % 4 === 0 ? `option ${index}` : `server ${index}`)
  }
})
