import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import winston from 'winston'
import { type ClientLogging, createClientLogging } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { Scripted } from '../harness/scripted.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

async function stalled(logging: ClientLogging, records = 20): Promise<Scripted> {
  const client = await Scripted.legacy(logging)
  client.stalled = true
  for (let n = 0; n < records; n++) logging.logger().info(String(n))
  return client
}

/** Listeners of the suite itself. */
const foreign = new Set<unknown>([...process.listeners('exit'), ...process.listeners('beforeExit')])

/** Whether a promise has settled by now. */
async function settled(promise: PromiseLike<unknown>): Promise<boolean> {
  let done = false
  promise.then(
    () => {
      done = true
    },
    () => {},
  )
  await vi.advanceTimersByTimeAsync(0)
  return done
}

describe('flush', () => {
  test('resolves once everything is sent', async () => {
    const logging = createClientLogging()
    const client = await stalled(logging)
    const flushed = logging.flush()
    expect(await settled(flushed)).toBe(false)
    await client.resume()
    await flushed
    expect(logging.stats()).toMatchObject({ sent: 20, queued: 0, inFlight: 0 })
  })

  test('resolves when the time is up, and leaves what is left in the queue', async () => {
    const logging = createClientLogging()
    const client = await stalled(logging)
    const flushed = logging.flush({ timeout: 100 })
    await vi.advanceTimersByTimeAsync(99)
    expect(await settled(flushed)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await flushed
    expect(logging.stats()).toMatchObject({ queued: 12, inFlight: 8 })
    await client.resume()
    await logging.flush()
    expect(client.data).toHaveLength(20)
  })

  test('resolves at once if there is nothing to send', async () => {
    await createClientLogging().flush()
    const logging = createClientLogging()
    await Scripted.legacy(logging)
    expect(await settled(logging.flush())).toBe(true)
  })

  test('takes any time', async () => {
    const logging = createClientLogging()
    const client = await stalled(logging)
    const flushed = logging.flush({ timeout: Number.MAX_SAFE_INTEGER })
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(await settled(flushed)).toBe(false)
    await expect(logging.flush({ timeout: -1 })).rejects.toThrow(RangeError)
    await expect(logging.flush({ timeout: '1' as never })).rejects.toThrow(TypeError)
    await client.resume()
    await flushed
  })

  test('leaves nothing behind in the process', async () => {
    const logging = createClientLogging()
    const client = await stalled(logging)
    const flushed = Array.from({ length: 20 }, () => logging.flush())
    await vi.advanceTimersByTimeAsync(1000)
    await Promise.all(flushed)
    await client.resume()
    await logging.flush()
    const listeners = [...process.listeners('exit'), ...process.listeners('beforeExit')]
    expect(listeners.filter((each) => !foreign.has(each))).toEqual([])
  })
})

describe('close', () => {
  test('sends what can be sent in time, and counts the rest', async () => {
    const logging = createClientLogging({ closeTimeout: 300 })
    const client = await stalled(logging)
    const closed = logging.close()
    logging.logger().info('too late')
    client.pending.shift()?.resolve()
    await vi.advanceTimersByTimeAsync(299)
    expect(await settled(closed)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await closed
    expect(logging.stats()).toMatchObject({
      accepted: 21,
      sent: 1,
      queued: 0,
      inFlight: 0,
      connections: 0,
      dropped: { timeout: 19, closed: 1 },
    })
    expect(client.data).toHaveLength(9)
  })

  test('counts what no client ever came for', async () => {
    const logging = createClientLogging()
    logging.logger().info('hello?')
    await logging.close()
    expect(logging.stats()).toMatchObject({ accepted: 1, queued: 0, dropped: { 'no-client': 1 } })
  })

  test('twice is closing once', async () => {
    const logging = createClientLogging()
    await stalled(logging)
    const [first, second] = [logging.close(), logging[Symbol.asyncDispose]()]
    expect(await settled(second)).toBe(false)
    await vi.advanceTimersByTimeAsync(1000)
    await Promise.all([first, second])
    expect(logging.stats().dropped.timeout).toBe(20)
  })

  test('lets go of a server that is connected', async () => {
    const logging = createClientLogging()
    const client = new Scripted()
    const { connect } = client.server
    const { send } = client.transport
    await client.attach(logging)
    expect(client.server.connect).not.toBe(connect)
    await logging.close()
    expect(client.server.connect).toBe(connect)
    expect(client.transport.send).toBe(send)
  })

  test('lets go of a server that connects later', async () => {
    const logging = createClientLogging()
    const client = new Scripted()
    const { connect } = client.server
    logging.attach(client.server)
    await logging.close()
    const { send } = client.transport
    await client.server.connect(client.transport)
    expect(client.server.connect).toBe(connect)
    expect(client.transport.send).toBe(send)
  })

  test('does not take a server from another hub', async () => {
    const [logging, other] = [createClientLogging(), createClientLogging()]
    const client = new Scripted()
    logging.attach(client.server)
    await client.attach(other)
    await client.initialize()
    await logging.close()
    other.logger().info('still here')
    expect(client.data).toEqual(['still here'])
  })

  test('takes no server any more', async () => {
    const logging = createClientLogging()
    await logging.close()
    const client = new Scripted()
    const { connect } = client.server
    const { close } = logging.attach(client.server)
    expect(client.server.connect).toBe(connect)
    close()
  })

  test('does not keep servers that never connect', async () => {
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('gc') as () => void
    const logging = createClientLogging()
    const servers = Array.from({ length: 10 }, () => {
      const { server } = new Scripted()
      logging.attach(server)
      return new WeakRef(server)
    })
    await new Promise((resolve) => setImmediate(resolve))
    gc()
    expect(servers.filter((each) => each.deref() !== undefined)).toEqual([])
    await logging.close()
  })
})

describe('the process', () => {
  /** What Node would call now. */
  function emit(event: 'exit' | 'beforeExit'): void {
    for (const listener of process.listeners(event as 'exit')) {
      if (!foreign.has(listener)) (listener as () => void)()
    }
  }

  test('hands everything to the transport when it exits', async () => {
    const logging = createClientLogging()
    const client = await stalled(logging, 200)
    expect(client.data).toHaveLength(8)
    emit('exit')
    expect(client.data).toEqual(Array.from({ length: 200 }, (_, n) => String(n)))
    await client.resume()
  })

  test('ends every wait when it has nothing left to do', async () => {
    const logging = createClientLogging({ closeTimeout: 3_600_000 })
    const client = await stalled(logging)
    const flushed = [logging.flush(), logging.flush()]
    client.call(1, () => logging.logger().info('of a request'))
    const responded = client.respond(1)
    expect(await settled(flushed[0] as Promise<void>)).toBe(false)
    emit('beforeExit')
    await Promise.all([...flushed, responded])
    expect(client.sent.at(-1)?.id).toBe(1)
  })
})

describe('winston', () => {
  test.each(['logger', 'transport'] as const)('%s.end() finishes when everything is sent', async (which) => {
    const transport = new McpTransport()
    const logger = winston.createLogger({ transports: [transport] })
    const client = await stalled(transport.logging)
    const finished = once(transport, 'finish')
    if (which === 'logger') logger.end()
    else transport.end()
    expect(await settled(finished)).toBe(false)
    await client.resume()
    await finished
    expect(client.data).toHaveLength(20)
  })

  test('logger.end() gives up when the time is up', async () => {
    const transport = new McpTransport({ closeTimeout: 70 })
    const logger = winston.createLogger({ transports: [transport] })
    await stalled(transport.logging)
    const finished = once(transport, 'finish')
    logger.end()
    await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(70)
    await finished
    expect(transport.logging.stats()).toMatchObject({ queued: 0, inFlight: 0, dropped: { timeout: 20 } })
  })

  test('ending a logger leaves a shared hub open', async () => {
    const logging = createClientLogging()
    const transport = new McpTransport({ logging })
    const logger = winston.createLogger({ transports: [transport] })
    const client = await Scripted.legacy(logging)
    const finished = once(transport, 'finish')
    logger.end()
    await finished
    logging.logger().info('still open')
    expect(client.data).toEqual(['still open'])
  })
})

describe('pino', () => {
  test('logger.flush(callback) calls back when everything is sent', async () => {
    const destination = mcpDestination()
    const logger = pino(destination)
    const client = await stalled(destination.logging)
    const flushed = new Promise((resolve) => logger.flush(resolve))
    expect(await settled(flushed)).toBe(false)
    await client.resume()
    await flushed
    expect(client.data).toHaveLength(20)
  })

  test('logger.flush(callback) calls back when the time is up', async () => {
    const destination = mcpDestination({ closeTimeout: 70 })
    await stalled(destination.logging)
    const flushed = new Promise((resolve) => pino(destination).flush(resolve))
    await vi.advanceTimersByTimeAsync(70)
    expect(await flushed).toBeUndefined()
    expect(destination.logging.stats()).toMatchObject({ queued: 12, inFlight: 8 })
  })

  test('multistream.end() sends what can be sent, and drops the rest', async () => {
    const destination = mcpDestination({ closeTimeout: 70 })
    await stalled(destination.logging)
    pino.multistream([destination]).end()
    await vi.advanceTimersByTimeAsync(70)
    expect(destination.logging.stats()).toMatchObject({ queued: 0, inFlight: 0, dropped: { timeout: 20 } })
  })
})
