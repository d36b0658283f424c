import { StreamableHTTPClientTransport, Client as V2Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { McpServer } from '@modelcontextprotocol/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import winston from 'winston'
import { forwardLogs, type LocalLogger } from '../../src/client/index.js'
import type { McpLevel } from '../../src/index.js'
import { LOG_LEVEL } from '../harness/clients.js'
import { type HttpServer, v2Handler } from '../harness/http.js'
import { pinoLog, winstonLog } from '../harness/local-log.js'
import { legacySession, requestsOf } from '../harness/sessions.js'

const SDKS = ['v1', 'v2'] as const
const asked = (session: ReturnType<typeof legacySession>): unknown[] =>
  requestsOf(session.clientEnd, 'logging/setLevel').map(({ params }) => (params as { level: unknown }).level)

describe.each(SDKS)('legacy, %s', (sdk) => {
  test('asked once connect() has resolved, and so from the first call on', async () => {
    const session = legacySession(sdk)
    const { logger, log } = pinoLog({ level: 'debug' })
    forwardLogs(session.client, logger)
    await session.connect()
    expect(asked(session)).toEqual(['debug'])
    await session.server.sendLoggingMessage({ level: 'debug', data: 'detail' })
    await session.arrived()
    expect(log.texts).toEqual(['detail'])
  })

  test('asked at once of a client that is connected', async () => {
    const session = legacySession(sdk)
    await session.connect()
    forwardLogs(session.client, pinoLog({ level: 'error' }).logger)
    await session.arrived()
    expect(asked(session)).toEqual(['error'])
  })

  test('not of a server without the capability', async () => {
    const session = legacySession(sdk, { logging: false })
    const forwarding = forwardLogs(session.client, pinoLog().logger)
    await session.connect()
    await forwarding.setLevel('error')
    expect(asked(session)).toEqual([])
  })

  test('`level` in place of what the local logger writes, `false` for nothing, setLevel() live', async () => {
    const session = legacySession(sdk)
    const forwarding = forwardLogs(session.client, pinoLog().logger, { level: false })
    await session.connect()
    expect(asked(session)).toEqual([])
    await forwarding.setLevel('warning')
    await forwarding.setLevel(false)
    await forwarding.setLevel()
    expect(asked(session)).toEqual(['warning', 'debug'])
    await expect(forwarding.setLevel('warn' as never)).rejects.toThrow('Expected `level` to be one of')
    expect(asked(session)).toEqual(['warning', 'debug'])
  })

  test('the most verbose of two forwardings', async () => {
    const session = legacySession(sdk)
    forwardLogs(session.client, pinoLog().logger, { level: 'error' })
    forwardLogs(session.client, pinoLog().logger, { level: 'notice' })
    await session.connect()
    expect(asked(session)).toEqual(['notice'])
  })

  test('a server that does not know the method is tolerated, and reported once', async () => {
    const session = legacySession(sdk)
    session.server.removeRequestHandler('logging/setLevel')
    const warnings: unknown[] = []
    const { logger, log } = pinoLog()
    const forwarding = forwardLogs(session.client, logger, { onWarning: (warning) => warnings.push(warning) })
    await session.connect()
    await forwarding.setLevel('error')
    expect(asked(session)).toEqual(['debug', 'error'])
    expect(warnings).toMatchObject([
      { code: 'LEVEL_REFUSED', message: 'The server did not take the log level `debug`', cause: { code: -32601 } },
    ])
    session.send({ level: 'info', data: 'all the same' })
    await session.arrived()
    expect(log.texts).toEqual(['all the same'])
  })

  test('no key of 2026-07-28 on any request', async () => {
    const session = legacySession(sdk)
    forwardLogs(session.client, pinoLog().logger)
    await session.connect()
    await session.arrived()
    expect(session.clientEnd.lines.filter((line) => line.includes(LOG_LEVEL))).toEqual([])
  })
})

describe('a server that never answers', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('connect() goes on', async () => {
    vi.useFakeTimers()
    const session = legacySession('v1')
    const warnings: unknown[] = []
    forwardLogs(session.client, pinoLog().logger, { onWarning: (warning) => warnings.push(warning) })
    const send = session.serverEnd.send.bind(session.serverEnd)
    const connecting = session.connect()
    session.serverEnd.send = async (message) => {
      const { result } = message as { readonly result?: object }
      if (result === undefined || 'serverInfo' in result) await send(message)
    }
    await vi.advanceTimersByTimeAsync(999)
    expect(asked(session)).toEqual(['debug'])
    let connected = false
    connecting.then(
      () => {
        connected = true
      },
      () => {},
    )
    await vi.advanceTimersByTimeAsync(0)
    expect(connected).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(connected).toBe(true)
    await session.client.close()
    await vi.advanceTimersByTimeAsync(0)
    // What has no answer because the connection ended is no refusal.
    expect(warnings).toEqual([])
  })
})

