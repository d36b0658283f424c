import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { StreamableHTTPClientTransport as V2HttpTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, test } from 'vitest'
import { connectV1, connectV2, LOG_LEVEL } from '../harness/clients.js'

const run = promisify(execFile)

const ASKING = 'Asking the weather service'

/** What the client of each stdio example receives for one call. */
const STDIO: Readonly<Record<string, object>> = {
  'winston-server': { level: 'info', logger: 'forecast', data: { message: ASKING, city: 'Bern' } },
  'pino-server': { level: 'info', logger: 'forecast', data: { message: ASKING, city: 'Bern' } },
  'existing-logger': { level: 'info', logger: 'weather', data: { message: ASKING, module: 'weather', city: 'Bern' } },
  'request-fields': {
    level: 'info',
    logger: 'forecast',
    data: { message: ASKING, requestId: 1, method: 'tools/call', tool: 'forecast' },
  },
  'guard-stdout': { level: 'info', logger: 'forecast', data: { message: ASKING, city: 'Bern' } },
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
})

describe('README', () => {
  const readme = readFileSync('README.md', 'utf8')
  const blocks = [...readme.matchAll(/<!-- (examples\/[\w-]+\.js) -->\n```js\n([\s\S]*?)```\n/g)]

  test.each(blocks.map(([, file = '', code]) => [file, code]))('the block of %s is that file', (file, code) => {
    expect(code).toBe(readFileSync(file, 'utf8'))
  })

  test('every block of code is an example', () => {
    expect(readme.match(/^```js$/gm)?.length).toBe(blocks.length)
    expect(blocks.length).toBeGreaterThan(0)
  })

  test('every example is named', () => {
    const examples = readdirSync('examples').filter((name) => name.endsWith('.js'))
    expect(examples.filter((name) => !readme.includes(`examples/${name}`))).toEqual([])
  })
})
