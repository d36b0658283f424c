import type { EventEmitter } from 'node:events'

/** A stdio transport, as far as it is used; in both SDKs its stream has this name. */
export interface StdioTransport {
  readonly _stdout?: Partial<Pick<EventEmitter, 'on' | 'off'>> | undefined
  onerror?: ((error: Error) => void) | undefined
  close?(): Promise<void>
}

interface Client {
  readonly closed: boolean
  fail(error: Error): void
}

/** One listener for each stream, however many transports use it in turn. */
class StdoutGuard {
  readonly #clients = new Set<Client>()
  readonly #listener = (error: Error): void => {
    for (const client of this.#clients) if (!client.closed) client.fail(error)
  }

  constructor(private readonly stdout: Required<NonNullable<StdioTransport['_stdout']>>) {
    stdout.on('error', this.#listener)
  }

  add(client: Client): void {
    for (const each of this.#clients) if (each.closed) this.#clients.delete(each)
    this.#clients.add(client)
  }

  remove(client: Client): void {
    this.#clients.delete(client)
    if (this.#clients.size > 0) return
    this.stdout.off('error', this.#listener)
    guards.delete(this.stdout)
  }
}

const guards = new WeakMap<object, StdoutGuard>()

/**
 * When a client goes away, writing to stdout fails. SDK v1 does not handle that: the process would end with an uncaught `EPIPE`.
 * Here `onerror` is called and the transport closed, as v2 does itself. The listener stays, since every further write fails
 * again.
 *
 * @returns a function that stops listening; `undefined` if there is nothing to listen to
 */
export function guardStdout(
  transport: StdioTransport,
  connection: { readonly closed: boolean },
): (() => void) | undefined {
  const stdout = transport._stdout
  if (typeof stdout?.on !== 'function' || typeof stdout.off !== 'function') return undefined
  const guard = guards.get(stdout) ?? new StdoutGuard(stdout as Required<typeof stdout>)
  guards.set(stdout, guard)
  const client: Client = {
    get closed() {
      return connection.closed
    },
    fail(error) {
      transport.onerror?.(error)
      transport.close?.().catch(() => {})
    },
  }
  guard.add(client)
  return () => guard.remove(client)
}
