import {
  expectInteger,
  expectKind,
  expectNumber,
  expectOneOf,
  expectOptions,
  isBoolean,
  isFunction,
  type OptionNames,
} from '../check.js'
import { type RateLimit, type RequiredRateLimit, rateLimitOf } from '../delivery/rate-limit.js'
import { MCP_LEVELS, type McpLevel, severity } from '../levels/mcp-level.js'
import type { PayloadOptions } from '../payload/sanitizer.js'
import { expectShape, type Shape } from '../record.js'
import type { StdoutGuard } from '../stdout/ownership.js'
import type { BridgeWarning } from '../warning.js'

/** Bounds of what waits for one client. */
export interface QueueLimits {
  /**
   * Records.
   * @default 2000 - as many as the rate limit lets through at once, so that an ordinary burst never overflows
   */
  readonly maxRecords?: number
  /**
   * Size of their data, in characters of JSON.
   * @default 1048576 - a client that stops reading costs a server about this much memory, not more
   */
  readonly maxBytes?: number
}

/** Of `createClientLogging`, and of every adapter. */
export interface ClientLoggingOptions extends PayloadOptions {
  /**
   * Least severe level that a legacy client gets before it calls `logging/setLevel`.
   * @default 'info'
   */
  readonly levelUntilSet?: McpLevel
  /**
   * Which legacy clients get what is logged outside of any request. `local`: a client on stdio or in memory, the only
   * one such a record can be meant for. `all`: HTTP sessions as well, every one of them. `none`: nobody.
   * @default 'local'
   */
  readonly background?: 'local' | 'all' | 'none'
  /**
   * Whether records logged outside of any request before the first client is there wait for it, as many as the queue
   * holds. They are delivered if that client is local and the only one.
   * @default 'keep'
   */
  readonly beforeConnect?: 'keep' | 'drop'
  /**
   * Form of a record's data.
   * @default 'default'
   */
  readonly shape?: Shape
  readonly queue?: QueueLimits
  /** Limit for each connection; `false` for none. */
  readonly rateLimit?: RateLimit | false
  /**
   * Milliseconds that a response waits at most for its own request's records, so that they come first.
   * @default 250 - far above what a working transport needs, far below what a caller notices as a hang
   */
  readonly responseWait?: number
  /**
   * Milliseconds that `close()` waits at most for what is queued.
   * @default 1000
   */
  readonly closeTimeout?: number
  /**
   * What happens to output that something else than the transport writes to stdout while a client is connected over
   * stdio. `true`: it goes to stderr. `error`: whoever writes it gets an exception, for tests. `false`: it breaks the
   * session, and is warned of (`STRAY_STDOUT`). `import 'mcp-log-bridge/guard'` catches what is written before as well.
   * @default false - where an application writes to is its own to change
   */
  readonly guardStdout?: StdoutGuard
  /**
   * Told of what goes wrong at run time.
   * @default process.emitWarning, once for each code
   */
  readonly onWarning?: (warning: BridgeWarning) => void
}

/** The options with their defaults, checked. */
export interface Settings {
  /** Severity from which a legacy client gets records before it calls `logging/setLevel`. */
  readonly untilSet: number
  readonly background: 'local' | 'all' | 'none'
  readonly beforeConnect: 'keep' | 'drop'
  readonly shape: Shape
  readonly maxRecords: number
  readonly maxBytes: number
  readonly rateLimit: RequiredRateLimit | undefined
  readonly responseWait: number
  readonly closeTimeout: number
  readonly guardStdout: StdoutGuard
}

export const HUB_OPTIONS: OptionNames<ClientLoggingOptions> = {
  levelUntilSet: true,
  background: true,
  beforeConnect: true,
  shape: true,
  queue: true,
  rateLimit: true,
  responseWait: true,
  closeTimeout: true,
  guardStdout: true,
  onWarning: true,
  payload: true,
  stacks: true,
  redact: true,
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function settingsOf(options: ClientLoggingOptions): Settings {
  const { levelUntilSet = 'info', background = 'local', beforeConnect = 'keep', shape = 'default' } = options
  const { queue = {}, responseWait = 250, closeTimeout = 1000, guardStdout = false, onWarning, stacks } = options
  expectOneOf('levelUntilSet', levelUntilSet, MCP_LEVELS)
  expectOneOf('background', background, ['local', 'all', 'none'])
  expectOneOf('beforeConnect', beforeConnect, ['keep', 'drop'])
  expectShape(shape)
  expectOptions<QueueLimits>('queue', queue, { maxRecords: true, maxBytes: true })
  const { maxRecords = 2000, maxBytes = 1_048_576 } = queue
  expectInteger('queue.maxRecords', maxRecords, 1)
  expectInteger('queue.maxBytes', maxBytes, 1)
  expectNumber('responseWait', responseWait, 0)
  expectNumber('closeTimeout', closeTimeout, 0)
  expectOneOf('guardStdout', guardStdout, [false, true, 'error'])
  if (onWarning !== undefined) expectKind('onWarning', onWarning, 'a function', isFunction)
  if (stacks !== undefined) expectKind('stacks', stacks, 'a boolean', isBoolean)
  const rateLimit = rateLimitOf('rateLimit', options.rateLimit)
  const untilSet = severity(levelUntilSet)
  return {
    untilSet,
    background,
    beforeConnect,
    shape,
    maxRecords,
    maxBytes,
    rateLimit,
    responseWait,
    closeTimeout,
    guardStdout,
  }
}
