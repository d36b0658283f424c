import { currentScope, runInScope } from '../request/scope.js'

/** Runs something as if it were called where the context was taken. */
export type RunInContext = (work: () => void) => void

/** The request, or none, in which the calling code runs: for what a logger does later than it was asked to. */
export function contextHere(): RunInContext {
  const scope = currentScope() ?? {}
  return (work) => runInScope(scope, work)
}
