import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { FastMCP, FastMCPSession } from 'fastmcp'
import { MCPServer, MCPTool } from 'mcp-framework'
import { afterEach, describe, expect, test } from 'vitest'
import { createClientLogging, logRequests } from '../../src/index.js'
import { connectV1, type Received, type TestClient } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const program = (name: string): string => `test/fixtures/frameworks/${name}.js`

async function overStdio(name: string): Promise<TestClient> {
  const args = [program(name), 'stdio']
  const client = await connectV1(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))
  closing.push(() => client.close())
  return client
}

async function startServer(name: string, transport: string): Promise<URL> {
  const child = spawn(process.execPath, [program(name), transport], { stdio: ['ignore', 'ignore', 'pipe'] })
  closing.push(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  for await (const line of createInterface({ input: child.stderr })) if (line.startsWith('http')) return new URL(line)
  throw new Error(`${name} has ended`)
}

async function overHttp(url: URL): Promise<TestClient> {
  const transport = url.pathname === '/sse' ? new SSEClientTransport(url) : new StreamableHTTPClientTransport(url)
  const client = await connectV1(transport as never)
  closing.push(() => client.close())
  return client
}

const looking = (city: string): Received => ({ level: 'debug', logger: 'forecast', data: { message: 'Looking', city } })
const asking = (city: string): Received => ({ level: 'warning', logger: 'forecast', data: { message: 'Asking', city } })

/** The result last: what is logged in a request comes before it. */
async function forecast(client: TestClient, city: string): Promise<unknown[]> {
  client.events.splice(0)
  await client.callTool('forecast', { city })
  return [...client.events]
}

describe.each(['fastmcp', 'mcp-framework'])('%s', (name) => {
  test('stdio: as soon as the client is there, at the level that it asks for', async () => {
    const client = await overStdio(name)
    expect(await forecast(client, 'Bern')).toEqual([asking('Bern')])
    await client.setLevel('debug')
    expect(await forecast(client, 'Bern')).toEqual([looking('Bern'), asking('Bern')])
    await client.setLevel('error')
    expect(await forecast(client, 'Bern')).toEqual([])
    await expect(client.raw('logging/setLevel', { level: 'loud' })).rejects.toMatchObject({ code: -32602 })
  })
})

const HTTP = [
  ['fastmcp', 'http'],
  ['fastmcp', 'stateless'],
  ['mcp-framework', 'http-stream'],
  ['mcp-framework', 'sse'],
] as const

describe.each(HTTP)('%s over %s', (name, transport) => {
  test('to each client its own, before the result', async () => {
    const url = await startServer(name, transport)
    const cities = ['Bern', 'Oslo', 'Rome']
    const clients = await Promise.all(cities.map(() => overHttp(url)))
    for (const [index, client] of clients.entries()) {
      const city = cities[index] as string
      expect(await forecast(client, city)).toEqual([asking(city)])
    }
    // mcp-framework sends a response to whoever has a request with the same id open: its results are not looked at.
    const calls = clients.flatMap((client, index) =>
      Array.from({ length: 20 }, () => client.callTool('forecast', { city: cities[index] })),
    )
    await Promise.all(calls)
    for (const [index, { received }] of clients.entries()) {
      expect(new Set(received.map(({ data }) => (data as { city: string }).city))).toEqual(new Set([cities[index]]))
    }
  })
})

test.each(HTTP.filter(([, transport]) => transport !== 'stateless'))(
  '%s over %s: to each client at its own level',
  async (name, transport) => {
    const url = await startServer(name, transport)
    const [first, second] = [await overHttp(url), await overHttp(url)]
    await first.setLevel('debug')
    await second.setLevel('error')
    expect(await forecast(first, 'Bern')).toEqual([looking('Bern'), asking('Bern')])
    expect(await forecast(second, 'Oslo')).toEqual([])
  },
)

const ignore = (): void => {}
const LOCAL = { debug: ignore, info: ignore, warn: ignore, error: ignore, log: ignore }

/** A server of fastmcp in this process. */
function fastMcp(): FastMCP {
  return new FastMCP({ name: 'fast', version: '1.0.0', logger: LOCAL, roots: { enabled: false } })
}

function addForecast(server: FastMCP, log: () => void): void {
  const execute = async (): Promise<string> => {
    log()
    return 'Sunny'
  }
  server.addTool({ name: 'forecast', description: 'The weather', execute })
}

async function connectTo(server: FastMCP): Promise<TestClient> {
  const [near, far] = JsonTransport.pair()
  const [client] = await Promise.all([connectV1(far as never), server.connect(near as never)])
  closing.push(() => client.close())
  return client
}

describe('FastMCP, in this process', () => {
  test('sessions that are there and sessions that come, until they end', async () => {
    const logging = createClientLogging()
    const logger = logging.logger('a')
    const server = fastMcp()
    addForecast(server, () => logger.info('Asking'))
    const early = await connectTo(server)
    logging.attach(server)
    logging.attach(server)
    const late = await connectTo(server)
    for (const client of [early, late]) {
      expect(await forecast(client, '')).toEqual([{ level: 'info', logger: 'a', data: 'Asking' }])
    }
    expect(logging.clients()).toHaveLength(2)
    await early.close()
    await late.close()
    expect(logging.clients()).toHaveLength(0)
    expect(server.sessions).toHaveLength(0)
  })

  test('what its client does before fastmcp tells of the session is not missed', async () => {
    const logging = createClientLogging()
    const server = fastMcp()
    addForecast(server, () => logging.logger('a').debug('Asking'))
    logging.attach(server)
    const [near, far] = JsonTransport.pair()
    const connected = server.connect(near as never)
    const client = await connectV1(far as never)
    await client.setLevel('debug')
    expect(await forecast(client, '')).toEqual([{ level: 'debug', logger: 'a', data: 'Asking' }])
    expect(server.sessions).toHaveLength(0)
    await connected
    await client.close()
  })

  test('closed, it is as it was, and its sessions get nothing', async () => {
    const logging = createClientLogging()
    const server = fastMcp()
    addForecast(server, () => logging.logger('a').info('Asking'))
    const { connect, start } = server
    const { init } = EventEmitter as unknown as { init: unknown }
    const [first, second] = [logging.attach(server), logRequests(server, LOCAL)]
    const client = await connectTo(server)
    first.close()
    second.close()
    expect([server.connect, server.start]).toEqual([connect, start])
    expect(Object.keys(server)).not.toContain('connect')
    expect(server.listenerCount('connect')).toBe(0)
    expect((EventEmitter as unknown as { init: unknown }).init).toBe(init)
    expect(await forecast(client, '')).toEqual([])
    expect(await forecast(await connectTo(server), '')).toEqual([])
  })

  test('a hub that is closed lets go of it with the next session', async () => {
    const logging = createClientLogging()
    const server = fastMcp()
    logging.attach(server)
    await logging.close()
    await connectTo(server)
    expect(server.listenerCount('connect')).toBe(0)
    logging.attach(server)
    expect(server.listenerCount('connect')).toBe(0)
  })

  test('one that was not attached stays silent beside one that was', async () => {
    const logging = createClientLogging()
    const servers = [fastMcp(), fastMcp()] as const
    for (const server of servers) addForecast(server, () => logging.logger('a').info('Asking'))
    logging.attach(servers[0])
    const clients = [await connectTo(servers[0]), await connectTo(servers[1])] as const
    expect(await forecast(clients[0], '')).toHaveLength(1)
    expect(await forecast(clients[1], '')).toHaveLength(0)
  })

  test('a request log takes it as well', async () => {
    const lines: string[] = []
    const server = fastMcp()
    addForecast(server, () => {})
    const log = logRequests(server, { ...LOCAL, info: (text) => lines.push(String(text)) })
    await (await connectTo(server)).callTool('forecast')
    expect(lines).toEqual([expect.stringMatching(/^tools\/call forecast ok/)])
    log.close()
  })

  test('its class: every session, until it is closed', async () => {
    const logging = createClientLogging()
    const { connect } = FastMCPSession.prototype
    const attachment = logging.attach(FastMCPSession)
    const server = fastMcp()
    addForecast(server, () => logging.logger('a').info('Asking'))
    expect(await forecast(await connectTo(server), '')).toHaveLength(1)
    attachment.close()
    expect(FastMCPSession.prototype.connect).toBe(connect)
    expect(await forecast(await connectTo(server), '')).toHaveLength(0)
  })
})

test('mcp-framework without a stream for its response: what is logged is counted', async () => {
  const logging = createClientLogging()
  class Forecast extends MCPTool {
    name = 'forecast'
    description = 'The weather'
    schema = {}
    async execute(): Promise<string> {
      logging.logger('a').info('Asking')
      return 'Sunny'
    }
  }
  const server = new MCPServer({ name: 'framework', version: '1.0.0', basePath: import.meta.dirname })
  server.addTool(Forecast as never)
  logging.attach(server)
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'forecast', arguments: {} } }
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const request = new Request('http://127.0.0.1/mcp', { method: 'POST', headers, body: JSON.stringify(body) })
  const response = await server.handleRequest(request)
  expect(await response.json()).toMatchObject({ id: 1, result: { content: [{ type: 'text' }] } })
  expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { 'no-stream': 1 } })
})
