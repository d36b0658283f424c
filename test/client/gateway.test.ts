import { StreamableHTTPClientTransport as V2HttpClientTransport } from '@modelcontextprotocol/client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { multistream, pino } from 'pino'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type winston from 'winston'
import TransportStream from 'winston-transport'
import { type ForwardLogsOptions, forwardLogs } from '../../src/client/index.js'
import { type ClientLogging, type ClientLoggingOptions, createClientLogging, requestFields } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { createUpstream, FORMS } from '../fixtures/upstream-server.js'
import { connectV1, connectV2, LOG_LEVEL, type TestClient } from '../harness/clients.js'
import { type HttpServer, v1Stateful, v2Handler } from '../harness/http.js'
import { JsonTransport } from '../harness/json-transport.js'
import { pinoLog, sent, winstonLog } from '../harness/local-log.js'
import { legacySession } from '../harness/sessions.js'
import { v1Tools, v2Tools } from '../harness/tool-server.js'

const KINDS = ['pino', 'winston'] as const
type Kind = (typeof KINDS)[number]

const cleanup: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of cleanup.splice(0).reverse()) await close()
})

/** A local logger that also sends to MCP clients, and what it wrote locally. */
function bridged(kind: Kind, logging: ClientLogging, siblings: winston.transport[] = []) {
  if (kind === 'winston') {
    const { logger, log } = winstonLog()
    for (const transport of [...siblings, new McpTransport({ logging })]) logger.add(transport)
    return { logger, log, info: (text: string) => void logger.info(text) }
  }
  const { logger: inner, log } = pinoLog()
  const local = {
    write(line: string) {
      const { level, msg, ...fields } = JSON.parse(line)
      log.add(line, { level: inner.levels.labels[level] ?? '', text: msg, mcp: fields.mcp, fields })
    },
  }
  const streams = multistream([
    { level: 'trace', stream: local },
    { level: 'trace', stream: mcpDestination({ logging }) },
  ])
  const logger = pino({ level: 'trace', base: null }, streams)
  return { logger, log, info: (text: string) => logger.info(text) }
}

describe.each(KINDS)('client and server of one process share one logger, %s', (kind) => {
  const PAIRS = { serialising: () => JsonTransport.pair(), synchronous: () => InMemoryTransport.createLinkedPair() }

  async function echo(transports: keyof typeof PAIRS, options: ForwardLogsOptions) {
    const logging = createClientLogging({ levelUntilSet: 'debug' })
    const { logger, log, info } = bridged(kind, logging)
    const server = new Server({ name: 'self', version: '1.0.0' })
    logging.attach(server)
    const client = new Client({ name: 'test', version: '1.0.0' })
    forwardLogs(client, logger, options)
    const [clientEnd, serverEnd] = PAIRS[transports]()
    await server.connect(serverEnd as never)
    await client.connect(clientEnd as never)
    info('hello')
    await log.written(2)
    await client.ping()
    await logging.flush()
    await client.ping()
    // Which of a multistream's streams comes first is pino's affair.
    const texts = log.lines.map(({ text, mcp }) => [text, mcp?.server ?? 'local']).sort()
    return { texts, stats: logging.stats() }
  }

  test.each(['serialising', 'synchronous'] as const)('no echo over a %s transport', async (transports) => {
    const { texts, stats } = await echo(transports, {})
    expect(texts).toEqual([
      ['hello', 'local'],
      ['hello', 'self'],
    ])
    expect(stats).toMatchObject({ sent: 1, dropped: { received: 1 } })
  })

  test.each(['serialising', 'synchronous'] as const)(
    'not even with `relay`, over a %s transport',
    async (transports) => {
      const { texts, stats } = await echo(transports, { relay: true })
      expect(texts).toEqual([
        ['hello', 'local'],
        ['hello', 'self'],
      ])
      expect(stats).toMatchObject({ sent: 1, dropped: { feedback: 1 } })
    },
  )
})

