import type { RequestContext } from './open-request.js'
import { currentScope } from './scope.js'

/**
 * The request that the calling code serves, found through `AsyncLocalStorage`; `undefined` outside of any request, or if the
 * server was not attached. Work that outlives its request still gets that request.
 */
export function currentRequest(): RequestContext | undefined {
  return currentScope()?.request?.context
}
