import { expectKind, expectNumber, isFunction } from '../check.js'
import type { RequestContext } from '../request/open-request.js'

/** Where levels are kept: a Keyv, a Map, or anything else that has these two, with or without a promise. */
export interface LevelStore {
  get(key: string): unknown
  /** @param ttl milliseconds; absent for no end */
  set(key: string, level: string, ttl?: number): unknown
}

/** Finds a client again; `undefined` where it cannot be told from others. */
export type LevelKey = (request: RequestContext) => string | undefined

export interface LevelStoreOptions {
  /**
   * Where the levels that clients set are kept, so that they hold for requests that reach another instance, or a stateless
   * server. It is asked once for each request that logs. The request does not wait for it: its records do, for 250 ms at
   * most, and are then treated as if no level was set.
   * @default the memory of this process, for stateless servers whose clients are authenticated
   */
  readonly levelStore?: LevelStore
  /**
   * What a level is kept under.
   * @default the session's id, else the client id of who is authenticated
   */
  readonly levelKey?: LevelKey
  /**
   * Milliseconds that a level is kept, handed to the store.
   * @minimum 1
   * @default 86400000 - a day: longer than most sessions, and no store fills up
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
