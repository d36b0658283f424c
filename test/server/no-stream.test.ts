import { StreamableHTTPClientTransport as V2HttpClientTransport } from '@modelcontextprotocol/client'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ClientLogging, createClientLogging } from '../../src/index.js'
import { connectV1, connectV2, type TestClient } from '../harness/clients.js'
import { type HttpServer, v1Stateful, v2Handler, v2Stateful } from '../harness/http.js'
import { v1Tools, v2Tools } from '../harness/tool-server.js'

// What has no way to arrive is dropped with a reason, not counted as sent.

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

interface Sdk {
  start(logging: ClientLogging, options: { get?: boolean; json?: boolean }): Promise<HttpServer>
  connect(url: URL): Promise<TestClient>
}

const SDKS: Readonly<Record<string, Sdk>> = {
  v1: {
    start: (logging, { get = false, json = false }) =>
      v1Stateful(() => v1Tools(logging, { log: () => logging.logger().info('heard') }), { get, json }),
    connect: (url) => connectV1(new StreamableHTTPClientTransport(url) as never),
  },
  v2: {
    start: (logging, { get = false, json = false }) =>
      v2Stateful(() => v2Tools(logging, { log: () => logging.logger().info('heard') }), { get, json }),
    connect: (url) => connectV2(new V2HttpClientTransport(url), 'legacy'),
  },
}

describe.each(Object.entries(SDKS))('SDK %s', (_, { start, connect }) => {
  async function session(logging: ClientLogging, options: { get?: boolean; json?: boolean }): Promise<TestClient> {
    const server = await start(logging, options)
    open.push(server)
    const client = await connect(server.url)
    open.push(client)
    for (let n = 0; options.get && server.streams() === 0 && n < 200; n++) await client.raw('ping', {})
    return client
  }

  test('a response without a stream of its own', async () => {
    const logging = createClientLogging()
    const client = await session(logging, { json: true })
    await client.callTool('log')
    expect(client.received).toEqual([])
    expect(logging.stats()).toMatchObject({ accepted: 1, sent: 0, dropped: { 'no-stream': 1 } })
  })

  test('the same where the client has a standalone stream: there it arrives', async () => {
    const logging = createClientLogging()
    const client = await session(logging, { json: true, get: true })
    await client.callTool('log')
    for (let n = 0; client.received.length === 0 && n < 200; n++) await client.raw('ping', {})
    expect(client.received).toMatchObject([{ data: 'heard' }])
    expect(logging.stats()).toMatchObject({ accepted: 1, sent: 1 })
  })

  test('outside of any request, to a client without a standalone stream', async () => {
    const logging = createClientLogging({ background: 'all' })
    const client = await session(logging, {})
    logging.logger().info('unheard')
    await client.callTool('log')
    expect(client.received).toMatchObject([{ data: 'heard' }])
    expect(logging.stats()).toMatchObject({ accepted: 2, sent: 1, dropped: { 'no-stream': 1 } })
  })
})

const ASK = { 'io.modelcontextprotocol/logLevel': 'debug' }

test('protocol 2026-07-28, answered as plain JSON', async () => {
  const logging = createClientLogging()
  const server = await v2Handler(() => v2Tools(logging, { log: () => logging.logger().info('unheard') }), {
    responseMode: 'json',
  })
  vi.mocked(console.warn).mockClear() // the SDK says on its own what it drops
  open.push(server)
  const client = await connectV2(new V2HttpClientTransport(server.url), 'modern')
  open.push(client)
  await client.callTool('log', {}, ASK)
  expect(client.received).toEqual([])
  expect(logging.stats()).toMatchObject({ accepted: 1, sent: 0, dropped: { 'no-stream': 1 } })
})
