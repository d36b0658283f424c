import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { CallToolRequestSchema, SetLevelRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type ClientLogging, createClientLogging, MCP_LEVELS } from '../../src/index.js'
import { connectV1, connectV2, type TestClient } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'
import type { App, Setup } from '../harness/setups.js'
import { SETUPS } from '../harness/setups.js'
import { v1Tools, v2Tools } from '../harness/tool-server.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

/** An application that logs once at each of the eight levels. */
function eightLevels(logging: ClientLogging): App {
  const logger = logging.logger('all')
  const placeOrder = async (): Promise<void> => {
    for (const level of MCP_LEVELS) logger.log(level, level)
  }
  return { kind: 'winston', placeOrder, logging }
}

const levels = (client: TestClient): unknown[] => client.received.map(({ level }) => level)

async function start(setup: Setup, app: App): Promise<TestClient> {
  const opened = await setup.open(app)
  open.push(opened)
  return opened.client
}

// stdio child programs bring their own application; the in-process setups run this one.
const inProcess = Object.entries(SETUPS).filter(([, setup]) => setup.http)
const sessions = inProcess.filter(([, setup]) => setup.session)
const legacy = inProcess.filter(([, setup]) => setup.era === 'legacy')

describe('before the client sets a level', () => {
  test.each(legacy)('%s: info and above', async (_, setup) => {
    const client = await start(setup, eightLevels(createClientLogging()))
    await client.request('tool')
    expect(levels(client)).toEqual(MCP_LEVELS.slice(1))
  })

  test.each(legacy)('%s: levelUntilSet and above', async (_, setup) => {
    const client = await start(setup, eightLevels(createClientLogging({ levelUntilSet: 'critical' })))
    await client.request('tool')
    expect(levels(client)).toEqual(['critical', 'alert', 'emergency'])
  })
})

describe('logging/setLevel', () => {
  test.each(sessions)('%s: exactly the levels at or above each threshold', async (_, setup) => {
    const client = await start(setup, eightLevels(createClientLogging()))
    for (const [index, level] of MCP_LEVELS.entries()) {
      expect(await client.setLevel(level)).toEqual({})
      client.events.length = 0
      await client.request('tool')
      expect(levels(client)).toEqual(MCP_LEVELS.slice(index))
    }
  })

  test.each(['v1 stdio', 'v2 stdio, legacy'])('%s: exactly the levels at or above each threshold', async (name) => {
    const setup = SETUPS[name] as Setup
    const client = await start(setup, { kind: 'pino' } as App)
    for (const level of MCP_LEVELS) {
      expect(await client.setLevel(level)).toEqual({})
      client.events.length = 0
      await client.request('tool')
      const held = levels(client).filter((each) => MCP_LEVELS.indexOf(each as never) < MCP_LEVELS.indexOf(level))
      expect(held).toEqual([])
      const passing = ['debug', 'info', 'warning', 'error', 'critical']
      const expected = passing.filter((each) => MCP_LEVELS.indexOf(each as never) >= MCP_LEVELS.indexOf(level))
      expect([...new Set(levels(client))].sort()).toEqual(expected.sort())
    }
  })

  test.each(sessions)('%s: holds for its own session alone', async (_, setup) => {
    const logging = createClientLogging()
    const [one, other] = [await start(setup, eightLevels(logging)), await start(setup, eightLevels(logging))]
    await one.setLevel('alert')
    await other.setLevel('error')
    await Promise.all([one.request('tool'), other.request('tool')])
    expect(levels(one)).toEqual(['alert', 'emergency'])
    expect(levels(other)).toEqual(['error', 'critical', 'alert', 'emergency'])
  })

  test.each(sessions)('%s: an invalid or missing level answers -32602 and changes nothing', async (_, setup) => {
    const client = await start(setup, eightLevels(createClientLogging()))
    await client.setLevel('alert')
    for (const params of [{ level: 'warn' }, { level: 'ERROR' }, { level: 3 }, {}]) {
      await expect(client.raw('logging/setLevel', params)).rejects.toMatchObject({ code: -32602 })
    }
    await client.request('tool')
    expect(levels(client)).toEqual(['alert', 'emergency'])
  })
})

