import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ForwardedRecord, forwardLogs } from '../../src/client/index.js'
import { legacySession } from '../harness/sessions.js'

afterEach(() => {
  vi.useRealTimers()
})

/** A session whose server answers `initialize` when the test says so. */
function slowSession() {
  const session = legacySession('v1')
  const records: ForwardedRecord[] = []
  const forwarding = forwardLogs(session.client, (record) => records.push(record))
  const connecting = session.client.connect(session.clientEnd as never)
  connecting.catch(() => {})
  const send = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) session.send({ level: 'info', data: i })
    await turn()
  }
  const seen = (): unknown[] => records.map(({ server, data }) => [server, data])
  return { ...session, forwarding, connecting, send, seen }
}

describe('records that come before the server has told its name', () => {
  test('wait for it, in their order', async () => {
    const { send, seen, server, serverEnd, connecting } = slowSession()
    await send(2)
    expect(seen()).toEqual([])
    await server.connect(serverEnd as never)
    await connecting
    expect(seen()).toEqual([
      ['weather', 0],
      ['weather', 1],
    ])
  })

  test('no more than 100 of them', async () => {
    const { send, seen } = slowSession()
    await send(99)
    expect(seen()).toHaveLength(0)
    await send(1)
    expect(seen()).toHaveLength(100)
    expect(seen()[99]).toEqual([undefined, 0])
  })

  test('no longer than two seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { send, seen } = slowSession()
    await send(1)
    vi.advanceTimersByTime(1999)
    expect(seen()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(seen()).toEqual([[undefined, 0]])
  })

  test('not beyond close()', async () => {
    const { send, seen, forwarding } = slowSession()
    await send(1)
    forwarding.close()
    expect(seen()).toEqual([[undefined, 0]])
  })

  test('a name of the application’s own waits for nothing', async () => {
    const session = legacySession('v2')
    const names: unknown[] = []
    forwardLogs(session.client, ({ server }) => names.push(server), { serverName: 'mine' })
    session.client.connect(session.clientEnd as never).catch(() => {})
    session.send({ level: 'info', data: 'x' })
    await vi.waitFor(() => expect(names).toEqual(['mine']))
  })
})

test.each(['v1', 'v2'] as const)('whether the server logs at all, %s', async (sdk) => {
  for (const logging of [true, false]) {
    const session = legacySession(sdk, { logging })
    const forwarding = forwardLogs(session.client, () => {})
    expect(forwarding.supported).toBeUndefined()
    await session.connect()
    expect(forwarding.supported).toBe(logging)
    await session.client.close()
    expect(forwarding.supported).toBeUndefined()
  }
})
