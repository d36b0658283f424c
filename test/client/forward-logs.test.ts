import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Client as V2Client } from '@modelcontextprotocol/client'
import type { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { describe, expect, test } from 'vitest'
import winston from 'winston'
import { forwardLogs, type LocalLogger } from '../../src/client/index.js'
import { MCP_LEVELS } from '../../src/index.js'
import { JsonTransport } from '../harness/json-transport.js'
import { LOGS, type LocalLog, pinoLog, sent, winstonLog } from '../harness/local-log.js'
import { type LegacySession, legacySession } from '../harness/sessions.js'

const SDKS = ['v1', 'v2'] as const
const KINDS = ['pino', 'winston'] as const
const COMBINATIONS = SDKS.flatMap((sdk) => KINDS.map((kind) => ({ sdk, kind })))

/** Sets the application's own handler, as either SDK wants it. */
function handle({ client }: LegacySession, handler: (data: unknown) => void): void {
  if ('setNotificationHandler' in client && client.constructor.name === 'Client') {
    try {
      ;(client as V1Client).setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) =>
        handler(params.data),
      )
    } catch {
      ;(client as V2Client).setNotificationHandler('notifications/message', ({ params }) => handler(params.data))
    }
  }
}

describe.each(COMBINATIONS)('$sdk client, $kind', ({ sdk, kind }) => {
  test('a log message comes out as a record, everything remote under one key', async () => {
    const session = legacySession(sdk)
    const { logger, log } = LOGS[kind]()
    forwardLogs(session.client, logger)
    await session.connect()
    await session.server.sendLoggingMessage({ level: 'warning', logger: 'stock', data: { message: 'low', left: 2 } })
    await session.arrived()
    expect(log.lines).toMatchObject([
      {
        level: 'warn',
        text: 'low',
        mcp: { server: 'weather', logger: 'stock', data: { message: 'low', left: 2 } },
      },
    ])
    expect(log.lines[0]?.mcp).not.toHaveProperty('level')
    expect(Object.keys(log.lines[0]?.fields ?? {}).sort()).toEqual(
      kind === 'pino' ? ['level', 'mcp', 'msg'] : ['level', 'mcp', 'message'],
    )
  })

  test('before connect: what comes before it resolves is logged, before the handshake as well', async () => {
    const session = legacySession(sdk)
    const { logger, log } = LOGS[kind]()
    forwardLogs(session.client, logger)
    session.send({ level: 'info', data: 'starting' })
    session.server.oninitialized = () => session.send({ level: 'info', data: 'ready' })
    await session.connect()
    expect(log.texts).toEqual(['starting', 'ready'])
    expect(log.lines.map(({ mcp }) => mcp.server)).toEqual(['weather', 'weather'])
  })

  test('after connect', async () => {
    const session = legacySession(sdk)
    const { logger, log } = LOGS[kind]()
    await session.connect()
    forwardLogs(session.client, logger)
    session.send({ level: 'info', data: 'hello' })
    await session.arrived()
    expect(log.texts).toEqual(['hello'])
  })

  test.each(['before', 'after'])('a handler that the application sets %s it keeps working', async (when) => {
    const session = legacySession(sdk)
    const { logger, log } = LOGS[kind]()
    const handled: unknown[] = []
    if (when === 'before') handle(session, (data) => handled.push(data))
    forwardLogs(session.client, logger)
    if (when === 'after') handle(session, (data) => handled.push(data))
    await session.connect()
    session.send({ level: 'info', data: 'both' })
    await session.arrived()
    expect(handled).toEqual(['both'])
    expect(log.texts).toEqual(['both'])
  })

  test('a transport that had a handler of its own before connect is logged once', async () => {
    const session = legacySession(sdk)
    const { logger, log } = LOGS[kind]()
    const seen: unknown[] = []
    session.clientEnd.onmessage = (message) => void seen.push((message as { method?: unknown }).method)
    forwardLogs(session.client, logger)
    await session.connect()
    session.send({ level: 'info', data: 'once' })
    await session.arrived()
    expect(log.texts).toEqual(['once'])
    expect(seen).toContain('notifications/message')
  })

  test('close() leaves client and transport as they were', async () => {
    const session = legacySession(sdk)
    const { logger, log } = LOGS[kind]()
    const handled: unknown[] = []
    handle(session, (data) => handled.push(data))
    const forwarding = forwardLogs(session.client, logger)
    await session.connect()
    forwarding.close()
    forwarding.close()
    session.send({ level: 'info', data: 'unheard' })
    await session.arrived()
    expect(log.texts).toEqual([])
    expect(handled).toEqual(['unheard'])
    expect(Object.hasOwn(session.client, 'connect')).toBe(false)
    expect(Object.hasOwn(session.clientEnd, 'send')).toBe(false)
    expect(Object.getOwnPropertyDescriptor(session.clientEnd, 'onmessage')).toHaveProperty('value')
  })

  test('a `using` declaration closes it', async () => {
    const session = legacySession(sdk)
    const { logger, log } = LOGS[kind]()
    forwardLogs(session.client, logger)[Symbol.dispose]()
    await session.connect()
    session.send({ level: 'info', data: 'unheard' })
    await session.arrived()
    expect(log.texts).toEqual([])
  })

  test('a client that connects again, to another server, is heard again under that name', async () => {
    const first = legacySession(sdk)
    const second = legacySession(sdk, { name: 'maps' })
    const { logger, log } = LOGS[kind]()
    forwardLogs(first.client, logger)
    await first.connect()
    first.send({ level: 'info', data: 'one' })
    await first.arrived()
    await first.client.close()
    await second.server.connect(second.serverEnd as never)
    second.send({ level: 'info', data: 'before its name is known' })
    await first.client.connect(second.clientEnd as never)
    second.send({ level: 'info', data: 'two' })
    await first.client.ping()
    expect(log.lines.map(({ text, mcp }) => [text, mcp.server])).toEqual([
      ['one', 'weather'],
      ['before its name is known', 'maps'],
      ['two', 'maps'],
    ])
  })
})

