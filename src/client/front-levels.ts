import { isFunction } from '../check.js'
import { compareLevels, type McpLevel } from '../levels/mcp-level.js'
import type { Writer } from '../loggers/writer.js'

/** A transport or destination of this library, which passes records on to clients of this process. */
interface Relaying {
  readonly logging: { wanted(): McpLevel | undefined }
}

/**
 * The level that a gateway asks an upstream server for: the lower of its local log's and its most verbose client's. A client
 * does not get more than the logger lets through.
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
