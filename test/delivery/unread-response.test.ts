import { setImmediate as turn } from 'node:timers/promises'
import { WebStandardStreamableHTTPServerTransport as V1Transport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { createMcpHandler, WebStandardStreamableHTTPServerTransport as V2Transport } from '@modelcontextprotocol/server'
import { describe, expect, test } from 'vitest'
import { type ClientLogging, createClientLogging } from '../../src/index.js'
import { v1Tools, v2Tools, type Work } from '../harness/tool-server.js'

// A client that does not read its response: what waits for it in the process is counted, without a socket in between
// that would take some of it.

/** Characters of a record. */
const SIZE = 1000
/** More than a response and the queue hold together. */
const RECORDS = 4000
/** Characters that may wait in a response. */
const RESPONSE = 65_536
/** Records that may wait in the queue: its `maxSize`. */
const QUEUED = Math.floor(1_048_576 / SIZE)

interface Line {
  readonly id?: number
  readonly params?: { readonly logger?: string; readonly data: string }
}

class EventStream {
  readonly lines: Line[] = []
  #text = ''
  readonly #decoder = new TextDecoder()
  readonly #body: ReadableStreamDefaultReader<Uint8Array>

  constructor(response: Response) {
    this.#body = (response.body as ReadableStream<Uint8Array>).getReader()
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      const { value, done } = await this.#body.read()
      if (done) throw new Error('The response has ended')
      const events = (this.#text + this.#decoder.decode(value, { stream: true })).split('\n\n')
      this.#text = events.pop() ?? ''
      for (const event of events) {
        const data = event.slice(event.indexOf('data: ') + 'data: '.length)
        if (data.startsWith('{')) this.lines.push(JSON.parse(data) as Line)
      }
    }
  }

  from(logger: string): string[] {
    return this.lines.filter(({ params }) => params?.logger === logger).map(({ params }) => params?.data ?? '')
  }

  get numbers(): number[] {
    return this.from('flood').map((data) => Number.parseInt(data, 10))
  }
}

type Handle = (request: Request) => Promise<Response>
type Tools = Readonly<Record<string, Work>>

const headers = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-session-id': 'session',
}
const clientInfo = { name: 'test', version: '1.0.0' }
const initialize = {
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
}
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': clientInfo,
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/logLevel': 'debug',
}

function post(handle: Handle, message: object, more: Record<string, string> = {}): Promise<Response> {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message })
  return handle(new Request('http://localhost/mcp', { method: 'POST', headers: { ...headers, ...more }, body }))
}

/** What a client needs to talk to a server over HTTP. */
interface Session {
  call(name: string, id: number): Promise<EventStream>
  /** The stream for what belongs to no request. */
  get(): Promise<EventStream>
}

async function legacy(handle: Handle): Promise<Session> {
  await (await post(handle, initialize)).text()
  await post(handle, { method: 'notifications/initialized' })
  return {
    call: async (name, id) =>
      new EventStream(await post(handle, { id, method: 'tools/call', params: { name, arguments: {} } })),
    get: async () => new EventStream(await handle(new Request('http://localhost/mcp', { headers }))),
  }
}

const options = { sessionIdGenerator: () => 'session' }
type Open = (logging: ClientLogging, tools: Tools) => Promise<Session>

const SESSIONS: Readonly<Record<'v1' | 'v2' | '2026-07-28', Open>> = {
  v1: async (logging, tools) => {
    const transport = new V1Transport(options)
    await v1Tools(logging, tools).connect(transport as never)
    return legacy((request) => transport.handleRequest(request))
  },
  v2: async (logging, tools) => {
    const transport = new V2Transport(options)
    await v2Tools(logging, tools).connect(transport)
    return legacy((request) => transport.handleRequest(request))
  },
  '2026-07-28': async (logging, tools) => {
    const { fetch } = createMcpHandler(() => v2Tools(logging, tools))
    const call: Session['call'] = async (name, id) => {
      const params = { name, arguments: {}, _meta: MODERN }
      const more = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name }
      return new EventStream(await post(fetch, { id, method: 'tools/call', params }, more))
    }
    return { call, get: () => Promise.reject(new Error('It has none')) }
  },
}

