import { type Around, runAround } from '../request/around.js'
import type { Connection } from '../request/connection.js'
import type { RequestWatcher } from '../request/watcher.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import type { StdoutWatch } from '../stdout/watch.js'
import type { WarningCode } from '../warning.js'
import { FollowedServers, type Follower } from './followed-servers.js'

/** What follows a hub's servers and clients beside its records: `around`, the request log, the guard of stdout. */
export class Following {
  readonly #owner: object
  readonly #stdout: StdoutWatch
  readonly #servers = new FollowedServers()
  #watcher: RequestWatcher | undefined

  constructor(owner: object, stdout: StdoutWatch) {
    this.#owner = owner
    this.#stdout = stdout
  }

  /** @returns lets go of it */
  attached(server: AttachableServer): () => void {
    return this.#servers.add(server)
  }

  /** @returns detaches it from all servers */
  follow(follower: Follower): () => void {
    return this.#servers.follow(follower)
  }

  /** Before any client is there. */
  around(around: Around, hub: { warn(code: WarningCode, message: string, cause?: unknown): void }): void {
    const failed = (message: string, cause?: unknown): void => hub.warn('AROUND_FAILED', message, cause)
    this.#watcher = {
      owner: this.#owner,
      around: (request, run) => runAround(around, request.context, run, failed),
    }
  }

  connected(connection: Connection): void {
    if (this.#watcher !== undefined) connection.watch(this.#watcher)
    this.#stdout.connected(connection)
  }

  ended(connection: Connection): void {
    connection.unwatch(this.#owner)
    this.#stdout.ended(connection)
  }
}
