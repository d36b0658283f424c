import type { LevelStore } from './options.js'

/** Maximum number of levels held; the oldest is replaced, so made-up client ids do not fill the memory. */
const MAX_LEVELS = 10_000

/** Stores levels in this process only. */
export class MemoryStore implements LevelStore {
  readonly #levels = new Map<string, { readonly value: unknown; readonly until: number }>()

  get(key: string): unknown {
    const held = this.#levels.get(key)
    if (held === undefined) return undefined
    if (held.until > Date.now()) return held.value
    this.#levels.delete(key)
    return undefined
  }

  set(key: string, value: string, ttl = Number.POSITIVE_INFINITY): void {
    this.#levels.delete(key)
    this.#levels.set(key, { value, until: Date.now() + ttl })
    for (const oldest of this.#levels.keys()) {
      if (this.#levels.size <= MAX_LEVELS) break
      this.#levels.delete(oldest)
    }
  }
}
