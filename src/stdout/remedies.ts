/** What may write to stdout, other than the transport. */
export type Stray = 'application' | 'winston' | 'pino' | 'child'

/** How to prevent each of them. */
export const REMEDIES: Readonly<Record<Stray, string>> = {
  application: 'write to stderr in its place, with `console.error` or a logger whose destination is stderr',
  winston: "give winston's Console transport `stderrLevels: Object.keys(logger.levels)`",
  pino: 'give pino a destination of its own, `pino.destination(2)`: without one it writes to stdout',
  child: "start it with `stdio: ['ignore', 'pipe', 'inherit']`, or with 2 in place of `inherit` for its stdout",
}
