import { MCP_LEVELS, type McpLevel, severity } from './mcp-level.js'

/** Per-label choices of the application: an MCP level, or `false` to drop that level's records. */
export type LevelOverrides = Readonly<Record<string, McpLevel | false>>

/** What becomes of a logger's level: an MCP level, or `false` where MCP has none (`trace`, `silly`). */
export type MappedLevel = McpLevel | false

/** Names whose meaning is the same in every logger: they hold their place, the others are fitted in between. */
const FIXED: Readonly<Record<string, MappedLevel>> = {
  silly: false,
  trace: false,
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  crit: 'critical',
  critical: 'critical',
  fatal: 'critical',
  alert: 'alert',
  emerg: 'emergency',
  emergency: 'emergency',
}

/** Names that loggers put in different places (`http` is above `info` in some sets): bent where the order asks for it. */
const BENDING: Readonly<Record<string, McpLevel>> = {
  input: 'debug',
  verbose: 'debug',
  prompt: 'debug',
  http: 'debug',
  data: 'info',
  help: 'notice',
  notice: 'notice',
}

/** pino's own scale: what a bare number means where no label of the logger says it. */
const PINO_SCALE: readonly (readonly [from: number, level: MappedLevel])[] = [
  [60, 'critical'],
  [50, 'error'],
  [40, 'warning'],
  [30, 'info'],
  [20, 'debug'],
]

const DROPPED = -1

export interface LevelMap {
  /** By label. */
  readonly levels: ReadonlyMap<string, MappedLevel>
  /** Labels that no rule covers: worth a word to the operator. */
  readonly guessed: ReadonlySet<string>
}

/**
 * Maps the labels of a logger, most verbose first, to MCP levels so that the logger's own order is kept: a client that
 * asks for `info` never gets what the logger itself calls less than info.
 *
 * A label is looked up by name first, then by its place among the known ones (the next less severe of them).
 */
export function mapLabels(labels: readonly string[], overrides: LevelOverrides = {}): LevelMap {
  const places = fixedPlaces(labels)
  bend(labels, places)
  const levels = new Map<string, MappedLevel>()
  const guessed = new Set<string>()
  const lowest = places.find((place) => place !== undefined)
  let floor: number | undefined
  for (const [index, label] of labels.entries()) {
    const override = Object.hasOwn(overrides, label) ? overrides[label] : undefined
    const place = places[index]
    floor = place ?? floor
    if (override !== undefined) {
      levels.set(label, override)
    } else if (floor !== undefined) {
      levels.set(label, toLevel(floor))
    } else if (lowest !== undefined && lowest <= severity('debug')) {
      levels.set(label, false) // more verbose than debug: no MCP equivalent
    } else {
      levels.set(label, lowest === undefined ? 'info' : 'debug')
      guessed.add(label)
    }
  }
  return { levels, guessed }
}

/** Severities of the fixed names, lowered where the logger ranks one below another that means less. */
function fixedPlaces(labels: readonly string[]): (number | undefined)[] {
  const places: (number | undefined)[] = labels.map((label) => {
    const level = lookUp(FIXED, label)
    return level === undefined ? undefined : toPlace(level)
  })
  let ceiling: number = severity('emergency')
  for (let index = places.length - 1; index >= 0; index--) {
    const place = places[index]
    if (place === undefined) continue
    ceiling = Math.min(ceiling, place)
    places[index] = ceiling
  }
  return places
}

/** Fits the bending names in between the fixed ones around them. */
function bend(labels: readonly string[], places: (number | undefined)[]): void {
  let floor = DROPPED
  for (const [index, label] of labels.entries()) {
    const level = lookUp(BENDING, label)
    if (level !== undefined && places[index] === undefined) {
      const ceiling = places.slice(index + 1).find((place) => place !== undefined) ?? severity('emergency')
      places[index] = Math.min(Math.max(severity(level), floor), ceiling)
    }
    floor = places[index] ?? floor
  }
}

