import { levelOfLabel } from './level-map.js'
import type { McpLevel } from './mcp-level.js'

/**
 * Names of levels in the loggers of other languages, long and short (Serilog, zerolog, logrus, .NET, log15, npm). Only needed
 * to read what other programs have written.
 */
const ALIASES: Readonly<Record<McpLevel, string>> = {
  debug: 'trc trac trce finest finer fine verb vrb sill dbg debu dbug config',
  info: 'inf information informational success log',
  notice: 'ntc',
  warning: 'wrn caution',
  error: 'err erro eror severe fail failure',
  critical: 'crt fatl fata ftl panic pani pnc dpanic dpan shout',
  alert: 'alrt',
  emergency: 'emrg',
}

const LEVELS: ReadonlyMap<string, McpLevel> = new Map(
  Object.entries(ALIASES).flatMap(([level, names]) => names.split(' ').map((name) => [name, level as McpLevel])),
)

/** Go's `slog` writes levels in between with an offset: `ERROR+4`, `DEBUG-4`. */
const WITH_DISTANCE = /^([a-z]+)([+-]\d{1,3})$/i

/**
 * The MCP level for a level name of any logger, in any case. What is more verbose than `debug` becomes `debug`: it was sent, so
 * it should not be lost.
 */
export function levelOfName(name: string): McpLevel | undefined {
  const [, base, distance] = WITH_DISTANCE.exec(name) ?? []
  const level = base === undefined ? named(name) : named(base)
  return level !== undefined && distance !== undefined ? moved(level, Number(distance)) : level
}

function named(name: string): McpLevel | undefined {
  const level = levelOfLabel(name) ?? LEVELS.get(name.toLowerCase())
  return level === false ? 'debug' : level
}

/** slog's levels are 4 apart; `INFO+2` is commonly used for a notice. */
function moved(level: McpLevel, distance: number): McpLevel {
  if (level === 'info' && distance >= 2 && distance < 4) return 'notice'
  const scale: readonly McpLevel[] = ['debug', 'info', 'warning', 'error', 'critical']
  const place = scale.indexOf(level)
  if (place < 0) return level
  return scale[Math.min(Math.max(place + Math.floor(distance / 4), 0), scale.length - 1)] ?? level
}
