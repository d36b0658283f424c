import { StreamableHTTPClientTransport as V2HttpClientTransport } from '@modelcontextprotocol/client'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { McpServer as V1Server } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { McpServer as V2Server } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import type { RequestContext } from '../../src/index.js'
import { connectV1, connectV2, type TestClient } from './clients.js'
import { type HttpServer, v1Sse, v1Stateful, v1Stateless, v2Handler, v2Stateful } from './http.js'
import { JsonTransport } from './json-transport.js'

type Era = RequestContext['era']

/** The same server, written with each SDK. */
interface Servers {
  v1(): V1Server
  v2(): V2Server
}

/** A way in which an official client reaches an official server in this process. */
export interface WireSetup {
  readonly name: string
  readonly era: Era
  readonly http: boolean
  /** Whether the server has sessions. */
  readonly session: boolean
  open(servers: Servers): Promise<{ readonly client: TestClient; close(): Promise<void> }>
}

/** Sent over HTTP by every client, which authenticates it as Alice. */
const requestInit = { headers: { authorization: 'Bearer secret-token' } }

const LEGACY = { era: 'legacy', session: true } as const
const STATELESS = { era: 'legacy', session: false } as const
const MODERN = { era: 'modern', session: false } as const

function local(
  name: string,
  facts: Pick<WireSetup, 'era' | 'session'>,
  connect: (servers: Servers, far: JsonTransport) => Promise<unknown>,
): WireSetup {
  return {
    name,
    ...facts,
    http: false,
    async open(servers) {
      const [near, far] = JsonTransport.pair()
      await connect(servers, far)
      const client = facts.era === 'modern' ? await connectV2(near as never, 'modern') : await connectV1(near)
      return { client, close: () => client.close() }
    },
  }
}

function http(
  name: string,
  facts: Pick<WireSetup, 'era' | 'session'>,
  start: (servers: Servers) => Promise<HttpServer>,
  connect: (url: URL) => Promise<TestClient>,
): WireSetup {
  return {
    name,
    ...facts,
    http: true,
    async open(servers) {
      const server = await start(servers)
      const client = await connect(server.url)
      return {
        client,
        async close() {
          await client.close()
          await server.close()
        },
      }
    },
  }
}

const v1 = (url: URL): Promise<TestClient> =>
  connectV1(new StreamableHTTPClientTransport(url, { requestInit }) as never)
const sse = (url: URL): Promise<TestClient> => connectV1(new SSEClientTransport(url, { requestInit }))
const v2 =
  (era: Era) =>
  (url: URL): Promise<TestClient> =>
    connectV2(new V2HttpClientTransport(url, { requestInit }), era)

/** With the standalone stream that most clients never open. */
export const V1_HTTP_WITH_STREAM = http(
  'v1 HTTP with a GET stream',
  LEGACY,
  ({ v1 }) => v1Stateful(v1, { get: true }),
  v1,
)

/** Both SDKs, every era and transport. */
export const WIRES: readonly WireSetup[] = [
  local('v1', LEGACY, (servers, far) => servers.v1().connect(far)),
  local('v2', LEGACY, (servers, far) => servers.v2().connect(far as never)),
  local('v2 serveStdio, legacy', LEGACY, async (servers, far) => serveStdio(servers.v2, { transport: far as never })),
  local('v2 serveStdio, modern', MODERN, async (servers, far) => serveStdio(servers.v2, { transport: far as never })),
  http('v1 HTTP', LEGACY, ({ v1 }) => v1Stateful(v1, { get: false }), v1),
  http('v1 stateless HTTP', STATELESS, ({ v1 }) => v1Stateless(v1), v1),
  http('v1 SSE', LEGACY, ({ v1 }) => v1Sse(v1), sse),
  http('v2 HTTP', LEGACY, ({ v2 }) => v2Stateful(v2, { get: false }), v2('legacy')),
  http('v2 handler, legacy', STATELESS, ({ v2 }) => v2Handler(v2), v2('legacy')),
  http('v2 handler, modern', MODERN, ({ v2 }) => v2Handler(v2), v2('modern')),
]
