import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { afterEach, describe, expect, test } from 'vitest'
import { createClientLogging } from '../../src/index.js'
import type { Connection } from '../../src/request/connection.js'
import { type ConnectionObserver, tap } from '../../src/sdk/server-tap.js'
import { connectV1, type TestClient } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'
import { v1Tools } from '../harness/tool-server.js'

const open: TestClient[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

class Observer implements ConnectionObserver {
  readonly closed = false
  readonly sendsLogs = true
  readonly seen: Connection[] = []
  readonly gone: Connection[] = []
  connected(connection: Connection): void {
    this.seen.push(connection)
  }
  warn(): void {}
  disconnected(connection: Connection): void {
    this.gone.push(connection)
  }
}

test('requests are forgotten once they are answered or cancelled', async () => {
  const observer = new Observer()
  const server = v1Tools(undefined, { noop: () => {}, hang: () => new Promise(() => {}) })
  tap(server, observer)
  const [near, far] = JsonTransport.pair()
  await server.connect(near as never)
  const client = await connectV1(far as never)
  open.push(client)
  await client.callTool('noop')
  await expect(client.raw('no/such/method', {})).rejects.toThrow()
  const stop = new AbortController()
  const hanging = client.callTool('hang', {}, undefined, stop.signal)
  stop.abort()
  await expect(hanging).rejects.toThrow()
  await client.raw('ping', {})
  const [connection] = observer.seen
  expect(connection?.find(() => true)).toBeUndefined()
  expect(connection?.era).toBe('legacy')
})

test('a server whose connect was wrapped once more is left alone after detaching', async () => {
  const observer = new Observer()
  const server = v1Tools(undefined, { noop: () => {} })
  const stop = tap(server, observer)
  const tapped = server.server.connect
  server.server.connect = (transport) => tapped.call(server.server, transport)
  stop()
  stop()
  const [near, far] = JsonTransport.pair()
  await server.connect(near as never)
  open.push(await connectV1(far as never))
  expect(observer.seen).toEqual([])
  expect(Object.hasOwn(near, 'start')).toBe(false)
})

test('a connect that fails leaves no connection behind', async () => {
  const observer = new Observer()
  const server = v1Tools(undefined, {})
  tap(server, observer)
  const [near] = JsonTransport.pair()
  near.start = () => Promise.reject(new Error('no socket'))
  await expect(server.connect(near as never)).rejects.toThrow('no socket')
  expect(observer.seen.map(({ closed }) => closed)).toEqual([true])
})

test('a second connect on a live connection is refused by the SDK, and the first goes on', async () => {
  const logging = createClientLogging()
  const server = v1Tools(logging, { log: () => logging.logger().info('still here') })
  const [near, far] = JsonTransport.pair()
  await server.connect(near as never)
  const client = await connectV1(far as never)
  open.push(client)
  await expect(server.connect(JsonTransport.pair()[0] as never)).rejects.toThrow('Already connected')
  expect(logging.stats().connections).toBe(1)
  await client.callTool('log')
  expect(client.received).toMatchObject([{ data: 'still here' }])
})

test('callbacks that the application put on the transport still run', async () => {
  const logging = createClientLogging()
  const server = new Server({ name: 'low', version: '1.0.0' }, { capabilities: {} })
  logging.attach(server)
  const [near, far] = JsonTransport.pair()
  const calls: string[] = []
  near.onclose = () => calls.push('close')
  near.onmessage = (message) => calls.push((message as { method: string }).method)
  await server.connect(near as never)
  const client = await connectV1(far as never)
  await client.raw('ping', {})
  await client.close()
  expect(calls).toEqual(['initialize', 'notifications/initialized', 'ping', 'close'])
})

test('a session ends when its transport closes, whoever assigned `onclose` last', async () => {
  const logging = createClientLogging()
  const server = v1Tools(logging, {})
  const [near, far] = JsonTransport.pair()
  await server.connect(near as never)
  const client = await connectV1(far as never)
  const calls: string[] = []
  const before = near.onclose
  near.onclose = () => {
    before?.()
    calls.push('the application')
  }
  server.server.onclose = () => calls.push('the server')
  expect(logging.stats().connections).toBe(1)
  await client.close()
  expect(calls).toEqual(['the server', 'the application'])
  expect(logging.stats().connections).toBe(0)
})

test('an HTTP transport that is never used is not held', async () => {
  const logging = createClientLogging()
  const idle = new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'never' })
  await v1Tools(logging, {}).connect(idle as never)
  expect(logging.stats().connections).toBe(0)
})

describe('before the handshake', () => {
  test('a notification opens nothing', async () => {
    const logging = createClientLogging({ beforeConnect: 'drop' })
    const server = new Server({ name: 'low', version: '1.0.0' }, { capabilities: {} })
    const handled = new Promise<void>((resolve) => {
      server.fallbackNotificationHandler = async () => {
        logging.logger().emergency('too early')
        resolve()
      }
    })
    logging.attach(server)
    const [near, far] = JsonTransport.pair()
    await server.connect(near as never)
    await far.start()
    await far.send({ jsonrpc: '2.0', method: 'notifications/early' } as never)
    await handled
    expect(near.lines).toEqual([])
    expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { 'no-client': 1 } })
    await server.close()
  })
})