function flooding(logging: ClientLogging) {
  const log = logging.logger('flood')
  let release = (): void => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let logged = (): void => {}
  const flooded = new Promise<void>((resolve) => {
    logged = resolve
  })
  /** In turns that a client which reads has no trouble with. */
  const flood = async (): Promise<void> => {
    for (let n = 0; n < RECORDS; n++) {
      log.info(`${n} `.padEnd(SIZE - 2, '.'))
      if (n % 10 === 9) await turn()
    }
    logged()
  }
  return { flood, flooded, release, released }
}

const settings = { rateLimit: false, background: 'all' } as const

describe.each(Object.entries(SESSIONS))('%s, a response that is not read', (_, open) => {
  test('holds a bounded amount, and the rest of the queue comes when it is read', async () => {
    const logging = createClientLogging({ ...settings, responseWait: 20_000 })
    const { flood, flooded, release, released } = flooding(logging)
    const session = await open(logging, { flood: () => flood().then(() => released) })
    const stream = await session.call('flood', 1)
    await flooded
    const { sent, queued, dropped } = logging.stats()
    expect(sent * SIZE).toBeLessThanOrEqual(RESPONSE + SIZE)
    expect(queued).toBeGreaterThanOrEqual(QUEUED - 1)
    expect(dropped.queue).toBe(RECORDS - sent - queued)

    release()
    await stream.until(() => stream.lines.some(({ id }) => id === 1))
    const first = Array.from({ length: sent }, (_, n) => n)
    const last = Array.from({ length: queued }, (_, n) => RECORDS - queued + n)
    expect(stream.numbers).toEqual([...first, ...last])
    expect(stream.from('mcp-log-bridge')).toEqual([`${dropped.queue} log messages dropped (queue)`])
    expect(stream.lines.at(-1)).toHaveProperty('id', 1)
  })

  test('of a call that ends holds what the queue held, and then its result', async () => {
    const logging = createClientLogging({ ...settings, responseWait: 50 })
    const { flood, flooded } = flooding(logging)
    const session = await open(logging, { flood })
    const stream = await session.call('flood', 1)
    await flooded
    while (logging.stats().queued > 0) await turn()
    const { sent, dropped } = logging.stats()
    expect(sent * SIZE).toBeLessThanOrEqual(RESPONSE + (QUEUED + 3) * SIZE)
    await stream.until(() => stream.lines.some(({ id }) => id === 1))
    expect(stream.numbers).toHaveLength(RECORDS - dropped.queue)
    expect(stream.numbers.at(-1)).toBe(RECORDS - 1)
  })

  test('holds up no other of the same client', async () => {
    const logging = createClientLogging(settings)
    const { flood, flooded, released } = flooding(logging)
    const session = await open(logging, {
      flood: () => flood().then(() => released),
      work: async () => {
        for (let n = 0; n < 300; n++) {
          logging.logger('work').info(`${n} `.padEnd(SIZE, '.'))
          if (n % 10 === 9) await turn()
        }
      },
    })
    const stalled = await session.call('flood', 1)
    await flooded
    const stream = await session.call('work', 2)
    await stream.until(() => stream.lines.some(({ id }) => id === 2))
    expect(stream.from('work').map((data) => Number.parseInt(data, 10))).toEqual(
      Array.from({ length: 300 }, (_, n) => n),
    )
    expect(stalled.lines).toEqual([])
  })
})

test.each(['v1', 'v2'] as const)('%s, a standalone stream that is not read holds a bounded amount', async (sdk) => {
  const logging = createClientLogging(settings)
  const { flood } = flooding(logging)
  const session = await SESSIONS[sdk](logging, { work: () => {} })
  const stream = await session.get()
  await flood()
  const { sent, queued, dropped } = logging.stats()
  expect(sent * SIZE).toBeLessThanOrEqual(RESPONSE + SIZE)
  await stream.until(() => stream.numbers.at(-1) === RECORDS - 1)
  expect(stream.numbers).toHaveLength(sent + queued)
  const told = await session.call('work', 2)
  await told.until(() => told.lines.some(({ id }) => id === 2))
  expect(told.from('mcp-log-bridge')).toEqual([`${dropped.queue} log messages dropped (queue)`])
})
