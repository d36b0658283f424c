import type { Message } from './message.js'
import type { OpenRequest } from './open-request.js'

/** How a request has ended: by its response, by the client, or with its session. */
export type RequestEnd = { readonly response: Message } | 'cancelled' | 'closed'

/** Observes the requests of a connection. None of its methods may throw, except for what `around` runs. */
export interface RequestWatcher {
  /** The owner, by which it is removed. */
  readonly owner: object
  /** Called for each request, in its scope; has to call `run`, which calls the next watcher and finally the SDK. */
  around?(request: OpenRequest, run: () => void): void
  /** A request has arrived and is not handled yet. */
  opened?(request: OpenRequest, message: Message): void
  /** Its response has been passed to the transport, or there will be none. */
  ended?(request: OpenRequest, end: RequestEnd): void
  /** The session has ended, and all of its requests as well. */
  closed?(): void
}

/** Handles a request within all of its watchers. */
export function watched(
  watchers: readonly RequestWatcher[],
  request: OpenRequest,
  message: Message,
  handle: () => void,
): void {
  let run = handle
  for (const watcher of watchers) {
    watcher.opened?.(request, message)
    if (watcher.around === undefined) continue
    const inner = run
    run = () => watcher.around?.(request, inner)
  }
  run()
}