function lookUp<T>(table: Readonly<Record<string, T>>, label: string): T | undefined {
  const name = label.toLowerCase()
  return Object.hasOwn(table, name) ? table[name] : undefined
}

const toPlace = (level: MappedLevel): number => (level === false ? DROPPED : severity(level))
const toLevel = (place: number): MappedLevel => MCP_LEVELS[place] ?? false

/** The level of one label, apart from any logger's set: for a name that its own logger does not list. */
export function levelOfLabel(label: string): MappedLevel | undefined {
  return lookUp(FIXED, label) ?? lookUp(BENDING, label)
}

/** winston's sets give 0 to the most severe level. Among equals the names decide. */
export function winstonLabels(levels: Readonly<Record<string, number>>): string[] {
  const place = (label: string): number => toPlace(levelOfLabel(label) ?? false)
  return Object.keys(levels).sort((a, b) => (levels[b] as number) - (levels[a] as number) || place(a) - place(b))
}

/** What a number of pino's means. */
interface PinoLevel {
  readonly level: MappedLevel
  /** Whether no rule covers it: worth a word to the operator. */
  readonly isGuess: boolean
}

/** A map by number for pino, whose records carry numbers. */
export type PinoLevelMap = (value: number) => PinoLevel

/** A logger has few numbers, but nothing stops a caller from making up more. */
const MAX_REMEMBERED = 1000

/**
 * Numbers that have a label go by it, those in between by the next less severe of these.
 *
 * @param values `logger.levels.values`
 * @param descending whether the logger compares levels the other way round (`levelComparison: 'DESC'`)
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
  // Without a single known name, the numbers are pino's as far as anybody can tell.
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
    // Less severe than all that is listed, whatever its number says.
    const lowest = toPlace(listed[0]?.level ?? 'emergency')
    return toLevel(Math.min(lowest, descending ? DROPPED : toPlace(ofPinoScale(value))))
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

/** The label of a logger that stands for an MCP level. */
export interface LocalLevel {
  readonly label: string
  /** The logger has nothing as verbose: a record gets a more severe label rather than none. */
  readonly raised: boolean
}

/** The way back for a winston logger. @param levels `logger.levels` */
export function winstonLevelsFor(levels: Readonly<Record<string, number>>): ReadonlyMap<McpLevel, LocalLevel> {
  return labelsFor([...mapLabels(winstonLabels(levels)).levels])
}

/** The way back for a pino logger. @see {@link mapPinoLevels} */
export function pinoLevelsFor(
  values: Readonly<Record<string, number>>,
  descending: boolean,
): ReadonlyMap<McpLevel, LocalLevel> {
  const map = mapPinoLevels(values, descending)
  const sign = descending ? -1 : 1
  const ranked = Object.entries(values).sort(([, a], [, b]) => sign * (a - b))
  return labelsFor(ranked.map(([label, value]) => [label, map(value).level]))
}

/**
 * Derived from the same tables as the way there: the label of that very name, else one that the tables call the same,
 * else the next less severe of those, else whatever the logger has. No level is without a label.
 *
 * @param forward what each label means, most verbose first
 */
function labelsFor(forward: readonly (readonly [label: string, level: MappedLevel])[]): Map<McpLevel, LocalLevel> {
  const labels = forward.map(([label]) => label)
  const named = (level: McpLevel): string | undefined =>
    labels.find((label) => label.toLowerCase() === level) ?? labels.find((label) => lookUp(FIXED, label) === level)
  return new Map(
    MCP_LEVELS.map((level, place) => {
      const lower = MCP_LEVELS.slice(0, place + 1).findLast((each) => named(each) !== undefined)
      const label = lower ? named(lower) : forward.findLast(([, each]) => each && severity(each) <= place)?.[0]
      if (label !== undefined) return [level, { label, raised: false }]
      const upper = MCP_LEVELS.slice(place).find((each) => named(each) !== undefined)
      const raisedTo = upper ? named(upper) : forward.find(([, each]) => each !== false)?.[0]
      return [level, { label: raisedTo ?? labels.at(-1) ?? level, raised: raisedTo !== undefined }]
    }),
  )
}
