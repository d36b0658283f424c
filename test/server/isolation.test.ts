import { Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { StreamableHTTPClientTransport as V2HttpClientTransport } from '@modelcontextprotocol/client'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import winston from 'winston'
import { type ClientLogging, createClientLogging } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { connectV1, connectV2, LOG_LEVEL, type TestClient } from '../harness/clients.js'
import { type HttpServer, v1Stateful, v2Handler } from '../harness/http.js'
import { v1Tools, v2Tools, type Work } from '../harness/tool-server.js'

// One logger for the whole process, 200 sessions that log through it at the same time.

const SESSIONS = 200
const RECORDS = 20

/** Milliseconds that the sibling transport takes for each record: enough to keep winston's own queue full throughout. */
const SLOW = 5

const logging = createClientLogging({ rateLimit: false })

/** winston puts records aside while any of its transports is slow, and loses the async context of those it put aside. */
function slowSibling(): winston.transport {
  const stream = new Writable({
    objectMode: true,
    write: (_info, _encoding, done) => {
      setTimeout(done, SLOW).unref()
    },
  })
  return new winston.transports.Stream({ stream })
}

const slow = new winston.transports.Stream({ stream: new Writable({ write: (_chunk, _encoding, done) => done() }) })
slow.log = (_info: unknown, next: () => void) => {
  setTimeout(next, SLOW).unref()
}

const winstonLogger = winston.createLogger({
  format: winston.format.combine(winston.format.errors(), winston.format.timestamp(), winston.format.json()),
  transports: [slow, slowSibling(), new McpTransport({ logging })],
})
const pinoLogger = pino(mcpDestination({ logging }))

/** Twenty records in every form that a logger takes, each with the tag of its session. */
const FORMS: Readonly<Record<'winston' | 'pino', readonly ((tag: string, index: number) => void)[]>> = {
  winston: [
    (tag, index) => winstonLogger.info(`${tag} ${index}`, { tag, index }),
    (tag, index) => winstonLogger.log({ level: 'info', message: `${tag} ${index}`, tag, index }),
    (tag, index) => winstonLogger.log('warn', `${tag} ${index}`, { tag, index }),
    (tag, index) => winstonLogger.child({ tag }).info(`${tag} ${index}`, { index }),
    (tag, index) => winstonLogger.child({ tag }).child({ index }).warn(`${tag} ${index}`),
    (tag, index) => winstonLogger.error(Object.assign(new Error(`${tag} ${index}`), { tag, index })),
    (tag, index) => winstonLogger.error(`${tag} ${index}`, { err: new Error('inner'), tag, index }),
  ],
  pino: [
    (tag, index) => pinoLogger.info({ tag, index }, `${tag} ${index}`),
    (tag, index) => pinoLogger.child({ tag }).info({ index }, `${tag} ${index}`),
    (tag, index) => pinoLogger.child({ tag }).child({ index }).warn(`${tag} ${index}`),
    (tag, index) => pinoLogger.error(Object.assign(new Error(`${tag} ${index}`), { tag, index })),
    (tag, index) => pinoLogger.error({ err: new Error('inner'), tag, index }, `${tag} ${index}`),
  ],
}

function chatty(kind: 'winston' | 'pino'): Work {
  const forms = FORMS[kind]
  return async ({ tag }) => {
    for (let index = 0; index < RECORDS; index++) {
      forms[index % forms.length]?.(tag, index)
      if (index % 3 === 0) await turn()
    }
  }
}

const tools = { winston: chatty('winston'), pino: chatty('pino') }

const ERAS: Readonly<Record<string, readonly [() => Promise<HttpServer>, (url: URL) => Promise<TestClient>]>> = {
  legacy: [
    () => v1Stateful(() => v1Tools(logging, tools), { get: false }),
    (url) => connectV1(new StreamableHTTPClientTransport(url) as never),
  ],
  modern: [
    () => v2Handler(() => v2Tools(logging, tools)),
    (url) => connectV2(new V2HttpClientTransport(url), 'modern'),
  ],
}

describe.each(Object.entries(ERAS))(
  '%s era, %i sessions at once'.replace('%i', String(SESSIONS)),
  (_, [start, connect]) => {
    let server: HttpServer
    let clients: TestClient[]

    beforeAll(async () => {
      server = await start()
      clients = await Promise.all(Array.from({ length: SESSIONS }, () => connect(server.url)))
    })

    afterAll(async () => {
      await Promise.all(clients.map((client) => client.close()))
      await server.close()
    })

    test.each(['winston', 'pino'] as const)(
      '%s: each session gets its own records, all of them, in order',
      async (kind) => {
        for (const client of clients) client.events.length = 0
        await Promise.all(
          clients.map((client, session) => client.callTool(kind, { tag: `s${session}` }, { [LOG_LEVEL]: 'debug' })),
        )
        const expected = Array.from({ length: RECORDS }, (__, index) => index)
        let [wrong, lost] = [0, 0]
        for (const [session, client] of clients.entries()) {
          const texts = client.received.map(({ data }) => (data as { message: string }).message)
          const mine = texts.filter((text) => text.startsWith(`s${session} `))
          wrong += texts.length - mine.length
          lost += RECORDS - mine.length
          expect(mine.map((text) => Number(text.split(' ')[1]))).toEqual(expected)
        }
        expect({ wrong, lost }).toEqual({ wrong: 0, lost: 0 })
      },
    )
  },
)

test('nothing was dropped on the way', () => {
  const { accepted, sent } = (logging as ClientLogging).stats()
  expect({ accepted, sent }).toEqual({ accepted: SESSIONS * RECORDS * 4, sent: SESSIONS * RECORDS * 4 })
})

test('a burst of 1,000 records reaches each of 10 sessions before its result', async () => {
  const bursts = createClientLogging()
  const log = pino(mcpDestination({ logging: bursts }))
  const work = (): void => {
    for (let index = 0; index < 1000; index++) log.info({ index }, 'burst')
  }
  const server = await v1Stateful(() => v1Tools(bursts, { work }), { get: false })
  const clients = await Promise.all(
    Array.from({ length: 10 }, () => connectV1(new StreamableHTTPClientTransport(server.url) as never)),
  )
  const indexes = Array.from({ length: 1000 }, (_, index) => index)
  await Promise.all(
    clients.map(async (client) => {
      await client.callTool('work')
      expect(client.received.map(({ data }) => (data as { index: number }).index)).toEqual(indexes)
    }),
  )
  expect(bursts.stats()).toMatchObject({ accepted: 10_000, sent: 10_000 })
  await Promise.all(clients.map((client) => client.close()))
  await server.close()
})
