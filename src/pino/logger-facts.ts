import type { LevelOverrides } from '../levels/level-map.js'
import { mapPinoLevels, type PinoLevelMap } from '../levels/pino-levels.js'
import { isDescending, type PinoLogger, type PinoSymbols, symbolsOf } from '../loggers/pino-logger.js'
import type { FieldRules } from '../server/field-rules.js'
import { sentBase } from './base-fields.js'

/** What a logger and its children have in common. */
export interface LoggerFacts {
  readonly levels: PinoLevelMap
  readonly messageKey: string
  readonly errorKey: string
  readonly nestedKey: string | undefined
  /** How lines of each level begin. */
  readonly prefixes: Readonly<Record<number, string>>
  /** What follows the time in every line: the fields of pino's `base`. */
  readonly base: string
  /** As much of that as is sent. */
  readonly sentBase: string
}

/** Of a logger that is not known: pino's defaults. */
export function standardFacts(levels: LevelOverrides | undefined): LoggerFacts {
  return {
    levels: mapPinoLevels({}, false, levels),
    messageKey: 'msg',
    errorKey: 'err',
    nestedKey: undefined,
    prefixes: {},
    base: '',
    sentBase: '',
  }
}

export function factsOf(logger: PinoLogger, overrides: LevelOverrides | undefined, rules: FieldRules): LoggerFacts {
  const levels = mapPinoLevels(logger.levels.values, isDescending(logger), overrides)
  const symbols = symbolsOf(logger)
  if (symbols === undefined) return { ...standardFacts(overrides), levels }
  const base = String(rootOf(logger, symbols)[symbols.bindings] ?? '')
  const nestedKey = logger[symbols.nestedKey]
  return {
    levels,
    messageKey: String(logger[symbols.messageKey]),
    errorKey: String(logger[symbols.errorKey]),
    nestedKey: typeof nestedKey === 'string' ? nestedKey : undefined,
    prefixes: logger[symbols.linePrefixes] as Record<number, string>,
    base,
    sentBase: sentBase(base, (name) => rules.keeps(name)),
  }
}

/** The logger that all of a family descend from: a child is made with its parent as prototype. */
function rootOf(logger: PinoLogger, { bindings }: PinoSymbols): PinoLogger {
  let root = logger
  for (let each: object | null = logger; each !== null; each = Object.getPrototypeOf(each)) {
    if (Object.hasOwn(each, bindings)) root = each as PinoLogger
  }
  return root
}
