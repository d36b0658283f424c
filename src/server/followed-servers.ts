import type { AttachableServer } from '../sdk/server-tap.js'

/** Wants to be attached to every server that a hub is attached to. */
export interface Follower {
  /** Attaching twice is harmless. */
  attach(server: AttachableServer): void
  detach(server: AttachableServer): void
}

/** The servers that a hub is attached to, which it does not keep alive: a stateless one makes a server for each request. */
export class FollowedServers {
  readonly #refs = new Set<WeakRef<AttachableServer>>()
  readonly #collected = new FinalizationRegistry<WeakRef<AttachableServer>>((ref) => this.#refs.delete(ref))
  readonly #followers = new Set<Follower>()

  /** @returns takes it out again */
  add(server: AttachableServer): () => void {
    const ref = new WeakRef(server)
    this.#refs.add(ref)
    this.#collected.register(server, ref, ref)
    for (const follower of this.#followers) follower.attach(server)
    return () => {
      if (!this.#refs.delete(ref)) return
      this.#collected.unregister(ref)
      const there = ref.deref()
      if (there === undefined || [...this.#each()].includes(there)) return
      for (const follower of this.#followers) follower.detach(there)
    }
  }

  *#each(): Generator<AttachableServer> {
    for (const ref of this.#refs) {
      const server = ref.deref()
      if (server !== undefined) yield server
    }
  }

  /** @returns detaches it from all of them */
  follow(follower: Follower): () => void {
    this.#followers.add(follower)
    for (const server of this.#each()) follower.attach(server)
    return () => {
      this.#followers.delete(follower)
      for (const server of this.#each()) follower.detach(server)
    }
  }
}
