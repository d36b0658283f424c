import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { afterEach, describe, expect, test } from 'vitest'
import { type ClientLogging, createClientLogging, currentRequest, MCP_LEVELS } from '../../src/index.js'
import { connectV2, LOG_LEVEL, type TestClient } from '../harness/clients.js'
import { gate } from '../harness/gate.js'
import { v2Handler } from '../harness/http.js'
import { JsonTransport } from '../harness/json-transport.js'
import { v2Tools, type Work } from '../harness/tool-server.js'

// Protocol revision 2026-07-28: log messages go out only on the response stream of a request that asked for them.

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

type Tools = Readonly<Record<string, Work>>

interface Started {
  readonly client: TestClient
  /** Whatever the server put on the wire, as far as the transport shows it. */
  readonly lines?: readonly string[]
}

const WAYS: Readonly<Record<string, (logging: ClientLogging, tools: Tools) => Promise<Started>>> = {
  async stdio(logging, tools) {
    const [near, far] = JsonTransport.pair()
    serveStdio(() => v2Tools(logging, tools), { transport: near as never })
    const client = await connectV2(far as never, 'modern')
    open.push(client)
    return { client, lines: near.lines }
  },
  async HTTP(logging, tools) {
    const server = await v2Handler(() => v2Tools(logging, tools))
    open.push(server)
    const client = await connectV2(new StreamableHTTPClientTransport(server.url), 'modern')
    open.push(client)
    return { client }
  },
}

const ask = (level: unknown): Record<string, unknown> => ({ [LOG_LEVEL]: level })
const levels = (client: TestClient): unknown[] => client.received.map(({ level }) => level)

describe.each(Object.entries(WAYS))('over %s', (_, start) => {
  test('a request without a log level gets nothing, not even an emergency', async () => {
    const logging = createClientLogging({ levelUntilSet: 'debug', background: 'all' })
    const { client, lines } = await start(logging, { log: () => logging.logger().emergency('the house is on fire') })
    await client.callTool('log')
    expect(client.received).toEqual([])
    expect(lines?.filter((line) => line.includes('notifications/message')) ?? []).toEqual([])
    expect(logging.stats().dropped['not-requested']).toBe(1)
  })

  test.each(MCP_LEVELS)('a request that asks for %s gets that and above, before its response', async (level) => {
    const logging = createClientLogging()
    const work = (): void => {
      for (const each of MCP_LEVELS) logging.logger().log(each, each)
    }
    const { client } = await start(logging, { log: work })
    await client.callTool('log', {}, ask(level))
    expect(levels(client)).toEqual(MCP_LEVELS.slice(MCP_LEVELS.indexOf(level)))
  })

  test('two requests at once with different levels do not see each other', async () => {
    const logging = createClientLogging()
    const both = { loud: gate(), quiet: gate() }
    const work: Work = async ({ tag }) => {
      both[tag as keyof typeof both].open()
      await Promise.all([both.loud.opened, both.quiet.opened])
      for (const level of ['debug', 'error'] as const) logging.logger(tag).log(level, currentRequest()?.id)
    }
    const { client } = await start(logging, { log: work })
    await Promise.all([
      client.callTool('log', { tag: 'loud' }, ask('debug')),
      client.callTool('log', { tag: 'quiet' }, ask('error')),
    ])
    const seen = client.received.map(({ level, logger }) => `${logger} ${level}`).sort()
    expect(seen).toEqual(['loud debug', 'loud error', 'quiet error'])
  })

  test('nothing after the response', async () => {
    const logging = createClientLogging()
    const answered = gate()
    const done = gate()
    const work = (): void => {
      logging.logger().info('in time')
      void answered.opened.then(() => {
        logging.logger().emergency('too late')
        done.open()
      })
    }
    const { client } = await start(logging, { log: work, other: () => {} })
    await client.callTool('log', {}, ask('debug'))
    answered.open()
    await done.opened
    await client.callTool('other', {}, ask('debug'))
    expect(client.received).toMatchObject([{ data: 'in time' }])
    const { dropped } = logging.stats()
    expect(dropped['no-request'] + dropped.closed).toBe(1)
  })

  test('nothing after the client has cancelled', async () => {
    const logging = createClientLogging()
    const started = gate()
    const cancelled = gate()
    const done = gate()
    const work = async (): Promise<void> => {
      started.open()
      await cancelled.opened
      logging.logger().emergency('too late')
      done.open()
    }
    const { client } = await start(logging, { hang: work, other: () => {} })
    const stop = new AbortController()
    const call = client.callTool('hang', {}, ask('debug'), stop.signal)
    await started.opened
    stop.abort('changed my mind')
    await expect(call).rejects.toThrow()
    await client.callTool('other', {}, ask('debug'))
    cancelled.open()
    await done.opened
    await client.callTool('other', {}, ask('debug'))
    expect(client.received).toEqual([])
  })

  test('nothing outside of a request, whatever `background` says', async () => {
    const logging = createClientLogging({ background: 'all' })
    const { client } = await start(logging, { log: () => {} })
    logging.logger().emergency('from nowhere')
    await client.callTool('log', {}, ask('debug'))
    logging.logger().emergency('from nowhere')
    await client.callTool('log', {}, ask('debug'))
    expect(client.received).toEqual([])
    expect(logging.stats()).toMatchObject({ accepted: 2, sent: 0, dropped: { 'no-client': 2 } })
  })
})