async function connect(server: { connect(transport: never): Promise<void> }, sdk: 'v1' | 'v2'): Promise<TestClient> {
  const [near, far] = JsonTransport.pair()
  await server.connect(near as never)
  const client = sdk === 'v1' ? await connectV1(far as never) : await connectV2(far as never, 'legacy')
  open.push(client)
  return client
}

const everyLevel = (logging: ClientLogging) => () => {
  for (const level of MCP_LEVELS) logging.logger().log(level, level)
}

describe.each(['v1', 'v2'] as const)('%s server', (sdk) => {
  const create = sdk === 'v1' ? v1Tools : v2Tools

  test('constructed without the capability declares it, answers setLevel and sends', async () => {
    const logging = createClientLogging()
    const client = await connect(create(logging, { log: everyLevel(logging) }), sdk)
    expect(client.serverCapabilities()).toHaveProperty('logging')
    expect(await client.setLevel('critical')).toEqual({})
    await client.callTool('log')
    expect(levels(client)).toEqual(['critical', 'alert', 'emergency'])
  })

  test('attached after connect still answers setLevel and sends', async () => {
    const logging = createClientLogging()
    const server = create(undefined, { log: everyLevel(logging) })
    const client = await connect(server, sdk)
    logging.attach(server)
    logging.attach(server)
    expect(logging.stats().connections).toBe(1)
    // The client was told of no logging capability: its own setLoggingLevel refuses, the request itself does not.
    expect(await client.raw('logging/setLevel', { level: 'critical' })).toEqual({})
    await client.callTool('log')
    expect(levels(client)).toEqual(['critical', 'alert', 'emergency'])
  })

  test('attached twice sends once', async () => {
    const logging = createClientLogging()
    const server = create(logging, { log: everyLevel(logging) })
    logging.attach(server)
    logging.attach(server.server)
    const client = await connect(server, sdk)
    await client.callTool('log')
    expect(levels(client)).toEqual(MCP_LEVELS.slice(1))
  })

  test('a second client starts afresh', async () => {
    const logging = createClientLogging()
    const server = create(logging, { log: everyLevel(logging) })
    const first = await connect(server, sdk)
    await first.setLevel('emergency')
    await first.close()
    const second = await connect(server, sdk)
    await second.callTool('log')
    expect(levels(second)).toEqual(MCP_LEVELS.slice(1))
  })

  test('detached is as it was', async () => {
    const logging = createClientLogging()
    const server = create(undefined, { log: everyLevel(logging) })
    const before = Object.getOwnPropertyNames(server.server)
    logging.attach(server).close()
    expect(Object.getOwnPropertyNames(server.server)).toEqual(before)
    const client = await connect(server, sdk)
    const attachment = logging.attach(server)
    await client.callTool('log')
    attachment.close()
    client.events.length = 0
    await client.callTool('log')
    expect(client.received).toEqual([])
    expect(logging.stats().connections).toBe(0)
  })
})

