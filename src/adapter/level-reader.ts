import { type LevelOverrides, levelOfLabel, type MappedLevel, mapLabels } from '../levels/level-map.js'
import { mapPinoLevels } from '../levels/pino-levels.js'

/**
 * The levels of a logger: their names, most verbose first, or their names with numbers, where a higher one is more severe.
 * Names that every logger has (`trace`, `warn`, `fatal`) mean what they say, the others are placed among them.
 */
export type LoggerLevels = readonly string[] | Readonly<Record<string, number>>

/**
 * @param unknown told of a level that no rule covers, and of what becomes of it
 * @returns the MCP level of a level by its name or its number
 */
export function levelReader(
  levels: LoggerLevels,
  overrides: LevelOverrides = {},
  unknown: (level: unknown, becomes: MappedLevel) => void,
): (level: unknown) => MappedLevel {
  const isList = (each: LoggerLevels): each is readonly string[] => Array.isArray(each)
  const names = isList(levels) ? levels : Object.keys(levels).sort((a, b) => Number(levels[a]) - Number(levels[b]))
  const byName = mapLabels(names, overrides)
  const byNumber = isList(levels) ? undefined : mapPinoLevels(levels, false, overrides)
  const lookUp = (level: unknown): { level: MappedLevel; isGuess: boolean } | undefined => {
    if (typeof level === 'number') return byNumber?.(level)
    if (typeof level !== 'string') return undefined
    const listed = byName.levels.get(level)
    if (listed !== undefined) return { level: listed, isGuess: byName.guessed.has(level) }
    const found = Object.hasOwn(overrides, level) ? overrides[level] : levelOfLabel(level)
    return found === undefined ? undefined : { level: found, isGuess: false }
  }
  return (level) => {
    const found = lookUp(level) ?? { level: 'info', isGuess: true }
    if (found.isGuess) unknown(level, found.level)
    return found.level
  }
}
