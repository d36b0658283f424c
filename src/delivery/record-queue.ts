import Queue from 'yocto-queue'
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
  readonly #lines: (Queue<T> | undefined)[] = new Array(MCP_LEVELS.length + 1).fill(undefined)
  length = 0

  push(entry: T): void {
    this.#lines[entry.place] ??= new Queue<T>()
    this.#lines[entry.place]?.enqueue(entry)
    this.length++
  }

  /** Takes the oldest entry. */
  shift(): T | undefined {
    let first: Queue<T> | undefined
    let oldest = Number.POSITIVE_INFINITY
    for (const line of this.#lines) {
      const head = line?.peek()
      if (head === undefined || head.sequence > oldest) continue
      oldest = head.sequence
      first = line
    }
    return this.#take(first)
  }

  /** Takes the oldest entry of the lowest level. */
  evict(): T | undefined {
    return this.#take(this.#lowest())
  }

  /** The entry that {@link evict} would take. */
  get weakest(): T | undefined {
    return this.#lowest()?.peek()
  }

  #lowest(): Queue<T> | undefined {
    return this.#lines.find((line) => line !== undefined && line.size > 0)
  }

  #take(line: Queue<T> | undefined): T | undefined {
    const entry = line?.dequeue()
    if (entry !== undefined) this.length--
    return entry
  }
}
