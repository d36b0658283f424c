import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ClientLogging, createClientLogging, currentRequest, type RequestContext } from '../../src/index.js'
import { connectV1, connectV2, type TestClient } from '../harness/clients.js'
import { v2Handler } from '../harness/http.js'
import { JsonTransport } from '../harness/json-transport.js'
import { Scripted } from '../harness/scripted.js'
import { v1Tools, v2Tools } from '../harness/tool-server.js'

const tenant = new AsyncLocalStorage<string>()
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function tools(logging: ClientLogging) {
  return {
    async work() {
      await new Promise((resolve) => setImmediate(resolve))
      logging.logger().info(`in ${tenant.getStore()}`)
    },
  }
}

const WIRES: Record<string, (logging: ClientLogging) => Promise<TestClient>> = {
  async 'v1, in process'(logging) {
    const [near, far] = JsonTransport.pair()
    await v1Tools(logging, tools(logging)).connect(far)
    return connectV1(near)
  },
  async 'v2, in process'(logging) {
    const [near, far] = JsonTransport.pair()
    await v2Tools(logging, tools(logging)).connect(far as never)
    return connectV1(near)
  },
}

describe.each(Object.entries(WIRES))('%s', (_, connect) => {
  test('the handler and all it starts run in the context that is set up', async () => {
    const seen: (RequestContext | undefined)[] = []
    const around = (request: RequestContext, run: () => void): void => {
      seen.push(request, currentRequest())
      tenant.run(`${request.method} ${request.name}`, run)
    }
    const client = await connect(createClientLogging({ around }))
    await client.callTool('work')
    expect(client.received.map(({ data }) => data)).toEqual(['in tools/call work'])
    const call = seen.filter((request) => request?.method === 'tools/call')
    expect(call).toHaveLength(2)
    expect(call[0]).toBe(call[1])
    await client.close()
  })
})

test('in the modern era, over HTTP', async () => {
  const around = (request: RequestContext, run: () => void): void => tenant.run(request.era, run)
  const logging = createClientLogging({ around })
  const server = await v2Handler(() => v2Tools(logging, tools(logging)))
  closing.push(() => server.close())
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
  const client = await connectV2(new StreamableHTTPClientTransport(server.url), 'modern')
  closing.push(() => client.close())
  await client.callTool('work', {}, { 'io.modelcontextprotocol/logLevel': 'info' })
  expect(client.received.map(({ data }) => data)).toEqual(['in modern'])
})

describe('whatever it does, the request is handled once and at once', () => {
  test.each<[string, (request: RequestContext, run: () => void) => void, string[]]>([
    ['throws before', () => expect.fail('before'), ['`around` threw']],
    [
      'throws after',
      (_, run) => {
        run()
        throw new Error('after')
      },
      ['`around` threw'],
    ],
    [
      'does not call it',
      () => {},
      ['`around` did not call `run` before it returned: the request is handled outside of it'],
    ],
    [
      'calls it twice',
      (_, run) => {
        run()
        run()
      },
      [],
    ],
    [
      'is async, and rejects',
      async (_, run) => {
        run()
        throw new Error('later')
      },
      ['`around` threw'],
    ],
  ])('%s', async (_, around, told) => {
    const onWarning = vi.fn()
    const client = await Scripted.legacy(
      createClientLogging({ around: (r, run) => (r.method === 'tools/call' ? around(r, run) : run()), onWarning }),
    )
    const handler = vi.fn()
    client.call(1, handler)
    expect(handler).toHaveBeenCalledTimes(1)
    await vi.waitFor(() => expect(onWarning.mock.calls.map(([{ message }]) => message)).toEqual(told))
  })

  test('what the handler throws is the handler’s', async () => {
    const onWarning = vi.fn()
    const client = await Scripted.legacy(createClientLogging({ around: (_, run) => run(), onWarning }))
    expect(() =>
      client.call(1, () => {
        throw new Error('of the handler')
      }),
    ).toThrow('of the handler')
    expect(onWarning).not.toHaveBeenCalled()
  })

  test('two hubs are both around it', async () => {
    const order: string[] = []
    const named = (name: string) =>
      createClientLogging({
        around: (request, run) => {
          if (request.method === 'tools/call') order.push(name)
          run()
        },
      })
    const client = new Scripted()
    named('first').attach(client.server)
    named('second').attach(client.server)
    await client.server.connect(client.transport)
    client.call(1, () => order.push('handler'))
    expect(order.sort()).toEqual(['first', 'handler', 'second'])
  })
})

test('anything but a function is refused', () => {
  expect(() => createClientLogging({ around: {} as never })).toThrow(
    'Expected `around` to be a function, got `{…}` (object)',
  )
})
