import { fixedLevelOf, type MappedLevel, mapLabels, winstonLabels } from './level-map.js'
import { MCP_LEVELS, type McpLevel, severity } from './mcp-level.js'
import { mapPinoLevels } from './pino-levels.js'

/** The label that a logger uses for an MCP level. */
export interface LocalLevel {
  readonly label: string
  /** Whether the label is more severe than the level, since the logger has none as verbose. */
  readonly raised: boolean
}

/** The label of a winston logger for each MCP level. @param levels `logger.levels` */
export function winstonLevelsFor(levels: Readonly<Record<string, number>>): ReadonlyMap<McpLevel, LocalLevel> {
  return labelsFor([...mapLabels(winstonLabels(levels)).levels])
}

/** The label of a pino logger for each MCP level. @see {@link mapPinoLevels} */
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
 * Inverts the mapping to MCP's levels: the label of the same name, otherwise a synonym, otherwise the next less severe of these,
 * otherwise whatever the logger has. Every level has a label.
 *
 * @param forward what each label means, most verbose first
 */
function labelsFor(forward: readonly (readonly [label: string, level: MappedLevel])[]): Map<McpLevel, LocalLevel> {
  const labels = forward.map(([label]) => label)
  const named = (level: McpLevel): string | undefined =>
    labels.find((label) => label.toLowerCase() === level) ?? labels.find((label) => fixedLevelOf(label) === level)
  return new Map(
    MCP_LEVELS.map((level, rank) => {
      const lower = MCP_LEVELS.slice(0, rank + 1).findLast((each) => named(each) !== undefined)
      const label = lower ? named(lower) : forward.findLast(([, each]) => each && severity(each) <= rank)?.[0]
      if (label !== undefined) return [level, { label, raised: false }]
      const upper = MCP_LEVELS.slice(rank).find((each) => named(each) !== undefined)
      const raisedTo = upper ? named(upper) : forward.find(([, each]) => each !== false)?.[0]
      return [level, { label: raisedTo ?? labels.at(-1) ?? level, raised: raisedTo !== undefined }]
    }),
  )
}
