import Denque from 'denque'
import { MCP_LEVELS } from '../levels/mcp-level.js'

/** What a queue needs to know of an entry. */
export interface Queued {
  /** Severity of its level, 0 (`debug`) to 7 (`emergency`), or 8 for what must not be lost. */
  readonly severity: number
  /** Position in the order of all entries. */
  readonly sequence: number
}

/**
 * First in, first out; from the middle, the oldest of the least severe can be taken. All in constant time. In arrays: what
 * has left a linked list points to what follows, and V8 then keeps all of it until it next collects its old generation.
 */
export class RecordQueue<T extends Queued> {
  /** By severity. Made when first used: most queues are short-lived and see one level or none. */
  readonly #queues: (Denque<T> | undefined)[] = new Array(MCP_LEVELS.length + 1).fill(undefined)
  length = 0

  push(entry: T): void {
    this.#queues[entry.severity] ??= new Denque<T>()
    this.#queues[entry.severity]?.push(entry)
    this.length++
  }

  /** Takes the oldest entry. */
  shift(): T | undefined {
    let first: Denque<T> | undefined
    let oldest = Number.POSITIVE_INFINITY
    for (const queue of this.#queues) {
      const head = queue?.peekFront()
      if (head === undefined || head.sequence > oldest) continue
      oldest = head.sequence
      first = queue
    }
    return this.#take(first)
  }

  /** Takes the oldest entry of the lowest level. */
  evict(): T | undefined {
    return this.#take(this.#lowest())
  }

  /** The entry that {@link evict} would take. */
  get weakest(): T | undefined {
    return this.#lowest()?.peekFront()
  }

  #lowest(): Denque<T> | undefined {
    return this.#queues.find((queue) => queue !== undefined && queue.length > 0)
  }

  #take(queue: Denque<T> | undefined): T | undefined {
    const entry = queue?.shift()
    if (entry !== undefined) this.length--
    return entry
  }
}
