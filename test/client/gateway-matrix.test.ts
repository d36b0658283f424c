import { setImmediate as turn } from 'node:timers/promises'
import { Client as V2Client, StreamableHTTPClientTransport as V2HttpTransport } from '@modelcontextprotocol/client'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as V1HttpTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpServer as V1Server } from '@modelcontextprotocol/sdk/server/mcp.js'
import { McpServer as V2Server } from '@modelcontextprotocol/server'
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import winston from 'winston'
import { z } from 'zod'
import { forwardLogs } from '../../src/client/index.js'
import { type ClientLogging, createClientLogging } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { connectV1, connectV2, LOG_LEVEL, type TestClient } from '../harness/clients.js'
import { type HttpServer, v1Stateful, v1Stateless, v2Handler, v2Stateful } from '../harness/http.js'
import { PipeTransport } from '../harness/pipe-transport.js'
import { v1Tools, v2Tools } from '../harness/tool-server.js'

type Sdk = 'v1' | 'v2'
const UPSTREAMS = ['stdio own', 'stdio shared', 'HTTP own', 'HTTP shared', 'HTTP shared, GET'] as const
type Upstream = (typeof UPSTREAMS)[number]
const FRONTS = ['v1 stateful', 'v1 stateless', '2026-07-28', 'legacy by createMcpHandler'] as const
type Front = (typeof FRONTS)[number]

const SESSIONS = 6
const CALLS = 2
const RECORDS = 3
const TOTAL = SESSIONS * CALLS * RECORDS

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const close of cleanup.splice(0).reverse()) await close()
})

const LOGGERS = {
  pino: (logging: ClientLogging) => pino({ level: 'debug' }, mcpDestination({ logging })),
  winston: (logging: ClientLogging) =>
    winston.createLogger({ level: 'debug', transports: [new McpTransport({ logging })] }),
}

/** A server behind the gateway whose tool logs for the caller's tag, on the stream of the request or outside of it. */
function upstreamServer(sdk: Sdk, isRelated: boolean): V1Server | V2Server {
  const info = { name: 'upstream', version: '1.0.0' }
  const capabilities = { capabilities: { logging: {} } }
  const work = async (tag: string, log: (params: { level: 'info'; data: string }) => Promise<void>) => {
    for (let i = 0; i < RECORDS; i++) {
      await log({ level: 'info', data: tag })
      await turn()
    }
    return { content: [{ type: 'text' as const, text: tag }] }
  }
  const method = 'notifications/message' as const
  if (sdk === 'v1') {
    const server = new V1Server(info, capabilities)
    server.registerTool('work', { inputSchema: { tag: z.string() } }, ({ tag }, extra) =>
      work(tag, (params) =>
        isRelated ? extra.sendNotification({ method, params }) : server.server.sendLoggingMessage(params),
      ),
    )
    return server
  }
  const server = new V2Server(info, capabilities)
  server.registerTool('work', { inputSchema: z.object({ tag: z.string() }) }, ({ tag }, ctx) =>
    work(tag, (params) =>
      isRelated ? ctx.mcpReq.notify({ method, params }) : server.server.sendLoggingMessage(params),
    ),
  )
  return server
}

async function upstreamHttp(sdk: Sdk, isRelated: boolean): Promise<HttpServer> {
  const create = (): never => upstreamServer(sdk, isRelated) as never
  const server = await (sdk === 'v1'
    ? v1Stateful(create, { get: !isRelated })
    : v2Stateful(create, { get: !isRelated }))
  cleanup.push(server.close)
  return server
}

/** @returns connects a client of the server behind the gateway */
async function upstreamOf(sdk: Sdk, upstream: Upstream, logger: ReturnType<(typeof LOGGERS)['pino' | 'winston']>) {
  const isRelated = upstream !== 'HTTP shared, GET'
  const http = upstream.startsWith('HTTP') ? await upstreamHttp(sdk, isRelated) : undefined
  const transport = async () => {
    if (http !== undefined) return sdk === 'v1' ? new V1HttpTransport(http.url) : new V2HttpTransport(http.url)
    const [clientEnd, serverEnd] = PipeTransport.pair()
    await upstreamServer(sdk, true).connect(serverEnd as never)
    return clientEnd
  }
  return async () => {
    const info = { name: 'gateway', version: '1.0.0' }
    const client = sdk === 'v1' ? new V1Client(info) : new V2Client(info, { versionNegotiation: { mode: 'legacy' } })
    forwardLogs(client, logger, { relay: true })
    await client.connect((await transport()) as never)
    cleanup.push(() => client.close())
    // Until it is open the server's messages are lost, before they ever get to the gateway.
    if (!isRelated) await vi.waitFor(() => expect(http?.streams()).toBe(1))
    return client
  }
}

