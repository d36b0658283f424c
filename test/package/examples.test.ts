import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { StreamableHTTPClientTransport as V2HttpTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect, test, vi } from 'vitest'
import { connectV1, connectV2, LOG_LEVEL, type TestClient } from '../harness/clients.js'

const run = promisify(execFile)

const ASKING = 'Asking the weather service'

/** What the client of each stdio example receives for one call. */
const STDIO: Readonly<Record<string, object>> = {
  'winston-server': { level: 'info', logger: 'forecast', data: { message: ASKING, city: 'Bern' } },
  'pino-server': { level: 'info', logger: 'forecast', data: { message: ASKING, city: 'Bern' } },
  'existing-logger': { level: 'info', logger: 'weather', data: { message: ASKING, city: 'Bern' } },
  'request-fields': {
    level: 'info',
    logger: 'forecast',
    data: { message: ASKING, requestId: 1, method: 'tools/call' },
  },
  'guard-stdout': { level: 'info', logger: 'forecast', data: { message: ASKING, city: 'Bern' } },
  'console-server': { level: 'info', logger: 'forecast', data: `${ASKING} { city: 'Bern' }` },
  'bunyan-server': { level: 'info', logger: 'weather', data: { message: ASKING, city: 'Bern' } },
  'logtape-server': { level: 'info', logger: 'weather', data: { message: `${ASKING} for Bern`, city: 'Bern' } },
  'add-a-logger': { level: 'info', logger: 'weather', data: { message: ASKING, city: 'Bern' } },
  'no-logger': { level: 'notice', logger: 'weather', data: { message: ASKING, city: 'Bern' } },
}

test.each(Object.entries(STDIO))('examples/%s.js', async (name, expected) => {
  const args = [`examples/${name}.js`]
  const client = await connectV1(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))
  await client.callTool('forecast')
  expect(client.received).toEqual([expected])
  await client.close()
})

test('examples/http-server.js', async () => {
  const env = { ...process.env, PORT: '0' }
  const server = spawn(process.execPath, ['examples/http-server.js'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const [url] = await once(createInterface({ input: server.stderr }), 'line')
  const clients = await Promise.all(
    [1, 2].map(() => connectV1(new StreamableHTTPClientTransport(new URL(url)) as never)),
  )
  await Promise.all(clients.map((client) => client.callTool('forecast')))
  for (const client of clients) {
    expect(client.received).toEqual([{ level: 'info', logger: 'forecast', data: { message: ASKING, city: 'Bern' } }])
    await client.close()
  }
  server.kill()
  await once(server, 'exit')
})

test.each(['express-winston', 'fastify-pino'])(
  'examples/%s.js: a client may ask for more than stdout shows',
  async (name) => {
    const env = { ...process.env, PORT: '0' }
    const server = spawn(process.execPath, [`examples/${name}.js`], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const stdout = text(server.stdout)
    const [url] = await once(createInterface({ input: server.stderr }), 'line')
    const client = await connectV2(new V2HttpTransport(new URL(url)), 'modern')
    await client.callTool('forecast', {}, { [LOG_LEVEL]: 'debug' })
    await client.callTool('forecast', {}, { [LOG_LEVEL]: 'info' })
    const debug = { level: 'debug', logger: 'forecast', data: { message: 'Not in the cache', city: 'Bern' } }
    const info = { level: 'info', logger: 'forecast', data: { message: ASKING, city: 'Bern' } }
    expect(client.received).toEqual([debug, info, info])
    await client.close()
    server.kill()
    const written = await stdout
    expect(written.match(/Asking the weather service/g)?.length).toBe(2)
    expect(written).not.toContain('Not in the cache')
  },
)

test('examples/queue.js: each job logs to the client for whose request it works', async () => {
  const env = { ...process.env, PORT: '0' }
  const server = spawn(process.execPath, ['examples/queue.js'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const [url] = await once(createInterface({ input: server.stderr }), 'line')
  const cities = ['Bern', 'Oslo']
  const clients = await Promise.all(cities.map(() => connectV2(new V2HttpTransport(new URL(url)), 'modern')))
  const calls = clients.flatMap((client, index) =>
    Array.from({ length: 30 }, () => client.callTool('forecast', { city: cities[index] }, { [LOG_LEVEL]: 'info' })),
  )
  await Promise.all(calls)
  for (const [index, client] of clients.entries()) {
    const data = { message: ASKING, city: cities[index] }
    expect(client.received).toEqual(Array(30).fill({ level: 'info', logger: 'forecast', data }))
    await client.close()
  }
  server.kill()
  await once(server, 'exit')
})

test('examples/gateway-http.js: clients of both eras, the names of the loggers with that of their server', async () => {
  const start = async (...args: string[]) => {
    const env = { ...process.env, PORT: '0' }
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.startsWith('http://')) return { child, url: new URL(line) }
    }
    throw new Error(`${args} ended`)
  }
  const behind = await start('examples/http-server.js')
  const gateway = await start('examples/gateway-http.js', behind.url.href)
  const legacy = await connectV1(new StreamableHTTPClientTransport(gateway.url) as never)
  const modern = await connectV2(new V2HttpTransport(gateway.url), 'modern')
  await Promise.all([legacy.callTool('forecast'), modern.callTool('forecast', {}, { [LOG_LEVEL]: 'info' })])
  const expected = { level: 'info', logger: 'weather/forecast', data: { message: ASKING, city: 'Bern' } }
  expect([legacy.received, modern.received]).toEqual([[expected], [expected]])
  for (const client of [legacy, modern]) await client.close()
  for (const { child } of [gateway, behind]) {
    child.kill()
    await once(child, 'exit')
  }
})

test('examples/host.js: logs and standard error of each server in one file, and why one did not start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'host-'))
  await run(process.execPath, ['examples/host.js', join(folder, 'host.log')])
  const files = await readdir(folder)
  const text = (await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))).join('')
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const asking = (server: string) => lines.filter(({ msg, mcp }) => msg === ASKING && mcp?.server === server)
  expect([asking('weather').length, asking('weather 2').length]).toEqual([1, 1])
  expect(lines.filter(({ stderr }) => stderr?.server === 'weather').map(({ msg }) => msg)).toContain(ASKING)
  expect(lines.find(({ msg }) => msg === 'A server did not start')).toMatchObject({
    level: 50,
    serverName: 'maps',
    lastLines: ['MAPS_API_KEY is not set'],
    err: { message: expect.stringContaining('closed') },
  })
  await rm(folder, { recursive: true })
})