test('a second connect that the SDK refuses leaves the first one as it was', async () => {
  const session = legacySession('v1')
  const { logger, log } = pinoLog()
  const forwarding = forwardLogs(session.client, logger)
  await session.connect()
  const [other] = JsonTransport.pair()
  await expect(session.client.connect(other as never)).rejects.toThrow('Already connected')
  session.send({ level: 'info', data: 'still here' })
  await session.arrived()
  expect(log.lines).toMatchObject([{ text: 'still here', mcp: { server: 'weather' } }])
  expect(Object.hasOwn(other, 'send')).toBe(false)
  forwarding.close()
  expect(Object.hasOwn(session.clientEnd, 'send')).toBe(false)
})

test('a transport that is connected a second time is logged once', async () => {
  const first = legacySession('v1')
  const second = legacySession('v1', { name: 'maps' })
  let inner = first
  class Restarted {
    onclose: (() => void) | undefined
    onmessage: ((message: never) => void) | undefined
    async start() {
      inner.clientEnd.onmessage = (message) => this.onmessage?.(message as never)
      inner.clientEnd.onclose = () => this.onclose?.()
      await inner.clientEnd.start()
    }
    send = (message: never) => inner.clientEnd.send(message)
    close = () => inner.clientEnd.close()
  }
  const transport = new Restarted()
  const { logger, log } = pinoLog()
  const forwarding = forwardLogs(first.client, logger)
  await first.server.connect(first.serverEnd as never)
  await first.client.connect(transport as never)
  await expect(first.client.connect(transport as never)).rejects.toThrow('Already connected')
  first.send({ level: 'info', data: 'one' })
  await first.arrived()
  await first.client.close()
  inner = second
  await second.server.connect(second.serverEnd as never)
  second.send({ level: 'info', data: 'while connecting' })
  await first.client.connect(transport as never)
  second.send({ level: 'info', data: 'two' })
  await first.client.ping()
  expect(log.texts).toEqual(['one', 'while connecting', 'two'])
  forwarding.close()
  expect(Object.hasOwn(transport, 'onmessage') && Object.getOwnPropertyDescriptor(transport, 'onmessage')?.get).toBe(
    undefined,
  )
})

test('a client whose SDK can no longer ask for a level', async () => {
  const session = legacySession('v2')
  Object.defineProperty(session.client, 'setLoggingLevel', { value: undefined })
  const { logger, log } = pinoLog()
  const warnings: unknown[] = []
  forwardLogs(session.client, logger, { onWarning: (warning) => warnings.push(warning) })
  await session.connect()
  session.send({ level: 'info', data: 'all the same' })
  await session.arrived()
  expect(log.texts).toEqual(['all the same'])
  expect(warnings).toEqual([])
})

