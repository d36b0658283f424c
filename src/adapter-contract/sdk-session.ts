import type { McpLevel } from '../levels/mcp-level.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import { JsonTransport, type Message } from './json-transport.js'

/** A log message as it arrived at a client. */
export interface Received {
  readonly level: McpLevel
  readonly logger?: string
  readonly data: unknown
  /** The call whose request it was sent for. */
  readonly call: string | undefined
}

/** A client and a server of an official SDK. */
export interface Session {
  /** Runs work in a tool call; resolves with what the client has received by the time of the result. */
  during(work: () => unknown, call?: string): Promise<Received[]>
  /** What has arrived since the last call. */
  late(): Promise<Received[]>
  /** Sets the level that the client asks for; `undefined`, which is for 2026-07-28 and later, asks for nothing. */
  setLevel(level: McpLevel | undefined): Promise<void>
  close(): Promise<void>
}

/** An SDK and a protocol era. */
export interface SdkSetup {
  readonly name: string
  readonly era: 'legacy' | 'modern'
  /** @param attach called with the server before it connects */
  open(attach: (server: AttachableServer) => void): Promise<Session>
}

/** The methods that the clients of both SDKs share. */
interface Connected {
  callTool(params: { name: string; arguments: { call: string }; _meta?: Record<string, unknown> }): Promise<unknown>
  setLoggingLevel(level: McpLevel): Promise<unknown>
  close(): Promise<void>
}

type Handler = (request: {
  params: { arguments?: Record<string, unknown> | undefined }
}) => Promise<{ content: never[] }>
type Connect = (
  ends: readonly [JsonTransport, JsonTransport],
  attach: (server: AttachableServer) => void,
  handle: Handler,
) => Promise<Connected>

const INFO = { name: 'test-adapter', version: '1.0.0' }
const CAPABILITIES = { capabilities: { tools: {} } }
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'

/**
 * The eras of each SDK that is installed.
 *
 * @throws Error if none is
 */
export async function installedSetups(): Promise<readonly SdkSetup[]> {
  const [first, second] = await Promise.allSettled([v1(), v2()])
  const setups = [first, second].flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  if (setups.length > 0) return setups
  const names = '@modelcontextprotocol/sdk, or @modelcontextprotocol/server and @modelcontextprotocol/client'
  const cause = first.status === 'rejected' ? first.reason : undefined
  throw new Error(`An MCP SDK is needed to test an adapter: install ${names}`, { cause })
}

async function v1(): Promise<SdkSetup[]> {
  const { Server } = await import('@modelcontextprotocol/sdk/server/index.js')
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
  const { CallToolRequestSchema } = await import('@modelcontextprotocol/sdk/types.js')
  return [
    setup('SDK v1', 'legacy', async ([near, far], attach, handle) => {
      const server = new Server(INFO, CAPABILITIES)
      server.setRequestHandler(CallToolRequestSchema, handle)
      attach(server)
      await server.connect(far as never)
      const client = new Client(INFO)
      await client.connect(near as never)
      return client
    }),
  ]
}

async function v2(): Promise<SdkSetup[]> {
  const { Server } = await import('@modelcontextprotocol/server')
  const { serveStdio } = await import('@modelcontextprotocol/server/stdio')
  const { Client } = await import('@modelcontextprotocol/client')
  const connect =
    (mode: 'legacy' | { pin: '2026-07-28' }): Connect =>
    async ([near, far], attach, handle) => {
      const serve = (): InstanceType<typeof Server> => {
        const server = new Server(INFO, CAPABILITIES)
        server.setRequestHandler('tools/call', handle)
        attach(server)
        return server
      }
      if (mode === 'legacy') await serve().connect(far as never)
      else serveStdio(serve as never, { transport: far as never })
      const client = new Client(INFO, { versionNegotiation: { mode } })
      await client.connect(near as never)
      return client
    }
  return [
    setup('SDK v2, up to 2025-11-25', 'legacy', connect('legacy')),
    setup('SDK v2, 2026-07-28', 'modern', connect({ pin: '2026-07-28' })),
  ]
}

function setup(name: string, era: SdkSetup['era'], connect: Connect): SdkSetup {
  return {
    name,
    era,
    async open(attach) {
      const ends = JsonTransport.pair()
      const [near, far] = ends
      const works = new Map<string, () => unknown>()
      const calls = new Map<unknown, string>()
      let received: Received[] = []
      let asked: McpLevel | undefined = 'debug'
      far.watch = ({ id, params }) => {
        const { call } = (params?.arguments ?? {}) as { readonly call?: string }
        if (call !== undefined) calls.set(id, call)
      }
      near.watch = ({ method, params }: Message, request) => {
        if (method === 'notifications/message')
          received.push({ ...(params as never as Received), call: calls.get(request) })
      }
      const client = await connect(ends, attach, async ({ params }) => {
        await works.get(String(params.arguments?.call))?.()
        return { content: [] }
      })
      const session: Session = {
        async during(work, call = 'work') {
          let failed: { readonly cause: unknown } | undefined
          works.set(call, async () => {
            try {
              await work()
            } catch (cause) {
              failed = { cause }
            }
          })
          const meta = era === 'modern' && asked !== undefined && { _meta: { [LOG_LEVEL]: asked } }
          await client.callTool({ name: 'work', arguments: { call }, ...meta })
          if (failed !== undefined) throw failed.cause
          const all = received
          received = []
          return all
        },
        // The connection keeps the order: what was sent before the result of this call has arrived.
        late: () => session.during(() => {}, 'nothing'),
        async setLevel(level) {
          asked = level
          if (era === 'legacy' && level !== undefined) await client.setLoggingLevel(level)
        },
        close: () => client.close(),
      }
      await session.setLevel('debug')
      return session
    },
  }
}
