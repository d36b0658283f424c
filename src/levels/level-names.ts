import { levelOfLabel } from './level-map.js'
import type { McpLevel } from './mcp-level.js'

/**
 * What the loggers of other languages call their levels, in full and in the short forms of their consoles (Serilog,
 * zerolog, logrus, .NET, log15, npm): only needed to read what somebody else has written.
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

/** Go's `slog` writes what lies between its levels as a distance: `ERROR+4`, `DEBUG-4`. */
const WITH_DISTANCE = /^([a-z]+)([+-]\d{1,3})$/i

/**
 * What a level of any logger means, by its name in whatever case. What is more verbose than `debug` is `debug` here:
 * nothing should be lost that somebody chose to send.
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

/** slog leaves a gap of 4 between its levels; half of it above `INFO` is its custom for a notice. */
function moved(level: McpLevel, distance: number): McpLevel {
  if (level === 'info' && distance >= 2 && distance < 4) return 'notice'
  const scale: readonly McpLevel[] = ['debug', 'info', 'warning', 'error', 'critical']
  const place = scale.indexOf(level)
  if (place < 0) return level
  return scale[Math.min(Math.max(place + Math.floor(distance / 4), 0), scale.length - 1)] ?? level
}
