import { Writable } from 'node:stream'
import { StreamableHTTPClientTransport as V2HttpTransport } from '@modelcontextprotocol/client'
import type { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { multistream, pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import winston from 'winston'
import { forwardLogs } from '../../src/client/index.js'
import { type ClientLogging, createClientLogging, type McpLevel } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { connectV1, connectV2, LOG_LEVEL } from '../harness/clients.js'
import { v2Handler } from '../harness/http.js'
import { JsonTransport } from '../harness/json-transport.js'
import { legacySession, requestsOf } from '../harness/sessions.js'
import { v1Tools, v2Tools } from '../harness/tool-server.js'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const close of cleanup.splice(0).reverse()) await close()
})

const nowhere = { write() {} }

/** The local log is at `warn`; what clients get may be as verbose as `debug`. */
const LOGGERS = {
  pino: (logging: ClientLogging) => {
    const local = { level: 'warn', stream: nowhere } as const
    return pino({ level: 'debug' }, multistream([local, { level: 'debug', stream: mcpDestination({ logging }) }]))
  },
  winston: (logging: ClientLogging) => {
    const local = new winston.transports.Stream({ level: 'warn', stream: new Writable({ write() {} }) })
    return winston.createLogger({ level: 'debug', transports: [local, new McpTransport({ logging })] })
  },
}

async function gateway(kind: keyof typeof LOGGERS) {
  const logging = createClientLogging()
  const upstream = legacySession('v1')
  forwardLogs(upstream.client, LOGGERS[kind](logging), { relay: true })
  await upstream.connect()
  const client = upstream.client as V1Client
  const work = (): Promise<unknown> => client.request({ method: 'tools/list' }, anything as never).catch(() => {})
  const asked = (): unknown[] =>
    requestsOf(upstream.clientEnd, 'logging/setLevel').map(({ params }) => (params as { level: McpLevel }).level)
  const open = async () => {
    const [clientEnd, serverEnd] = JsonTransport.pair()
    await v1Tools(logging, { work }).connect(serverEnd)
    return connectV1(clientEnd)
  }
  return { logging, upstream, work, asked, open }
}

const anything = { parse: (data: unknown) => data, safeParse: (data: unknown) => ({ success: true, data }) }

describe.each(['pino', 'winston'] as const)('what a gateway asks of a server behind it, %s', (kind) => {
  test('the most verbose that its log or any of its clients wants, again as these come, change and go', async () => {
    const { asked, open } = await gateway(kind)
    // Before the first client: what it gets until it sets a level, since records wait for it.
    expect(asked()).toEqual(['info'])
    const one = await open()
    await one.callTool('work')
    expect(asked()).toEqual(['info'])
    await one.setLevel('error')
    await one.callTool('work')
    expect(asked()).toEqual(['info', 'warning'])
    const two = await open()
    await two.setLevel('debug')
    await one.callTool('work')
    expect(asked()).toEqual(['info', 'warning', 'debug'])
    await two.close()
    await one.callTool('work')
    await one.callTool('work')
    expect(asked()).toEqual(['info', 'warning', 'debug', 'warning'])
  })

  test('before the request for which it is asked', async () => {
    const { upstream, open } = await gateway(kind)
    const client = await open()
    await client.setLevel('debug')
    await client.callTool('work')
    const methods = upstream.clientEnd.lines.map((line) => JSON.parse(line).method)
    expect(methods.slice(-2)).toEqual(['logging/setLevel', 'tools/list'])
  })

  test('a client of 2026-07-28 by the level of its request', async () => {
    const { logging, work, asked } = await gateway(kind)
    const server = await v2Handler(() => v2Tools(logging, { work }))
    cleanup.push(server.close)
    const client = await connectV2(new V2HttpTransport(server.url), 'modern')
    cleanup.push(() => client.close())
    await client.callTool('work', {}, { [LOG_LEVEL]: 'debug' })
    expect(asked().at(-1)).toBe('debug')
    await client.callTool('work', {}, { [LOG_LEVEL]: 'alert' })
    expect(asked().at(-1)).toBe('warning')
  })
})