test('examples/demo.js: what the application logged beside what each client received', async () => {
  const { stdout } = await run(process.execPath, ['examples/demo.js'], { env: { ...process.env, FORCE_COLOR: '0' } })
  const rows = stdout.split('\n').map((line) => line.split('│').map((cell) => cell.trim().replace(/ +/g, ' ')))
  const row = (application: string): string[] => rows.find(([first]) => first === application)?.slice(1) ?? ['no row']
  expect(row('silly A1: order as it came')).toEqual([''])
  expect(row('info A1: order received')).toEqual(['info orders A1: order received'])
  expect(row('debug A1: asking the stock')).toEqual([''])
  expect(row('error A2: order refused')).toEqual(['error orders A2: order refused'])
  expect(row('debug B1: on the shelf')).toEqual(['debug reserve B1: on the shelf', ''])
  expect(row('trace B1: looking at the shelf')).toEqual(['', ''])
  expect(row('info C1: order received')).toEqual(['', ''])
  expect(row('warn C1: not enough on the shelf')).toEqual(['', 'warning reserve C1: not enough on the shelf'])
  const call = rows.filter(([who]) => who === 'client' || who === 'server').map(([, what, text]) => [what, text])
  expect(call).toContainEqual(['log', 'info orders D1: order received'])
  expect(call).toContainEqual(['progress', '1 order received'])
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const line = new RegExp(`^tools/call place_order ok \\d+ ms, of demo/1.0.0, trace ${trace}$`)
  expect(call).toContainEqual(['request', expect.stringMatching(line)])
})

/** An example over stdio, with what it writes to its own log. */
async function runExample(name: string): Promise<{ client: TestClient; line(start: string): Promise<unknown> }> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [`examples/${name}.js`],
    stderr: 'pipe',
  })
  const lines = createInterface({ input: transport.stderr as Readable })
  const written: { msg?: string }[] = []
  lines.on('line', (line) => written.push(JSON.parse(line)))
  const client = await connectV1(transport)
  const line = (start: string): Promise<unknown> =>
    vi.waitFor(() => written.find(({ msg }) => msg?.startsWith(start)) ?? expect.fail(`no line: ${start}`))
  return { client, line }
}

test('examples/request-log.js', async () => {
  const { client, line } = await runExample('request-log')
  await client.callTool('forecast', {}, { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' })
  await client.callTool('alerts')
  expect(await line('tools/call forecast ok')).toMatchObject({
    tool: 'forecast',
    client: 'test/1.0.0',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
  })
  expect(await line('tools/call alerts tool-error')).toMatchObject({
    level: 40,
    error: 'The weather service is down',
    err: { stack: expect.stringContaining('request-log.js') },
  })
  await client.close()
})

test('examples/progress.js', async () => {
  const { client } = await runExample('progress')
  const told: object[] = []
  await client.follow('forecast', (progress) => told.push(progress))
  expect(told).toEqual([
    { progress: 1, total: 2, message: 'Asking for Bern' },
    { progress: 2, total: 2, message: 'Asking for Basel' },
    { progress: expect.closeTo(2, 3), total: 2, message: 'All cities have answered' },
  ])
  await client.close()
})

test('examples/opentelemetry.js: the record has the trace of the call', async () => {
  const args = ['--import', './examples/opentelemetry/setup.js', 'examples/opentelemetry.js']
  const transport = new StdioClientTransport({ command: process.execPath, args, stderr: 'pipe' })
  const client = await connectV1(transport)
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const exported = once(createInterface({ input: transport.stderr as Readable }), 'line')
  await client.callTool('forecast', {}, { traceparent: `00-${trace}-b7ad6b7169203331-01` })
  expect(await exported).toEqual([`exported ${ASKING} ${trace}`])
  expect(client.received).toEqual([
    {
      level: 'info',
      logger: 'forecast',
      data: { message: ASKING, city: 'Bern', trace_id: trace, span_id: 'b7ad6b7169203331', trace_flags: '01' },
    },
  ])
  await client.close()
})
