import { expectKind, expectNumber, expectOneOf, expectOptions } from '../check.js'
import { MCP_LEVELS, type McpLevel, severity } from '../levels/mcp-level.js'

/** Which records are also sent as progress. */
export interface ProgressOptions {
  /**
   * Least severe level.
   * @default 'info' - `debug` is for developers, progress is for users
   */
  readonly level?: McpLevel
  /**
   * Maximum number of progress notifications per second for one request; of more, the latest is sent.
   * @minimum 0.001
   * @default 4 - more than anybody reads, few enough for any client
   */
  readonly perSecond?: number
}

/** The options with their defaults, checked. */
export interface ProgressSettings {
  readonly severity: number
  /** Minimum time between two notifications, in milliseconds. */
  readonly interval: number
}

const PER_SECOND = 4

/** Default minimum time between two progress notifications of a request, in milliseconds. */
export const DEFAULT_INTERVAL = 1000 / PER_SECOND

/**
 * @returns `undefined` for no progress
 * @throws TypeError or RangeError
 */
export function progressSettings(option: boolean | McpLevel | ProgressOptions): ProgressSettings | undefined {
  if (option === false) return undefined
  if (typeof option === 'string') {
    expectOneOf('progress', option, [true, false, ...MCP_LEVELS])
    return { severity: severity(option), interval: DEFAULT_INTERVAL }
  }
  if (option !== true) {
    expectKind('progress', option, 'a boolean, a level or an object', (each) => typeof each === 'object')
    expectOptions<ProgressOptions>('progress', option, { level: true, perSecond: true })
  }
  const { level = 'info', perSecond = PER_SECOND } = option === true ? {} : option
  expectOneOf('progress.level', level, MCP_LEVELS)
  expectNumber('progress.perSecond', perSecond, 0.001)
  return { severity: severity(level), interval: 1000 / perSecond }
}
