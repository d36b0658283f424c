import { MAX_NAME, oneLine } from '../payload/plain-text.js'
import type { Connection } from '../request/connection.js'
import type { Message, RequestId } from '../request/message.js'
import { currentScope, type OutgoingRequest, type Scope } from '../request/scope.js'
import type { ForwardedRequest } from './forwarded-record.js'

/** Which of this process's own clients a message from a server belongs to. */
export interface MessageOrigin {
  /** The session, and the request if it is known; without a connection it belongs to no session. */
  readonly scope: Scope
  /** `false` if it belongs to one of several, and it cannot be told which. */
  readonly isKnown: boolean
  /** The request to the server that the message is for. */
  readonly request?: ForwardedRequest | undefined
}

type User = Connection | 'this process'

/** Bounds the memory if a server never answers. */
const MAX_PENDING = 1000
/** With more users than this at once nothing can be attributed anyway. */
const MAX_RECENT = 100
/** Milliseconds that one stream of a Streamable HTTP connection may lag behind another: more is a broken network. */
const STREAM_LAG = 1000
/** Milliseconds that a server may go on with a cancelled request: as long as the SDKs wait for an answer. */
const CANCELLED_WORK = 60_000

/** Requests that the SDK's client makes by itself, in whatever request it happens to connect. */
const OWN_METHODS: ReadonlySet<string> = new Set(['initialize', 'ping', 'logging/setLevel', 'server/discover'])

export const isOwn = (method: string): boolean => OWN_METHODS.has(method)

export const NO_SESSION: MessageOrigin = { scope: {}, isKnown: true }
const UNKNOWN: MessageOrigin = { scope: {}, isKnown: false }

/**
 * In a gateway, requests of its own clients lead to requests to other servers. This remembers which led to which over one
 * transport, so that a log message is relayed to the client whose request it was written for, and to nobody else.
 *
 * A log message does not say which request it belongs to. There are two ways to tell. It may arrive on the response stream
 * of a request, which Node's async context shows, since each request is sent in a scope of its own. Or there is only one
 * request that it can belong to.
 */
export class RequestOrigins {
  readonly #pending = new Map<RequestId, OutgoingRequest>()
  /** Users that have no pending request but whose messages may still arrive, and until when. */
  readonly #recent = new Map<User, number>()
  /** Sessions that have used the server, held weakly. */
  #sessions: readonly WeakRef<Connection>[] = []
  /** Whether clients without a session have used it: once they are answered they cannot be told apart. */
  #hadStateless = false
  /** Whether this process has used it on its own behalf. */
  #hadOwn = false
  /** Whether answers come on streams of their own: then one may overtake a log message on another. */
  #hasStreams: boolean
  /** Whether answers come in the context of other requests: then the context tells nothing. */
  #isMisleading = false

  constructor(hasStreams: boolean) {
    this.#hasStreams = hasStreams
  }

  /** @returns the scope to send it in */
  sent(message: Message): Scope {
    const current = currentScope()
    const { connection, request } = current ?? {}
    const method = message.method as string
    const isForNobody = isOwn(method) || connection === undefined
    const scope: Scope = isForNobody ? {} : { connection, ...(request !== undefined && { request }) }
    const outgoing: OutgoingRequest = { id: message.id as RequestId, method, tool: toolOf(message), scope }
    this.#pending.set(outgoing.id, outgoing)
    const [oldest] = this.#pending.values()
    if (this.#pending.size > MAX_PENDING && oldest !== undefined) this.#end(oldest, STREAM_LAG)
    if (connection !== undefined && !isOwn(method)) this.#remember(connection)
    else if (!isOwn(method)) this.#hadOwn = true
    return { ...current, outgoing }
  }

  #remember(connection: Connection): void {
    if (!connection.local && connection.sessionId === undefined) {
      this.#hadStateless = true
      return
    }
    const sessions = this.#openSessions()
    if (sessions.includes(connection)) return
    this.#sessions = [...sessions, connection].map((each) => new WeakRef(each))
  }

