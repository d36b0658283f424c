import { expectKind, expectNumber, isFunction } from '../check.js'
import type { RequestContext } from '../request/open-request.js'

/** Where levels are stored: a Keyv, a Map, or any object with these two methods, synchronous or not. */
export interface LevelStore {
  get(key: string): unknown
  /** @param ttl milliseconds; omitted if the level does not expire */
  set(key: string, level: string, ttl?: number): unknown
}

/** Identifies a client across requests; `undefined` if it cannot be told from others. */
export type LevelKey = (request: RequestContext) => string | undefined

export interface LevelStoreOptions {
  /**
   * Stores the levels that clients set, so that they apply to requests that reach another instance or a stateless server. It
   * is asked once for each request that logs. The request does not wait for it; its records wait at most 250 ms, and are then
   * treated as if no level were set.
   * @default the memory of this process, for stateless servers whose clients are authenticated
   */
  readonly levelStore?: LevelStore
  /**
   * The key under which a level is stored.
   * @default the session's id, otherwise the authenticated client's id
   */
  readonly levelKey?: LevelKey
  /**
   * Time in milliseconds after which a level expires, passed to the store.
   * @minimum 1
   * @default 86400000 - one day: longer than most sessions, and keeps the store from growing for ever
   */
  readonly ttl?: number
}

/** The options with their defaults, checked. */
export interface LevelStoreSettings {
  /** `undefined` for the memory of this process. */
  readonly store: LevelStore | undefined
  readonly key: LevelKey
  readonly ttl: number
}

const DAY = 86_400_000

/** @throws TypeError or RangeError */
export function levelStoreSettings(options: LevelStoreOptions): LevelStoreSettings {
  const { levelStore: store, levelKey: key = defaultKey, ttl = DAY } = options
  const isStore = (each: unknown): boolean => {
    const { get, set } = (each ?? {}) as Partial<LevelStore>
    return isFunction(get) && isFunction(set)
  }
  if (store !== undefined) expectKind('levelStore', store, 'an object with `get` and `set`', isStore)
  expectKind('levelKey', key, 'a function', isFunction)
  expectNumber('ttl', ttl, 1)
  return { store, key, ttl }
}

function defaultKey({ sessionId, auth }: RequestContext): string | undefined {
  return sessionId ?? auth?.clientId
}
