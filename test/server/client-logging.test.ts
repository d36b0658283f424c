import { afterEach, describe, expect, test, vi } from 'vitest'
import { type BridgeWarning, type ClientLoggingOptions, createClientLogging, MCP_LEVELS } from '../../src/index.js'
import { connectV1, type TestClient } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'
import { Scripted } from '../harness/scripted.js'
import { v1Tools } from '../harness/tool-server.js'

const open: TestClient[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function connect(logging: ReturnType<typeof createClientLogging>, sessionId?: string): Promise<TestClient> {
  const [near, far] = JsonTransport.pair()
  if (sessionId !== undefined) near.sessionId = sessionId
  await v1Tools(logging, { noop: () => {} }).connect(near as never)
  const client = await connectV1(far as never)
  open.push(client)
  return client
}

/** Everything sent so far has arrived once a ping has come back. */
const arrived = (client: TestClient): Promise<unknown> => client.raw('ping', {})

describe('options', () => {
  const wrong: [ClientLoggingOptions | unknown, string][] = [
    [7, 'Expected `options` to be an object, got `7` (number)'],
    [{ queue: [] }, 'Expected `queue` to be an object, got `[…]` (array)'],
    [{ queue: { maxRecords: 0 } }, 'Expected `queue.maxRecords` to be an integer from 1 and up, got `0` (number)'],
    [{ queue: { maxSize: '1k' } }, 'Expected `queue.maxSize` to be an integer from 1 and up, got `"1k"` (string)'],
    [{ responseWait: -1 }, 'Expected `responseWait` to be a number from 0 and up, got `-1` (number)'],
    [{ closeTimeout: null }, 'Expected `closeTimeout` to be a number from 0 and up, got `null` (null)'],
    [{ background: 'some' }, 'Expected `background` to be one of `local`, `all`, `none`, got `"some"` (string)'],
    [{ beforeConnect: true }, 'Expected `beforeConnect` to be one of `keep`, `drop`, got `true` (boolean)'],
    [{ shape: 'flat' }, 'Expected `shape` to be one of `default`, `text`, `fastmcp`, got `"flat"` (string)'],
    [{ shape: {} }, 'Expected `shape` to be `default`, `text`, `fastmcp` or a function, got `{…}` (object)'],
    [{ onWarning: 'log' }, 'Expected `onWarning` to be a function, got `"log"` (string)'],
    [{ rateLimit: true }, 'Expected `rateLimit` to be an object, got `true` (boolean)'],
    [
      { rateLimit: { burst: 10, reserve: 11 } },
      'Expected `rateLimit.reserve` to be an integer from 0 to 10, got `11` (number)',
    ],
  ]

  test.each(wrong)('%j is refused', (options, message) => {
    expect(() => createClientLogging(options as ClientLoggingOptions)).toThrow(message)
  })

  test('levelUntilSet names the eight levels, and none', () => {
    const message = `Expected \`levelUntilSet\` to be one of ${MCP_LEVELS.map((each) => `\`${each}\``).join(', ')}, \`none\`, got \`"warn"\` (string)`
    expect(() => createClientLogging({ levelUntilSet: 'warn' as never })).toThrow(new TypeError(message))
  })

  test('out of bounds is a RangeError, of the wrong kind a TypeError', () => {
    expect(() => createClientLogging({ responseWait: Number.NaN })).toThrow(RangeError)
    expect(() => createClientLogging({ responseWait: '1' as never })).toThrow(TypeError)
  })
})

describe('shape', () => {
  const shapes: [ClientLoggingOptions['shape'], unknown, unknown][] = [
    ['default', 'plain', { message: 'with', a: 1 }],
    ['fastmcp', { msg: 'plain', extra: {} }, { msg: 'with', extra: { a: 1 } }],
    [({ level, message, fields }) => [level, message, fields], ['info', 'plain', {}], ['info', 'with', { a: 1 }]],
  ]

  test.each(shapes)('%s', async (shape, plain, fielded) => {
    const logging = createClientLogging({ shape: shape as 'default' })
    const client = await connect(logging)
    logging.logger().info('plain')
    logging.logger().info('with', { a: 1 })
    await arrived(client)
    expect(client.received.map(({ data }) => data)).toEqual([plain, fielded])
  })

  test('one that throws loses that record, counted and told', async () => {
    const warnings: BridgeWarning[] = []
    const shape = ({ message }: { message: unknown }): unknown => {
      if (message === 'bad') throw new Error('no shape for this')
      return message
    }
    const logging = createClientLogging({ shape, onWarning: (warning) => warnings.push(warning) })
    const client = await connect(logging)
    for (const message of ['good', 'bad', 'good again']) logging.logger().info(message)
    await arrived(client)
    expect(client.received.map(({ data }) => data)).toEqual(['good', 'good again'])
    expect(logging.stats()).toMatchObject({ accepted: 3, sent: 2, dropped: { failed: 1 } })
    expect(warnings).toMatchObject([{ code: 'RECORD_FAILED', cause: { message: 'no shape for this' } }])
  })

  test('one that logs does not come back to itself', async () => {
    const logging = createClientLogging({
      shape: ({ message }) => {
        logging.logger().info('from inside')
        return message
      },
    })
    const client = await connect(logging)
    logging.logger().info('from outside')
    await arrived(client)
    expect(client.received.map(({ data }) => data)).toEqual(['from outside'])
    expect(logging.stats()).toMatchObject({ accepted: 2, sent: 1, dropped: { feedback: 1 } })
  })
})

