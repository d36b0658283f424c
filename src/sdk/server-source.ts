import { registry } from '../request/registry.js'

/**
 * A server of an SDK, as far as it is used: the high-level `McpServer` or the low-level `Server`, v1
 * (`@modelcontextprotocol/sdk`) or v2 (`@modelcontextprotocol/server`).
 */
export interface SdkServer {
  connect(transport: never): Promise<void>
}

export type Found = (server: SdkServer) => void

/** Creates servers, now and later. */
export interface Maker {
  /** The servers that exist already, as far as it shows them. */
  present(): readonly SdkServer[]
  /** @returns a function that restores it */
  watch(found: Found): () => void
}

/** The servers that a framework creates. It is watched once, however many observers there are. */
export class ServerSource {
  readonly #maker: Maker
  #listeners: readonly Found[] = []
  #leave: (() => void) | undefined

  constructor(maker: Maker) {
    this.#maker = maker
  }

  /** @param found called with existing and new servers, with some more than once */
  follow(found: Found): () => void {
    for (const server of this.#maker.present()) found(server)
    this.#listeners = this.#listeners.concat(found)
    this.#leave ??= this.#maker.watch((server) => {
      for (const each of this.#listeners) each(server)
    })
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== found)
      if (this.#listeners.length > 0) return
      this.#leave?.()
      this.#leave = undefined
    }
  }
}

/** One for each framework's server. */
export function sourceOf<T extends object>(from: T, maker: (from: T) => Maker): ServerSource {
  const source = (registry.taps.get(from) as ServerSource | undefined) ?? new ServerSource(maker(from))
  registry.taps.set(from, source)
  return source
}
