import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import type { McpServer as V1Server } from '@modelcontextprotocol/sdk/server/mcp.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createMcpHandler, type McpServer as V2Server } from '@modelcontextprotocol/server'

export interface HttpServer {
  readonly url: URL
  /** Number of open standalone GET streams. */
  streams(): number
  close(): Promise<void>
}

/** The authenticated client, in the form of the SDKs. */
const ALICE = { token: 'secret-token', clientId: 'alice', scopes: ['read'], expiresAt: 4_000_000_000 }

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>

async function listen(handler: Handler): Promise<HttpServer> {
  const gets: ServerResponse[] = []
  const server: Server = createServer((request, response) => {
    if (request.method === 'GET') gets.push(response)
    // As set by a middleware that checks tokens.
    if (request.headers.authorization !== undefined) Object.assign(request, { auth: ALICE })
    handler(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: new URL(`http://127.0.0.1:${port}/mcp`),
    streams: () => gets.filter(({ headersSent, statusCode }) => headersSent && statusCode === 200).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface StatefulTransport {
  sessionId?: string | undefined
  handleRequest(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/**
 * One server and one transport for each session.
 *
 * @param get whether a client may open the standalone stream; most clients never do
 */
function stateful(
  open: (onSession: (id: string, transport: StatefulTransport) => void) => Promise<StatefulTransport>,
  get: boolean,
): Promise<HttpServer> {
  const sessions = new Map<string, StatefulTransport>()
  return listen(async (request, response) => {
    if (request.method === 'GET' && !get) return response.writeHead(405).end()
    const id = request.headers['mcp-session-id']
    const transport = sessions.get(String(id)) ?? (await open((session, each) => sessions.set(session, each)))
    return transport.handleRequest(request, response)
  })
}

interface HttpOptions {
  readonly get: boolean
  /** Whether responses are plain JSON, without a stream. */
  readonly json?: boolean
}

export function v1Stateful(create: () => V1Server, { get, json = false }: HttpOptions): Promise<HttpServer> {
  return stateful(async (onSession) => {
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: json,
      onsessioninitialized: (id) => onSession(id, transport),
    })
    await create().connect(transport as never)
    return transport
  }, get)
}

export function v2Stateful(create: () => V2Server, { get, json = false }: HttpOptions): Promise<HttpServer> {
  return stateful(async (onSession) => {
    const transport: NodeStreamableHTTPServerTransport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: json,
      onsessioninitialized: (id) => onSession(id, transport),
    })
    await create().connect(transport)
    return transport
  }, get)
}

/** A fresh server for each HTTP request. */
export function v1Stateless(create: () => V1Server): Promise<HttpServer> {
  return listen(async (request, response) => {
    if (request.method !== 'POST') return response.writeHead(405).end()
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined } as never)
    await create().connect(transport as never)
    return transport.handleRequest(request, response)
  })
}

export function v1Sse(create: () => V1Server): Promise<HttpServer> {
  const sessions = new Map<string, SSEServerTransport>()
  return listen(async (request, response) => {
    if (request.method === 'POST') {
      const id = new URL(request.url ?? '', 'http://localhost').searchParams.get('sessionId')
      return sessions.get(String(id))?.handlePostMessage(request, response)
    }
    const transport = new SSEServerTransport('/messages', response)
    sessions.set(transport.sessionId, transport)
    return create().connect(transport)
  })
}

/** The v2 entry point: a fresh server for each request, both eras. */
export function v2Handler(
  create: () => V2Server,
  options?: Parameters<typeof createMcpHandler>[1],
): Promise<HttpServer> {
  const handler = toNodeHandler(createMcpHandler(create, options))
  return listen((request, response) => handler(request as never, response as never))
}
