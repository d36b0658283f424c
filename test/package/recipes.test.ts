import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { StreamableHTTPClientTransport as V2HttpTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { freePort } from '../fixtures/frameworks/free-port.js'
import { connectV1, connectV2, LOG_LEVEL, type Received, type TestClient } from '../harness/clients.js'

const RUN = 'examples/recipes/run.js'
const logs = mkdtempSync(join(tmpdir(), 'recipes-'))
beforeAll(() => void execFileSync('npx', ['tsc', '-p', 'examples/recipes/nest']))
afterAll(() => rmSync(logs, { recursive: true }))

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Running {
  readonly url: URL
  /** What it wrote to its own log. */
  readonly log: string[]
}

async function start(name: string): Promise<Running> {
  const env = { ...process.env, PORT: String(await freePort()), LOGS: logs }
  const child = spawn(process.execPath, [RUN, name], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const log: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => log.push(line))
  closing.push(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const lines = createInterface({ input: child.stderr })
  const url = new Promise<URL>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.startsWith('http://')) resolve(new URL(line))
      log.push(line)
    })
    child.once('exit', () => reject(new Error(`${name} has ended: ${log.join('\n')}`)))
  })
  return { url: await url, log }
}

async function legacy(url: URL): Promise<TestClient> {
  const client = await connectV1(new StreamableHTTPClientTransport(url) as never)
  closing.push(() => client.close())
  return client
}

async function modern(url: URL): Promise<TestClient> {
  const client = await connectV2(new V2HttpTransport(url), 'modern')
  closing.push(() => client.close())
  return client
}

/** By recipe, where its logger has a name: in NestJS that is its context. Else it is the tool's. */
const NAMES: Readonly<Record<string, string>> = { 'nest-pino': 'Weather' }

const record = (level: 'debug' | 'info', city: string, logger = 'forecast'): Received => ({
  level,
  logger,
  data: { message: level === 'debug' ? 'Looking at the cache' : 'Asking the weather service', city },
})

const CITIES = ['Bern', 'Oslo']
const CALLS = 10

/** Two clients at once, many calls each: what each has received. */
async function inParallel(clients: readonly TestClient[], meta?: Record<string, unknown>): Promise<void> {
  await Promise.all(
    clients.flatMap((client, index) =>
      Array.from({ length: CALLS }, () => client.callTool('forecast', { city: CITIES[index] }, meta)),
    ),
  )
}

const own = (name: string, level: 'debug' | 'info', index: number): Received[] =>
  Array(CALLS).fill(record(level, String(CITIES[index]), NAMES[name]))

const RECIPES = ['examples/recipes', 'examples/recipes/nest']
  .flatMap((folder) => readdirSync(folder))
  .filter((file) => /(?<!run)\.[jt]s$/.test(file))
  .map((file) => file.slice(0, -3))
const OVER_HTTP = RECIPES.filter((name) => name !== 'mcp-framework')
const WITH_SESSIONS = ['express-winston', 'fastmcp', 'nest-pino', 'nest-winston']
const MODERN = ['create-mcp-handler', 'fastify', 'lambda', 'next']

test.each(OVER_HTTP)('%s: to each of two clients its own, at info and above', async (name) => {
  const { url } = await start(name)
  const clients = [await legacy(url), await legacy(url)]
  await inParallel(clients)
  expect(clients.map(({ received }) => received)).toEqual([own(name, 'info', 0), own(name, 'info', 1)])
})

test.each(WITH_SESSIONS)('%s: to each of two clients at the level that it has set', async (name) => {
  const { url } = await start(name)
  const clients = [await legacy(url), await legacy(url)]
  await clients[0]?.setLevel('debug')
  await clients[1]?.setLevel('error')
  await inParallel(clients)
  const received = clients.map((client) => client.received)
  expect(received[0]?.filter(({ level }) => level === 'debug')).toEqual(own(name, 'debug', 0))
  expect(received[0]?.filter(({ level }) => level === 'info')).toEqual(own(name, 'info', 0))
  expect(received[1]).toEqual([])
})

test.each(MODERN)('%s: a client of 2026-07-28 gets what its request asks for', async (name) => {
  const { url } = await start(name)
  const client = await modern(url)
  await client.callTool('forecast', { city: 'Bern' })
  expect(client.received).toEqual([])
  await client.callTool('forecast', { city: 'Bern' }, { [LOG_LEVEL]: 'debug' })
  expect(client.received).toEqual([record('debug', 'Bern'), record('info', 'Bern')])
})

test('express-winston: the log file of the day has what is info and above', async () => {
  const { url } = await start('express-winston')
  const client = await legacy(url)
  await client.callTool('forecast', { city: 'Rome' })
  const [file = ''] = readdirSync(logs).filter((each) => each.endsWith('.log'))
  expect(file).toMatch(/^\d{4}-\d\d-\d\d\.log$/)
  const lines = readFileSync(join(logs, file), 'utf8').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line)).filter(({ city }) => city === 'Rome')).toEqual([
    { level: 'info', message: 'Asking the weather service', city: 'Rome' },
  ])
})

test('mcp-framework: over stdio, at the level that the client has set', async () => {
  const args = [RUN, 'mcp-framework']
  const client = await connectV1(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))
  closing.push(() => client.close())
  await client.callTool('forecast', { city: 'Bern' })
  await client.setLevel('debug')
  await client.callTool('forecast', { city: 'Bern' })
  expect(client.received).toEqual([record('info', 'Bern'), record('debug', 'Bern'), record('info', 'Bern')])
})

test('without a name, each recipe is listed with what it is', () => {
  const { status, stderr } = spawnSync(process.execPath, [RUN], { encoding: 'utf8' })
  expect(status).toBe(0)
  for (const name of RECIPES) expect(stderr).toContain(`npm run recipe ${name}\n`)
})
