import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server'
import { afterEach, describe, expect, test } from 'vitest'
import { type ClientLogger, createClientLogging } from '../../src/index.js'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly data?: unknown }
}

/** Stores events as slowly as it is told, by turns of the event loop. */
class SlowStore {
  readonly stored: Message[] = []
  delay: (message: Message) => Promise<unknown> = async () => {}

  async storeEvent(stream: string, message: Message): Promise<string> {
    await this.delay(message)
    this.stored.push(message)
    return `${stream}/${this.stored.length}`
  }

  async replayEventsAfter(): Promise<string> {
    return ''
  }
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve))
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

type Sdk = 'v1' | 'v2'
type Tools = Readonly<Record<string, (log: ClientLogger) => void>>

async function serve(sdk: Sdk, store: SlowStore, tools: Tools) {
  const logging = createClientLogging({ responseWait: 5000, onWarning: () => {} })
  const log = logging.logger()
  const info = { name: 'test', version: '1.0.0' }
  const options = { sessionIdGenerator: () => 'session', eventStore: store as never }
  const server = sdk === 'v1' ? new McpServerV1(info) : new McpServerV2(info)
  for (const [name, tool] of Object.entries(tools)) {
    const handler = async () => {
      tool(log)
      return { content: [] }
    }
    ;(server as McpServerV1).registerTool(name, {}, handler)
  }
  logging.attach(server)
  const transport =
    sdk === 'v1' ? new StreamableHTTPServerTransport(options) : new NodeStreamableHTTPServerTransport(options)
  await server.connect(transport as never)
  const http = createServer((request, response) => void transport.handleRequest(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    http.closeAllConnections()
    http.close()
  })
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const post = async (message: object): Promise<Message[]> => {
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-session-id': 'session',
      'mcp-protocol-version': '2025-06-18',
    }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(message) })
    const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: {'))
    return lines.map((line) => JSON.parse(line.slice('data: '.length)) as Message)
  }
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: info }
  await post({ jsonrpc: '2.0', id: 0, method: 'initialize', params })
  await post({ jsonrpc: '2.0', method: 'notifications/initialized' })
  const call = (id: number, name: string): Promise<Message[]> =>
    post({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: {} } })
  return { logging, call }
}

const count = Array.from({ length: 20 }, (_, n) => n)
const told = (messages: Message[]): unknown[] =>
  messages.map(({ id, params }) => (id === undefined ? params?.data : `response ${id}`))

describe.each(['v1', 'v2'] as const)('an event store of SDK %s', (sdk) => {
  const tools: Tools = {
    work: (log) => count.forEach((n) => void log.log('info', n)),
    quick: () => {},
  }

  test('that takes longer for records than for responses loses none of them', async () => {
    const store = new SlowStore()
    const { call, logging } = await serve(sdk, store, tools)
    store.delay = ({ method }) => turns(method === 'notifications/message' ? 10 : 0)
    expect(told(await call(1, 'work'))).toEqual([...count, 'response 1'])
    expect(logging.stats()).toMatchObject({ sent: 20, queued: 0, inFlight: 0 })
  })

  test('that takes now longer, now shorter does not change their order', async () => {
    const store = new SlowStore()
    const { call } = await serve(sdk, store, tools)
    store.delay = ({ params }) => turns((20 - Number(params?.data ?? 20)) % 7)
    expect(told(await call(1, 'work'))).toEqual([...count, 'response 1'])
    expect(told(store.stored).slice(1)).toEqual([...count, 'response 1'])
  })

  test("holds up no response by another request's records", async () => {
    const store = new SlowStore()
    const { call } = await serve(sdk, store, tools)
    let release = (): void => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    let reached = (): void => {}
    const storing = new Promise<void>((resolve) => {
      reached = resolve
    })
    store.delay = ({ method }) => {
      if (method !== 'notifications/message') return turns(0)
      reached()
      return released
    }
    const slow = call(1, 'work')
    await storing
    expect(told(await call(2, 'quick'))).toEqual(['response 2'])
    release()
    expect(told(await slow)).toEqual([...count, 'response 1'])
  })

  test('that fails loses its own record only', async () => {
    const store = new SlowStore()
    const { call, logging } = await serve(sdk, store, tools)
    store.delay = async ({ params }) => {
      if (params?.data === 7) throw new Error('disk full')
    }
    expect(told(await call(1, 'work'))).toEqual([...count.filter((n) => n !== 7), 'response 1'])
    expect(logging.stats()).toMatchObject({ sent: 19, dropped: { failed: 1 } })
  })
})
