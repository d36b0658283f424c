import type { RequestContext } from './open-request.js'
import { currentScope } from './scope.js'

/**
 * The request that the calling code serves, found through `AsyncLocalStorage`; `undefined` outside of any request, or
 * when the server was not attached. Still the same one in work that outlives its request.
 */
export function currentRequest(): RequestContext | undefined {
  return currentScope()?.request?.context
}

/**
 * {@link currentRequest} as flat fields for a pino `mixin` or a winston format: `requestId`, `method`, `sessionId`, and
 * `tool`, `prompt` or `resource`. Empty outside of any request.
 */
export function requestFields(): Record<string, string | number> {
  const request = currentRequest()
  if (request === undefined) return {}
  const fields: Record<string, string | number> = { requestId: request.id, method: request.method }
  if (request.sessionId !== undefined) fields.sessionId = request.sessionId
  const kind = KINDS[request.method]
  if (kind !== undefined && request.name !== undefined) fields[kind] = request.name
  return fields
}

const KINDS: Readonly<Record<string, string>> = {
  'tools/call': 'tool',
  'prompts/get': 'prompt',
  'resources/read': 'resource',
}
