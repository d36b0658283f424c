import { EventEmitter } from 'node:events'
import { isFunction } from '../check.js'
import { Override } from './override.js'
import { type Found, type Maker, type SdkServer, type ServerSource, sourceOf } from './server-source.js'

interface FastMcpSession {
  readonly server: SdkServer
  connect(transport: never): Promise<void>
}

/** A `FastMCP` of the package `fastmcp`, which creates an SDK server for each session. */
interface FastMcpServer {
  readonly sessions: readonly FastMcpSession[]
  start(options?: never): Promise<void>
  stop(): Promise<void>
}

/** The class `FastMCPSession` of the package `fastmcp`. */
type FastMcpSessionClass = abstract new (...args: never) => FastMcpSession

/** An `MCPServer` of the package `mcp-framework`, which creates an SDK server for each transport or session. */
interface McpFrameworkServer {
  readonly IsRunning: boolean
  start(): Promise<void>
  stop(): Promise<void>
}

/** A server of a framework that creates the SDK's servers itself. */
export type FrameworkServer = FastMcpServer | FastMcpSessionClass | McpFrameworkServer

/** @returns `undefined` if it is not a framework's server */
export function serversOf(framework: unknown): ServerSource | undefined {
  if (isFastMcp(framework)) return sourceOf(framework, sessionsOfFastMcp)
  if (isSessionClass(framework)) return sourceOf(framework, sessionsOfClass)
  if (isMcpFramework(framework)) return sourceOf(framework, serversOfMcpFramework)
  return undefined
}

type Connected = (event: { readonly session: FastMcpSession }) => void

/** What of it is used beside. */
interface FastMcp extends FastMcpServer {
  on(event: 'connect', listener: Connected): unknown
  off(event: 'connect', listener: Connected): unknown
  /** From 4.20 on. */
  connect?(transport: never): Promise<FastMcpSession>
}

function isFastMcp(value: unknown): value is FastMcp {
  const { sessions, on, start } = (value ?? {}) as Partial<FastMcp>
  return Array.isArray(sessions) && isFunction(on) && isFunction(start)
}

function sessionsOfFastMcp(framework: FastMcp): Maker {
  return {
    present: () => framework.sessions.map(({ server }) => server),
    watch(found) {
      const connected: Connected = ({ session }) => found(session.server)
      framework.on('connect', connected)
      const undo = (['start', 'connect'] as const)
        .filter((key) => isFunction(framework[key]))
        .map((key) => foundAtOnce(framework, key, found))
      return () => {
        framework.off('connect', connected)
        for (const each of undo) each()
      }
    },
  }
}

/**
 * The event `connect` is emitted only once the client has been asked for its capabilities, on stdio up to 100 ms after its
 * `initialize`: by then it may have set its level and called tools. So the session is caught as soon as it is created.
 */
function foundAtOnce(framework: FastMcp, key: 'start' | 'connect', found: Found): () => void {
  const override = new Override(framework as Record<typeof key, (...args: never[]) => unknown>, key, (...args) => {
    const made: { readonly server?: { readonly setRequestHandler?: unknown } | null }[] = []
    const result = emittersOf(made, () => override.original.apply(framework, args))
    for (const { server } of made) if (isFunction(server?.setRequestHandler)) found(server as SdkServer)
    return result
  })
  return () => override.undo()
}

/** Nothing exposes a new session, but it is an emitter. `run` is synchronous, so no other code runs in between. */
function emittersOf<T>(made: object[], run: () => T): T {
  const emitters = EventEmitter as unknown as { init?(this: object, ...args: unknown[]): void }
  const { init } = emitters
  if (init === undefined) return run()
  emitters.init = function (...args) {
    made.push(this)
    init.apply(this, args)
  }
  try {
    return run()
  } finally {
    emitters.init = init
  }
}

function isSessionClass(value: unknown): value is FastMcpSessionClass {
  const prototype: unknown = typeof value === 'function' ? value.prototype : undefined
  return isFunction((prototype as SdkServer | undefined)?.connect) && Object.hasOwn(prototype as object, 'server')
}

/** All sessions of the process, including those of stateless servers, for which no event is emitted. */
function sessionsOfClass(sessions: FastMcpSessionClass): Maker {
  return {
    present: () => [],
    watch(found) {
      const override: Override<FastMcpSession, 'connect'> = new Override(
        sessions.prototype,
        'connect',
        function (this: FastMcpSession, transport) {
          found(this.server)
          return override.original.call(this, transport)
        },
      )
      return () => override.undo()
    },
  }
}

/** Private members of mcp-framework's server. */
interface McpFramework {
  readonly bindings: readonly { readonly sdkServer: SdkServer }[]
  /** Called with each server that it creates, before that connects. */
  setupHandlers(server: SdkServer): void
}

function isMcpFramework(value: unknown): value is McpFramework {
  const { bindings, setupHandlers } = (value ?? {}) as Partial<McpFramework>
  return Array.isArray(bindings) && isFunction(setupHandlers)
}

function serversOfMcpFramework(framework: McpFramework): Maker {
  return {
    present: () => framework.bindings.map(({ sdkServer }) => sdkServer),
    watch(found) {
      const override = new Override(framework, 'setupHandlers', (server) => {
        found(server)
        override.original.call(framework, server)
      })
      return () => override.undo()
    },
  }
}
