/** Names of levels from `warning` up, long and short, and the numbers that loggers use for them. */
const SIGN =
  /warn|wrn|err|eror|severe|fail|fatal|ftl|crit|alert|emerg|panic|"[@.\w]*(?:level|severity|priority)\w*" ?: ?"?(?:[0-4]\b|1[3-9]\b|[4-9]\d\b|[3-6]\d\d\b|[3-5]\d{4}\b)/i

/** Maximum number of characters searched. */
const HEAD = 2000

/** Whether a line may state `warning` or more. Only asked of JSON, which is expensive to parse. */
export function maybeUrgent(line: string): boolean {
  return !line.startsWith('{') || SIGN.test(line.length > HEAD ? line.slice(0, HEAD) : line)
}
