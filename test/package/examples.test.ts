import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, test } from 'vitest'
import { connectV1 } from '../harness/clients.js'

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
