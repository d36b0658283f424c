import { type ClientLogging, type ClientLoggingOptions, Hub } from './client-logging.js'
import { MCP_LEVELS } from './level.js'
import type { LevelOverrides } from './level-map.js'
import { expectKind, expectOneOf, expectOptions } from './options.js'
import type { AttachableServer } from './tap.js'
import type { BridgeWarning } from './warning.js'

/** What a logger's adapter takes beside the options of its own kind. */
export interface AdapterOptions extends ClientLoggingOptions {
  /** Attached at once; more servers can follow through `attach`. */
  readonly server?: AttachableServer
  /** A hub shared with other loggers, in place of one made from these options: one order, one limit, one close. */
  readonly logging?: ClientLogging
  /** `logger` name of every record. Default: what the fields or the request say. */
  readonly loggerName?: string
  /** MCP levels for levels of the logger's own: `{ audit: 'notice', chatter: false }`; `false` drops. */
  readonly levels?: LevelOverrides
}

const HUB_OPTIONS = [
  'levelUntilSet',
  'background',
  'beforeConnect',
  'shape',
  'queue',
  'rateLimit',
  'responseWait',
  'closeTimeout',
  'onWarning',
  'payload',
  'stacks',
  'redact',
] as const satisfies readonly (keyof ClientLoggingOptions)[]

/**
 * The hub that an adapter works for: the one it was given, or one of its own.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function hubOf(options: AdapterOptions, onWarning?: (warning: BridgeWarning) => void): Hub {
  expectOptions('options', options)
  const { logging, loggerName, levels, server } = options
  if (loggerName !== undefined) expectKind('loggerName', loggerName, 'a string', (each) => typeof each === 'string')
  if (levels !== undefined) {
    expectOptions('levels', levels)
    for (const [label, level] of Object.entries(levels)) expectOneOf(`levels.${label}`, level, [...MCP_LEVELS, false])
  }
  if (logging !== undefined) {
    expectKind('logging', logging, 'made by createClientLogging()', (each) => each instanceof Hub)
    const absent = 'absent where `logging` is given: set it there'
    for (const name of HUB_OPTIONS) expectKind(name, options[name], absent, (each) => each === undefined)
  }
  const hub = (logging as Hub | undefined) ?? new Hub(onWarning ? { onWarning, ...options } : options)
  if (server !== undefined) hub.attach(server)
  return hub
}
