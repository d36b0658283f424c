import type { Connection, RequestId } from '../request/connection.js'
import { currentScope, type Scope } from '../request/scope.js'

/** A server that leaves requests unanswered for ever must not fill the memory. */
const MAX_PENDING = 1000

/**
 * In a gateway, requests of its own clients lead to requests to other servers. This remembers which led to which, so
 * that a log message of such a server is relayed to the client for whose request it was written.
 *
 * A log message doesn't say what request it belongs to. Over HTTP it comes on the response stream of one, and Node's
 * async context tells which. Elsewhere (stdio) it can only be told that it belongs to the one session on whose behalf
 * the server has been used. Once there were two, it belongs to nobody: never to another session.
 */
export class RequestOrigins {
  readonly #pending = new Map<RequestId, Scope>()
  #session: Connection | undefined
  #shared = false

  sent(id: RequestId): void {
    const scope = currentScope()
    if (scope?.connection === undefined) return
    if (this.#session !== undefined && this.#session !== scope.connection) this.#shared = true
    this.#session = scope.connection
    this.#pending.set(id, scope)
    const [oldest] = this.#pending.keys()
    if (this.#pending.size > MAX_PENDING && oldest !== undefined) this.#pending.delete(oldest)
  }

  answered(id: RequestId): void {
    this.#pending.delete(id)
  }

  scopeOfIncoming(): Scope | undefined {
    const current = currentScope()
    const origin = this.#originOf(current)
    // In memory the sender's own call is still running: what keeps it from echoing has to stay.
    return current?.sending === undefined ? origin : { ...origin, sending: current.sending }
  }

  #originOf(current: Scope | undefined): Scope | undefined {
    if (this.#session === undefined) return undefined
    const pending = [...this.#pending.values()]
    if (current !== undefined && pending.includes(current)) return current
    if (this.#shared) return undefined
    return pending.findLast(({ request }) => request?.state === 'open') ?? { connection: this.#session }
  }
}
