import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ClientLogging, createClientLogging } from '../../src/index.js'
import { connectV1, connectV2, type TestClient } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'
import { v1Tools, v2Tools } from '../harness/tool-server.js'

// Whatever a transport or a server is like: attaching works, or it refuses with a reason and leaves them working.

type OnMessage = (message: unknown, extra?: unknown) => void

const open: TestClient[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

/** Callbacks that can be set and not read, as in mcp-framework. */
class SetterTransport {
  #onmessage: OnMessage | undefined
  #onclose: (() => void) | undefined
  readonly #inner: JsonTransport
  constructor(inner: JsonTransport) {
    this.#inner = inner
  }
  set onmessage(handler: OnMessage) {
    this.#onmessage = handler
  }
  set onclose(handler: () => void) {
    this.#onclose = handler
  }
  async start(): Promise<void> {
    this.#inner.onmessage = (message) => this.#onmessage?.(message)
    this.#inner.onclose = () => this.#onclose?.()
    await this.#inner.start()
  }
  send = (message: never): Promise<void> => this.#inner.send(message)
  close = (): Promise<void> => this.#inner.close()
}

/** Private fields behind methods and accessors. */
class PrivateTransport {
  readonly #inner: JsonTransport
  constructor(inner: JsonTransport) {
    this.#inner = inner
  }
  get onmessage(): JsonTransport['onmessage'] {
    return this.#inner.onmessage
  }
  set onmessage(handler: JsonTransport['onmessage']) {
    this.#inner.onmessage = handler as never
  }
  get onclose(): JsonTransport['onclose'] {
    return this.#inner.onclose
  }
  set onclose(handler: JsonTransport['onclose']) {
    this.#inner.onclose = handler as never
  }
  start(): Promise<void> {
    return this.#inner.start()
  }
  send(message: never): Promise<void> {
    return this.#inner.send(message)
  }
  close(): Promise<void> {
    return this.#inner.close()
  }
}

const WATCHED: Readonly<Record<string, (inner: JsonTransport) => object>> = {
  'with setters only': (inner) => new SetterTransport(inner),
  'with private fields': (inner) => new PrivateTransport(inner),
  'of a subclass that overrides its callbacks': (inner) => {
    class Wrapper extends PrivateTransport {
      override set onmessage(handler: JsonTransport['onmessage']) {
        super.onmessage = (message, extra) => handler?.(message, extra)
      }
      override get onmessage(): JsonTransport['onmessage'] {
        return super.onmessage
      }
    }
    return new Wrapper(inner)
  },
  'behind a Proxy that binds': (inner) =>
    new Proxy(inner, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' && key !== 'constructor' ? value.bind(target) : value
      },
      set: (target, key, value) => Reflect.set(target, key, value, target),
    }),
  'sealed, with its callbacks in place': (inner) => {
    const { start, send, close } = inner
    return {
      onmessage: undefined,
      onclose: undefined,
      onerror: undefined,
      start(this: JsonTransport) {
        inner.onmessage = (message) => this.onmessage?.(message)
        inner.onclose = () => this.onclose?.()
        return start.call(inner)
      },
      send: send.bind(inner),
      close: close.bind(inner),
    }
  },
}

const serve = (sdk: 'v1' | 'v2', logging: ClientLogging) => {
  const tools = { log: () => logging.logger().info('heard') }
  return sdk === 'v1' ? v1Tools(logging, tools) : v2Tools(logging, tools)
}

async function connect(sdk: 'v1' | 'v2', logging: ClientLogging, wrap: (inner: JsonTransport) => object) {
  const [near, far] = JsonTransport.pair()
  await serve(sdk, logging).connect(wrap(near) as never)
  const client = sdk === 'v1' ? await connectV1(far as never) : await connectV2(far as never, 'legacy')
  open.push(client)
  return client
}

