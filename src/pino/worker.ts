const WHY =
  'An MCP destination has to be in the thread of its server. Not in pino.transport but in pino(destination), ' +
  'pino.multistream([…]) or addMcpDestination(logger): it'

/**
 * What a worker is started with gets cloned, field by field, and a symbol cannot be: this one says why. Without it the
 * worker would get an object without methods, and nobody would be told.
 */
export const NOT_FOR_WORKERS = Symbol(WHY)

/**
 * What `pino.transport({ target: 'mcp-log-bridge/pino' })` calls in its worker.
 *
 * @throws TypeError always
 */
export function refuseWorker(): never {
  throw new TypeError(`${WHY} cannot be the target of a worker`)
}