test.each(KINDS)('what is said of dropped messages stays at home as well, %s', async (kind) => {
  const logging = createClientLogging()
  const { logger, log } = bridged(kind, logging)
  const session = legacySession('v1', { name: 'self' })
  logging.attach(session.server)
  const forwarding = forwardLogs(session.client, logger, { relay: true, rateLimit: { perSecond: 0, burst: 1 } })
  await session.connect()
  for (let i = 0; i < 3; i++) session.send({ level: 'info', data: 'x' })
  await session.arrived()
  const { sent } = logging.stats()
  forwarding.close()
  expect(log.texts.at(-1)).toContain('dropped')
  expect(logging.stats()).toMatchObject({ sent, queued: 0, dropped: { received: 1 } })
})

test('no echo through a winston logger that another transport holds up', async () => {
  const held: (() => void)[] = []
  class Slow extends TransportStream {
    override log(_info: unknown, callback: () => void): void {
      held.push(callback)
    }
  }
  const logging = createClientLogging({ beforeConnect: 'drop' })
  const { logger, log, info } = bridged('winston', logging, [new Slow()])
  for (let i = 0; i < 100; i++) info('noise')
  const session = legacySession('v1', { name: 'self' })
  logging.attach(session.server)
  const forwarding = forwardLogs(session.client, logger)
  await session.connect()
  info('hello')
  await session.arrived()
  expect(forwarding.stats()).toMatchObject({ received: 1, logged: 1 })
  expect(logging.stats()).toMatchObject({ sent: 1, dropped: { received: 1 } })
  expect(log.texts).not.toContain('hello')
  for (let done = held.shift(); done !== undefined; done = held.shift()) done()
  await session.arrived()
  expect(log.texts.filter((text) => text === 'hello')).toHaveLength(2)
  expect(logging.stats()).toMatchObject({ sent: 1, dropped: { received: 1 } })
})