describe.each(['v1', 'v2'] as const)('a transport, SDK %s', (sdk) => {
  test.each(Object.entries(WATCHED))('%s is served, and its client gets the records', async (_, wrap) => {
    const warn = vi.fn()
    const logging = createClientLogging({ onWarning: warn })
    const client = await connect(sdk, logging, wrap)
    await client.callTool('log')
    expect(client.received).toMatchObject([{ data: 'heard' }])
    expect(logging.stats().connections).toBe(1)
    await client.close()
    expect(logging.stats().connections).toBe(0)
    expect(warn).not.toHaveBeenCalled()
  })

  test('that cannot be changed is served without records, and that is said', async () => {
    const codes: string[] = []
    const logging = createClientLogging({ onWarning: ({ code }) => codes.push(code) })
    const client = await connect(sdk, logging, (inner) => {
      let onmessage: OnMessage | undefined
      const fixed = {
        get onmessage() {
          return onmessage
        },
        set onmessage(handler) {
          onmessage = handler
        },
        onclose: undefined,
        onerror: undefined,
        start() {
          inner.onmessage = (message) => onmessage?.(message)
          return inner.start()
        },
        send: (message: never) => inner.send(message),
        close: () => inner.close(),
      }
      // What the SDK assigns can be assigned, the rest is fixed.
      for (const key of ['onmessage', 'start', 'send', 'close'] as const) {
        const descriptor = Object.getOwnPropertyDescriptor(fixed, key) as PropertyDescriptor
        Object.defineProperty(fixed, key, {
          ...descriptor,
          configurable: false,
          ...(descriptor.writable && { writable: false }),
        })
      }
      return Object.preventExtensions(fixed)
    })
    await client.callTool('log')
    expect(client.received).toEqual([])
    expect(codes).toEqual(['UNWATCHABLE_TRANSPORT'])
  })

  test('whose handlers cannot be read is left alone when it is attached late, and that is said', async () => {
    const codes: string[] = []
    const logging = createClientLogging({ onWarning: ({ code }) => codes.push(code) })
    const tools = { log: () => logging.logger().info('heard') }
    const server = sdk === 'v1' ? v1Tools(undefined, tools) : v2Tools(undefined, tools)
    const [near, far] = JsonTransport.pair()
    await server.connect(new SetterTransport(near) as never)
    const client = sdk === 'v1' ? await connectV1(far as never) : await connectV2(far as never, 'legacy')
    open.push(client)
    logging.attach(server)
    await client.callTool('log')
    expect(await client.raw('ping', {})).toEqual({})
    expect(codes).toEqual(['ATTACHED_LATE', 'UNWATCHABLE_TRANSPORT'])
  })
})

describe('a server', () => {
  test('that was attached after it connected, without the capability, is told of', async () => {
    const codes: string[] = []
    const logging = createClientLogging({ onWarning: ({ code }) => codes.push(code) })
    const server = v1Tools(undefined, { log: () => logging.logger().info('heard') })
    const [near, far] = JsonTransport.pair()
    await server.connect(near as never)
    const client = await connectV1(far as never)
    open.push(client)
    logging.attach(server)
    logging.attach(server)
    await client.callTool('log')
    expect(client.received).toMatchObject([{ data: 'heard' }])
    expect(codes).toEqual(['ATTACHED_LATE'])
  })

  test('with the capability is not', async () => {
    const warn = vi.fn()
    const logging = createClientLogging({ onWarning: warn })
    const server = new Server({ name: 'low', version: '1.0.0' }, { capabilities: { logging: {} } })
    const [near] = JsonTransport.pair()
    await server.connect(near as never)
    logging.attach(server)
    expect(warn).not.toHaveBeenCalled()
  })

  test('that is frozen is refused, and works as before', async () => {
    const logging = createClientLogging()
    const server = Object.freeze(v1Tools(undefined, { log: () => logging.logger().info('unheard') }).server)
    expect(() => logging.attach(server)).toThrow(TypeError)
    expect(logging.stats().connections).toBe(0)
  })

  test.each([
    ['a socket', async () => new (await import('node:net')).Socket()],
    ['an HTTP application', async () => Object.assign(() => {}, { connect() {}, on() {}, listen() {} })],
    [
      'a client of an SDK',
      async () =>
        new (await import('@modelcontextprotocol/sdk/client/index.js')).Client({ name: 'c', version: '1.0.0' }),
    ],
  ])('%s is none', async (_, make) => {
    const thing = await make()
    expect(() => createClientLogging().attach(thing as never)).toThrow(
      /^Expected `server` to be an McpServer or Server of an MCP SDK, got /,
    )
  })
})
