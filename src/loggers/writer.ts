import { expectKind } from '../check.js'
import { type LocalLevel, pinoLevelsFor, winstonLevelsFor } from '../levels/local-levels.js'
import { MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import { isMethodLogger, type MethodLogger, methodsOf, wouldWrite, writeTo } from './method-logger.js'
import { isDescending, type PinoLogger, streamsOf } from './pino-logger.js'

/** A winston logger, as far as it is used: with npm, cli, syslog or custom levels; child loggers as well. */
export interface WinstonTarget {
  readonly levels: Readonly<Record<string, number>>
  log(entry: { level: string; message: string }): unknown
  isLevelEnabled?(level: string): boolean
}

/** A pino logger, as far as it is used: with standard or custom levels; child loggers as well. */
export interface PinoTarget {
  readonly levels: {
    readonly labels: Readonly<Record<number, string>>
    readonly values: Readonly<Record<string, number>>
  }
  isLevelEnabled(level: string): boolean
}

/** The application's own logger: winston, pino, or any other with methods for the usual levels; recognised by its shape. */
export type LocalLogger = WinstonTarget | PinoTarget | MethodLogger

/** Writes to a logger, whichever it is. */
export interface Writer {
  /**
   * Whether the logger would write a record of this level.
   *
   * @param label a level name of the logger's, instead of the closest one; ignored if it has no such level
   */
  isEnabled(level: McpLevel, label?: string): boolean
  /** The logger's name for this level. */
  labelOf(level: McpLevel): string
  /**
   * @param fields fields beside the text; must not have names that the logger uses itself (`level`, `msg`)
   * @throws whatever the logger throws
   */
  write(level: McpLevel, text: string, fields: object, label?: string): unknown
  /** The most verbose level that the logger would write. */
  threshold(): McpLevel
  /** The targets of the logger, each with the most verbose level that reaches it; empty if unknown. */
  outputs(): readonly Output[]
}

interface Output {
  /** A winston transport or a pino stream. */
  readonly to: unknown
  readonly threshold: McpLevel
}

export function isLocalLogger(value: unknown): value is LocalLogger {
  return isPino(value) || isWinston(value) || isMethodLogger(value)
}

/** @throws TypeError unless `logger` is a logger */
export function writerFor(logger: LocalLogger): Writer {
  if (isPino(logger)) return pinoWriter(logger)
  if (isWinston(logger)) return winstonWriter(logger)
  const expectation = 'a winston or pino logger, or an object with the methods debug, info, warn and error'
  expectKind('logger', logger, expectation, isMethodLogger)
  return methodWriter(logger)
}

function isPino(logger: unknown): logger is PinoTarget {
  const { levels, isLevelEnabled } = (logger ?? {}) as Partial<PinoTarget>
  // A winston logger may have levels of these names, whose values are numbers.
  return typeof levels?.values === 'object' && typeof levels.labels === 'object' && typeof isLevelEnabled === 'function'
}

function isWinston(logger: unknown): logger is WinstonTarget {
  const { levels, log, write } = (logger ?? {}) as Partial<WinstonTarget & { write: unknown }>
  return (
    typeof log === 'function' &&
    typeof write === 'function' &&
    typeof levels === 'object' &&
    Object.keys(levels).length > 0
  )
}

function pinoWriter(logger: PinoTarget): Writer {
  const methods = logger as unknown as Record<string, (fields: object, text: string) => void>
  const usable = (): Record<string, number> =>
    Object.fromEntries(Object.entries(logger.levels.values).filter(([label]) => typeof methods[label] === 'function'))
  const labelFor = labels(
    () => logger.levels,
    () => pinoLevelsFor(usable(), isDescending(logger as unknown as PinoLogger)),
  )
  const nameOf = (level: McpLevel, label: string | undefined): string =>
    label !== undefined && Object.hasOwn(usable(), label) ? label : labelFor(level).label
  const isEnabled = (level: McpLevel, label?: string): boolean => logger.isLevelEnabled(nameOf(level, label))
  return {
    isEnabled,
    labelOf: (level) => labelFor(level).label,
    // No arguments after the text: pino would use it as a format string.
    write: (level, text, fields, label) => methods[nameOf(level, label)]?.(fields, text),
    threshold: () => thresholdOf(labelFor, isEnabled),
    outputs: () =>
      streamsOf(logger as unknown as PinoLogger).map(({ stream, level: lowest }) => ({
        to: stream,
        threshold: thresholdOf(
          labelFor,
          (level) => isEnabled(level) && (logger.levels.values[labelFor(level).label] ?? 0) >= lowest,
        ),
      })),
  }
}

function winstonWriter(logger: WinstonTarget): Writer {
  const labelFor = labels(
    () => logger.levels,
    () => winstonLevelsFor(logger.levels),
  )
  const state = logger as {
    silent?: boolean
    writable?: boolean
    level?: string
    transports?: readonly { readonly level?: string; readonly silent?: boolean }[]
  }
  const nameOf = (level: McpLevel, label: string | undefined): string =>
    label !== undefined && Object.hasOwn(logger.levels, label) ? label : labelFor(level).label
  const isEnabled = (level: McpLevel, label?: string): boolean =>
    state.silent !== true && (logger.isLevelEnabled?.(nameOf(level, label)) ?? true)
  return {
    isEnabled,
    labelOf: (level) => labelFor(level).label,
    write(level, text, fields, label) {
      // winston would emit `error` later, where it cannot be caught.
      if (state.writable === false) throw new Error('The winston logger has ended')
      // A single argument: of more, winston keeps a `splat`, which `format.splat` inserts into the text.
      logger.log({ ...fields, level: nameOf(level, label), message: text })
    },
    threshold: () => thresholdOf(labelFor, isEnabled),
    outputs: () =>
      (state.transports ?? []).map((transport) => {
        const lowest = logger.levels[transport.level ?? state.level ?? ''] ?? Number.POSITIVE_INFINITY
        const reaches = (level: McpLevel): boolean =>
          transport.silent !== true && (logger.levels[labelFor(level).label] ?? 0) <= lowest
        return { to: transport, threshold: thresholdOf(labelFor, (level) => isEnabled(level) && reaches(level)) }
      }),
  }
}

function methodWriter(logger: MethodLogger): Writer {
  const levels = methodsOf(logger)
  const labelFor = labels(
    () => levels,
    () => pinoLevelsFor(levels, false),
  )
  const labelOf = (level: McpLevel): string => labelFor(level).label
  const isEnabled = (level: McpLevel): boolean => wouldWrite(logger, labelOf(level))
  return {
    isEnabled,
    labelOf,
    write: (level, text, fields) => writeTo(logger, labelOf(level), text, fields),
    threshold: () => thresholdOf(labelFor, isEnabled),
    outputs: () => [],
  }
}

/** Looks up a label; the table is rebuilt when the logger's levels change. */
function labels(current: () => object, map: () => ReadonlyMap<McpLevel, LocalLevel>): (level: McpLevel) => LocalLevel {
  let levels: object | undefined
  let mapped: ReadonlyMap<McpLevel, LocalLevel>
  return (level) => {
    if (levels !== current()) {
      levels = current()
      mapped = map()
    }
    return mapped.get(level) as LocalLevel
  }
}

/** The level to ask for if the logger is silent: the least verbose one. */
function thresholdOf(labelFor: (level: McpLevel) => LocalLevel, isEnabled: (level: McpLevel) => boolean): McpLevel {
  return MCP_LEVELS.find((level) => !labelFor(level).raised && isEnabled(level)) ?? 'emergency'
}