describe('an application that handles logging/setLevel itself', () => {
  function refusing(logging: ClientLogging): { server: McpServer; asked: string[] } {
    const server = new McpServer({ name: 'own', version: '1.0.0' }, { capabilities: { logging: {} } })
    const asked: string[] = []
    server.server.setRequestHandler(SetLevelRequestSchema, ({ params }) => {
      asked.push(params.level)
      if (params.level === 'debug') throw new Error('not in production')
      return {}
    })
    server.registerTool('log', {}, () => {
      everyLevel(logging)()
      return { content: [] }
    })
    logging.attach(server)
    return { server, asked }
  }

  test('is asked of levels that MCP does not know, and answers as it likes', async () => {
    const logging = createClientLogging()
    const asked: unknown[] = []
    const server = new Server({ name: 'own', version: '1.0.0' }, { capabilities: { logging: {}, tools: {} } })
    const anyLevel = z.object({ method: z.literal('logging/setLevel'), params: z.looseObject({ level: z.unknown() }) })
    server.setRequestHandler(
      anyLevel as never,
      (({ params }: { params: { level: string } }) => {
        asked.push(params.level)
        if (params.level === 'loud')
          throw Object.assign(new Error('unknown level'), { code: -32000, data: { known: ['warn'] } })
        return { _meta: { took: params.level } }
      }) as never,
    )
    server.setRequestHandler(CallToolRequestSchema, () => {
      everyLevel(logging)()
      return { content: [] }
    })
    logging.attach(server)
    const client = await connect(server as never, 'v1')
    const refusal = client.raw('logging/setLevel', { level: 'loud' })
    await expect(refusal).rejects.toMatchObject({ code: -32000, data: { known: ['warn'] } })
    expect(await client.raw('logging/setLevel', { level: 'warn' })).toEqual({ _meta: { took: 'warn' } })
    expect(asked).toEqual(['loud', 'warn'])
    await client.raw('tools/call', { name: 'log' })
    expect(levels(client)).toEqual(MCP_LEVELS.slice(MCP_LEVELS.indexOf('warning')))
  })

  test('is still asked, and can refuse', async () => {
    const logging = createClientLogging()
    const { server, asked } = refusing(logging)
    const client = await connect(server, 'v1')
    await client.setLevel('error')
    await expect(client.setLevel('debug')).rejects.toThrow('not in production')
    expect(asked).toEqual(['error', 'debug'])
    await client.callTool('log')
    expect(levels(client)).toEqual(['error', 'critical', 'alert', 'emergency'])
  })
})

test('a level set between the initialize result and `initialized` holds, as VS Code sends it', async () => {
  const logging = createClientLogging()
  const [near, far] = JsonTransport.pair()
  await v1Tools(logging, { log: everyLevel(logging) }).connect(near as never)
  const answers: { id?: number; method?: string; params?: { level?: string } }[] = []
  const waiting = new Map<number, () => void>()
  far.onmessage = (message) => {
    answers.push(message as never)
    waiting.get((message as { id: number }).id)?.()
  }
  await far.start()
  const ask = async (id: number, method: string, params: object): Promise<void> => {
    const answered = new Promise<void>((resolve) => waiting.set(id, resolve))
    await far.send({ jsonrpc: '2.0', id, method, params } as never)
    await answered
  }
  const clientInfo = { name: 'code', version: '1.0.0' }
  await ask(1, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
  await ask(2, 'logging/setLevel', { level: 'alert' })
  await far.send({ jsonrpc: '2.0', method: 'notifications/initialized' } as never)
  await ask(3, 'tools/call', { name: 'log', arguments: {} })
  const messages = answers.filter(({ method }) => method === 'notifications/message')
  expect(messages.map(({ params }) => params?.level)).toEqual(['alert', 'emergency'])
  await far.close()
})

test('a client that initializes once more starts afresh', async () => {
  const logging = createClientLogging()
  const client = await connect(v1Tools(logging, { log: everyLevel(logging) }), 'v1')
  await client.setLevel('emergency')
  const clientInfo = { name: 'again', version: '1.0.0' }
  await client.raw('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
  await client.callTool('log')
  expect(levels(client)).toEqual(MCP_LEVELS.slice(1))
})

test('a low-level Server does as well as an McpServer', async () => {
  const logging = createClientLogging()
  const server = new Server({ name: 'low', version: '1.0.0' }, { capabilities: {} })
  logging.attach(server)
  const client = await connect(server, 'v1')
  expect(await client.setLevel('debug')).toEqual({})
  logging.logger('own').debug('hello')
  await client.raw('ping', {})
  expect(client.received).toEqual([{ level: 'debug', logger: 'own', data: 'hello' }])
})

test.each([undefined, null, 7, {}, { server: {} }])('attach(%j) is refused', (server) => {
  const message = /Expected `server` to be an McpServer or Server of an MCP SDK, got `.*` \(.*\)/
  expect(() => createClientLogging().attach(server as never)).toThrow(message)
})
