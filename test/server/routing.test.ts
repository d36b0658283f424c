import { StreamableHTTPClientTransport as V2HttpClientTransport } from '@modelcontextprotocol/client'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { McpServer as V1Server } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { McpServer as V2Server } from '@modelcontextprotocol/server'
import { afterEach, describe, expect, test } from 'vitest'
import { type ClientLogging, createClientLogging } from '../../src/index.js'
import { connectV1, connectV2, type TestClient } from '../harness/clients.js'
import { gate } from '../harness/gate.js'
import { v1Stateful, v1Stateless, v2Stateful } from '../harness/http.js'
import { JsonTransport } from '../harness/json-transport.js'
import { Scripted } from '../harness/scripted.js'
import { v1Tools, v2Tools, type Work } from '../harness/tool-server.js'

// The table "Who gets a record", row by row, for clients of the legacy era. test/modern.test.ts has the other one.

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

type Tools = Readonly<Record<string, Work>>
type Start = (logging: ClientLogging, tools: Tools, onNotification?: () => void) => Promise<() => Promise<TestClient>>

/** A server with these tools, that calls `onNotification` for any notification it does not know. */
function serve(
  sdk: 'v1' | 'v2',
  logging: ClientLogging,
  tools: Tools,
  onNotification = (): void => {},
): V1Server | V2Server {
  const server = sdk === 'v1' ? v1Tools(logging, tools) : v2Tools(logging, tools)
  server.server.fallbackNotificationHandler = async () => onNotification()
  return server
}

const inMemory =
  (sdk: 'v1' | 'v2'): Start =>
  async (...parts) =>
  async () => {
    const [near, far] = JsonTransport.pair()
    await serve(sdk, ...parts).connect(near as never)
    const client = sdk === 'v1' ? await connectV1(far as never) : await connectV2(far as never, 'legacy')
    open.push(client)
    return client
  }

const http =
  (sdk: 'v1' | 'v2', get: boolean): Start =>
  async (...parts) => {
    const server =
      sdk === 'v1'
        ? await v1Stateful(() => serve(sdk, ...parts) as V1Server, { get })
        : await v2Stateful(() => serve(sdk, ...parts) as V2Server, { get })
    open.push(server)
    let connected = 0
    return async () => {
      const client =
        sdk === 'v1'
          ? await connectV1(new StreamableHTTPClientTransport(server.url) as never)
          : await connectV2(new V2HttpClientTransport(server.url), 'legacy')
      open.push(client)
      // What is sent before the standalone stream is open is lost, by HTTP's nature.
      connected++
      if (get) await until(client, () => server.streams() === connected)
      return client
    }
  }

const LOCAL = { 'v1 in memory': inMemory('v1'), 'v2 in memory': inMemory('v2') }
const REMOTE = { 'v1 HTTP with GET': http('v1', true), 'v2 HTTP with GET': http('v2', true) }
const NO_GET = { 'v1 HTTP': http('v1', false), 'v2 HTTP': http('v2', false) }

const texts = (client: TestClient): unknown[] => client.received.map(({ data }) => data)

/** Work that a tool leaves behind: it logs once when it is released. */
function stray(logging: ClientLogging): { work: Work; release(): Promise<void> } {
  const released = gate()
  const logged = gate()
  return {
    work: () => {
      void released.opened.then(() => {
        logging.logger('stray').error('after the response')
        logged.open()
      })
    },
    release: () => {
      released.open()
      return logged.opened
    },
  }
}

/** A message that the client is sure to have seen once it arrives: everything sent before on that stream came earlier. */
async function until(client: TestClient, condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition() && tries < 200; tries++) await client.raw('ping', {})
  expect(condition()).toBe(true)
}

describe('inside an open request', () => {
  test.each(Object.entries({ ...LOCAL, ...REMOTE, ...NO_GET }))(
    '%s: to that request, of that session',
    async (_, start) => {
      const logging = createClientLogging()
      const connect = await start(logging, { log: ({ tag }) => logging.logger().info(tag) })
      const [one, other] = [await connect(), await connect()]
      await Promise.all([one.callTool('log', { tag: 'for one' }), other.callTool('log', { tag: 'for the other' })])
      expect(texts(one)).toEqual(['for one'])
      expect(texts(other)).toEqual(['for the other'])
    },
  )
})

