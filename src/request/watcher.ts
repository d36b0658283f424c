import type { Message } from './message.js'
import type { OpenRequest } from './open-request.js'

/** How a request has ended: by its response, by the client, or with its session. */
export type RequestEnd = { readonly response: Message } | 'cancelled' | 'closed'

/** Follows the requests of a connection. Apart from what `around` runs, nothing of it may throw. */
export interface RequestWatcher {
  /** For whom, so that it can be let go of. */
  readonly owner: object
  /** Runs with each request, in its scope; has to call `run`, which hands it to the next one, and to the SDK in the end. */
  around?(request: OpenRequest, run: () => void): void
  /** A request has come, and is not handled yet. */
  opened?(request: OpenRequest, message: Message): void
  /** Its response has been handed to the transport, or there will be none. */
  ended?(request: OpenRequest, end: RequestEnd): void
  /** The session is over, and all of its requests have ended. */
  closed?(): void
}

/** Handles a request in front of all that watch it. */
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
