import type { Connection } from '../request/connection.js'
import type { Warnings } from '../warning.js'
import { childOnStdout } from './children.js'
import { ownStdout, type StdoutGuard } from './ownership.js'
import { REMEDIES, type Stray } from './remedies.js'

/** Inspects a possible writer; `undefined` if it does not write to stdout. */
type Look = () => { readonly stray: Stray; readonly what: string } | undefined

/** Reserves stdout for the stdio clients of one hub, and looks for other writers. */
export class StdoutWatch {
  /** By connection, the function that releases stdout. */
  readonly #owned = new Map<Connection, () => void>()
  readonly #looks = new Set<Look>([childOnStdout])

  constructor(
    private readonly guard: StdoutGuard,
    private readonly warnings: Warnings,
  ) {}

  connected(connection: Connection): void {
    if (connection.http || this.#owned.has(connection)) return
    const release = ownStdout(connection.wire.transport, {
      guard: this.guard,
      warn: (stray, message) => this.warnings.warnOnce('STRAY_STDOUT', stray, message),
    })
    if (release === undefined) return
    this.#owned.set(connection, release)
    this.look()
  }

  ended(connection: Connection): void {
    this.#owned.get(connection)?.()
    this.#owned.delete(connection)
  }

  /** Adds an inspection, which runs whenever stdout gets an owner. */
  add(look: Look): void {
    this.#looks.add(look)
    this.look()
  }

  /** Warns about known writers before they write, including those that cannot be seen writing. */
  look(): void {
    if (this.#owned.size === 0) return
    for (const each of this.#looks) {
      const found = each()
      if (found !== undefined) {
        const { stray, what } = found
        this.warnings.warnOnce('STRAY_STDOUT', stray, `${what} writes to stdout, which is MCP's: ${REMEDIES[stray]}`)
      }
    }
  }
}
