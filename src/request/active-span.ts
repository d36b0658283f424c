interface ContextManager {
  active?(): { getValue?(key: symbol): unknown } | undefined
}

/** Where `@opentelemetry/api` 1.x keeps what is shared in a process, and the active span in a context. */
const API = Symbol.for('opentelemetry.js.api.1')
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN')

/** Whether OpenTelemetry has a span active here, which its own instrumentations put into records. */
export function hasActiveSpan(): boolean {
  const { context } = ((globalThis as Record<symbol, unknown>)[API] ?? {}) as { context?: ContextManager }
  return context?.active?.()?.getValue?.(SPAN) !== undefined
}
