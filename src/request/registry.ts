import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * What all copies of this package in a process share. A copy bundled into a dependency, linked, or loaded again by a test
 * runner must find the contexts that another one has opened, and must not watch the same server twice.
 */
interface Registry {
  /** Copies with the same number understand each other's contexts, taps and hubs. */
  readonly version: number
  readonly scopes: AsyncLocalStorage<object>
  keepsScopes: boolean
  /** By server or client of an SDK. */
  readonly taps: WeakMap<object, object>
  /** One entry for each copy that has been used. */
  readonly copies: Set<object>
}

/** Raise it when the shape of a scope, a tap, a connection or a hub changes. */
const VERSION = 1
const KEY = Symbol.for('mcp-log-bridge')

const shared = globalThis as { [KEY]?: Registry }

export const registry: Registry = join()

function join(): Registry {
  const found = shared[KEY]
  if (found?.version === VERSION) return found
  const made: Registry = {
    version: VERSION,
    scopes: new AsyncLocalStorage(),
    keepsScopes: false,
    taps: new WeakMap(),
    copies: found?.copies ?? new Set(),
  }
  if (found === undefined) Object.defineProperty(shared, KEY, { value: made })
  return made
}

const thisCopy = {}

/**
 * What is wrong with the copies of this package in this process, if anything; told once.
 *
 * @returns `undefined` if this is the only one, or another copy has told already
 */
export function duplicateCopies(): string | undefined {
  const { copies } = registry
  if (copies.has(thisCopy)) return undefined
  copies.add(thisCopy)
  if (copies.size !== 2) return undefined
  return shared[KEY] === registry
    ? 'Two copies of mcp-log-bridge are loaded: they share sessions, but not their options. Install it once'
    : 'Two versions of mcp-log-bridge are loaded that do not know of each other: records may miss their request. Install it once'
}
