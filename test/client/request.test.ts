import { Client as V2Client, StreamableHTTPClientTransport as V2HttpTransport } from '@modelcontextprotocol/client'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as V1HttpTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, expect, test } from 'vitest'
import { type ForwardedRecord, forwardLogs } from '../../src/client/index.js'
import { createUpstream } from '../fixtures/upstream-server.js'
import { v1Stateful } from '../harness/http.js'
import { pinoLog } from '../harness/local-log.js'
import { PipeTransport } from '../harness/pipe-transport.js'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const close of cleanup.splice(0).reverse()) await close()
})

const CLIENTS = {
  v1: (url: URL) => [new V1Client({ name: 'host', version: '1.0.0' }), new V1HttpTransport(url)] as const,
  v2: (url: URL) => [new V2Client({ name: 'host', version: '1.0.0' }), new V2HttpTransport(url)] as const,
}

test.each(['v1', 'v2'] as const)(
  'over HTTP each record names the call it is for, also of several at once, %s',
  async (sdk) => {
    const server = await v1Stateful(() => createUpstream() as never, { get: false })
    cleanup.push(server.close)
    const [client, transport] = CLIENTS[sdk](server.url)
    const records: ForwardedRecord[] = []
    forwardLogs(client, (record) => records.push(record))
    await client.connect(transport as never)
    cleanup.push(() => client.close())
    const tags = ['a', 'b', 'c']
    await Promise.all(tags.map((tag) => client.callTool({ name: 'work', arguments: { tag } })))
    const ids = records.map(({ request }) => request?.id)
    expect(new Set(ids).size).toBe(3)
    expect(records.map(({ request }) => request)).toEqual(ids.map((id) => ({ id, method: 'tools/call', tool: 'work' })))
    const inOrder = [...records].sort((a, b) => Number(a.request?.id) - Number(b.request?.id))
    expect(inOrder.map(({ data }) => data)).toEqual(tags.map((tag) => `working for ${tag}`))
  },
)

test('on a pipe, where only one call is pending', async () => {
  const [clientEnd, serverEnd] = PipeTransport.pair()
  await createUpstream().connect(serverEnd as never)
  const client = new V1Client({ name: 'host', version: '1.0.0' })
  const { logger, log } = pinoLog()
  forwardLogs(client, logger)
  await client.connect(clientEnd as never)
  await client.callTool({ name: 'work', arguments: { tag: 'a' } })
  await Promise.all(['b', 'c'].map((tag) => client.callTool({ name: 'work', arguments: { tag } })))
  const requests = log.lines.map(({ mcp }) => (mcp as { request?: object }).request)
  expect(requests[0]).toEqual({ id: expect.any(Number), method: 'tools/call', tool: 'work' })
  expect(requests[1]).toBeUndefined()
})
