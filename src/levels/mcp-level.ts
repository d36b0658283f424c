/**
 * The eight severities of an MCP log message, most verbose first.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging#log-levels
 */
export const MCP_LEVELS = Object.freeze([
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
] as const)

/** One of the eight severities of RFC 5424, spelled as MCP spells them. */
export type McpLevel = (typeof MCP_LEVELS)[number]

const severities: ReadonlyMap<unknown, number> = new Map(MCP_LEVELS.map((level, index) => [level, index]))

/** Place of a level in {@link MCP_LEVELS}: 0 (`debug`) to 7 (`emergency`). */
export function severity(level: McpLevel): number {
  return severities.get(level) as number
}

/** The level if `value` is exactly one of {@link MCP_LEVELS}, else `undefined`. Never throws. */
export function parseLevel(value: unknown): McpLevel | undefined {
  return severities.has(value) ? (value as McpLevel) : undefined
}

/** Negative if `a` is less severe than `b`, 0 if equal, positive if more severe: sorts from `debug` to `emergency`. */
export function compareLevels(a: McpLevel, b: McpLevel): number {
  return severity(a) - severity(b)
}
