import type { OpenRequest } from '../request/open-request.js'
import { currentScope } from '../request/scope.js'
import { Override } from '../sdk/override.js'

type Handler = (...args: unknown[]) => unknown

/** An SDK's server, as far as it is used. */
interface ServerInside {
  /** Of the high-level server: calls a tool, and turns what it throws into a response with the message only. */
  executeToolHandler?: Handler
  readonly server?: ServerInside
  readonly _requestHandlers?: Map<string, Handler | undefined>
}

const thrown = new WeakMap<OpenRequest, Error>()

/** The last error thrown by the handler of a request. */
export function thrownIn(request: OpenRequest): Error | undefined {
  return thrown.get(request)
}

/**
 * Remembers what handlers throw. The SDKs respond with the message only, so the stack has to be taken here. A server without
 * this method is left as it is.
 *
 * @returns a function that restores the server
 */
export function rememberThrown(server: object): () => void {
  const outer = server as ServerInside
  const undo: (() => void)[] = []
  if (typeof outer.executeToolHandler === 'function') {
    const override: Override<ServerInside, 'executeToolHandler'> = new Override(
      outer,
      'executeToolHandler',
      function (this: unknown, ...args) {
        return remembering(override.original as Handler, this, args)
      },
    )
    undo.push(() => override.undo())
  }
  const handlers = (outer.server ?? outer)._requestHandlers
  if (handlers instanceof Map) {
    const override: Override<typeof handlers, 'get'> = new Override(handlers, 'get', (method) => {
      const handler = override.original.call(handlers, method)
      return handler && ((...args) => remembering(handler, undefined, args))
    })
    undo.push(() => override.undo())
  }
  return () => {
    for (const each of undo) each()
  }
}

function remembering(handler: Handler, self: unknown, args: unknown[]): unknown {
  try {
    const result = handler.apply(self, args)
    if (result instanceof Promise) result.catch(remember)
    return result
  } catch (error) {
    remember(error)
    throw error
  }
}

function remember(error: unknown): void {
  const request = currentScope()?.request
  if (request !== undefined && error instanceof Error) thrown.set(request, error)
}
