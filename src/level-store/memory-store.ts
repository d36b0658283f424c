import type { LevelStore } from './options.js'

/** Levels that are held at most: whoever makes up client ids replaces the oldest. */
const MAX_LEVELS = 10_000

/** Levels in this process alone. */
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