test('a client that is moved to another transport no longer listens to the one before', async () => {
  const first = legacySession('v2')
  const second = legacySession('v2', { name: 'maps' })
  const { logger, log } = pinoLog()
  const seen: unknown[] = []
  // The SDK calls the handler that it found on the transport, for as long as the transport lives.
  first.clientEnd.onmessage = (message) => void seen.push(message)
  forwardLogs(first.client, logger)
  await first.connect()
  const tapped = first.clientEnd.send.bind(first.clientEnd)
  first.clientEnd.send = (message) => tapped(message)
  await second.server.connect(second.serverEnd as never)
  await first.client.connect(second.clientEnd as never)
  const before = seen.length
  first.send({ level: 'info', data: 'from the first' })
  second.send({ level: 'info', data: 'from the second' })
  await first.client.ping()
  expect(seen).toHaveLength(before + 1)
  expect(log.lines.map(({ text, mcp }) => [text, mcp.server])).toEqual([['from the second', 'maps']])
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
  await first.clientEnd.send({ jsonrpc: '2.0', id: 99, method: 'ping', params: { _meta } })
  expect(first.clientEnd.lines.at(-1)).not.toContain('logLevel')
})

test('a failed handshake is the application’s to see', async () => {
  const session = legacySession('v1')
  forwardLogs(session.client, pinoLog().logger)
  session.serverEnd.onmessage = (message) => {
    const { id } = message as { id: number }
    session.serverEnd.send({ jsonrpc: '2.0', id, error: { code: -32603, message: 'broken' } }).catch(() => {})
  }
  await session.serverEnd.start()
  await expect(session.client.connect(session.clientEnd as never)).rejects.toThrow('broken')
})

test('two loggers on one client, and one of them leaves', async () => {
  const session = legacySession('v2')
  const { logger: one, log: oneLog } = pinoLog()
  const { logger: two, log: twoLog } = winstonLog()
  const first = forwardLogs(session.client, one)
  forwardLogs(session.client, two, { key: 'remote' })
  await session.connect()
  session.send({ level: 'info', data: 'both' })
  await session.arrived()
  first.close()
  session.send({ level: 'info', data: 'one' })
  await session.arrived()
  expect(oneLog.texts).toEqual(['both'])
  expect(twoLog.lines).toMatchObject([
    { text: 'both', fields: { remote: { server: 'weather' } } },
    { text: 'one', fields: { remote: { server: 'weather' } } },
  ])
})

test.each(['class', 'own'])('a transport whose `onmessage` is an accessor (%s)', async (kind) => {
  const session = legacySession('v1')
  const inner = session.clientEnd
  const accessor: PropertyDescriptor & ThisType<unknown> = {
    configurable: true,
    get: () => inner.onmessage,
    set: (handler) => {
      inner.onmessage = handler
    },
  }
  class Wrapping {
    declare onmessage: unknown
    start = () => inner.start()
    send = (message: never) => inner.send(message)
    close = () => inner.close()
  }
  const wrapping = new Wrapping()
  Object.defineProperty(kind === 'class' ? Wrapping.prototype : wrapping, 'onmessage', accessor)
  const { logger, log } = pinoLog()
  const forwarding = forwardLogs(session.client, logger)
  await session.server.connect(session.serverEnd as never)
  await session.client.connect(wrapping as never)
  expect(wrapping.onmessage).toBe(inner.onmessage)
  session.send({ level: 'info', data: 'through' })
  await session.arrived()
  forwarding.close()
  session.send({ level: 'info', data: 'unheard' })
  await session.arrived()
  expect(log.texts).toEqual(['through'])
  expect(Object.getOwnPropertyDescriptor(wrapping, 'onmessage')?.get).toBe(kind === 'own' ? accessor.get : undefined)
})

