import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request as forward, type Server } from 'node:http'
import { type AddressInfo, createServer as createNetServer } from 'node:net'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connectV1, type TestClient } from '../harness/clients.js'

// Two processes behind a proxy that gives each request to the other one in turn, and what they share, if anything.

const stopping: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stopping.splice(0).reverse()) await stop()
})

async function stop(child: ChildProcess): Promise<void> {
  child.kill()
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function instance(mode: string, redis: string | undefined): Promise<number> {
  const env = { ...process.env, ...(redis !== undefined && { REDIS: redis }) }
  const child = spawn(process.execPath, ['test/fixtures/level-store/server.js', mode], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  stopping.push(() => stop(child))
  const lines = createInterface({ input: child.stderr as Readable })
  for await (const line of lines) if (line.startsWith('listening ')) return Number(line.slice('listening '.length))
  throw new Error('The server did not listen')
}

async function roundRobin(ports: readonly number[]): Promise<URL> {
  let turn = 0
  const proxy: Server = createServer((incoming, outgoing) => {
    const port = ports[turn++ % ports.length]
    const { method, url, headers } = incoming
    const options = { host: '127.0.0.1', port, method, path: url, headers }
    const onward = forward(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  stopping.push(async () => {
    proxy.closeAllConnections()
    await new Promise((resolve) => proxy.close(resolve))
  })
  return new URL(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mcp`)
}

async function connect(mode: string, redis: string | undefined, user?: string): Promise<TestClient> {
  const url = await roundRobin(await Promise.all([instance(mode, redis), instance(mode, redis)]))
  const requestInit = user === undefined ? {} : { headers: { authorization: `Bearer ${user}` } }
  const client = await connectV1(new StreamableHTTPClientTransport(url, { requestInit }) as never)
  stopping.push(() => client.close())
  return client
}

/** Levels that arrive for each of four calls, which two instances have served. */
async function levelsOf(client: TestClient): Promise<string[]> {
  const found: string[] = []
  const instances = new Set<string | undefined>()
  for (let call = 0; call < 4; call++) {
    const before = client.received.length
    await client.callTool('work')
    const records = client.received.slice(before)
    found.push(records.map(({ level }) => level).join(' '))
    for (const { logger } of records) instances.add(logger)
  }
  expect(instances.size).toBe(2)
  return found
}

const DEBUG = 'debug info error'
const INFO = 'info error'

describe('in memory each instance knows what it was told itself', () => {
  test('stateful', async () => {
    const client = await connect('stateful', undefined)
    await client.setLevel('debug')
    expect(new Set(await levelsOf(client))).toEqual(new Set([DEBUG, INFO]))
  })

  test('stateless, of clients that are authenticated', async () => {
    const client = await connect('stateless', undefined, 'alice')
    await client.setLevel('debug')
    expect(new Set(await levelsOf(client))).toEqual(new Set([DEBUG, INFO]))
  })
})

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    process.stderr.write('\n*** redis-server is missing: levels that instances share are NOT tested ***\n\n')
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createNetServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe.skipIf(!hasRedis())('in Redis all instances know', () => {
  let redis: ChildProcess
  let url: string

  beforeAll(async () => {
    const port = await freePort()
    redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    url = `redis://127.0.0.1:${port}`
    for await (const line of createInterface({ input: redis.stdout as Readable })) {
      if (line.includes('Ready to accept connections')) break
    }
  })

  afterAll(() => stop(redis))

  test('stateful: the level of the session', async () => {
    const client = await connect('stateful', url)
    await client.setLevel('debug')
    expect(await levelsOf(client)).toEqual([DEBUG, DEBUG, DEBUG, DEBUG])
    await client.setLevel('error')
    expect(await levelsOf(client)).toEqual(['error', 'error', 'error', 'error'])
  })

  test('stateless: the level of who is authenticated, and of nobody else', async () => {
    const client = await connect('stateless', url, 'alice')
    await client.setLevel('debug')
    expect(await levelsOf(client)).toEqual([DEBUG, DEBUG, DEBUG, DEBUG])
    const other = await connect('stateless', url, 'bob')
    expect(await levelsOf(other)).toEqual([INFO, INFO, INFO, INFO])
  })
})
