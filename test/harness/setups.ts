import { StreamableHTTPClientTransport as V2HttpClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport as V2StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { ClientLogging, RequestContext } from '../../src/index.js'
import { createV1Server } from '../fixtures/app/v1-server.js'
import { createV2Server } from '../fixtures/app/v2-server.js'
import { connectV1, connectV2, type TestClient } from './clients.js'
import { type HttpServer, v1Sse, v1Stateful, v1Stateless, v2Handler, v2Stateful } from './http.js'

type Era = RequestContext['era']

/** The application, with the logger it was written for. */
export interface App {
  readonly kind: 'winston' | 'pino'
  readonly placeOrder: () => Promise<void>
  readonly logging: ClientLogging
}

export interface Setup {
  readonly era: Era
  /** Whether `logging/setLevel` holds for what comes after: a stateless server forgets. */
  readonly session: boolean
  readonly http: boolean
  open(app: App): Promise<{ readonly client: TestClient; close(): Promise<void> }>
}

const stdio = (sdk: 'v1' | 'v2', era: Era): Setup => ({
  era,
  session: era === 'legacy',
  http: false,
  async open({ kind }) {
    const options = { command: process.execPath, args: [`test/fixtures/${sdk}-stdio-server.js`, kind] }
    const client =
      sdk === 'v1'
        ? await connectV1(new StdioClientTransport(options))
        : await connectV2(new V2StdioClientTransport(options), era)
    return { client, close: () => client.close() }
  },
})

const http = (
  facts: { era: Era; session: boolean },
  start: (app: App) => Promise<HttpServer>,
  connect: (url: URL) => Promise<TestClient>,
): Setup => ({
  ...facts,
  http: true,
  async open(app) {
    const server = await start(app)
    const client = await connect(server.url)
    return {
      client,
      async close() {
        await client.close()
        await server.close()
      },
    }
  },
})

const v1Http = (url: URL): Promise<TestClient> => connectV1(new StreamableHTTPClientTransport(url) as never)
const v1SseClient = (url: URL): Promise<TestClient> => connectV1(new SSEClientTransport(url))
const v2Http =
  (era: Era) =>
  (url: URL): Promise<TestClient> =>
    connectV2(new V2HttpClientTransport(url), era)

const LEGACY_SESSION = { era: 'legacy', session: true } as const
const LEGACY_STATELESS = { era: 'legacy', session: false } as const
const MODERN = { era: 'modern', session: false } as const

/** Every way in which the official SDKs serve a client. */
export const SETUPS: Readonly<Record<string, Setup>> = {
  'v1 stdio': stdio('v1', 'legacy'),
  'v1 HTTP': http(LEGACY_SESSION, (app) => v1Stateful(() => createV1Server(app), { get: false }), v1Http),
  'v1 HTTP with a GET stream': http(
    LEGACY_SESSION,
    (app) => v1Stateful(() => createV1Server(app), { get: true }),
    v1Http,
  ),
  'v1 stateless HTTP': http(LEGACY_STATELESS, (app) => v1Stateless(() => createV1Server(app)), v1Http),
  'v1 SSE': http(LEGACY_SESSION, (app) => v1Sse(() => createV1Server(app)), v1SseClient),
  'v2 stdio, legacy': stdio('v2', 'legacy'),
  'v2 stdio, modern': stdio('v2', 'modern'),
  'v2 handler, legacy': http(LEGACY_STATELESS, (app) => v2Handler(() => createV2Server(app)), v2Http('legacy')),
  'v2 handler, modern': http(MODERN, (app) => v2Handler(() => createV2Server(app)), v2Http('modern')),
  'v2 HTTP': http(LEGACY_SESSION, (app) => v2Stateful(() => createV2Server(app), { get: false }), v2Http('legacy')),
}
