import {
  DROPPED,
  type LevelOverrides,
  levelAt,
  levelOfLabel,
  type MappedLevel,
  mapLabels,
  rankOf,
} from './level-map.js'

/** pino's own scale, for numbers that have no label in the logger. */
const PINO_SCALE: readonly (readonly [from: number, level: MappedLevel])[] = [
  [60, 'critical'],
  [50, 'error'],
  [40, 'warning'],
  [30, 'info'],
  [20, 'debug'],
]

/** The level of a pino number. */
interface PinoLevel {
  readonly level: MappedLevel
  /** Whether no rule covers it, to warn the operator about. */
  readonly isGuess: boolean
}

/** A map by number for pino, whose records carry numbers. */
export type PinoLevelMap = (value: number) => PinoLevel

/** A logger has few levels, but callers may pass any number. */
const MAX_REMEMBERED = 1000

/**
 * Numbers with a label are mapped by it, those in between by the next less severe one.
 *
 * @param values `logger.levels.values`
 * @param descending whether lower numbers are more severe (`levelComparison: 'DESC'`)
 */
export function mapPinoLevels(
  values: Readonly<Record<string, number>>,
  descending: boolean,
  overrides: LevelOverrides = {},
): PinoLevelMap {
  const sign = descending ? -1 : 1
  const ranked = Object.entries(values).sort(([, a], [, b]) => sign * (a - b))
  const labels = ranked.map(([label]) => label)
  const { levels, guessed } = mapLabels(labels)
  // Without a single known name, the numbers are assumed to be on pino's scale.
  const byNumber = !descending && labels.every((label) => levelOfLabel(label) === undefined)
  const listed = ranked.map(([label, value]) => {
    return { label, value, level: byNumber ? ofPinoScale(value) : (levels.get(label) as MappedLevel) }
  })
  const known = new Map<number, PinoLevel>()
  for (const { label, value, level } of listed) {
    const override = Object.hasOwn(overrides, label) ? overrides[label] : undefined
    known.set(value, { level: override ?? level, isGuess: override === undefined && !byNumber && guessed.has(label) })
  }
  for (const [label, level] of Object.entries(overrides)) {
    if (isNumber(label)) known.set(Number(label), { level, isGuess: false })
  }
  const between = (value: number): MappedLevel => {
    const lower = listed.findLast((each) => sign * each.value <= sign * value)
    if (lower !== undefined) return byNumber ? ofPinoScale(value) : lower.level
    // Less severe than all listed levels, even if pino's scale says otherwise.
    const lowest = rankOf(listed[0]?.level ?? 'emergency')
    return levelAt(Math.min(lowest, descending ? DROPPED : rankOf(ofPinoScale(value))))
  }
  return (value) => {
    let found = known.get(value)
    if (found === undefined) {
      found = { level: between(value), isGuess: false }
      if (known.size < MAX_REMEMBERED) known.set(value, found)
    }
    return found
  }
}

const isNumber = (label: string): boolean => label.trim() !== '' && Number.isFinite(Number(label))

/** The level of a number on pino's own scale, apart from any logger. */
export function ofPinoScale(value: number): MappedLevel {
  return PINO_SCALE.find(([from]) => value >= from)?.[1] ?? false
}