describe('levels', () => {
  const NAMED = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const
  const syslog = ['debug', 'info', 'notice', 'warning', 'error', 'crit', 'alert', 'emerg']
  const npm = ['debug', 'info', 'info', 'warn', 'error', 'error', 'error', 'error']
  const all = { debug: 20, info: 30, notice: 35, warning: 40, error: 50, critical: 60, alert: 70, emergency: 80 }

  const CASES: Readonly<Record<string, readonly [() => { logger: LocalLogger; log: LocalLog }, readonly string[]]>> = {
    'winston npm': [() => winstonLog(), npm],
    'winston cli': [() => winstonLog({ levels: winston.config.cli.levels }), npm],
    'winston syslog': [() => winstonLog({ levels: winston.config.syslog.levels, level: 'debug' }), syslog],
    'winston with fatal and trace': [
      () => winstonLog({ levels: { fatal: 0, error: 1, warn: 2, info: 3, debug: 4, trace: 5 }, level: 'trace' }),
      ['debug', 'info', 'info', 'warn', 'error', 'fatal', 'fatal', 'fatal'],
    ],
    'winston with two levels': [
      () => winstonLog({ levels: { error: 0, warn: 1 }, level: 'warn' }),
      ['warn', 'warn', 'warn', 'warn', 'error', 'error', 'error', 'error'],
    ],
    'winston with names of its own': [
      () => winstonLog({ levels: { audit: 0, chatter: 1 }, level: 'chatter' }),
      ['chatter', 'audit', 'audit', 'audit', 'audit', 'audit', 'audit', 'audit'],
    ],
    'winston with capitals': [
      () => winstonLog({ levels: { ERROR: 0, INFO: 1 }, level: 'INFO' }),
      ['INFO', 'INFO', 'INFO', 'INFO', 'ERROR', 'ERROR', 'ERROR', 'ERROR'],
    ],
    pino: [() => pinoLog(), ['debug', 'info', 'info', 'warn', 'error', 'fatal', 'fatal', 'fatal']],
    'pino with a level for each': [
      () => pinoLog({ customLevels: all, useOnlyCustomLevels: true, level: 'debug' }),
      NAMED,
    ],
    'pino with notice and alert': [
      () => pinoLog({ customLevels: { notice: 35, alert: 70 } }),
      ['debug', 'info', 'notice', 'warn', 'error', 'fatal', 'alert', 'alert'],
    ],
    'pino with names of its own': [
      () => pinoLog({ customLevels: { low: 30, high: 50 }, useOnlyCustomLevels: true, level: 'low' }),
      ['low', 'low', 'low', 'low', 'high', 'high', 'high', 'high'],
    ],
    'pino upside down': [
      () =>
        pinoLog({
          customLevels: { error: 1, info: 2, debug: 3 },
          useOnlyCustomLevels: true,
          levelComparison: 'DESC',
          level: 'debug',
        }),
      ['debug', 'info', 'info', 'info', 'error', 'error', 'error', 'error'],
    ],
    'pino upside down with names of its own': [
      () =>
        pinoLog({
          customLevels: { loud: 10, quiet: 50 },
          useOnlyCustomLevels: true,
          levelComparison: 'DESC',
          level: 'quiet',
        }),
      ['quiet', 'loud', 'loud', 'loud', 'loud', 'loud', 'loud', 'loud'],
    ],
    'pino with more verbose levels only': [
      () => pinoLog({ customLevels: { trace: 10 }, useOnlyCustomLevels: true, level: 'trace' }),
      Array(8).fill('trace'),
    ],
    'a pino child': [
      () => {
        const { logger, log } = pinoLog()
        return { logger: logger.child({ app: 'host' }), log }
      },
      ['debug', 'info', 'info', 'warn', 'error', 'fatal', 'fatal', 'fatal'],
    ],
    'a winston child': [
      () => {
        const { logger, log } = winstonLog()
        return { logger: logger.child({ app: 'host' }), log }
      },
      npm,
    ],
  }

  test.each(Object.entries(CASES))('%s', async (_, [create, expected]) => {
    const session = legacySession('v1')
    const { logger, log } = create()
    forwardLogs(session.client, logger)
    await session.connect()
    for (const level of MCP_LEVELS) session.send({ level, data: level })
    await session.arrived()
    expect(log.lines.map(({ level }) => level)).toEqual(expected)
    expect(log.lines.map((line) => sent(line).level)).toEqual(MCP_LEVELS)
  })

  test('a logger whose levels change is followed', async () => {
    const session = legacySession('v1')
    const { logger, log } = winstonLog()
    forwardLogs(session.client, logger)
    await session.connect()
    session.send({ level: 'critical', data: 'npm' })
    await session.arrived()
    logger.configure({
      levels: winston.config.syslog.levels,
      level: 'debug',
      transports: logger.transports,
      format: winston.format.json(),
    })
    session.send({ level: 'critical', data: 'syslog' })
    await session.arrived()
    expect(log.lines.map(({ level }) => level)).toEqual(['error', 'crit'])
  })

  test.each([
    ['unknown', { level: 'loud', data: 'x' }, 'loud'],
    ['no string', { level: { a: 1 }, data: 'x' }, '{"a":1}'],
    ['missing', { data: 'x' }, undefined],
  ])('%s: logged as info, reported once', async (_, params, shown) => {
    const session = legacySession('v2')
    const { logger, log } = pinoLog()
    const warnings: unknown[] = []
    forwardLogs(session.client, logger, { onWarning: ({ code, message }) => warnings.push([code, message]) })
    await session.connect()
    for (let i = 0; i < 3; i++) session.send(params)
    await session.arrived()
    expect(log.lines).toMatchObject(Array(3).fill({ level: 'info', text: 'x' }))
    expect(log.lines[0]?.mcp.level).toBe(shown)
    const what = shown === undefined ? 'No level' : `Unknown level ${JSON.stringify(shown)}`
    expect(warnings).toEqual([['UNKNOWN_LEVEL', `${what} in a log message of weather: it is logged as \`info\``]])
  })

  test('no parameters at all', async () => {
    const session = legacySession('v1')
    const { logger, log } = pinoLog()
    forwardLogs(session.client, logger, { onWarning: () => {} })
    await session.connect()
    session.send(undefined)
    await session.arrived()
    expect(log.lines).toMatchObject([{ level: 'info', text: '(no data)', mcp: { server: 'weather' } }])
  })

  test('what the local logger would not write costs nothing and is counted', async () => {
    const session = legacySession('v1')
    const { logger, log } = pinoLog({ level: 'warn' })
    const forwarding = forwardLogs(session.client, logger, { rateLimit: { perSecond: 0, burst: 1, reserve: 0 } })
    await session.connect()
    for (let i = 0; i < 5; i++) session.send({ level: 'info', data: 'x' })
    session.send({ level: 'error', data: 'y' })
    await session.arrived()
    expect(log.texts).toEqual(['y'])
    const dropped = { ignored: 0, level: 5, 'rate-limit': 0, failed: 0 }
    expect(forwarding.stats()).toEqual({ received: 6, logged: 1, dropped })
  })
})

