import type { AttachableServer } from '../sdk/server-tap.js'

/** Said where one logger would send the same record to the same client twice. */
export const DUPLICATE =
  'Two MCP destinations of one logger have the same server, whose client gets every record twice: close the one that ' +
  'is no longer needed'

/** The servers that were attached through one destination of a logger. It holds none of them. */
export class AttachedServers {
  #refs: WeakRef<AttachableServer>[] = []
  /** Length from which it is worth looking for those that are gone. */
  #full = 16

  add(server: AttachableServer): void {
    if (this.#refs.length >= this.#full) {
      this.#refs = this.#refs.filter((ref) => ref.deref() !== undefined)
      this.#full = Math.max(16, this.#refs.length * 2)
    }
    this.#refs.push(new WeakRef(server))
  }

  /** @returns whether it is attached no more: it may have been attached several times */
  remove(server: AttachableServer): boolean {
    const index = this.#refs.findIndex((ref) => ref.deref() === server)
    if (index >= 0) this.#refs.splice(index, 1)
    return !this.#refs.some((ref) => ref.deref() === server)
  }

  shares(other: AttachedServers): boolean {
    const mine = new Set(this.#refs.map((ref) => ref.deref()))
    return other.#refs.some((ref) => {
      const server = ref.deref()
      return server !== undefined && mine.has(server)
    })
  }
}
