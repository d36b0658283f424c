import { afterEach, describe, expect, test, vi } from 'vitest'
import { createClientLogging, type OnLevel } from '../../src/index.js'
import { Scripted } from '../harness/scripted.js'
import { v1Tools, v2Tools } from '../harness/tool-server.js'
import { WIRES } from '../harness/wires.js'

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

const LEGACY = WIRES.filter(({ era }) => era === 'legacy')

describe.each(LEGACY.map((wire) => [wire.name, wire] as const))('onLevel: %s', (_, wire) => {
  test('is called once a level is accepted, and may refuse it', async () => {
    const onLevel = vi.fn<OnLevel>((level) => {
      if (level === 'debug') throw new Error('Not in production')
    })
    const logging = createClientLogging({ onLevel })
    const tools = { work: () => logging.logger().info('text') }
    const opened = await wire.open({ v1: () => v1Tools(logging, tools), v2: () => v2Tools(logging, tools) })
    close = opened.close
    const { client } = opened
    await expect(client.setLevel('warning')).resolves.toEqual(expect.anything())
    await expect(client.setLevel('debug')).rejects.toMatchObject({ code: -32603, message: /Not in production/ })
    await expect(client.raw('logging/setLevel', { level: 'loud' })).rejects.toMatchObject({ code: -32602 })
    const sessionId = wire.session && wire.http ? expect.any(String) : undefined
    const info = wire.session ? { name: 'test', version: '1.0.0' } : undefined
    expect(onLevel.mock.calls).toEqual([
      ['warning', { sessionId, client: info, previous: undefined }],
      ['debug', { sessionId, client: info, previous: wire.session ? 'warning' : undefined }],
    ])
    await client.callTool('work')
    expect(client.received).toEqual([])
  })
})

test('onLevel must be a function', () => {
  expect(() => createClientLogging({ onLevel: 'debug' as never })).toThrow(
    'Expected `onLevel` to be a function, got `"debug"` (string)',
  )
})

describe('clients()', () => {
  test('says of each what it is, what it asked for, and what became of its records', async () => {
    const logging = createClientLogging({ levelUntilSet: 'notice' })
    const first = new Scripted()
    await first.attach(logging)
    const clientInfo = { name: 'inspector', version: '2.0.0' }
    first.receive({ id: 'init', method: 'initialize', params: { clientInfo, protocolVersion: '2025-06-18' } })
    await first.respond('init')
    const second = await Scripted.legacy(logging, { http: true })
    await second.setLevel('error')
    first.call(1, () => {
      logging.logger().notice('sent')
      logging.logger().info('too verbose')
    })
    second.call(1, () => logging.logger().warning('too verbose'))
    await logging.flush()
    expect(logging.clients()).toEqual([
      { client: clientInfo, era: 'legacy', sessionId: undefined, level: 'notice', sent: 1, dropped: { level: 1 } },
      { client: undefined, era: 'legacy', sessionId: 'session', level: 'error', sent: 0, dropped: { level: 1 } },
    ])
    first.close()
    expect(logging.clients().map(({ sessionId }) => sessionId)).toEqual(['session'])
  })

  test('says of the modern era that each request speaks for itself', async () => {
    const logging = createClientLogging()
    const client = await new Scripted().attach(logging)
    client.call(1, () => logging.logger().error('not asked for'), null)
    client.call(2, () => logging.logger().error('asked for'), 'error')
    await logging.flush()
    expect(logging.clients()).toEqual([
      {
        client: undefined,
        era: 'modern',
        sessionId: undefined,
        level: undefined,
        sent: 1,
        dropped: { 'not-requested': 1 },
      },
    ])
  })

  test('says none of a client that gets nothing until it asks', async () => {
    const logging = createClientLogging({ levelUntilSet: 'none' })
    const client = await Scripted.legacy(logging)
    client.call(1, () => logging.logger().emergency('silent'))
    expect(client.data).toEqual([])
    expect(logging.clients()).toMatchObject([{ level: undefined, dropped: { level: 1 } }])
    await client.setLevel('info')
    client.call(2, () => logging.logger().info('asked for'))
    expect(client.data).toEqual(['asked for'])
  })
})

test('stats().redacted counts the records in which something was hidden', async () => {
  const logging = createClientLogging()
  const client = await Scripted.legacy(logging)
  client.call(1, () => {
    logging.logger().info('plain')
    logging.logger().info('sign in', { password: 'hunter2', token: 'abc' })
    logging.logger().info('Bearer abcdefghijklmnopqrstuvwxyz0123456789')
  })
  expect(logging.stats()).toMatchObject({ accepted: 3, redacted: 2, redactionFailures: 0 })
})