describe('a logger of its own', () => {
  test('has the eight levels, a name, fields, and any data', async () => {
    const logging = createClientLogging({ levelUntilSet: 'debug' })
    const client = await connect(logging)
    const logger = logging.logger('mine')
    for (const level of MCP_LEVELS) logger[level](level, { at: level })
    logger.log('alert', [1, 2, 3])
    logger.log('loud' as never, 'dropped')
    await arrived(client)
    const expected = MCP_LEVELS.map((level) => ({ level, logger: 'mine', data: { message: level, at: level } }))
    expect(client.received).toEqual([...expected, { level: 'alert', logger: 'mine', data: [1, 2, 3] }])
    expect(logging.stats().dropped.unmapped).toBe(1)
  })

  test('needs no name', async () => {
    const logging = createClientLogging()
    const client = await connect(logging)
    logging.logger().info('anonymous')
    await arrived(client)
    expect(client.received).toEqual([{ level: 'info', data: 'anonymous' }])
    expect(() => logging.logger(7 as never)).toThrow('Expected `name` to be a string, got `7` (number)')
  })
})

describe('publish', () => {
  test('sends a record as it is', async () => {
    const logging = createClientLogging()
    const client = await connect(logging)
    logging.publish({ level: 'notice', logger: 'relay', data: { deep: [null] } })
    await arrived(client)
    expect(client.received).toEqual([{ level: 'notice', logger: 'relay', data: { deep: [null] } }])
  })

  test('takes a name that every logger knows for what it means, and says so', async () => {
    const warnings: string[] = []
    const logging = createClientLogging({ onWarning: ({ message }) => warnings.push(message) })
    const client = await connect(logging)
    for (let n = 0; n < 2; n++) logging.publish({ level: 'warn' as never, data: n })
    await arrived(client)
    expect(client.received).toEqual([
      { level: 'warning', data: 0 },
      { level: 'warning', data: 1 },
    ])
    expect(warnings).toEqual(['"warn" is no MCP level: it is sent as `warning`'])
  })

  test.each([undefined, null, {}, { level: 'loud' }, { level: 3, data: 1 }])('never throws: %j', async (record) => {
    const logging = createClientLogging({ onWarning: () => {} })
    const client = await connect(logging)
    logging.publish(record as never)
    await arrived(client)
    expect(client.received).toEqual([])
  })
})

test('an object among whose fields is a toJSON is shown as that says', async () => {
  const logging = createClientLogging()
  const client = await connect(logging)
  const user = { name: 'ada', internal: 'not for others', toJSON: () => ({ name: 'ada' }) }
  logging.logger().info('signed in', user)
  logging.publish({ level: 'info', data: user as never })
  await arrived(client)
  expect(client.received.map(({ data }) => data)).toEqual([{ name: 'ada' }, { name: 'ada' }])
})

test('isLevelEnabled tells whether a record would reach anybody, and counts nothing', async () => {
  const logging = createClientLogging({ beforeConnect: 'drop' })
  expect(logging.isLevelEnabled('emergency')).toBe(false)
  const client = await connect(logging)
  expect([logging.isLevelEnabled('debug'), logging.isLevelEnabled('info')]).toEqual([false, true])
  await client.setLevel('error')
  expect([logging.isLevelEnabled('warning'), logging.isLevelEnabled('error')]).toEqual([false, true])
  expect(logging.isLevelEnabled('warn' as never)).toBe(false)
  await logging.close()
  expect(logging.isLevelEnabled('emergency')).toBe(false)
  expect(logging.stats().accepted).toBe(0)
})

