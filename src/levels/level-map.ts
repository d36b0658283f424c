import { MCP_LEVELS, type McpLevel, severity } from './mcp-level.js'

/** Per-label choices of the application: an MCP level, or `false` to drop that level's records. */
export type LevelOverrides = Readonly<Record<string, McpLevel | false>>

/** The MCP level of a logger's level, or `false` where MCP has none (`trace`, `silly`). */
export type MappedLevel = McpLevel | false

/** Names that mean the same in every logger: their order is fixed, the others are placed among them. */
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

/** Names that loggers rank differently (`http` is above `info` in some sets): placed as the logger's order requires. */
const FLEXIBLE: Readonly<Record<string, McpLevel>> = {
  input: 'debug',
  verbose: 'debug',
  prompt: 'debug',
  http: 'debug',
  data: 'info',
  help: 'notice',
  notice: 'notice',
}

export const DROPPED = -1

export interface LevelMap {
  /** By label. */
  readonly levels: ReadonlyMap<string, MappedLevel>
  /** Labels that no rule covers, to warn the operator about. */
  readonly guessed: ReadonlySet<string>
}

/**
 * Maps the labels of a logger, most verbose first, to MCP levels so that the logger's own order is kept: a client that
 * asks for `info` never gets what the logger itself calls less than info.
 *
 * A label is looked up by name first, then by its rank among the known ones (the next less severe of them).
 */
export function mapLabels(labels: readonly string[], overrides: LevelOverrides = {}): LevelMap {
  const ranks = fixedRanks(labels)
  fitFlexible(labels, ranks)
  const levels = new Map<string, MappedLevel>()
  const guessed = new Set<string>()
  const lowest = ranks.find((rank) => rank !== undefined)
  let floor: number | undefined
  for (const [index, label] of labels.entries()) {
    const override = Object.hasOwn(overrides, label) ? overrides[label] : undefined
    const rank = ranks[index]
    floor = rank ?? floor
    if (override !== undefined) {
      levels.set(label, override)
    } else if (floor !== undefined) {
      levels.set(label, levelAt(floor))
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
function fixedRanks(labels: readonly string[]): (number | undefined)[] {
  const ranks: (number | undefined)[] = labels.map((label) => {
    const level = lookUp(FIXED, label)
    return level === undefined ? undefined : rankOf(level)
  })
  let ceiling: number = severity('emergency')
  for (let index = ranks.length - 1; index >= 0; index--) {
    const rank = ranks[index]
    if (rank === undefined) continue
    ceiling = Math.min(ceiling, rank)
    ranks[index] = ceiling
  }
  return ranks
}

/** Places the flexible names between the fixed ones around them. */
function fitFlexible(labels: readonly string[], ranks: (number | undefined)[]): void {
  let floor = DROPPED
  for (const [index, label] of labels.entries()) {
    const level = lookUp(FLEXIBLE, label)
    if (level !== undefined) {
      const ceiling = ranks.slice(index + 1).find((rank) => rank !== undefined) ?? severity('emergency')
      ranks[index] = Math.min(Math.max(severity(level), floor), ceiling)
    }
    floor = ranks[index] ?? floor
  }
}

function lookUp<T>(table: Readonly<Record<string, T>>, label: string): T | undefined {
  const name = label.toLowerCase()
  return Object.hasOwn(table, name) ? table[name] : undefined
}

export const rankOf = (level: MappedLevel): number => (level === false ? DROPPED : severity(level))
export const levelAt = (rank: number): MappedLevel => MCP_LEVELS[rank] ?? false

/** The level of a name that means the same in every logger. */
export function fixedLevelOf(label: string): MappedLevel | undefined {
  return lookUp(FIXED, label)
}

/** The level of one label, apart from any logger's set: for a name that its own logger does not list. */
export function levelOfLabel(label: string): MappedLevel | undefined {
  return lookUp(FIXED, label) ?? lookUp(FLEXIBLE, label)
}

/**
 * Most verbose first; in winston's sets 0 is the most severe level. Among labels of equal rank the names decide, and an unknown
 * name comes last, so that it gets the level of the others.
 */
export function winstonLabels(levels: Readonly<Record<string, number>>): string[] {
  const rank = (label: string): number => rankOf(levelOfLabel(label) ?? 'emergency')
  return Object.keys(levels).sort((a, b) => (levels[b] as number) - (levels[a] as number) || rank(a) - rank(b))
}
