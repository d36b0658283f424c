import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, describe, expect, test, vi } from 'vitest'
import winston from 'winston'
import { createClientLogging, logRequests, type RequestLogOptions } from '../../src/index.js'
import { addMcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import type { TestClient } from '../harness/clients.js'
import { Scripted } from '../harness/scripted.js'
import { v1Tools, v2Tools, type Work } from '../harness/tool-server.js'
import { WIRES, type WireSetup } from '../harness/wires.js'

type Line = Record<string, unknown>

/** A pino logger, and what it has written. */
function localLog(options: pino.LoggerOptions = {}): { logger: pino.Logger; lines: Line[] } {
  const lines: Line[] = []
  const stream = { write: (line: string): void => void lines.push(JSON.parse(line)) }
  return { logger: pino({ level: 'debug', base: null, timestamp: false, ...options }, stream), lines }
}

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

const TOOLS: Record<string, Work> = {
  forecast: () => {},
  broken: () => {
    throw new TypeError('no such city')
  },
}

async function open(wire: WireSetup, logger: pino.Logger, options?: RequestLogOptions): Promise<TestClient> {
  const logging = createClientLogging()
  logging.logRequests(logger, options)
  const tools = { ...TOOLS, chatty: () => logging.logger().info('one') }
  const opened = await wire.open({ v1: () => v1Tools(logging, tools), v2: () => v2Tools(logging, tools) })
  close = opened.close
  return opened.client
}

const lineOf = (lines: readonly Line[], start: string): Line =>
  lines.find(({ msg }) => String(msg).startsWith(start)) ?? { missing: lines.map(({ msg }) => msg) }

describe.each(WIRES.map((wire) => [wire.name, wire] as const))('%s', (_, wire) => {
  const known = wire.session || wire.era === 'modern'

  test('a line for each request: what was asked, by whom, how it went', async () => {
    const { logger, lines } = localLog()
    const client = await open(wire, logger)
    await client.callTool('forecast')
    await vi.waitFor(() => expect(lineOf(lines, 'tools/call')).toHaveProperty('msg'))
    const line = lineOf(lines, 'tools/call')
    expect(line).toMatchObject({
      level: 30,
      msg: expect.stringMatching(/^tools\/call forecast ok \d+ ms$/),
      method: 'tools/call',
      tool: 'forecast',
      protocol: wire.era === 'modern' ? '2026-07-28' : '2025-11-25',
      outcome: 'ok',
      durationMs: expect.any(Number),
      logs: 0,
      ...(known && { client: 'test/1.0.0' }),
    })
    expect(line).not.toHaveProperty('arguments')
    expect(client.received).toEqual([])
  })

  test('counts the records that were sent for it', async () => {
    const { logger, lines } = localLog()
    const client = await open(wire, logger)
    await client.callTool('chatty', {}, { 'io.modelcontextprotocol/logLevel': 'debug' })
    await vi.waitFor(() => expect(lineOf(lines, 'tools/call')).toMatchObject({ logs: 1 }))
    expect(client.received.map(({ data }) => data)).toEqual(['one'])
  })

  test('a tool that throws, with its stack in the local log alone', async () => {
    const { logger, lines } = localLog()
    const client = await open(wire, logger)
    await client.callTool('broken')
    await vi.waitFor(() => expect(lineOf(lines, 'tools/call')).toHaveProperty('msg'))
    expect(lineOf(lines, 'tools/call')).toMatchObject({
      level: 40,
      msg: expect.stringMatching(/^tools\/call broken tool-error \d+ ms$/),
      outcome: 'tool-error',
      error: 'no such city',
      err: { type: 'TypeError', message: 'no such city', stack: expect.stringContaining('request-log.test.ts') },
    })
  })

  test('what the client got wrong', async () => {
    const { logger, lines } = localLog()
    const client = await open(wire, logger)
    await client.raw('no/such', {}).catch(() => {})
    await vi.waitFor(() => expect(lineOf(lines, 'no/such')).toHaveProperty('msg'))
    expect(lineOf(lines, 'no/such')).toMatchObject({ level: 40, outcome: 'error', code: -32601 })
    expect(lineOf(lines, 'no/such')).not.toHaveProperty('err')
  })
})

const [LOCAL] = WIRES as [WireSetup]

describe('levels', () => {
  test('what hosts ask for themselves, and sessions, are of debug', async () => {
    const { logger, lines } = localLog()
    const client = await open(LOCAL, logger)
    await client.raw('ping', {})
    await client.raw('tools/list', {})
    await client.close()
    close = undefined
    expect(lines.map(({ level, msg }) => [level, String(msg).replace(/\d+ ms/, 'n ms')])).toEqual([
      [20, 'initialize ok n ms'],
      [20, 'session opened'],
      [20, 'ping ok n ms'],
      [20, 'tools/list ok n ms'],
      [20, 'session closed'],
    ])
  })

  test('by a function: a name of the logger’s own, none at all, or the usual one', async () => {
    const { logger, lines } = localLog({ customLevels: { audit: 35 } })
    const level = vi.fn<NonNullable<RequestLogOptions['level']>>((outcome, { name }) => {
      if (outcome === 'tool-error') return 'fatal'
      return name === 'forecast' ? 'audit' : name === 'chatty' ? false : undefined
    })
    const client = await open(LOCAL, logger, { level })
    for (const name of ['forecast', 'chatty', 'broken']) await client.callTool(name)
    await client.raw('ping', {})
    const found = lines
      .filter(({ method }) => method !== undefined)
      .map(({ level: each, tool, method }) => [each, tool ?? method])
    expect(found).toEqual([
      [20, 'initialize'],
      [35, 'forecast'],
      [60, 'broken'],
      [20, 'ping'],
    ])
  })

  test.each([
    [-32603, 50],
    [-32002, 50],
    [-32700, 40],
    [-32600, 40],
    [-32602, 40],
  ])('an answer of %s', async (code, level) => {
    const { logger, lines } = localLog()
    const logging = createClientLogging()
    logging.logRequests(logger)
    const client = await Scripted.legacy(logging)
    client.call(1)
    await client.transport.send({ id: 1, error: { code, message: 'refused' } } as never)
    expect(lineOf(lines, 'tools/call')).toMatchObject({ level, outcome: 'error', code, error: 'refused' })
  })
})

describe('a request that gets no answer', () => {
  test.each([
    [
      'cancelled',
      (client: Scripted) => client.receive({ method: 'notifications/cancelled', params: { requestId: 1 } }),
    ],
    ['closed', (client: Scripted) => client.close()],
  ])('%s', async (outcome, end) => {
    const { logger, lines } = localLog()
    const logging = createClientLogging()
    logging.logRequests(logger)
    const client = await Scripted.legacy(logging)
    client.call(1)
    end(client)
    await client.respond(1)
    const found = lines.filter(({ requestId }) => requestId === 1)
    expect(found).toEqual([expect.objectContaining({ level: 50, outcome })])
  })
})

describe('arguments and results', () => {
  const secret = { tag: 'Bern', password: 'hunter2', forged: 'one\u001b[2Jline', long: 'x'.repeat(5000) }

  test('are shown when asked for, redacted, bounded and plain', async () => {
    const { logger, lines } = localLog()
    const client = await open(LOCAL, logger, { arguments: true, result: true })
    await client.callTool('forecast', secret)
    const line = lineOf(lines, 'tools/call')
    expect(line.arguments).toMatchObject({ tag: 'Bern', forged: 'oneline' })
    expect(JSON.stringify(line.arguments)).not.toContain('hunter2')
    expect(JSON.stringify(line.arguments).length).toBeLessThanOrEqual(1000)
    expect(line.result).toEqual({ content: [{ type: 'text', text: 'Bern' }] })
  })

  test('or what a function makes of them', async () => {
    const { logger, lines } = localLog()
    const shown = (value: unknown): unknown => Object.keys(value as object)
    const client = await open(LOCAL, logger, { arguments: shown, result: () => undefined })
    await client.callTool('forecast', secret)
    expect(lineOf(lines, 'tools/call').arguments).toEqual(Object.keys(secret))
    expect(lineOf(lines, 'tools/call')).not.toHaveProperty('result')
  })
})

test('an error is one line of no more than 200 characters, without secrets', async () => {
  const { logger, lines } = localLog()
  const logging = createClientLogging()
  logging.logRequests(logger)
  const client = await Scripted.legacy(logging)
  client.call(1)
  const message = `Bearer abcdefghijklmnopqrstuvwxyz0123456789\nINFO forged ${'x'.repeat(400)}`
  await client.transport.send({ id: 1, error: { code: -32000, message } } as never)
  const { error } = lineOf(lines, 'tools/call') as { error: string }
  expect(error).not.toContain('\n')
  expect(error).not.toContain('abcdefghijklmnopqrstuvwxyz')
  expect(error.length).toBeLessThanOrEqual(200)
})

test('ignored: by method, by name, by pattern, by function', async () => {
  const { logger, lines } = localLog()
  const ignore = ['ping', 'forecast', /^bro/, ({ method }: { method: string }) => method === 'tools/list']
  const client = await open(LOCAL, logger, { ignore })
  await client.raw('ping', {})
  for (const name of ['forecast', 'broken', 'chatty']) await client.callTool(name)
  await client.raw('tools/list', {})
  expect(lines.filter(({ requestId }) => Number(requestId) > 0).map(({ tool }) => tool)).toEqual(['chatty'])
})

test('who is authenticated and the caller’s trace, when asked for', async () => {
  const http = WIRES.find(({ name }) => name === 'v1 HTTP') as WireSetup
  const { logger, lines } = localLog()
  const client = await open(http, logger, { user: true, trace: true })
  const trace = '0af7651916cd43dd8448eb211c80319c'
  await client.callTool('forecast', {}, { traceparent: `00-${trace}-b7ad6b7169203331-01` })
  await vi.waitFor(() => expect(lineOf(lines, 'tools/call')).toMatchObject({ user: 'alice', trace_id: trace }))
  expect(JSON.stringify(lines)).not.toContain('secret')
})

describe('its lines go to no client', () => {
  test.each(['pino', 'winston'])('though %s sends to them', async (kind) => {
    const logging = createClientLogging()
    const lines: unknown[] = []
    let logger: { info(text: string): unknown } & Parameters<typeof logging.logRequests>[0]
    if (kind === 'pino') {
      logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
      addMcpDestination(logger, { logging })
    } else {
      const stream = new Writable({
        decodeStrings: false,
        write: (line, _, done) => done(void lines.push(JSON.parse(line))),
      })
      logger = winston.createLogger({
        level: 'debug',
        format: winston.format.json(),
        transports: [new winston.transports.Stream({ stream }), new McpTransport({ logging })],
      })
    }
    logging.logRequests(logger)
    const client = await Scripted.legacy(logging)
    client.call(1, () => logger.info('for the client'))
    await client.respond(1)
    client.close()
    expect(client.data).toEqual(['for the client'])
    const texts = (): unknown[] => lines.map((line) => (line as Line).msg ?? (line as Line).message)
    await vi.waitFor(() => expect(texts()).toContainEqual(expect.stringMatching(/^tools\/call tool ok/)))
    expect(logging.stats().dropped['local-only']).toBeGreaterThan(0)
  })
})

describe('it disturbs no answer', () => {
  const failing: [string, () => [pino.Logger, RequestLogOptions]][] = [
    [
      'a logger that throws',
      () => [
        pino(
          { level: 'debug' },
          {
            write() {
              throw new Error('disk full')
            },
          },
        ),
        {},
      ],
    ],
    ['a level that throws', () => [localLog().logger, { level: () => expect.fail('level') }]],
    ['an ignore that throws', () => [localLog().logger, { ignore: [() => expect.fail('ignore')] }]],
    ['arguments that throw', () => [localLog().logger, { arguments: () => expect.fail('arguments') }]],
  ]

  test.each(failing)('%s', async (_, make) => {
    const [logger, options] = make()
    const onWarning = vi.fn()
    const client = await open(LOCAL, logger, { ...options, onWarning })
    await expect(client.callTool('forecast', { tag: 'Bern' })).resolves.toMatchObject({ content: [{ text: 'Bern' }] })
    expect(onWarning).toHaveBeenCalledWith(expect.objectContaining({ code: 'LOGGER_FAILED' }))
  })
})

describe('logRequests for one server', () => {
  test('needs no hub, and declares nothing', async () => {
    const { logger, lines } = localLog()
    const server = v1Tools(undefined, TOOLS)
    const log = logRequests(server, logger)
    const opened = await LOCAL.open({ v1: () => server, v2: () => expect.fail('v1 only') })
    close = opened.close
    expect(opened.client.serverCapabilities()).not.toHaveProperty('logging')
    await opened.client.callTool('broken')
    expect(lineOf(lines, 'tools/call broken')).toHaveProperty('err')
    const before = lines.length
    log.close()
    await opened.client.callTool('forecast')
    expect(lines.length).toBe(before)
  })

  test('tells of a server that a hub was attached to before', async () => {
    const { logger, lines } = localLog()
    const logging = createClientLogging()
    const opened = await LOCAL.open({ v1: () => v1Tools(logging, TOOLS), v2: () => expect.fail('v1 only') })
    close = opened.close
    const log = logging.logRequests(logger)
    await opened.client.callTool('broken')
    expect(lines).toEqual([expect.objectContaining({ outcome: 'tool-error', err: expect.anything() })])
    log.close()
    await opened.client.callTool('broken')
    expect(lines).toHaveLength(1)
  })

  test.each<[object, string]>([
    [{ level: 'info' }, 'Expected `level` to be a function, got `"info"` (string)'],
    [{ ignore: 'ping' }, 'Expected `ignore` to be an array of strings, RegExps or functions, got `"ping"` (string)'],
    [{ arguments: 1 }, 'Expected `arguments` to be a boolean or a function, got `1` (number)'],
    [{ results: true }, 'Unknown option `results`: did you mean `result`?'],
  ])('refuses %o', (options, message) => {
    expect(() => createClientLogging().logRequests(localLog().logger, options)).toThrow(message)
  })

  test('refuses what is no logger', () => {
    expect(() => logRequests(v1Tools(undefined, {}), {} as never)).toThrow(TypeError)
  })
})