describe('before the first client', () => {
  test('records wait for it, those it does not want are dropped', async () => {
    const logging = createClientLogging()
    logging.logger().debug('too quiet')
    logging.logger().info('starting')
    logging.logger().warning('still starting')
    expect(logging.isLevelEnabled('info')).toBe(true)
    expect(logging.stats()).toMatchObject({ accepted: 3, queued: 2, dropped: { level: 1 } })
    const client = await connect(logging)
    await arrived(client)
    expect(client.received.map(({ data }) => data)).toEqual(['starting', 'still starting'])
    expect(logging.stats()).toMatchObject({ accepted: 3, queued: 0, sent: 2 })
  })

  test('as many as the queue holds: the oldest of the least severe go', async () => {
    const logging = createClientLogging({ queue: { maxRecords: 3 } })
    for (const [index, level] of (['error', 'info', 'info', 'warning', 'info'] as const).entries()) {
      logging.logger()[level](`${index}`)
    }
    const client = await connect(logging)
    await arrived(client)
    expect(client.received.map(({ data }) => data)).toEqual(['0', '3', '4'])
    expect(logging.stats()).toMatchObject({ accepted: 5, sent: 3, dropped: { queue: 2 } })
  })

  test('a record too large for the queue drives out no other', async () => {
    const logging = createClientLogging({ queue: { maxSize: 100 } })
    logging.logger().info('small')
    logging.logger().emergency('large'.repeat(100))
    expect(logging.stats()).toMatchObject({ accepted: 2, queued: 1, dropped: { queue: 1 } })
    const client = await connect(logging)
    await arrived(client)
    expect(client.received.map(({ data }) => data)).toEqual(['small'])
  })

  test('nothing waits with `beforeConnect: drop`', async () => {
    const logging = createClientLogging({ beforeConnect: 'drop' })
    logging.logger().info('starting')
    const client = await connect(logging)
    await arrived(client)
    expect(client.received).toEqual([])
    expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { 'no-client': 1 } })
  })

  test('what comes to wait when there is a client already is counted', async () => {
    const logging = createClientLogging()
    const client = await new Scripted().attach(logging)
    const late = {
      toJSON() {
        client.call(1, () => {}, null) // a client that such records are not for
        return 'late'
      },
    }
    logging.logger().log('info', late)
    expect(logging.stats()).toMatchObject({ accepted: 1, queued: 0, dropped: { 'no-client': 1 } })
  })

  test('nothing is delivered once there has been a client that it cannot be meant for', async () => {
    const logging = createClientLogging()
    logging.logger().info('for whom?')
    await connect(logging, 'a session')
    const client = await connect(logging)
    await arrived(client)
    expect(client.received).toEqual([])
    expect(logging.stats()).toMatchObject({ accepted: 1, queued: 0, dropped: { 'no-client': 1 } })
  })
})

test('warnings go to process.emitWarning, once for each code', () => {
  const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const logging = createClientLogging()
  for (const _ of [1, 2]) logging.publish(undefined as never)
  expect(emitted.mock.calls).toMatchObject([[{ name: 'McpLogBridgeWarning', code: 'RECORD_FAILED' }]])
})

test('a receiver of warnings that throws or logs is contained', async () => {
  const logging = createClientLogging({
    onWarning: (warning) => {
      logging.logger().error(warning.message)
      throw new Error('not me')
    },
  })
  const client = await connect(logging)
  logging.publish(undefined as never)
  await arrived(client)
  expect(client.received).toEqual([])
  expect(logging.stats()).toMatchObject({ accepted: 1, dropped: { feedback: 1 } })
})

test('redaction that fails is told and counted', async () => {
  const warnings: BridgeWarning[] = []
  const censor = (): never => {
    throw new Error('no censor')
  }
  const logging = createClientLogging({ redact: { censor }, onWarning: (warning) => warnings.push(warning) })
  const client = await connect(logging)
  logging.logger().info('sign in', { password: 'hunter2-of-mine' })
  await arrived(client)
  expect(JSON.stringify(client.received)).not.toContain('hunter2')
  expect(client.received).toHaveLength(1)
  expect(warnings).toMatchObject([{ code: 'REDACTION_FAILED' }])
  expect(logging.stats()).toMatchObject({ accepted: 1, sent: 1, redactionFailures: 1 })
})

test('close sends what it can, then lets go', async () => {
  await using logging = createClientLogging()
  const client = await connect(logging)
  logging.logger().info('last words')
  await logging.close()
  await logging.close()
  logging.logger().info('too late')
  await arrived(client)
  expect(client.received.map(({ data }) => data)).toEqual(['last words'])
  expect(logging.stats()).toMatchObject({ accepted: 2, sent: 1, dropped: { closed: 1 }, connections: 0 })
  const late = await connect(logging)
  expect(logging.stats().connections).toBe(0)
  await late.callTool('noop')
})
