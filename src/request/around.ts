import type { RequestContext } from './open-request.js'

/** Called for each request. Has to call `run` exactly once before it returns, which calls the request's handler. */
export type Around = (request: RequestContext, run: () => void) => void

/**
 * Calls `around` so that `run` runs exactly once and at once, whatever it does.
 *
 * @param failed called with what it did wrong
 */
export function runAround(
  around: Around,
  request: RequestContext,
  run: () => void,
  failed: (message: string, cause?: unknown) => void,
): void {
  let ran = false
  let failure: { readonly error: unknown } | undefined
  const once = (): void => {
    if (ran) return
    ran = true
    try {
      run()
    } catch (error) {
      failure = { error } // the handler's, not its own
    }
  }
  try {
    const result: unknown = around(request, once)
    // An async function may reject later, when nobody handles it any more.
    if (result instanceof Promise) result.catch((cause: unknown) => failed('`around` threw', cause))
    if (!ran) failed('`around` did not call `run` before it returned: the request is handled outside of it')
  } catch (cause) {
    failed('`around` threw', cause)
  }
  once()
  if (failure !== undefined) throw failure.error
}
