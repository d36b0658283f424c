import type { McpLevel } from '../levels/mcp-level.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import { type Message, TestTransport } from './test-transport.js'

/** A log message as it arrived at a client. */
export interface Received {
  readonly level: McpLevel
  readonly logger?: string
  readonly data: unknown
  /** Name of the call for whose request it was sent. */
  readonly call: string | undefined
}

/** A client and a server of an official SDK. */
export interface Session {
  /** Runs work in a tool, and gives what the client has received by its result. */
  during(work: () => unknown, call?: string): Promise<Received[]>
  /** What has arrived since. */
  rest(): Promise<Received[]>
  /** What the client asks for from now on; `undefined` only from 2026-07-28 on, where it asks for nothing then. */
  setLevel(level: McpLevel | undefined): Promise<void>
  close(): Promise<void>
}

/** A way in which official clients and servers speak. */
export interface Wire {
  readonly name: string
  readonly era: 'legacy' | 'modern'
  /** @param attach called with the server before it is connected */
  open(attach: (server: AttachableServer) => void): Promise<Session>
}

/** What a session needs of an SDK. */
interface Connected {
  callTool(params: { name: string; arguments: { call: string }; _meta?: Record<string, unknown> }): Promise<unknown>
  setLoggingLevel(level: McpLevel): Promise<unknown>
  close(): Promise<void>
}

type Handler = (request: {
  params: { arguments?: Record<string, unknown> | undefined }
}) => Promise<{ content: never[] }>
type Connect = (
  ends: readonly [TestTransport, TestTransport],
  attach: (server: AttachableServer) => void,
  handle: Handler,
) => Promise<Connected>

const INFO = { name: 'test-adapter', version: '1.0.0' }
const CAPABILITIES = { capabilities: { tools: {} } }
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'

/**
 * Of each SDK that is installed.
 *
 * @throws Error if none is
 */
export async function installedWires(): Promise<readonly Wire[]> {
  const [first, second] = await Promise.allSettled([v1(), v2()])
  const wires = [first, second].flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
  if (wires.length > 0) return wires
  const names = '@modelcontextprotocol/sdk, or @modelcontextprotocol/server and @modelcontextprotocol/client'
  const cause = first.status === 'rejected' ? first.reason : undefined
  throw new Error(`An MCP SDK is needed to test an adapter: install ${names}`, { cause })
}

async function v1(): Promise<Wire[]> {
  const { Server } = await import('@modelcontextprotocol/sdk/server/index.js')
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js')
  const { CallToolRequestSchema } = await import('@modelcontextprotocol/sdk/types.js')
  return [
    wire('SDK v1', 'legacy', async ([near, far], attach, handle) => {
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

async function v2(): Promise<Wire[]> {
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
    wire('SDK v2, up to 2025-11-25', 'legacy', connect('legacy')),
    wire('SDK v2, 2026-07-28', 'modern', connect({ pin: '2026-07-28' })),
  ]
}

function wire(name: string, era: Wire['era'], connect: Connect): Wire {
  return {
    name,
    era,
    async open(attach) {
      const ends = TestTransport.pair()
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
        // One connection, one order: what was sent before has come before.
        rest: () => session.during(() => {}, 'nothing'),
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
