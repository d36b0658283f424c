import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { LogRecord } from '../record.js'
import type { Connection } from './connection.js'
import type { RequestId } from './message.js'
import type { OpenRequest } from './open-request.js'
import type { Outlet } from './outlet.js'
import { registry } from './registry.js'

/** What the running code belongs to, as far as MCP is concerned. */
export interface Scope {
  /** The client whose message is being handled. */
  readonly connection?: Connection
  /** The request being handled; absent while a notification or a response is. */
  readonly request?: OpenRequest
  /** Set while a log message is handed to a transport: what is logged then must not be sent the same way again. */
  readonly sending?: Outlet
  /** The hub that is telling the application of a fault: what is logged about it must not be sent by that hub. */
  readonly reporting?: object
  /** Set while a record that came from another MCP server is logged locally. */
  readonly received?: Received
  /** Set while something is written that is for the application's own log alone: a line of the request log. */
  readonly localOnly?: true
  /** The request to another server in whose sending this code was started. */
  readonly outgoing?: OutgoingRequest
}

/** A request of this process to another MCP server. */
export interface OutgoingRequest {
  readonly id: RequestId
  readonly method: string
  readonly tool: string | undefined
  /** What it was made for; without a connection it is this process's own. */
  readonly scope: Scope
}

export interface Received {
  /** The record as it came, if it may be sent on: then it goes on in place of the local one. */
  readonly relay: LogRecord | undefined
  /** `false` where nobody can tell whose call the record answers: then it is nobody's. */
  readonly originKnown?: boolean
}

/**
 * From now on scopes are kept. Without a hub nobody asks for them, and the mere use of AsyncLocalStorage makes every
 * promise of the process dearer: one that only forwards log messages does not pay for it.
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

/** From Node 24 on to make a context is dear and to enter one is cheap; before it is the other way round. */
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