describe('what is wrong is told at once', () => {
  const SINK = 'a winston or pino logger, a function, or an object with the methods debug, info, warn and error'
  const { client } = legacySession('v1')
  const { logger } = pinoLog()
  test.each([
    [{}, logger, {}, 'Expected `client` to be a Client of an MCP SDK, got `{…}` (object)'],
    [undefined, logger, {}, 'Expected `client` to be a Client of an MCP SDK, got `undefined` (undefined)'],
    [legacySession('v1').server, logger, {}, 'Expected `client` to be a Client of an MCP SDK, got `{…}` (object)'],
    [client, {}, {}, `Expected \`sink\` to be ${SINK}, got \`{…}\` (object)`],
    [client, null, {}, `Expected \`sink\` to be ${SINK}, got \`null\` (null)`],
    [client, { info() {}, error() {} }, {}, `Expected \`sink\` to be ${SINK}, got \`{…}\` (object)`],
    [client, logger, null, 'Expected `options` to be an object, got `null` (null)'],
    [client, logger, { serverName: ' ' }, 'Expected `serverName` to be a name, got `" "` (string)'],
    [
      client,
      logger,
      { level: 'warn' },
      /^Expected `level` to be one of `debug`, .*, `false`, got `"warn"` \(string\)$/,
    ],
    [client, logger, { relay: 1 }, 'Expected `relay` to be a boolean or an object, got `1` (number)'],
    [
      client,
      logger,
      { relay: { prefix: 1 } },
      'Expected `relay.prefix` to be a boolean or a function, got `1` (number)',
    ],
    [client, logger, { relay: { prefx: true } }, 'Unknown option `relay.prefx`: did you mean `relay.prefix`?'],
    [client, logger, { key: 'level' }, /^Expected `key` to be a field name other than level, .*, got `"level"`/],
    [
      client,
      logger,
      { ignore: 'x' },
      'Expected `ignore` to be an array of strings, RegExps or functions, got `"x"` (string)',
    ],
    [
      client,
      logger,
      { ignore: [1] },
      'Expected `ignore` to be an array of strings, RegExps or functions, got `[…]` (array)',
    ],
    [client, logger, { onWarning: 1 }, 'Expected `onWarning` to be a function, got `1` (number)'],
    [
      client,
      logger,
      { rateLimit: { burst: 0 } },
      'Expected `rateLimit.burst` to be an integer from 1 and up, got `0` (number)',
    ],
  ])('%#', (badClient, badLogger, options, message) => {
    expect(() => forwardLogs(badClient as never, badLogger as never, options as never)).toThrow(message)
  })
})

test('nothing of an SDK, of winston or of pino is imported', () => {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)'/gm)
    for (const [, from = ''] of imports) {
      if (from.startsWith('.')) visit(join(dirname(file), from.replace(/\.js$/, '.ts')))
      else packages.add(from)
    }
  }
  visit('src/client/index.ts')
  expect(seen.size).toBeGreaterThan(8)
  // Only what checks the names of options.
  expect([...packages].filter((each) => !each.startsWith('node:'))).toEqual(['fastest-levenshtein'])
  expect(packages).toContain('node:async_hooks')
})
