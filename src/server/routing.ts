import type { DropReason } from '../delivery/stats.js'
import type { Connection } from '../request/connection.js'
import type { OpenRequest } from '../request/open-request.js'
import type { Outlet } from '../request/outlet.js'
import type { Scope } from '../request/scope.js'

/** The options that decide who gets a record. */
export interface RoutingOptions {
  /** Severity from which a legacy client gets records before it calls `logging/setLevel`. */
  readonly untilSet: number
  readonly background: 'local' | 'all' | 'none'
  readonly afterResponse: 'local' | 'session' | 'none'
}

/** A client that records can be sent to. */
export interface Client extends Outlet {
  readonly connection: Connection
}

/** What routing has to know of a hub. */
export interface RoutingState<C extends Client> {
  readonly closed: boolean
  readonly options: RoutingOptions
  /** Clients that have told which protocol they speak. */
  clients(): Iterable<C>
  /** Those of them without HTTP. */
  localClients(): readonly C[]
  /** Whether records wait for the first client. */
  readonly isWaiting: boolean
}

/** Where a record goes: to one client, to several, to wait for the first one; or why it goes nowhere. */
export type Route<C> = C | readonly C[] | typeof BEFORE_CONNECT | DropReason

export const BEFORE_CONNECT = 'before-connect'

/**
 * Who gets a record: the table of docs/who-gets-a-record.md as one function, which reads its arguments only. Everything that can drop a
 * record is asked here before anything is spent on it.
 *
 * @param severity of the record's level
 * @param scope in which it is logged
 */
export function routeOf<C extends Client>(severity: number, scope: Scope | undefined, hub: RoutingState<C>): Route<C> {
  if (hub.closed) return 'closed'
  if (scope === undefined) return outsideOfSessions(severity, undefined, hub)
  if (scope.localOnly) return 'local-only'
  const { received, sending, connection } = scope
  if (received === undefined) {
    // What a transport logs while it takes a record would be its next one, and so on.
    if (sending !== undefined || scope.reporting === hub) return 'feedback'
  } else {
    if (received.relay === undefined) return 'received'
    if (received.originKnown === false) return 'unknown-origin'
  }
  if (connection === undefined) return outsideOfSessions(severity, sending, hub)
  return inSession(severity, connection, scope.request, hub)
}

function inSession<C extends Client>(
  severity: number,
  connection: Connection,
  request: OpenRequest | undefined,
  hub: RoutingState<C>,
): Route<C> {
  const { options } = hub
  const client = connection.outletOf(hub) as C | undefined
  if (client === undefined) return connection.closed ? 'closed' : 'no-client'
  const refusal = refusalOf(severity, connection, request, options)
  if (refusal !== undefined) return refusal
  // In a notification handler, which no response ends.
  if (request === undefined) return options.background === 'none' ? 'no-client' : client
  if (request.state !== 'ended') return client
  // What was made in this request, a worker or a timer, may serve other sessions by now.
  if (options.afterResponse === 'session') return client
  if (options.afterResponse === 'none' || !connection.local) return 'no-request'
  return hub.localClients().length === 1 ? client : 'several-clients'
}

/** @param sending the client at whose end the record was logged: it would be an echo there */
function outsideOfSessions<C extends Client>(
  severity: number,
  sending: Outlet | undefined,
  hub: RoutingState<C>,
): Route<C> {
  const { options } = hub
  if (hub.isWaiting) return severity < options.untilSet ? 'level' : BEFORE_CONNECT
  if (options.background === 'none') return 'no-client'
  const candidates = options.background === 'all' ? hub.clients() : hub.localClients()
  const found: C[] = []
  let refusal: DropReason = 'no-client'
  for (const client of candidates) {
    if (client.connection.era === 'modern') continue // nothing may be sent outside of its requests
    const reason = client === sending ? 'feedback' : refusalOf(severity, client.connection, undefined, options)
    if (reason === undefined) found.push(client)
    else if (refusal === 'no-client') refusal = reason
  }
  if (found.length === 0) return refusal
  if (options.background === 'local' && hub.localClients().length > 1) return 'several-clients'
  return found.length === 1 ? (found[0] as C) : found
}

/** Why a client may not be sent a record of this severity for this request, or for none; `undefined` if it may. */
export function refusalOf(
  severity: number,
  connection: Connection,
  request: OpenRequest | undefined,
  { untilSet }: RoutingOptions,
): DropReason | undefined {
  if ((request?.era ?? connection.era) === 'modern') {
    if (request?.state !== 'open') return 'no-request'
    if (request.threshold === undefined) return 'not-requested'
    return severity < request.threshold ? 'level' : undefined
  }
  if (connection.era === undefined) return 'no-client'
  return severity < (request?.keptLevel?.severity ?? connection.level ?? untilSet) ? 'level' : undefined
}
