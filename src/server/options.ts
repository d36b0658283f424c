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
import { type LevelStoreOptions, type LevelStoreSettings, levelStoreSettings } from '../level-store/options.js'
import { MCP_LEVELS, type McpLevel, severity } from '../levels/mcp-level.js'
import type { LocalLogger } from '../loggers/writer.js'
import type { PayloadOptions } from '../payload/sanitizer.js'
import { type ProgressOptions, type ProgressSettings, progressSettings } from '../progress/options.js'
import { expectShape, type Shape } from '../record.js'
import type { Around } from '../request/around.js'
import type { StdoutGuard } from '../stdout/ownership.js'
import type { BridgeWarning } from '../warning.js'
import type { OnLevel } from './client-state.js'
import type { ClientsSettings } from './clients.js'

/** Bounds of what waits for one client. */
interface QueueLimits {
  /**
   * Number of records.
   * @minimum 1
   * @default 2000 - as many as the rate limit lets through at once, so that an ordinary burst never overflows
   */
  readonly maxRecords?: number
  /**
   * Size of their data, in characters of JSON.
   * @minimum 1
   * @default 1048576 - a client that stops reading costs a server about this much memory, not more
   */
  readonly maxSize?: number
}

/** Options of `createClientLogging`, and of every adapter. */
export interface ClientLoggingOptions extends PayloadOptions, LevelStoreOptions {
  /**
   * Least severe level that a client of a protocol up to 2025-11-25 gets before it calls `logging/setLevel`; `none` for
   * nothing until then.
   * @default 'info' - the specification leaves it to the server, and `debug` is for whoever asks for it
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
   * @default 'keep' - what a server logs while it starts is what explains that it does not work
   */
  readonly beforeConnect?: 'keep' | 'drop'
  /**
   * Form of a record's data.
   * @default 'default' - the message, with its fields beside it
   */
  readonly shape?: Shape
  /** Bounds of what waits for one client. What does not fit drops the oldest of the least severe. */
  readonly queue?: QueueLimits
  /** Limit for each connection, by token bucket; `false` for none. The client is told how many were dropped. */
  readonly rateLimit?: RateLimit | false
  /**
   * Milliseconds that a response waits at most for its own request's records, so that they come first.
   * @minimum 0
   * @default 250 - far above what a working transport needs, far below what a caller notices as a hang
   */
  readonly responseWait?: number
  /**
   * Milliseconds that `close()` waits at most for what is queued.
   * @minimum 0
   * @default 1000 - far above what a working transport needs, and no shutdown is held up by a client that does not read
   */
  readonly closeTimeout?: number
  /**
   * What happens to output that anything but the transport writes to stdout while a client is connected over stdio.
   * `true`: it goes to stderr. `error`: whoever writes it gets an exception, for tests. `false`: it breaks the session,
   * and is warned of (`STRAY_STDOUT`). `import 'mcp-log-bridge/guard'` catches what is written before as well.
   * @default false - where an application writes to is its own to change
   */
  readonly guardStdout?: StdoutGuard
  /**
   * The application's own winston or pino logger: what is logged through `logging.logger()` is written there as well, at
   * debug, under the field `toClient`, whether a client gets it or not. It does not come back from there.
   * @default undefined
   */
  readonly mirror?: LocalLogger
  /**
   * Called when a client has set its log level (`logging/setLevel`), with the level and whose it is: to change the level of
   * the application's own logger with it, say. If it throws, the level does not change, and the client is answered with an
   * internal error (-32603) and the message of what was thrown.
   * @default undefined
   */
  readonly onLevel?: OnLevel
  /**
   * Whether records that are logged within a request are also sent as its progress, which many hosts show to their users:
   * `true` for `info` and above, or another level. Only to clients that ask for it with a `progressToken`, and whatever
   * log level they have set. The fields `progress` and `total` of a record are its numbers.
   * @default false - what users are shown is for the application to choose
   */
  readonly progress?: boolean | McpLevel | ProgressOptions
  /**
   * Runs with each request of a client, in whatever context it sets up, and has to call `run` before it returns: to make
   * a trace the active one (`traceContext()` of `mcp-log-bridge/otel`), to open a database transaction, to measure. What it
   * throws goes to `onWarning`; the request is handled all the same.
   * @default undefined
   */
  readonly around?: Around
  /**
   * Called with what goes wrong at run time.
   * @default process.emitWarning, once for each code
   */
  readonly onWarning?: (warning: BridgeWarning) => void
}

/** The options with their defaults, checked. */
export interface Settings extends ClientsSettings {
  readonly shape: Shape
  readonly closeTimeout: number
  readonly guardStdout: StdoutGuard
  readonly around: Around | undefined
  readonly onLevel: OnLevel | undefined
  readonly mirror: LocalLogger | undefined
  readonly levels: LevelStoreSettings
  readonly progress: ProgressSettings | undefined
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
  progress: true,
  onLevel: true,
  mirror: true,
  levelStore: true,
  levelKey: true,
  ttl: true,
  around: true,
  onWarning: true,
  payload: true,
  stacks: true,
  redact: true,
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function settingsOf(options: ClientLoggingOptions): Settings {
  const { levelUntilSet = 'info', background = 'local', afterResponse = 'local', beforeConnect = 'keep' } = options
  const { shape = 'default', queue = {}, responseWait = 250, closeTimeout = 1000 } = options
  const { guardStdout = false, around, progress = false, onLevel, mirror, onWarning, stacks } = options
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
  if (around !== undefined) expectKind('around', around, 'a function', isFunction)
  if (onWarning !== undefined) expectKind('onWarning', onWarning, 'a function', isFunction)
  if (stacks !== undefined) expectKind('stacks', stacks, 'a boolean', isBoolean)
  const rateLimit = rateLimitOf('rateLimit', options.rateLimit)
  const untilSet = levelUntilSet === 'none' ? Number.POSITIVE_INFINITY : severity(levelUntilSet)
  const routing = { untilSet, background, afterResponse }
  if (onLevel !== undefined) expectKind('onLevel', onLevel, 'a function', isFunction)
  const requests = {
    levels: levelStoreSettings(options),
    around,
    onLevel,
    mirror,
    progress: progressSettings(progress),
  }
  const limits = { maxRecords, maxSize, rateLimit, responseWait, closeTimeout }
  return { ...routing, ...requests, ...limits, beforeConnect, shape, guardStdout }
}