describe('the most verbose level that the local logger would write', () => {
  const { syslog, npm } = winston.config
  const transport = (level: string): winston.transport =>
    new winston.transports.Stream({ stream: process.stderr, level })
  const CASES: readonly (readonly [string, LocalLogger, McpLevel])[] = [
    ['pino trace', pinoLog({ level: 'trace' }).logger, 'debug'],
    ['pino info', pinoLog({ level: 'info' }).logger, 'info'],
    ['pino warn', pinoLog({ level: 'warn' }).logger, 'warning'],
    ['pino fatal', pinoLog({ level: 'fatal' }).logger, 'critical'],
    ['pino silent', pinoLog({ level: 'silent' }).logger, 'emergency'],
    ['pino at a level of its own', pinoLog({ level: 'notice', customLevels: { notice: 35 } }).logger, 'notice'],
    ['winston npm silly', winstonLog({ level: 'silly' }).logger, 'debug'],
    ['winston npm http', winstonLog({ level: 'http' }).logger, 'info'],
    ['winston npm error', winstonLog({ level: 'error' }).logger, 'error'],
    ['winston syslog notice', winstonLog({ levels: syslog.levels, level: 'notice' }).logger, 'notice'],
    ['winston syslog emerg', winstonLog({ levels: syslog.levels, level: 'emerg' }).logger, 'emergency'],
    ['winston silent', winstonLog({ silent: true }).logger, 'emergency'],
    ['winston without debug', winstonLog({ levels: { error: 0, warn: 1, info: 2 }, level: 'info' }).logger, 'info'],
    [
      'winston whose transport is more verbose',
      winston.createLogger({ levels: npm.levels, level: 'error', transports: [transport('debug')] }),
      'debug',
    ],
  ]

  test.each(CASES)('%s: %s', async (_, logger, level) => {
    const session = legacySession('v1')
    forwardLogs(session.client, logger)
    await session.connect()
    expect(asked(session)).toEqual([level])
  })
})

