import { describe, expect, test, vi } from 'vitest'
import * as first from '../../src/index.js'
import * as firstPino from '../../src/pino/index.js'
import { connectV1, type TestClient } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'
import { v1Tools } from '../harness/tool-server.js'

// A second copy of the package in one process: bundled into a dependency, linked, or loaded again.

async function secondCopy() {
  vi.resetModules()
  const second = await import('../../src/index.js')
  const { mcpDestination } = await import('../../src/pino/index.js')
  const { forwardLogs } = await import('../../src/client/index.js')
  expect(second.createClientLogging).not.toBe(first.createClientLogging)
  return { ...second, mcpDestination, forwardLogs }
}

async function connect(server: ReturnType<typeof v1Tools>): Promise<TestClient> {
  const [near, far] = JsonTransport.pair()
  await server.connect(near as never)
  return connectV1(far as never)
}

const texts = (client: TestClient): unknown[] => client.received.map(({ data }) => data)

test('finds the request that the first one has opened', async () => {
  const second = await secondCopy()
  const logging = first.createClientLogging()
  const seen: unknown[] = []
  const client = await connect(v1Tools(logging, { work: () => seen.push(second.currentRequest()?.name) }))
  await client.callTool('work')
  expect(seen).toEqual(['work'])
})

test('shares the sessions of a server: each hub sends to the right one', async () => {
  const second = await secondCopy()
  const [mine, theirs] = [first.createClientLogging(), second.createClientLogging({ onWarning: () => {} })]
  const serve = () => {
    const server = v1Tools(mine, {
      work: ({ tag }) => {
        mine.logger().info(`mine ${tag}`)
        theirs.logger().info(`theirs ${tag}`)
      },
    })
    theirs.attach(server)
    return connect(server)
  }
  const [one, two] = [await serve(), await serve()]
  await Promise.all([one.callTool('work', { tag: 'one' }), two.callTool('work', { tag: 'two' })])
  expect([texts(one), texts(two)]).toEqual([
    ['mine one', 'theirs one'],
    ['mine two', 'theirs two'],
  ])
})

test('does not send on what the other one has received', async () => {
  const second = await secondCopy()
  const upstreamLogging = first.createClientLogging()
  const upstream = v1Tools(upstreamLogging, { work: () => upstreamLogging.logger().info('private') })
  const logging = first.createClientLogging()
  const [near, far] = JsonTransport.pair()
  await upstream.connect(near as never)
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
  const client = new Client({ name: 'gateway', version: '1.0.0' })
  second.forwardLogs(client as never, (record) => logging.logger().info(record.text))
  await client.connect(far as never)
  const front = await connect(
    v1Tools(logging, { relay: () => client.callTool({ name: 'work', arguments: { tag: '' } }) }),
  )
  await front.callTool('relay')
  expect(texts(front)).toEqual([])
  expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { received: 1 } })
})

describe('a hub of the other copy', () => {
  test('serves an adapter of this one', async () => {
    const second = await secondCopy()
    const logging = second.createClientLogging({ onWarning: () => {} })
    const destination = firstPino.mcpDestination({ logging })
    const { pino } = await import('pino')
    const logger = pino({}, destination as never)
    const client = await connect(v1Tools(logging, { work: () => logger.info('through both') }))
    await client.callTool('work')
    expect(texts(client)).toEqual(['through both'])
  })

  test('of a version that is not understood is refused', () => {
    const other = { [Symbol.for('mcp-log-bridge.hub')]: 0 }
    expect(() => firstPino.mcpDestination({ logging: other as never })).toThrow(
      'Expected `logging` to be made by createClientLogging() of this version',
    )
  })
})

test('is told once', async () => {
  const registry = (globalThis as Record<symbol, unknown>)[Symbol.for('mcp-log-bridge')] as { copies: Set<object> }
  registry.copies.clear()
  const told: string[] = []
  const onWarning = ({ code }: { code: string }): void => void told.push(code)
  for (let copies = 0; copies < 3; copies++) {
    const { createClientLogging } = await secondCopy()
    for (let n = 0; n < 2; n++) createClientLogging({ onWarning })
  }
  expect(told).toEqual(['DUPLICATE_PACKAGE'])
})
