import { Client as V2Client } from '@modelcontextprotocol/client'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { Server as V1Server } from '@modelcontextprotocol/sdk/server/index.js'
import { Server as V2Server } from '@modelcontextprotocol/server'
import { JsonTransport } from './json-transport.js'

export interface LegacySession {
  readonly client: V1Client | V2Client
  readonly server: V1Server | V2Server
  readonly clientEnd: JsonTransport
  readonly serverEnd: JsonTransport
  connect(): Promise<void>
  /** Sends a log message beneath the server's SDK, unchanged. */
  send(params: unknown): void
  /** Resolves once everything sent so far has arrived. */
  arrived(): Promise<unknown>
}

const INFO = { name: 'test', version: '1.0.0' }

/** An official client and an official server of the 2025 era, not connected yet, on a transport that serialises. */
export function legacySession(
  sdk: 'v1' | 'v2',
  { name = 'weather', logging = true }: { readonly name?: string; readonly logging?: boolean } = {},
): LegacySession {
  const [clientEnd, serverEnd] = JsonTransport.pair()
  const client = sdk === 'v1' ? new V1Client(INFO) : new V2Client(INFO, { versionNegotiation: { mode: 'legacy' } })
  const options = { capabilities: logging ? { logging: {} } : {} }
  const server = new (sdk === 'v1' ? V1Server : V2Server)({ name, version: '1.0.0' }, options)
  return {
    client,
    server,
    clientEnd,
    serverEnd,
    async connect() {
      await server.connect(serverEnd as never)
      await client.connect(clientEnd as never)
    },
    send(params) {
      serverEnd.send({ jsonrpc: '2.0', method: 'notifications/message', params } as never).catch(() => {})
    },
    arrived: () => client.ping(),
  }
}

/** Requests that a client has sent, by method. */
export function requestsOf({ lines }: JsonTransport, method: string): readonly Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line)).filter((message) => message.method === method)
}
