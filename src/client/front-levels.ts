import { isFunction } from '../check.js'
import { compareLevels, type McpLevel } from '../levels/mcp-level.js'
import type { Writer } from '../loggers/writer.js'

/** A transport or destination of this library, by which records are sent on to clients of this process. */
interface Relaying {
  readonly logging: { wanted(): McpLevel | undefined }
}

/**
 * What a gateway wants of a server behind it: no less than its local log and the most verbose of its clients, and no more.
 * A client that wants more than the logger lets through gets no more.
 */
export function levelForClients(writer: Writer): McpLevel {
  const outputs = writer.outputs()
  if (!outputs.some(({ to }) => isRelaying(to))) return writer.threshold()
  const levels = outputs.flatMap(({ to, threshold }) => {
    if (!isRelaying(to)) return threshold
    const wanted = to.logging.wanted()
    return wanted === undefined ? [] : lessVerbose(wanted, threshold)
  })
  return levels.sort(compareLevels)[0] ?? 'emergency'
}

function isRelaying(output: unknown): output is Relaying {
  return isFunction((output as Partial<Relaying> | null | undefined)?.logging?.wanted)
}

const lessVerbose = (a: McpLevel, b: McpLevel): McpLevel => (compareLevels(a, b) > 0 ? a : b)
