import { fixedLevelOf, type MappedLevel, mapLabels, winstonLabels } from './level-map.js'
import { MCP_LEVELS, type McpLevel, severity } from './mcp-level.js'
import { mapPinoLevels } from './pino-levels.js'

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
