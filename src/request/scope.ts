import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { LogRecord } from '../record.js'
import type { Connection } from './connection.js'
import type { RequestId } from './message.js'
import type { OpenRequest } from './open-request.js'
import type { Outlet } from './outlet.js'
import { registry } from './registry.js'

/** The client and request that the running code serves. */
export interface Scope {
  /** The client whose message is being handled. */
  readonly connection?: Connection
  /** The request being handled; absent while a notification or a response is handled. */
  readonly request?: OpenRequest
  /** Set while a log message is passed to a transport: what the transport logs must not be sent through it. */
  readonly sending?: Outlet
  /** The hub that is reporting a fault to the application: what that logs must not be sent by the same hub. */
  readonly reporting?: object
  /** Set while a record that came from another MCP server is logged locally. */
  readonly received?: Received
  /** Set while a line is written that is for the application's own log only, such as the request log. */
  readonly localOnly?: true
  /** The request to another server whose sending started this code. */
  readonly outgoing?: OutgoingRequest
}

/** A request of this process to another MCP server. */
export interface OutgoingRequest {
  readonly id: RequestId
  readonly method: string
  readonly tool: string | undefined
  /** The scope that it was made in; without a connection it is the process's own request. */
  readonly scope: Scope
}

export interface Received {
  /** The record as received, if it may be relayed: then it is sent instead of the local one. */
  readonly relay: LogRecord | undefined
  /** `false` if the call that the record is for is unknown: then nobody gets it. */
  readonly originKnown?: boolean
}

/**
 * Begins to track scopes. Without a hub they are not needed, and AsyncLocalStorage makes every promise of the process more
 * expensive: a process that only forwards log messages does not pay for it.
 */
export function keepScopes(): void {
  registry.keepsScopes = true
}

/** Runs `work` and whatever it starts (timers, promises, callbacks) in `scope`. */
export function runInScope<A extends unknown[], R>(scope: Scope, work: (...args: A) => R, ...args: A): R {
  return registry.keepsScopes ? registry.scopes.run(scope, work, ...args) : work(...args)
}

/** Runs something in a scope, as {@link runInScope}. */
export type Enter = <A extends unknown[], R>(work: (...args: A) => R, ...args: A) => R

/** From Node 24 on, creating a context is expensive and entering it is cheap; before, it is the other way round. */
const HAS_CONTEXT_FRAMES = Number(process.versions.node.split('.')[0]) >= 24
const atRoot = AsyncLocalStorage.snapshot()

/** For a scope that is entered again and again. Whether the caller's other contexts are seen in it is left open. */
export function entryTo(scope: Scope): Enter {
  if (!registry.keepsScopes || !HAS_CONTEXT_FRAMES) return (work, ...args) => runInScope(scope, work, ...args)
  const inside = atRoot(() => registry.scopes.run(scope, () => new AsyncResource('mcp-log-bridge.scope')))
  return (work, ...args) => inside.runInAsyncScope(work, undefined, ...args)
}

export function currentScope(): Scope | undefined {
  return registry.scopes.getStore() as Scope | undefined
}
