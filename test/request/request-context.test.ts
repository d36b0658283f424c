import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { afterEach, describe, expect, test } from 'vitest'
import { createClientLogging, currentRequest, type RequestContext, requestFields } from '../../src/index.js'
import { connectV1, LOG_LEVEL, type TestClient } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'
import { v1Tools } from '../harness/tool-server.js'

const open: TestClient[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function connect(server: McpServer, sessionId?: string): Promise<TestClient> {
  const [near, far] = JsonTransport.pair()
  if (sessionId !== undefined) near.sessionId = sessionId
  await server.connect(near as never)
  const client = await connectV1(far as never)
  open.push(client)
  return client
}

test('outside of any request there is none', () => {
  expect(currentRequest()).toBeUndefined()
  expect(requestFields()).toEqual({})
})

test('a tool sees its request, and so does what it starts and leaves behind', async () => {
  const seen: (RequestContext | undefined)[] = []
  let after: Promise<void> | undefined
  const work = async (): Promise<void> => {
    seen.push(currentRequest())
    await Promise.resolve()
    seen.push(currentRequest())
    after = new Promise((resolve) => {
      setImmediate(() => {
        seen.push(currentRequest())
        resolve()
      })
    })
  }
  const client = await connect(v1Tools(createClientLogging(), { look: work }), 'session-1')
  await client.callTool('look', {}, { traceparent: '00-ab-cd-01', progressToken: 5 })
  await after
  const expected = {
    id: 1,
    method: 'tools/call',
    name: 'look',
    sessionId: 'session-1',
    meta: { traceparent: '00-ab-cd-01', progressToken: 5 },
    era: 'legacy',
    client: { name: 'test', version: '1.0.0' },
    protocol: '2025-11-25',
    traceparent: undefined,
  }
  expect(seen).toEqual([expected, expected, expected])
  expect(Object.isFrozen(seen[0])).toBe(true)
  expect(currentRequest()).toBeUndefined()
})

test('a request with an envelope is of the modern era, whoever serves it', async () => {
  const eras: unknown[] = []
  const logging = createClientLogging()
  const work = (): void => {
    eras.push(currentRequest()?.era)
    logging.logger().debug('quiet')
    logging.logger().emergency('loud')
  }
  const client = await connect(v1Tools(logging, { look: work }))
  const envelope = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
  await client.callTool('look', {}, envelope)
  expect(client.received).toEqual([])
  await client.callTool('look', {}, { ...envelope, [LOG_LEVEL]: 'debug' })
  expect(client.received.map(({ data }) => data)).toEqual(['quiet', 'loud'])
  expect(eras).toEqual(['modern', 'modern'])
})

describe('requestFields', () => {
  const fields: Record<string, unknown>[] = []
  const look = (): void => {
    fields.push(requestFields())
  }

  test('name what is being served', async () => {
    const server = v1Tools(createClientLogging(), { look })
    server.registerResource('stock', 'shop://stock', {}, async () => {
      look()
      return { contents: [] }
    })
    server.registerPrompt('greet', {}, async () => {
      look()
      return { messages: [] }
    })
    const client = await connect(server, 'session-2')
    await client.callTool('look')
    await client.request('resource')
    await client.raw('prompts/get', { name: 'greet' })
    const rest = { sessionId: 'session-2' }
    expect(fields).toEqual([
      { requestId: 1, method: 'tools/call', tool: 'look', ...rest },
      { requestId: 2, method: 'resources/read', resource: 'shop://stock', ...rest },
      { requestId: 3, method: 'prompts/get', prompt: 'greet', ...rest },
    ])
  })
})
