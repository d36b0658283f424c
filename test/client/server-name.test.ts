import { setImmediate as turn } from 'node:timers/promises'
import { Client as V2Client } from '@modelcontextprotocol/client'
import { StdioClientTransport as V2StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as V1StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ForwardedRecord, forwardLogs, forwardStderr } from '../../src/client/index.js'
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
    await send(2)
    expect(seen()).toHaveLength(101)
    expect(seen()[100]).toEqual([undefined, 1])
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

describe('standard error', () => {
  const transport = (sdk: 'v1' | 'v2', args: string[]) => {
    const options = { command: process.execPath, args, stderr: 'pipe' as const }
    return sdk === 'v1' ? new V1StdioClientTransport(options) : new V2StdioClientTransport(options)
  }
  const client = (sdk: 'v1' | 'v2') =>
    sdk === 'v1'
      ? new V1Client({ name: 'host', version: '1.0.0' })
      : new V2Client({ name: 'host', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })

  test.each(['v1', 'v2'] as const)('has the name that the server tells, %s', async (sdk) => {
    const source = transport(sdk, ['examples/pino-server.js'])
    const records: ForwardedRecord[] = []
    const forwarding = forwardStderr(source, (record) => records.push(record))
    const host = client(sdk)
    await host.connect(source as never)
    await host.callTool({ name: 'forecast' })
    await host.close()
    await vi.waitFor(() => expect(records).toMatchObject([{ server: 'weather', text: 'Asking the weather service' }]))
    forwarding.close()
  })

  test('of a server that does not start: without a name, when its stream ends', async () => {
    const source = transport('v1', ['-e', 'console.error("no key"); process.exit(1)'])
    const records: ForwardedRecord[] = []
    forwardStderr(source, (record) => records.push(record))
    await expect(client('v1').connect(source as never)).rejects.toThrow()
    await vi.waitFor(() => expect(records).toMatchObject([{ server: undefined, text: 'no key' }]))
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
