import { expectInteger, expectOptions, type OptionNames } from '../check.js'

/** How much of a value is sent. What is beyond is cut, and a visible marker says so. */
export interface PayloadLimits {
  /**
   * Levels of objects and arrays inside one another.
   *
   * @minimum 1
   * @maximum 100
   * @default 10 - an HTTP error with its request and its causes is 6 to 8 levels deep.
   */
  readonly maxDepth?: number
  /**
   * Keys of one object, the marker included.
   *
   * @minimum 1
   * @default 100 - more than that is a data structure, not a log record; pino's own `edgeLimit` is 100 as well.
   */
  readonly maxKeys?: number
  /**
   * Items of one array, Map or Set, the marker included.
   *
   * @minimum 1
   * @default 100 - as for keys.
   */
  readonly maxItems?: number
  /**
   * Characters (UTF-16 units) of one string or key, the marker included.
   *
   * @minimum 1
   * @default 8192 - holds a stack of 100 frames or a long SQL statement, and is read by nobody if it is longer.
   */
  readonly maxString?: number
  /**
   * Characters of the whole as JSON.
   *
   * @minimum 256
   * @default 65536 - one full pipe buffer on Linux: a record of any size costs a client at most one read of it.
   */
  readonly maxSize?: number
}

const DEFAULTS: Required<PayloadLimits> = {
  maxDepth: 10,
  maxKeys: 100,
  maxItems: 100,
  maxString: 8192,
  maxSize: 65_536,
}

/** Below these not even a marker would have room. */
const LOWEST: Required<PayloadLimits> = { maxDepth: 1, maxKeys: 1, maxItems: 1, maxString: 1, maxSize: 256 }

/** 100 calls deep is far from any stack's end, also when the log call itself is made deep down. */
const DEEPEST = 100

const LIMIT_NAMES: OptionNames<PayloadLimits> = {
  maxDepth: true,
  maxKeys: true,
  maxItems: true,
  maxString: true,
  maxSize: true,
}

/** @throws TypeError, RangeError */
export function resolveLimits(limits: PayloadLimits = {}): Required<PayloadLimits> {
  expectOptions<PayloadLimits>('payload', limits, LIMIT_NAMES)
  const resolved = { ...DEFAULTS }
  for (const name of Object.keys(DEFAULTS) as (keyof PayloadLimits)[]) {
    const value = limits[name]
    if (value === undefined) continue
    expectInteger(`payload.${name}`, value, LOWEST[name], name === 'maxDepth' ? DEEPEST : undefined)
    resolved[name] = value
  }
  return resolved
}