describe('2026-07-28', () => {
  interface Posted {
    readonly method: string
    readonly params: { readonly _meta: Readonly<Record<string, unknown>> }
  }
  const servers: HttpServer[] = []
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
  })

  async function modern(name = 'weather') {
    const server = await v2Handler(() => {
      const each = new McpServer({ name, version: '1.0.0' }, { capabilities: { logging: {} } })
      each.registerTool('forecast', {}, async (ctx) => {
        await ctx.mcpReq.log('debug', 'looking')
        await ctx.mcpReq.log('error', 'no sky')
        return { content: [] }
      })
      return each
    })
    servers.push(server)
    const posted: Posted[] = []
    const transport = new StreamableHTTPClientTransport(server.url, {
      fetch: (url, init) => {
        if (typeof init?.body === 'string') posted.push(JSON.parse(init.body))
        return fetch(url, init)
      },
    })
    const options = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const
    const client = new V2Client({ name: 'test', version: '1.0.0' }, options)
    return { client, transport, posted }
  }

  const forecast = (client: V2Client, level?: unknown): Promise<unknown> =>
    client.callTool({ name: 'forecast', ...(level !== undefined && { _meta: { [LOG_LEVEL]: level } }) } as never)

  test('the level is put on every request, and nothing is asked for with logging/setLevel', async () => {
    const { client, transport, posted } = await modern()
    const { logger, log } = winstonLog({ level: 'debug' })
    const warnings: unknown[] = []
    const forwarding = forwardLogs(client, logger, { onWarning: (warning) => warnings.push(warning) })
    await client.connect(transport)
    await forwarding.setLevel()
    expect(warnings).toEqual([])
    await forecast(client)
    expect(log.lines.map(({ level, text, mcp }) => [level, text, mcp.server])).toEqual([
      ['debug', 'looking', 'weather'],
      ['error', 'no sky', 'weather'],
    ])
    expect(posted.map(({ method }) => method)).not.toContain('logging/setLevel')
    expect(posted.length).toBeGreaterThan(1)
    expect(posted.map(({ params }) => params._meta[LOG_LEVEL])).toEqual(posted.map(() => 'debug'))
    await client.close()
  })

  test('a call’s own level wins, `null` opts out', async () => {
    const { client, transport, posted } = await modern()
    const { logger, log } = pinoLog()
    forwardLogs(client, logger)
    await client.connect(transport)
    await forecast(client, 'error')
    expect(log.texts).toEqual(['no sky'])
    await forecast(client, null)
    expect(log.texts).toEqual(['no sky'])
    expect(posted.at(-1)?.params._meta).not.toHaveProperty([LOG_LEVEL])
    await client.close()
  })

  test('setLevel() and the local logger’s own level hold from the next request on', async () => {
    const { client, transport, posted } = await modern()
    const { logger } = pinoLog({ level: 'info' })
    await client.connect(transport)
    const forwarding = forwardLogs(client, logger)
    const last = (): unknown => posted.at(-1)?.params._meta[LOG_LEVEL]
    await forecast(client)
    expect(last()).toBe('info')
    logger.level = 'error'
    await forecast(client)
    expect(last()).toBe('error')
    await forwarding.setLevel('alert')
    await forecast(client)
    expect(last()).toBe('alert')
    await forwarding.setLevel(false)
    await forecast(client)
    expect(last()).toBeUndefined()
    await forwarding.setLevel('debug')
    forwarding.close()
    await forecast(client)
    expect(last()).toBeUndefined()
    await client.close()
  })

  test('a client that negotiates: probed first, then connected', async () => {
    const { transport } = await modern()
    const client = new V2Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
    const { logger, log } = pinoLog()
    forwardLogs(client, logger)
    await client.connect(transport)
    expect(client.getProtocolEra()).toBe('modern')
    await forecast(client)
    expect(log.texts).toEqual(['looking', 'no sky'])
    await client.close()
  })

  test.each(['auto', { pin: '2026-07-28' }] as const)('over stdio, %j', async (mode) => {
    const client = new V2Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } })
    const { logger, log } = pinoLog()
    forwardLogs(client, logger)
    const args = ['test/fixtures/v2-stdio-server.js', 'pino']
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))
    await client.callTool({ name: 'order' })
    expect(client.getProtocolEra()).toBe('modern')
    expect(log.texts).toContain('at debug')
    expect(log.texts).toContain('at fatal')
    await client.close()
  })

  test('a client that negotiates with a server of the 2025 era misses nothing', async () => {
    const session = legacySession('v2')
    const client = new V2Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
    const { logger, log } = pinoLog()
    forwardLogs(client, logger)
    session.server.oninitialized = () => session.send({ level: 'info', data: 'ready' })
    await session.server.connect(session.serverEnd as never)
    session.send({ level: 'info', data: 'starting' })
    await client.connect(session.clientEnd as never)
    expect(client.getProtocolEra()).toBe('legacy')
    expect(log.texts).toEqual(['starting', 'ready'])
    expect(asked(session)).toEqual(['debug'])
    await client.close()

    const next = await modern('maps')
    await client.connect(next.transport)
    await forecast(client)
    expect(client.getProtocolEra()).toBe('modern')
    expect(log.lines.at(-1)).toMatchObject({ text: 'no sky', mcp: { server: 'maps' } })
    await client.close()
  })
})
