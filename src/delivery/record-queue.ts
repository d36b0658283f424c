import { MCP_LEVELS } from '../levels/mcp-level.js'

/** What a queue needs to know of an entry. */
export interface Queued {
  /** Place of the entry's level, 0 (`debug`) to 7 (`emergency`), or 8 for what must not be lost. */
  readonly place: number
  /** Position in the order of all entries. */
  readonly sequence: number
}

/** First in, first out; from the middle, the oldest of the least severe can be taken. All in constant time. */
export class RecordQueue<T extends Queued> {
  /** By place. Made when first used: most queues are short-lived and see one level or none. */
  readonly #lines: (Fifo<T> | undefined)[] = new Array(MCP_LEVELS.length + 1).fill(undefined)
  length = 0

  push(entry: T): void {
    this.#lines[entry.place] ??= new Fifo<T>()
    this.#lines[entry.place]?.push(entry)
    this.length++
  }

  /** Takes the oldest entry. */
  shift(): T | undefined {
    let first: Fifo<T> | undefined
    for (const line of this.#lines) {
      const head = line?.head
      if (head !== undefined && (first?.head === undefined || head.sequence < first.head.sequence)) first = line
    }
    return this.#take(first)
  }

  /** Takes the oldest entry of the lowest level. */
  evict(): T | undefined {
    return this.#take(this.#lowest())
  }

  /** The entry that {@link evict} would take. */
  get weakest(): T | undefined {
    return this.#lowest()?.head
  }

  #lowest(): Fifo<T> | undefined {
    return this.#lines.find((line) => line?.head !== undefined)
  }

  #take(line: Fifo<T> | undefined): T | undefined {
    const entry = line?.shift()
    if (entry !== undefined) this.length--
    return entry
  }
}

/** An array read from the front without moving the rest each time. */
class Fifo<T> {
  #entries: (T | undefined)[] = []
  #start = 0

  get head(): T | undefined {
    return this.#entries[this.#start]
  }

  push(entry: T): void {
    this.#entries.push(entry)
  }

  shift(): T | undefined {
    const entry = this.#entries[this.#start]
    if (entry === undefined) return undefined
    this.#entries[this.#start++] = undefined
    if (this.#start >= 32 && this.#start * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
    return entry
  }
}
