import type { AttachableServer } from '../sdk/server-tap.js'
import type { Attachment } from './client-logging.js'
import type { Hub } from './hub.js'

const DUPLICATE =
  'Two MCP destinations of one logger have the same server, whose client gets every record twice: close the one that ' +
  'is no longer needed'

/** From so many on, they are most likely one for each session. */
const MANY = 10
const TOO_MANY =
  'One logger has more than ten MCP destinations, each of which sees every record: make one, and attach the server of ' +
  'each session to it'

/** The servers attached through one destination of a logger. It holds none of them. */
export class AttachedServers {
  readonly #hub: Hub
  #refs: WeakRef<AttachableServer>[] = []
  /** Length from which it is worth looking for those that are gone. */
  #full = 16

  constructor(hub: Hub) {
    this.#hub = hub
  }

  /** A server that was attached several times is let go with the last attachment. */
  attach(server: AttachableServer): Attachment {
    const attachment = this.#hub.attach(server)
    this.#add(new WeakRef(server))
    let isOpen = true
    const close = (): void => {
      if (isOpen && this.#remove(server)) attachment.close()
      isOpen = false
    }
    return { close, [Symbol.dispose]: close }
  }

  #add(ref: WeakRef<AttachableServer>): void {
    if (this.#refs.length >= this.#full) {
      this.#refs = this.#refs.filter((each) => each.deref() !== undefined)
      this.#full = Math.max(16, this.#refs.length * 2)
    }
    this.#refs.push(ref)
  }

  /** @returns whether it is attached no more */
  #remove(server: AttachableServer): boolean {
    const index = this.#refs.findIndex((ref) => ref.deref() === server)
    if (index >= 0) this.#refs.splice(index, 1)
    return !this.#refs.some((ref) => ref.deref() === server)
  }

  /** @param others those of the other destinations of the same logger */
  warnOf(others: readonly AttachedServers[]): void {
    if (others.some((each) => each.#hub === this.#hub || this.#shares(each))) {
      this.#hub.warnOnce('DUPLICATE_DESTINATION', '', DUPLICATE)
    }
    if (others.length >= MANY) this.#hub.warnOnce('MANY_DESTINATIONS', '', TOO_MANY)
  }

  #shares(other: AttachedServers): boolean {
    const mine = new Set(this.#refs.map((ref) => ref.deref()))
    return other.#refs.some((ref) => {
      const server = ref.deref()
      return server !== undefined && mine.has(server)
    })
  }
}
