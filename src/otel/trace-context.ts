import { type Context, context, createTraceState, propagation, trace } from '@opentelemetry/api'
import type { RequestContext } from '../request/open-request.js'
import { parseTraceparent } from '../request/traceparent.js'
import { parseBaggage } from './baggage.js'

/**
 * For the option `around`: makes the trace context that a caller sends in a request's `_meta` (`traceparent`,
 * `tracestate`, `baggage`, SEP-414) active while the request is served. OpenTelemetry's instrumentations then add the caller's
 * trace to log records, and spans become its children. It creates no span itself, and a request without a valid `traceparent`
 * keeps the context that is already active.
 */
export function traceContext(): (request: RequestContext, run: () => void) => void {
  return ({ meta }, run) => context.with(contextOf(meta), run)
}

function contextOf({ traceparent, tracestate, baggage }: RequestContext['meta']): Context {
  const parent = parseTraceparent(traceparent)
  const entries = parseBaggage(baggage)
  const active = context.active()
  const carried = entries === undefined ? active : propagation.setBaggage(active, entries)
  if (parent === undefined) return carried
  const { traceId, spanId, traceFlags } = parent
  return trace.setSpanContext(carried, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(traceFlags, 16),
    isRemote: true,
    // What of it does not follow the recommendation is left out there.
    ...(typeof tracestate === 'string' && { traceState: createTraceState(tracestate) }),
  })
}
