import { Writable } from 'node:stream'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import winston from 'winston'
import { logProgress } from '../../src/client/index.js'
import { createClientLogging, reportProgress } from '../../src/index.js'
import { addMcpDestination } from '../../src/pino/index.js'
import { connectV1 } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'
import { Scripted } from '../harness/scripted.js'

function pinoLog(): { logger: pino.Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = []
  const stream = { write: (line: string): void => void lines.push(JSON.parse(line)) }
  return { logger: pino({ base: null, timestamp: false, level: 'debug' }, stream), lines }
}

test('an official client writes what a server tells', async () => {
  const { logger, lines } = pinoLog()
  const server = new McpServer({ name: 'tools', version: '1.0.0' })
  createClientLogging().attach(server)
  server.registerTool('work', {}, async () => {
    reportProgress(50, 100, 'Half of it')
    await new Promise((resolve) => setImmediate(resolve))
    return { content: [] }
  })
  const [near, far] = JsonTransport.pair()
  await server.connect(far)
  const { client } = (await connectV1(near)) as unknown as {
    client: { callTool(...args: unknown[]): Promise<unknown> }
  }
  await client.callTool({ name: 'work', arguments: {} }, undefined, { onprogress: logProgress(logger) })
  expect(lines).toEqual([{ level: 30, msg: 'Half of it', mcp: { progress: 50, total: 100, message: 'Half of it' } }])
})

test.each([
  [{ progress: 3 }, 'progress 3'],
  [{ progress: 3, total: 10 }, 'progress 3 of 10'],
  [{ progress: 3, message: 'a\nb\u001b[2J' }, 'a\\nb'],
])('%o', (told, text) => {
  const { logger, lines } = pinoLog()
  logProgress(logger, { level: 'debug', key: 'upstream' })(told)
  expect(lines).toEqual([
    expect.objectContaining({ level: 20, msg: text, upstream: expect.objectContaining({ progress: 3 }) }),
  ])
})

test('goes into a winston logger', async () => {
  const lines: unknown[] = []
  const stream = new Writable({
    write: (line, _, done) => {
      lines.push(JSON.parse(line).message)
      done()
    },
  })
  const logger = winston.createLogger({ transports: [new winston.transports.Stream({ stream })] })
  logProgress(logger)({ progress: 1, message: 'one' })
  await vi.waitFor(() => expect(lines).toEqual(['one']))
})

test('goes to no client of the application’s own', async () => {
  const { logger, lines } = pinoLog()
  const logging = createClientLogging()
  addMcpDestination(logger, { logging })
  const client = await Scripted.legacy(logging)
  client.call(1, () => logProgress(logger)({ progress: 1, message: 'one' }))
  expect(lines).toHaveLength(1)
  expect(client.data).toEqual([])
})

test('a logger that throws, and progress that is none, reach nobody', () => {
  const logger = pino(
    {},
    {
      write() {
        throw new Error('disk full')
      },
    },
  )
  const told = logProgress(logger)
  expect(() => told({ progress: 1 })).not.toThrow()
  expect(() => told(undefined as never)).not.toThrow()
  expect(() => logProgress(logger, { level: 'warn' as never })).toThrow('Expected `level` to be one of')
})