  #openSessions(): Connection[] {
    return this.#sessions.flatMap((ref) => ref.deref() ?? []).filter(({ closed }) => !closed)
  }

  answered(id: RequestId): OutgoingRequest | undefined {
    const outgoing = this.#pending.get(id)
    if (outgoing === undefined) return undefined
    const context = currentScope()?.outgoing
    if (context === outgoing) this.#hasStreams = true
    else if (context !== undefined && this.#pending.get(context.id) === context) this.#isMisleading = true
    this.#end(outgoing, this.#hasStreams ? STREAM_LAG : 0)
    return outgoing
  }

  /** A cancelled request gets no answer, but the server may still be working on it. */
  cancelled(id: RequestId): void {
    const outgoing = this.#pending.get(id)
    if (outgoing !== undefined) this.#end(outgoing, CANCELLED_WORK)
  }

  #end({ id, method, scope }: OutgoingRequest, after: number): void {
    this.#pending.delete(id)
    if (after === 0 || isOwn(method)) return
    const user = scope.connection ?? 'this process'
    const until = Math.max(this.#recent.get(user) ?? 0, performance.now() + after)
    this.#recent.delete(user)
    this.#recent.set(user, until)
    const [oldest] = this.#recent.keys()
    if (this.#recent.size > MAX_RECENT && oldest !== undefined) this.#recent.delete(oldest)
  }

  /** The origin of the message that is being received. */
  ofIncoming(): MessageOrigin {
    const current = currentScope()
    const origin = this.#exactly(current?.outgoing) ?? this.#byElimination()
    // In memory the sender's own call is still running: `sending` has to stay, since it prevents an echo.
    return current?.sending === undefined ? origin : { ...origin, scope: { ...origin.scope, sending: current.sending } }
  }

  #exactly(context: OutgoingRequest | undefined): MessageOrigin | undefined {
    if (this.#isMisleading || context === undefined || this.#pending.get(context.id) !== context) return undefined
    return { scope: context.scope, isKnown: true, request: requestOf(context) }
  }

  /** The origin of a message that is on no response stream: the only user with a pending request. */
  #byElimination(): MessageOrigin {
    const pending = [...this.#pending.values()].filter(({ method }) => !isOwn(method))
    const users = new Set<User>(pending.map(({ scope }) => scope.connection ?? 'this process'))
    const now = performance.now()
    for (const [user, until] of this.#recent) {
      if (until > now) users.add(user)
      else this.#recent.delete(user)
    }
    if (users.size === 0) return this.#idle()
    const origin = only(users)
    if (!origin.isKnown || pending.length === 0) return origin
    const [first] = pending
    if (pending.length === 1 && users.size === 1 && this.#recent.size === 0 && first !== undefined) {
      return { scope: first.scope, isKnown: true, request: requestOf(first) }
    }
    const { connection } = origin.scope
    if (connection === undefined) return origin
    // The client is certain; of its requests, the latest one that is still open.
    const open = pending.findLast(({ scope }) => scope.connection === connection && scope.request?.state === 'open')
    return open === undefined ? origin : { scope: open.scope, isKnown: true }
  }

  /** The origin while nothing is pending: logged after a response, or outside of any request. */
  #idle(): MessageOrigin {
    if (this.#hadStateless) return UNKNOWN
    if (this.#sessions.length === 0) return NO_SESSION
    const sessions = this.#openSessions()
    const users = new Set<User>(sessions)
    if (this.#hadOwn) users.add('this process')
    return sessions.length === 0 ? UNKNOWN : only(users)
  }
}

/**
 * The only client among the users. If that is a local one, it may also see what this process does by itself, so the record is
 * its own either way.
 */
function only(users: ReadonlySet<User>): MessageOrigin {
  const clients = [...users].filter((user) => user !== 'this process')
  const [client] = clients
  if (client === undefined) return NO_SESSION
  const isCertain = clients.length === 1 && (users.size === 1 || client.local)
  return isCertain ? { scope: { connection: client }, isKnown: true } : UNKNOWN
}

function requestOf({ id, method, tool }: OutgoingRequest): ForwardedRequest {
  return tool === undefined ? { id, method } : { id, method, tool }
}

function toolOf({ method, params }: Message): string | undefined {
  const name = params?.name
  return method === 'tools/call' && typeof name === 'string' ? oneLine(name.slice(0, MAX_NAME)) : undefined
}