describe('after the request was answered', () => {
  test.each(Object.entries(LOCAL))('%s: to a local client while it is the only one', async (_, start) => {
    const logging = createClientLogging({ onWarning: () => {} })
    const strays = [stray(logging), stray(logging)] as const
    const connect = await start(logging, { first: strays[0].work, second: strays[1].work })
    const one = await connect()
    await one.callTool('first')
    await one.callTool('second')
    await strays[0].release()
    await until(one, () => one.received.length > 0)
    const other = await connect()
    await strays[1].release()
    for (const client of [one, other]) await client.raw('ping', {})
    expect([texts(one), texts(other)]).toEqual([['after the response'], []])
    expect(logging.stats().dropped).toMatchObject({ 'several-clients': 1 })
  })

  test.each([
    ['local', REMOTE],
    ['none', { ...LOCAL, ...REMOTE }],
  ] as const)('with `afterResponse: %s`: to nobody', async (afterResponse, starts) => {
    for (const start of Object.values(starts)) {
      const logging = createClientLogging({ afterResponse })
      const { work, release } = stray(logging)
      const client = await (await start(logging, { leave: work }))()
      await client.callTool('leave')
      await release()
      await client.raw('ping', {})
      expect(texts(client)).toEqual([])
      expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { 'no-request': 1 } })
    }
  })

  test.each(Object.entries({ ...LOCAL, ...REMOTE }))(
    '%s: to the same session with `afterResponse: session`, and no other',
    async (_, start) => {
      const logging = createClientLogging({ afterResponse: 'session' })
      const { work, release } = stray(logging)
      const connect = await start(logging, { leave: work })
      const [one, other] = [await connect(), await connect()]
      await one.callTool('leave')
      await release()
      await until(one, () => one.received.length > 0)
      await other.raw('ping', {})
      expect(texts(one)).toEqual(['after the response'])
      expect(texts(other)).toEqual([])
    },
  )

  test.each(Object.entries(LOCAL))('%s: and when it was cancelled', async (_, start) => {
    const logging = createClientLogging()
    const started = gate()
    const released = gate()
    const work = async (): Promise<void> => {
      started.open()
      await released.opened
      logging.logger('stray').info('still cleaning up')
    }
    const connect = await start(logging, { hang: work })
    const client = await connect()
    const controller = new AbortController()
    const call = client.callTool('hang', {}, undefined, controller.signal)
    await started.opened
    controller.abort('changed my mind')
    await expect(call).rejects.toThrow()
    released.open()
    await until(client, () => client.received.length > 0)
    expect(texts(client)).toEqual(['still cleaning up'])
  })
})

describe('after the session was closed', () => {
  test.each(Object.entries({ ...LOCAL, ...REMOTE }))('%s: to nobody', async (_, start) => {
    const logging = createClientLogging({ background: 'all' })
    const { work, release } = stray(logging)
    const connect = await start(logging, { leave: work })
    const [one, other] = [await connect(), await connect()]
    await one.callTool('leave')
    await endSession(one)
    await release()
    await other.raw('ping', {})
    expect(texts(other)).toEqual([])
    expect(logging.stats()).toMatchObject({ sent: 0, connections: 1, dropped: { closed: 1 } })
  })
})

interface ClientTransport {
  send(message: object): Promise<void>
  terminateSession?(): Promise<void>
}

const transportOf = (client: TestClient): ClientTransport =>
  (client as never as { client: { transport: ClientTransport } }).client.transport

/** Over HTTP a session ends with a DELETE, not with the client's going away. */
async function endSession(client: TestClient): Promise<void> {
  await transportOf(client).terminateSession?.()
  await client.close()
}

describe('outside of any request', () => {
  test.each(Object.entries(LOCAL))('%s: to that client, at or above its level', async (_, start) => {
    const logging = createClientLogging()
    const client = await (await start(logging, { noop: () => {} }))()
    logging.logger().debug('too quiet')
    logging.logger().info('from nowhere')
    await client.setLevel('error')
    logging.logger().warning('too quiet now')
    logging.logger().error('from nowhere again')
    await client.raw('ping', {})
    expect(texts(client)).toEqual(['from nowhere', 'from nowhere again'])
  })

  test.each(Object.entries(LOCAL))('%s: to nobody with `background: none`', async (_, start) => {
    const logging = createClientLogging({ background: 'none' })
    const client = await (await start(logging, { noop: () => {} }))()
    logging.logger().emergency('from nowhere')
    await client.raw('ping', {})
    expect(texts(client)).toEqual([])
    expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { 'no-client': 1 } })
  })

  test.each(Object.entries(REMOTE))('%s: to nobody', async (_, start) => {
    const logging = createClientLogging()
    const client = await (await start(logging, { noop: () => {} }))()
    logging.logger().emergency('from nowhere')
    await client.raw('ping', {})
    expect(texts(client)).toEqual([])
    expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { 'no-client': 1 } })
  })

  test.each(Object.entries(REMOTE))('%s: to everybody with `background: all`', async (_, start) => {
    const logging = createClientLogging({ background: 'all' })
    const connect = await start(logging, { noop: () => {} })
    const clients = [await connect(), await connect()]
    logging.logger('app').info('to all')
    for (const client of clients) {
      await until(client, () => client.received.length > 0)
      expect(client.received).toEqual([{ level: 'info', logger: 'app', data: 'to all' }])
    }
  })
})

