import { AsyncLocalStorage } from 'node:async_hooks'
import type { Delivery } from '../delivery/client-delivery.js'
import type { LogRecord } from '../record.js'
import type { Connection, Era, OpenRequest, RequestId } from './connection.js'

/** What the running code belongs to, as far as MCP is concerned. */
export interface Scope {
  /** The client whose message is being handled. */
  readonly connection?: Connection
  /** The request being handled; absent while a notification or a response is. */
  readonly request?: OpenRequest
  /** Set while a log message is handed to a transport: what is logged then must not be sent the same way again. */
  readonly sending?: Delivery
  /** The hub that is telling the application of a fault: what is logged about it must not be sent by that hub. */
  readonly reporting?: object
  /**
   * Set while a record that came from another MCP server is logged locally. It is not sent on, unless `relay` holds it
   * as it came: then that goes on in its place.
   */
  readonly received?: Received
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
  readonly relay: LogRecord | undefined
  /** `false` where nobody can tell whose call the record answers: then it is nobody's. */
  readonly originKnown?: boolean
}

const scopes = new AsyncLocalStorage<Scope>()

let isKeeping = false

/**
 * From now on scopes are kept. Without a hub nobody asks for them, and the mere use of AsyncLocalStorage makes every
 * promise of the process dearer: one that only forwards log messages does not pay for it.
 */
export function keepScopes(): void {
  isKeeping = true
}

/** Runs `work` and whatever it starts (timers, promises, callbacks) in `scope`. */
export function runInScope<A extends unknown[], R>(scope: Scope, work: (...args: A) => R, ...args: A): R {
  return isKeeping ? scopes.run(scope, work, ...args) : work(...args)
}

export function currentScope(): Scope | undefined {
  return scopes.getStore()
}

/** The MCP request that the calling code serves. */
export interface RequestContext {
  /** JSON-RPC id, unique within its session. */
  readonly id: RequestId
  /** For example `tools/call`. */
  readonly method: string
  /** Name of the tool or prompt, URI of the resource, or what is being completed. */
  readonly name: string | undefined
  /** Session of the transport; `undefined` on stdio and on stateless HTTP. */
  readonly sessionId: string | undefined
  /** `_meta` of the request as the client sent it: trace context, progress token, log level. */
  readonly meta: Readonly<Record<string, unknown>>
  /** `legacy`: revisions up to 2025-11-25, with an initialize handshake. `modern`: from 2026-07-28 on. */
  readonly era: Era
}

/**
 * The request that the calling code serves, found through `AsyncLocalStorage`; `undefined` outside of any request, or
 * when the server was not attached. Still the same one in work that outlives its request.
 */
export function currentRequest(): RequestContext | undefined {
  return currentScope()?.request?.context
}

/**
 * {@link currentRequest} as flat fields for a pino `mixin` or a winston format: `requestId`, `method`, `sessionId`, and
 * `tool`, `prompt` or `resource`. Empty outside of any request.
 */
export function requestFields(): Record<string, string | number> {
  const request = currentRequest()
  if (request === undefined) return {}
  const fields: Record<string, string | number> = { requestId: request.id, method: request.method }
  if (request.sessionId !== undefined) fields.sessionId = request.sessionId
  const kind = KINDS[request.method]
  if (kind !== undefined && request.name !== undefined) fields[kind] = request.name
  return fields
}

const KINDS: Readonly<Record<string, string>> = {
  'tools/call': 'tool',
  'prompts/get': 'prompt',
  'resources/read': 'resource',
}