describe('a gateway', () => {
  const UPSTREAM = ['stdio', 'HTTP'] as const
  type Upstream = (typeof UPSTREAM)[number]

  async function connectUpstream(kind: Upstream, url: URL | undefined, log: unknown, options: ForwardLogsOptions) {
    const client = new Client({ name: 'gateway', version: '1.0.0' })
    forwardLogs(client, log as never, options)
    const args = ['test/fixtures/upstream-server.js', 'stdio']
    const transport =
      kind === 'stdio'
        ? new StdioClientTransport({ command: process.execPath, args })
        : new StreamableHTTPClientTransport(url as URL)
    await client.connect(transport as never)
    cleanup.push(() => client.close())
    return client
  }

  interface GatewayOptions extends ClientLoggingOptions {
    readonly kind: Kind
    readonly upstream: Upstream
    /** One client of the upstream server for all sessions, connected beforehand, or one for each session. */
    readonly perSession?: boolean
    /** The client that all share is connected in the first request that needs it. */
    readonly lazy?: boolean
    readonly relay?: ForwardLogsOptions['relay']
  }

  /** server → gateway → client; the gateway is served over HTTP, so that it may have several clients. */
  async function gateway({
    kind,
    upstream,
    perSession = false,
    lazy = false,
    relay = true,
    ...options
  }: GatewayOptions) {
    const logging = createClientLogging({ levelUntilSet: 'debug', ...options })
    const { logger, log } = bridged(kind, logging)
    let behind: HttpServer | undefined
    if (upstream === 'HTTP') {
      behind = await v1Stateful(() => ({ connect: (each: never) => createUpstream().connect(each) }) as never, {
        get: false,
      })
      cleanup.push(behind.close)
    }
    const connect = (): Promise<Client> => connectUpstream(upstream, behind?.url, logger, { relay: relay ?? false })
    const shared = perSession || lazy ? undefined : await connect()
    let late: Promise<Client> | undefined
    const create = () => {
      let own: Promise<Client> | undefined
      const pass = (name: string) => async (args: { tag: string }) => {
        if (lazy) late ??= connect()
        own ??= late ?? (shared ? Promise.resolve(shared) : connect())
        await (await own).callTool({ name, arguments: args })
      }
      return v1Tools(
        logging,
        Object.fromEntries(
          ['forms', 'work', 'later', 'wait', 'go', 'hold', 'release'].map((name) => [name, pass(name)]),
        ),
      )
    }
    const front = await v1Stateful(create, { get: false })
    cleanup.push(front.close)
    const open = async (): Promise<TestClient> => {
      const client = await connectV1(new StreamableHTTPClientTransport(front.url) as never)
      cleanup.push(() => client.close())
      return client
    }
    return { open, log, logging, upstream: shared }
  }

  const EXPECTED = FORMS.map(([level, logger, data]) => ({ level, data, logger: logger ?? 'forms' }))

  test.each(KINDS.flatMap((kind) => UPSTREAM.map((upstream) => ({ kind, upstream }))))(
    '$kind, $upstream: level, logger name and structure are kept, whatever the form of the data',
    async ({ kind, upstream }) => {
      const { open, log } = await gateway({ kind, upstream })
      const client = await open()
      await client.callTool('forms', { tag: 'a' })
      expect(client.received).toEqual(EXPECTED)
      expect(log.lines.map((line) => [line.mcp.server, sent(line).level])).toEqual(
        FORMS.map(([level]) => ['upstream', level]),
      )
    },
  )

  test.each(KINDS)('%s: the form of the gateway’s own records is not imposed', async (kind) => {
    const { open } = await gateway({ kind, upstream: 'stdio', shape: 'fastmcp' })
    const client = await open()
    await client.callTool('forms', { tag: 'a' })
    expect(client.received).toEqual(EXPECTED)
  })

  test.each(KINDS)('%s: the level that the gateway’s client asks for holds', async (kind) => {
    const { open } = await gateway({ kind, upstream: 'stdio' })
    const client = await open()
    await client.setLevel('critical')
    await client.callTool('forms', { tag: 'a' })
    expect(client.received.map(({ level }) => level)).toEqual(['critical', 'alert', 'emergency'])
  })

  test.each(KINDS)('%s: without `relay` nothing is sent on', async (kind) => {
    const { open, log, logging } = await gateway({ kind, upstream: 'HTTP', relay: false })
    const client = await open()
    await client.callTool('forms', { tag: 'a' })
    expect(client.received).toEqual([])
    expect(log.lines).toHaveLength(FORMS.length)
    expect(logging.stats().dropped.received).toBe(FORMS.length)
  })

  test.each(KINDS)('%s: of 2026-07-28, for each request by its own level', async (kind) => {
    const logging = createClientLogging()
    const { logger, log } = bridged(kind, logging)
    const behind = await v1Stateful(() => createUpstream() as never, { get: false })
    cleanup.push(behind.close)
    const upstream = await connectUpstream('HTTP', behind.url, logger, { relay: true })
    const forms = (args: { tag: string }) => upstream.callTool({ name: 'forms', arguments: args })
    const front = await v2Handler(() => v2Tools(logging, { forms }))
    cleanup.push(front.close)
    const client = await connectV2(new V2HttpClientTransport(front.url), 'modern')
    cleanup.push(() => client.close())
    const call = (level?: string) =>
      client.callTool('forms', { tag: 'a' }, level === undefined ? {} : { [LOG_LEVEL]: level })
    await Promise.all([call('alert'), call('critical'), call()])
    const levels = client.received.map(({ level }) => level).sort()
    expect(levels).toEqual(['alert', 'alert', 'critical', 'emergency', 'emergency'])
    expect(log.lines).toHaveLength(3 * FORMS.length)
  })

  const tagged = (tag: string): unknown => expect.objectContaining({ data: `working for ${tag}` })
  const TAGS = Array.from({ length: 10 }, (_, index) => String(index))

  async function twoAtOnce(options: GatewayOptions) {
    const { open } = await gateway(options)
    const [one, two] = [await open(), await open()]
    const call = (client: TestClient, name: string) => TAGS.map((tag) => client.callTool('work', { tag: name + tag }))
    await Promise.all([...call(one, 'one '), ...call(two, 'two ')])
    return { one, two, open }
  }

  test.each([
    { upstream: 'HTTP', perSession: false },
    { upstream: 'HTTP', perSession: true },
    { upstream: 'stdio', perSession: true },
  ] as const)('two sessions at once, %j: each gets what was logged for it', async (options) => {
    const { one, two } = await twoAtOnce({ kind: 'pino', ...options })
    const sorted = (client: TestClient) => client.received.map(({ data }) => data).sort()
    expect(sorted(one)).toEqual(TAGS.map((tag) => `working for one ${tag}`))
    expect(sorted(two)).toEqual(TAGS.map((tag) => `working for two ${tag}`))
  })

  test('two sessions that share a server on stdio: one after the other each gets its own, late ones nobody', async () => {
    const { open, logging } = await gateway({ kind: 'pino', upstream: 'stdio' })
    const [one, two] = [await open(), await open()]
    await one.callTool('work', { tag: 'one' })
    await two.callTool('work', { tag: 'two' })
    await one.callTool('later', { tag: 'one' })
    await vi.waitFor(() => expect(logging.stats().dropped['unknown-origin']).toBe(1))
    expect(one.received).toEqual([tagged('one')])
    expect(two.received).toEqual([tagged('two')])
  })

  test('a server on stdio that the first session’s request has started sends it nothing of the second one’s', async () => {
    const { open, log, logging } = await gateway({ kind: 'pino', upstream: 'stdio', lazy: true })
    const [one, two] = [await open(), await open()]
    const waiting = one.callTool('wait', { tag: 'one' })
    await log.written('waiting for one')
    await two.callTool('work', { tag: 'two' })
    await two.callTool('go', { tag: 'two' })
    await waiting
    await two.callTool('work', { tag: 'two' })
    expect(one.received.map(({ data }) => data)).toEqual(['waiting for one'])
    expect(two.received).toEqual([tagged('two')])
    expect(logging.stats().dropped['unknown-origin']).toBe(1)
  })

  test('what the gateway does by itself belongs to no session, whichever used the server last', async () => {
    const { open, upstream, log, logging } = await gateway({ kind: 'winston', upstream: 'stdio' })
    const client = await open()
    await client.callTool('work', { tag: 'one' })
    await upstream?.callTool({ name: 'work', arguments: { tag: 'nightly' } })
    expect(log.texts).toEqual(['working for one', 'working for nightly'])
    await client.callTool('work', { tag: 'one' })
    expect(client.received).toEqual([tagged('one'), tagged('one')])
    expect(logging.stats().dropped['no-client']).toBe(1)
  })

  test('`prefix` tells several servers apart', async () => {
    for (const [prefix, expected] of [
      [true, ['upstream/sql', 'upstream']],
      [(name: string) => name.toUpperCase(), ['UPSTREAM/sql', 'UPSTREAM']],
      [false, ['sql', 'forms']],
    ] as const) {
      const { open } = await gateway({ kind: 'pino', upstream: 'stdio', relay: { prefix } })
      const client = await open()
      await client.callTool('forms', { tag: 'a' })
      expect([client.received[0]?.logger, client.received[3]?.logger]).toEqual(expected)
    }
  })

  test('a session’s late record is still that session’s', async () => {
    const { open, logging } = await gateway({ kind: 'winston', upstream: 'stdio', perSession: true })
    const [one, two] = [await open(), await open()]
    await one.callTool('hold', { tag: 'one' })
    await two.callTool('release', { tag: 'two' })
    await one.callTool('release', { tag: 'one' })
    expect(one.received.map(({ data }) => data)).toEqual(['late, for one'])
    expect(two.received).toEqual([])
    await logging.close()
  })
})

test('the local line of a gateway can name the request that it was written for', async () => {
  const { logger, log } = pinoLog({ mixin: requestFields })
  const client = new Client({ name: 'gateway', version: '1.0.0' })
  forwardLogs(client, logger)
  const args = ['test/fixtures/upstream-server.js', 'stdio']
  await client.connect(new StdioClientTransport({ command: process.execPath, args }))
  cleanup.push(() => client.close())
  const server = v1Tools(createClientLogging(), {
    work: (args) => client.callTool({ name: 'work', arguments: args }),
  })
  const [clientEnd, serverEnd] = JsonTransport.pair()
  await server.connect(serverEnd)
  const caller = await connectV1(clientEnd)
  await caller.callTool('work', { tag: 'a' })
  expect(log.lines).toMatchObject([{ text: 'working for a', fields: { tool: 'work', requestId: 1 } }])
  expect(caller.received).toEqual([])
})
