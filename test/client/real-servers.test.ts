import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { Client as V2Client } from '@modelcontextprotocol/client'
import { StdioClientTransport as V2StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as V1StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { describe, expect, test } from 'vitest'
import { forwardLogs, forwardStderr } from '../../src/client/index.js'
import { connectV1 } from '../harness/clients.js'
import { LOGS } from '../harness/local-log.js'

const run = promisify(execFile)
const INFO = { name: 'test', version: '1.0.0' }
const EVERYTHING = ['test/fixtures/everything-server.js']

const CLIENTS = {
  v1: (args: string[]) => {
    const transport = new V1StdioClientTransport({ command: process.execPath, args, stderr: 'pipe' })
    const client = new V1Client(INFO)
    return { client, transport, connect: () => client.connect(transport) }
  },
  v2: (args: string[]) => {
    const transport = new V2StdioClientTransport({ command: process.execPath, args, stderr: 'pipe' })
    const client = new V2Client(INFO)
    return { client, transport, connect: () => client.connect(transport) }
  },
}

const KINDS = ['pino', 'winston'] as const
const COMBINATIONS = (['v1', 'v2'] as const).flatMap((sdk) => KINDS.map((kind) => ({ sdk, kind })))

describe.each(COMBINATIONS)('$sdk client, $kind', ({ sdk, kind }) => {
  test('@modelcontextprotocol/server-everything', async () => {
    const { client, transport, connect } = CLIENTS[sdk](EVERYTHING)
    const { logger, log } = LOGS[kind]()
    forwardLogs(client, logger)
    const stderr = forwardStderr(transport, logger, { serverName: 'everything, stderr' })
    await connect()
    await client.callTool({ name: 'toggle-simulated-logging', arguments: {} })
    const [resource] = (await client.listResources()).resources
    await client.subscribeResource({ uri: String(resource?.uri) })
    await log.written('Received Subscribe Resource request')
    await client.callTool({ name: 'toggle-simulated-logging', arguments: {} })
    await client.close()
    expect(log.texts.filter((text) => /^\w+[- ]level[- ]message$/i.test(text))).toHaveLength(1)
    expect(log.lines.find(({ text }) => text.startsWith('Received Subscribe'))).toMatchObject({
      level: 'info',
      mcp: { server: 'mcp-servers/everything' },
    })
    expect(log.lines.find(({ mcp }) => mcp.server === 'everything, stderr')).toMatchObject({
      text: 'Starting default (STDIO) server...',
    })
    expect(stderr.stats().logged).toBeGreaterThan(0)
  })

  test('fastmcp', async () => {
    const { client, connect } = CLIENTS[sdk](['test/fixtures/fastmcp-server.js'])
    const { logger, log } = LOGS[kind]()
    forwardLogs(client, logger)
    await connect()
    await client.callTool({ name: 'forecast', arguments: {} })
    await log.written('Asking the weather service')
    await client.close()
    expect(log.lines).toMatchObject([
      { level: 'debug', text: 'looking', mcp: { server: 'fast' } },
      {
        level: 'warn',
        text: 'Asking the weather service',
        mcp: { server: 'fast', data: { context: { city: 'Bern' } } },
      },
    ])
  })

  test('the shop of our own demo', async () => {
    const { client, connect } = CLIENTS[sdk](['examples/shop/stdio.js'])
    const { logger, log } = LOGS[kind]()
    forwardLogs(client, logger, { serverName: 'shop 1' })
    await connect()
    await client.callTool({ name: 'place_order', arguments: { id: 'A2', item: 'cup', count: 3 } })
    await client.close()
    expect(log.lines.map(({ level, text, mcp }) => [level, mcp.server, mcp.logger, text])).toEqual([
      ['info', 'shop 1', 'orders', 'order received'],
      ['debug', 'shop 1', 'orders', 'asking the stock'],
      ['debug', 'shop 1', 'reserve', 'on the shelf'],
      ['warn', 'shop 1', 'reserve', 'not enough on the shelf'],
      ['error', 'shop 1', 'orders', 'order refused'],
    ])
    expect(log.lines.at(-1)?.mcp.data).toMatchObject({
      orderId: 'A2',
      err: { name: 'RangeError', code: 'OUT_OF_STOCK' },
    })
  })
})

describe('examples', () => {
  const ASKING = 'Asking the weather service'
  const DATA = { message: ASKING, city: 'Bern' }
  const lines = async (args: string[]) => {
    const { stdout } = await run(process.execPath, args)
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  }

  test('client-winston.js', async () => {
    const written = await lines(['examples/client-winston.js', process.execPath, 'examples/pino-server.js'])
    const request = { id: expect.any(Number), method: 'tools/call', tool: 'forecast' }
    const mcp = { server: 'weather', logger: 'forecast', data: DATA, request }
    expect(written).toEqual([{ level: 'info', message: ASKING, timestamp: expect.any(String), mcp }])
  })

  test('client-one-line.js: what docs/client.md shows', async () => {
    const args = ['examples/client-one-line.js', process.execPath, 'examples/pino-server.js']
    const { stdout } = await run(process.execPath, args)
    const written = stdout.replace(/\[\d\d:\d\d:\d\d\.\d{3}\]/, '[12:30:00.000]').trim()
    // pino-pretty is a stream of its own: its line may come later than those of the others.
    const [info, sameAgain, pretty] = written.split('\n').sort().reverse()
    expect([pretty, info, sameAgain]).toEqual([
      `[12:30:00.000] INFO: [weather] ${ASKING}`,
      `info: [weather] ${ASKING}`,
      `info: [weather] ${ASKING}`,
    ])
    expect(readFileSync('docs/client.md', 'utf8')).toContain([pretty, info, sameAgain].join('\n'))
  })

  test('client-pino.js', async () => {
    const written = await lines(['examples/client-pino.js', process.execPath, 'examples/pino-server.js'])
    const request = { id: expect.any(Number), method: 'tools/call', tool: 'forecast' }
    const mcp = { server: 'weather', logger: 'forecast', data: DATA, request }
    expect(written).toContainEqual(expect.objectContaining({ level: 30, msg: ASKING, mcp }))
    const stderr = { server: 'weather', data: expect.objectContaining({ msg: ASKING, city: 'Bern' }) }
    expect(written).toContainEqual(expect.objectContaining({ level: 30, msg: ASKING, stderr }))
    expect(written).toHaveLength(2)
  })

  test('gateway.js', async () => {
    const args = ['examples/gateway.js', process.execPath, 'examples/pino-server.js']
    const client = await connectV1(new V1StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))
    await client.callTool('forecast')
    await client.close()
    expect(client.received).toEqual([
      { level: 'info', logger: 'forecast', data: 'Passing it on' },
      { level: 'info', logger: 'forecast', data: DATA },
    ])
  })
})
