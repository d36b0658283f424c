import { registry } from '../request/registry.js'

/**
 * What of an SDK's server is used: the high-level `McpServer` or the low-level `Server`, v1
 * (`@modelcontextprotocol/sdk`) or v2 (`@modelcontextprotocol/server`).
 */
export interface SdkServer {
  connect(transport: never): Promise<void>
}

export type Found = (server: SdkServer) => void

/** Makes servers for as long as it lives. */
export interface Maker {
  /** Those that are there, as far as it tells. */
  present(): readonly SdkServer[]
  /** @returns leaves it as it was */
  watch(found: Found): () => void
}

/** The servers that something makes. It is watched once, however many want to know. */
export class ServerSource {
  readonly #maker: Maker
  #listeners: readonly Found[] = []
  #leave: (() => void) | undefined

  constructor(maker: Maker) {
    this.#maker = maker
  }

  /** @param found told of those that are there, and of those that come, of some more than once */
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

/** The same for everybody who asks. */
export function sourceOf<T extends object>(from: T, maker: (from: T) => Maker): ServerSource {
  const source = (registry.taps.get(from) as ServerSource | undefined) ?? new ServerSource(maker(from))
  registry.taps.set(from, source)
  return source
}
