import type { RequestContext } from './open-request.js'
import { currentScope } from './scope.js'

/**
 * The request that the calling code serves, found through `AsyncLocalStorage`; `undefined` outside of any request, or
 * when the server was not attached. Still the same one in work that outlives its request.
 */
export function currentRequest(): RequestContext | undefined {
  return currentScope()?.request?.context
}