async function openFronts(front: Front, logging: ClientLogging, work: () => (args: { tag: string }) => unknown) {
  const v1 = () => v1Tools(logging, { work: work() })
  const v2 = () => v2Tools(logging, { work: work() })
  const server = await {
    'v1 stateful': () => v1Stateful(v1, { get: false }),
    'v1 stateless': () => v1Stateless(v1),
    '2026-07-28': () => v2Handler(v2),
    'legacy by createMcpHandler': () => v2Handler(v2),
  }[front]()
  cleanup.push(server.close)
  const open = (): Promise<TestClient> =>
    front === '2026-07-28'
      ? connectV2(new V2HttpTransport(server.url), 'modern')
      : connectV1(new V1HttpTransport(server.url) as never)
  const clients = await Promise.all(Array.from({ length: SESSIONS }, open))
  for (const client of clients) cleanup.push(() => client.close())
  return clients
}

async function run(kind: keyof typeof LOGGERS, sdk: Sdk, upstream: Upstream, front: Front, isLazy: boolean) {
  const warnings: string[] = []
  const logging = createClientLogging({ levelUntilSet: 'debug', onWarning: ({ code }) => warnings.push(code) })
  const connect = await upstreamOf(sdk, upstream, LOGGERS[kind](logging))
  const isShared = upstream.includes('shared')
  let shared = isShared && !isLazy ? connect() : undefined
  await shared
  const clients = await openFronts(front, logging, () => {
    let own = isShared || isLazy ? undefined : connect()
    return async ({ tag }) => {
      if (isShared) shared ??= connect()
      else own ??= connect()
      await (await (shared ?? own))?.callTool({ name: 'work', arguments: { tag } })
    }
  })
  const meta = front === '2026-07-28' ? { [LOG_LEVEL]: 'debug' } : undefined
  const call = async (client: TestClient, index: number): Promise<void> => {
    for (let i = 0; i < CALLS; i++) await client.callTool('work', { tag: String(index) }, meta)
  }
  await Promise.all(clients.map(call))
  const stats = () => logging.stats()
  await vi.waitFor(() => expect(stats().accepted).toBe(TOTAL))
  await logging.flush()
  const received = clients.map((client) => client.received.map(({ data }) => data))
  const foreign = received.flatMap((each, index) => each.filter((data) => data !== String(index)))
  return { foreign, count: received.flat().length, dropped: stats().dropped, warnings }
}

const CASES = (['pino', 'winston'] as const).flatMap((kind) =>
  (['v1', 'v2'] as const).flatMap((sdk) => UPSTREAMS.map((upstream) => ({ kind, sdk, upstream }))),
)

test.each(CASES)('six sessions at once, $kind, upstream $sdk $upstream', async ({ kind, sdk, upstream }) => {
  for (const front of FRONTS) {
    for (const isLazy of [false, true]) {
      const which = `${front}, connected ${isLazy ? 'lazily' : 'before'}`
      const { foreign, count, dropped, warnings } = await run(kind, sdk, upstream, front, isLazy)
      expect(foreign, which).toEqual([])
      if (upstream === 'stdio shared') expect(count + dropped['unknown-origin'], which).toBe(TOTAL)
      else if (upstream !== 'HTTP shared, GET') expect(count, which).toBe(TOTAL)
      expect(warnings, which).toEqual(dropped['unknown-origin'] > 0 ? ['UNKNOWN_ORIGIN'] : [])
      for (const close of cleanup.splice(0).reverse()) await close()
    }
  }
})

test.each(FRONTS)('one call after the other, %s: a shared pipe tells whose each record is', async (front) => {
  const logging = createClientLogging({ levelUntilSet: 'debug' })
  const connect = await upstreamOf('v1', 'stdio shared', LOGGERS.pino(logging))
  let shared: ReturnType<typeof connect> | undefined
  const clients = await openFronts(front, logging, () => async ({ tag }) => {
    shared ??= connect()
    await (await shared).callTool({ name: 'work', arguments: { tag } })
  })
  const meta = front === '2026-07-28' ? { [LOG_LEVEL]: 'debug' } : undefined
  for (const [index, client] of clients.entries()) await client.callTool('work', { tag: String(index) }, meta)
  expect(clients.map((client) => client.received.map(({ data }) => data))).toEqual(
    clients.map((_, index) => Array(RECORDS).fill(String(index))),
  )
})
