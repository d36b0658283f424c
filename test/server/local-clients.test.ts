import { AsyncResource } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import winston from 'winston'
import { createClientLogging } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { connectV1, type TestClient } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'
import { Scripted } from '../harness/scripted.js'
import { v1Tools, type Work } from '../harness/tool-server.js'

// Several clients without HTTP in one process: sockets, pipes, a server in memory for each user.

afterEach(() => {
  vi.useRealTimers()
})

const texts = (client: TestClient): unknown[] => client.received.map(({ data }) => data)

test.each(['winston', 'pino'] as const)(
  '%s: what belongs to nobody’s request reaches nobody, and that is said once',
  async (kind) => {
    const warnings: { code: string; message: string }[] = []
    const onWarning = (warning: { code: string; message: string }): void => void warnings.push(warning)
    const adapter = kind === 'winston' ? new McpTransport({ onWarning }) : mcpDestination({ onWarning })
    const logger = (
      adapter instanceof McpTransport ? winston.createLogger({ transports: [adapter] }) : pino({}, adapter as never)
    ) as { info(text: string): unknown }
    const connect = async (work: Work): Promise<TestClient> => {
      const server = v1Tools(undefined, { work })
      adapter.attach(server)
      const [near, far] = JsonTransport.pair()
      await server.connect(near as never)
      return connectV1(far as never)
    }
    const job = (text: string) => (): void => void logger.info(text)
    const clients = [await connect(job('for a')), await connect(job('for b')), await connect(job('for c'))] as const
    job("one tenant's job")()
    job("one tenant's other job")()
    await Promise.all(clients.map((client) => client.callTool('work')))
    expect(clients.map(texts)).toEqual([['for a'], ['for b'], ['for c']])
    expect(adapter.logging.stats().dropped).toMatchObject({ 'several-clients': 2 })
    expect(warnings.map(({ code }) => code)).toEqual(['SEVERAL_CLIENTS'])
    expect(warnings[0]?.message).toContain('background')
    // One that is left alone is the only one again.
    await clients[1].close()
    await clients[2].close()
    clients[0].events.length = 0
    job('for whoever is left')()
    await clients[0].raw('ping', {})
    expect(texts(clients[0])).toEqual(['for whoever is left'])
  },
)

test('a singleton made in the first session’s call does not log into that session for ever', async () => {
  const logging = createClientLogging({ onWarning: () => {} })
  let tick: (() => void) | undefined
  const lazy: Work = () => {
    tick ??= AsyncResource.bind(() => logging.logger().info('another tenant’s job'))
  }
  const connect = async (): Promise<TestClient> => {
    const [near, far] = JsonTransport.pair()
    await v1Tools(logging, { work: lazy }).connect(near as never)
    return connectV1(far as never)
  }
  const [first, second] = [await connect(), await connect()]
  await first.callTool('work')
  await second.callTool('work')
  tick?.()
  for (const client of [first, second]) await client.raw('ping', {})
  expect([texts(first), texts(second)]).toEqual([[], []])
})

/** A client that has told nothing yet is not there: the other one stays the only one. */
test('a connection that has not shaken hands does not count', async () => {
  const logging = createClientLogging()
  const client = await Scripted.legacy(logging)
  await new Scripted().attach(logging)
  logging.logger().info('for the only one')
  expect(client.data).toEqual(['for the only one'])
})

test('records that wait while no server is attached are warned of after five seconds', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const codes: string[] = []
  const onWarning = ({ code }: { code: string }): void => void codes.push(code)
  const [never, attached] = [createClientLogging({ onWarning }), createClientLogging({ onWarning })]
  attached.attach(new Scripted().server)
  for (const logging of [never, attached]) for (let n = 0; n < 3; n++) logging.logger().info('x')
  vi.advanceTimersByTime(4999)
  expect(codes).toEqual([])
  vi.advanceTimersByTime(60_000)
  expect(codes).toEqual(['NO_SERVER'])
})

test('an application that listens on a port is not warned: its first client may be still to come', async () => {
  const http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const codes: string[] = []
  const logging = createClientLogging({ onWarning: ({ code }) => void codes.push(code) })
  logging.logger().info('Listening')
  vi.advanceTimersByTime(60_000)
  expect(codes).toEqual([])
  http.close()
})
