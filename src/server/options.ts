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
import { type RateLimit, rateLimitOf } from '../delivery/rate-limit.js'
import { MCP_LEVELS, type McpLevel, severity } from '../levels/mcp-level.js'
import type { PayloadOptions } from '../payload/sanitizer.js'
import { expectShape, type Shape } from '../record.js'
import type { StdoutGuard } from '../stdout/ownership.js'
import type { BridgeWarning } from '../warning.js'
import type { ClientsSettings } from './clients.js'

/** Bounds of what waits for one client. */
interface QueueLimits {
  /**
   * Records.
   * @default 2000 - as many as the rate limit lets through at once, so that an ordinary burst never overflows
   */
  readonly maxRecords?: number
  /**
   * Size of their data, in characters of JSON.
   * @default 1048576 - a client that stops reading costs a server about this much memory, not more
   */
  readonly maxSize?: number
}

/** Of `createClientLogging`, and of every adapter. */
export interface ClientLoggingOptions extends PayloadOptions {
  /**
   * Least severe level that a legacy client gets before it calls `logging/setLevel`; `none` for nothing until then.
   * @default 'info'
   */
  readonly levelUntilSet?: McpLevel | 'none'
  /**
   * Which clients get what is logged outside of any request. `local`: the client on stdio or in memory while it is the
   * only such one, since the record can only be meant for it. `all`: every client, HTTP sessions included. `none`:
   * nobody. From protocol 2026-07-28 on it is nobody.
   * @default 'local' - a record at the wrong client is worse than a lost one
   */
  readonly background?: 'local' | 'all' | 'none'
  /**
   * Who gets what is logged by work that a request has left behind (timers, workers, queues), once it was answered or
   * cancelled. `local`: the client on stdio or in memory while it is the only such one; over HTTP nobody. `session`: the
   * client whose request began the work, for as long as it is connected: for those who start a job in a call and want its
   * logs. `none`: nobody. From protocol 2026-07-28 on it is nobody.
   * @default 'local' - what is made in the first request that needs it often serves all later ones as well
   */
  readonly afterResponse?: 'local' | 'session' | 'none'
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
export interface Settings extends ClientsSettings {
  readonly shape: Shape
  readonly closeTimeout: number
  readonly guardStdout: StdoutGuard
}

export const HUB_OPTIONS: OptionNames<ClientLoggingOptions> = {
  levelUntilSet: true,
  background: true,
  afterResponse: true,
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
  const { levelUntilSet = 'info', background = 'local', afterResponse = 'local', beforeConnect = 'keep' } = options
  const { shape = 'default', queue = {}, responseWait = 250, closeTimeout = 1000 } = options
  const { guardStdout = false, onWarning, stacks } = options
  expectOneOf('levelUntilSet', levelUntilSet, [...MCP_LEVELS, 'none'])
  expectOneOf('background', background, ['local', 'all', 'none'])
  expectOneOf('afterResponse', afterResponse, ['local', 'session', 'none'])
  expectOneOf('beforeConnect', beforeConnect, ['keep', 'drop'])
  expectShape(shape)
  expectOptions<QueueLimits>('queue', queue, { maxRecords: true, maxSize: true })
  const { maxRecords = 2000, maxSize = 1_048_576 } = queue
  expectInteger('queue.maxRecords', maxRecords, 1)
  expectInteger('queue.maxSize', maxSize, 1)
  expectNumber('responseWait', responseWait, 0)
  expectNumber('closeTimeout', closeTimeout, 0)
  expectOneOf('guardStdout', guardStdout, [false, true, 'error'])
  if (onWarning !== undefined) expectKind('onWarning', onWarning, 'a function', isFunction)
  if (stacks !== undefined) expectKind('stacks', stacks, 'a boolean', isBoolean)
  const rateLimit = rateLimitOf('rateLimit', options.rateLimit)
  const untilSet = levelUntilSet === 'none' ? Number.POSITIVE_INFINITY : severity(levelUntilSet)
  const routing = { untilSet, background, afterResponse }
  return { ...routing, beforeConnect, shape, maxRecords, maxSize, rateLimit, responseWait, closeTimeout, guardStdout }
}