/** One POST, answered as the server sees fit. */
async function post(url: URL, meta: Record<string, unknown>, method = 'tools/call'): Promise<Response> {
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      'mcp-name': 'log',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method,
      params: { name: 'log', level: 'debug', arguments: {}, _meta: { ...envelope, ...meta } },
    }),
  })
}

test('the response stays application/json unless something is sent', async () => {
  const logging = createClientLogging()
  const server = await v2Handler(() => v2Tools(logging, { log: () => logging.logger().warning('careful') }))
  open.push(server)
  for (const meta of [{}, ask('error')]) {
    const response = await post(server.url, meta)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toMatchObject({ id: 1, result: {} })
  }
  const response = await post(server.url, ask('warning'))
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const data = (await response.text()).split('\n').filter((line) => line.startsWith('data: '))
  const messages = data.map((line) => JSON.parse(line.slice(6)))
  expect(messages).toMatchObject([
    { method: 'notifications/message', params: { level: 'warning', logger: 'log', data: 'careful' } },
    { id: 1, result: {} },
  ])
})

test('logging/setLevel is no longer there, and changes nothing', async () => {
  const logging = createClientLogging()
  const server = await v2Handler(() => v2Tools(logging, { log: () => logging.logger().emergency('no') }))
  open.push(server)
  const refused = await post(server.url, {}, 'logging/setLevel')
  expect(refused.status).toBe(404)
  expect(await refused.json()).toMatchObject({ error: { code: -32601 } })
  const response = await post(server.url, {})
  expect(response.headers.get('content-type')).toContain('application/json')
})

test('an unknown log level is refused before the tool runs', async () => {
  const logging = createClientLogging()
  let ran = false
  const work = (): void => {
    ran = true
  }
  const server = await v2Handler(() => v2Tools(logging, { log: work }))
  open.push(server)
  const response = await post(server.url, ask('loud'))
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: -32602 } })
  expect(ran).toBe(false)
})

test("a log level in a notification's _meta opens nothing", async () => {
  const logging = createClientLogging()
  const [near, far] = JsonTransport.pair()
  const server = v2Tools(logging, { log: () => {} })
  serveStdio(() => server, { transport: near as never })
  const client = await connectV2(far as never, 'modern')
  open.push(client)
  server.server.setNotificationHandler('notifications/roots/list_changed' as never, () => {
    logging.logger().emergency('roots changed')
  })
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', [LOG_LEVEL]: 'debug' }
  await far.send({ jsonrpc: '2.0', method: 'notifications/roots/list_changed', params: { _meta } } as never)
  await client.callTool('log')
  expect(client.received).toEqual([])
})
