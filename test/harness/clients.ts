import { Client as V2Client, type Transport as V2Transport } from '@modelcontextprotocol/client'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { Transport as V1Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import type { McpLevel } from '../../src/index.js'

/** A log message as the official client passes it to its application. */
export interface Received {
  readonly level: McpLevel
  readonly logger?: string | undefined
  readonly data: unknown
}

/** The four kinds of request that run application code. */
export const REQUESTS = ['tool', 'resource', 'prompt', 'completion'] as const
type RequestKind = (typeof REQUESTS)[number]

/** An official client, whichever SDK it comes from. */
export interface TestClient {
  /** In order of arrival, including results as `result`. */
  readonly events: (Received | 'result')[]
  readonly received: readonly Received[]
  /** @param level for the modern era: the log level that the request asks for */
  request(kind: RequestKind, level?: McpLevel): Promise<void>
  callTool(
    name: string,
    args?: Record<string, unknown>,
    meta?: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<unknown>
  /** Calls a tool and asks for its progress, read from the transport: v1's client loses what comes right before the result. */
  follow(name: string, onprogress: (progress: object) => void): Promise<unknown>
  setLevel(level: McpLevel): Promise<unknown>
  /** Sends any request unchanged. */
  raw(method: string, params: Record<string, unknown>): Promise<unknown>
  serverCapabilities(): object | undefined
  close(): Promise<void>
}

export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'

const REF = { type: 'ref/prompt', name: 'greet' } as const
const COMPLETION = { ref: REF, argument: { name: 'customer', value: 'a' } }

abstract class Recorder {
  readonly events: (Received | 'result')[] = []

  get received(): readonly Received[] {
    return this.events.filter((each) => each !== 'result')
  }

  protected async finish(result: Promise<unknown>): Promise<void> {
    await result
    this.events.push('result')
  }
}

const metaOf = (level: McpLevel | undefined): { _meta?: Record<string, unknown> } =>
  level === undefined ? {} : { _meta: { [LOG_LEVEL]: level } }

interface Watchable {
  onmessage?: ((message: never, extra?: never) => void) | undefined
}

function watchProgress(transport: Watchable | undefined, told: (progress: object) => void): void {
  const onmessage = transport?.onmessage
  if (transport === undefined || onmessage === undefined) throw new Error('Not connected')
  transport.onmessage = (message: { method?: string; params?: { progressToken?: unknown } }, extra) => {
    const { progressToken, ...progress } = message.params ?? {}
    if (message.method === 'notifications/progress') told(progress)
    onmessage(message as never, extra)
  }
}

class V1TestClient extends Recorder implements TestClient {
  constructor(readonly client: V1Client) {
    super()
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
      this.events.push(params)
    })
  }

  request(kind: RequestKind): Promise<void> {
    const { client } = this
    const requests = {
      tool: () => client.callTool({ name: 'order' }),
      resource: () => client.readResource({ uri: 'shop://stock' }),
      prompt: () => client.getPrompt({ name: 'greet', arguments: { customer: 'ada' } }),
      completion: () => client.complete(COMPLETION),
    }
    return this.finish(requests[kind]())
  }

  callTool(
    name: string,
    args: Record<string, unknown> = {},
    meta?: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const params = { name, arguments: args, ...(meta && { _meta: meta }) }
    return this.client.callTool(params, undefined, signal && { signal })
  }

  follow(name: string, onprogress: (progress: object) => void): Promise<unknown> {
    watchProgress(this.client.transport, onprogress)
    return this.client.callTool({ name, arguments: {} }, undefined, { onprogress: () => {} })
  }

  setLevel(level: McpLevel): Promise<unknown> {
    return this.client.setLoggingLevel(level)
  }

  raw(method: string, params: Record<string, unknown>): Promise<unknown> {
    const result = { parse: (data: unknown) => data, safeParse: (data: unknown) => ({ success: true, data }) }
    return this.client.request({ method, params } as never, result as never)
  }

  serverCapabilities(): object | undefined {
    return this.client.getServerCapabilities()
  }

  close(): Promise<void> {
    return this.client.close()
  }
}

class V2TestClient extends Recorder implements TestClient {
  constructor(readonly client: V2Client) {
    super()
    client.setNotificationHandler('notifications/message', ({ params }) => {
      this.events.push(params)
    })
  }

  request(kind: RequestKind, level?: McpLevel): Promise<void> {
    const { client } = this
    const meta = metaOf(level)
    const requests = {
      tool: () => client.callTool({ name: 'order', ...meta }),
      resource: () => client.readResource({ uri: 'shop://stock', ...meta }),
      prompt: () => client.getPrompt({ name: 'greet', arguments: { customer: 'ada' }, ...meta }),
      completion: () => client.complete({ ...COMPLETION, ...meta }),
    }
    return this.finish(requests[kind]())
  }

  callTool(
    name: string,
    args: Record<string, unknown> = {},
    meta?: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const params = { name, arguments: args, ...(meta && { _meta: meta }) }
    return this.client.callTool(params, signal && { signal })
  }

  follow(name: string, onprogress: (progress: object) => void): Promise<unknown> {
    watchProgress(this.client.transport, onprogress)
    return this.client.callTool({ name, arguments: {} }, { onprogress: () => {} })
  }

  setLevel(level: McpLevel): Promise<unknown> {
    return this.client.setLoggingLevel(level)
  }

  raw(method: string, params: Record<string, unknown>): Promise<unknown> {
    const anything = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } }
    return this.client.request({ method, params } as never, anything as never)
  }

  serverCapabilities(): object | undefined {
    return this.client.getServerCapabilities()
  }

  close(): Promise<void> {
    return this.client.close()
  }
}

export async function connectV1(transport: V1Transport): Promise<TestClient> {
  const client = new V1TestClient(new V1Client({ name: 'test', version: '1.0.0' }))
  await client.client.connect(transport)
  return client
}

export async function connectV2(transport: V2Transport, era: 'legacy' | 'modern'): Promise<TestClient> {
  const mode = era === 'modern' ? ({ pin: '2026-07-28' } as const) : 'legacy'
  const client = new V2TestClient(new V2Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } }))
  await client.client.connect(transport)
  return client
}
