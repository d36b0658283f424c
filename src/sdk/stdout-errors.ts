import type { EventEmitter } from 'node:events'

/** What of a stdio transport is used; in both SDKs its stream has this name. */
export interface StdioTransport {
  readonly _stdout?: Partial<Pick<EventEmitter, 'on' | 'off'>> | undefined
  onerror?: ((error: Error) => void) | undefined
  close?(): Promise<void>
}

interface Client {
  readonly closed: boolean
  fail(error: Error): void
}

/** One listener for each stream, however many transports use it one after the other. */
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
 * A client that goes away makes writing to stdout fail. SDK v1 does not listen for that: the process would die of an
 * uncaught `EPIPE`. Here its server is told, and the transport closed, as v2 does by itself. The listener stays after
 * that, since every further write fails again.
 *
 * @returns stops listening; `undefined` where there is nothing to listen to
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