describe('in a notification handler', () => {
  test.each(Object.entries({ ...LOCAL, ...REMOTE }))('%s: to the session it came from', async (_, start) => {
    const logging = createClientLogging()
    const connect = await start(logging, { noop: () => {} }, () => logging.logger('note').info('noted'))
    const [one, other] = [await connect(), await connect()]
    await transportOf(one).send({ jsonrpc: '2.0', method: 'notifications/noted' })
    await until(one, () => one.received.length > 0)
    await other.raw('ping', {})
    expect([texts(one), texts(other)]).toEqual([['noted'], []])
  })
})

test('a notification handler is outside of any request where `background` is `none`', async () => {
  const logging = createClientLogging({ background: 'none' })
  const connect = await inMemory('v1')(logging, { noop: () => {} }, () => logging.logger().info('noted'))
  const client = await connect()
  await transportOf(client).send({ jsonrpc: '2.0', method: 'notifications/noted' })
  await client.raw('ping', {})
  expect(texts(client)).toEqual([])
  expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { 'no-client': 1 } })
})

test('stateless HTTP: to nobody, also while a request is open', async () => {
  const logging = createClientLogging()
  const started = gate()
  const logged = gate()
  const work = async (): Promise<void> => {
    started.open()
    await logged.opened
  }
  const server = await v1Stateless(() => v1Tools(logging, { hang: work }))
  open.push(server)
  const client = await connectV1(new StreamableHTTPClientTransport(server.url) as never)
  open.push(client)
  const call = client.callTool('hang')
  await started.opened
  logging.logger().emergency('from nowhere')
  logged.open()
  await call
  expect(texts(client)).toEqual([])
  expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { 'no-client': 1 } })
})

test('a record logged in a request of a server that this hub is not attached to reaches nobody', async () => {
  const mine = createClientLogging()
  const theirs = createClientLogging()
  const connectMine = await inMemory('v1')(mine, { noop: () => {} })
  const connectTheirs = await inMemory('v1')(theirs, { log: () => mine.logger().emergency('whose?') })
  const [a, b] = [await connectMine(), await connectTheirs()]
  await b.callTool('log')
  await a.raw('ping', {})
  expect([texts(a), texts(b)]).toEqual([[], []])
})

test('a client that goes while one hub sends it what has waited gets nothing from the next', async () => {
  const [first, second] = [createClientLogging({ onWarning: () => {} }), createClientLogging()]
  for (const hub of [first, second]) hub.logger().info('early')
  const gone: Scripted = new Scripted({
    send: () => {
      gone.close()
      return Promise.reject(new Error('EPIPE'))
    },
  })
  first.attach(gone.server)
  await gone.attach(second)
  await gone.initialize()
  expect(second.stats()).toMatchObject({ connections: 0, queued: 1 })
  const next = await Scripted.legacy(second)
  expect(next.data).toEqual(['early'])
  expect(second.stats()).toMatchObject({ accepted: 1, connections: 1, dropped: { closed: 0 } })
})

test('two hubs on one server both send, each by its own options', async () => {
  const one = createClientLogging()
  const two = createClientLogging({ levelUntilSet: 'error' })
  const server = v1Tools(one, {
    log: () => {
      for (const hub of [one, two]) {
        hub.logger().info('info')
        hub.logger().error('error')
      }
    },
  })
  const attachment = two.attach(server)
  const [near, far] = JsonTransport.pair()
  await server.connect(near as never)
  const client = await connectV1(far as never)
  open.push(client)
  await client.callTool('log')
  expect(texts(client)).toEqual(['info', 'error', 'error'])
  attachment.close()
  expect([one.stats().connections, two.stats().connections]).toEqual([1, 0])
  client.events.length = 0
  await client.callTool('log')
  expect(texts(client)).toEqual(['info', 'error'])
})
