import { cutTo } from '../payload/cut.js'
import { oneLine } from '../payload/plain-text.js'
import { hasActiveSpan } from './active-span.js'
import type { RequestContext } from './open-request.js'
import { currentScope } from './scope.js'

/** What of the request is told beside what {@link requestFields} always tells. */
export interface RequestFieldsOptions {
  /**
   * Whether `client` is there, the name and version of the client: `inspector/1.2.0`.
   * @default false - it is the same for a whole session
   */
  readonly client?: boolean
  /**
   * Whether `user` is there, the client id of who is authenticated.
   * @default false - it is personal data
   */
  readonly user?: boolean
  /**
   * Whether `trace_id`, `span_id` and `trace_flags` of the caller are there, unless OpenTelemetry has a span active: then they are its to set.
   * @default false - OpenTelemetry's instrumentations set them where it is in use
   */
  readonly trace?: boolean
}

/** Of a name that the client has chosen. */
const MAX_CLIENT = 100

/**
 * {@link currentRequest} as flat fields for a pino `mixin` or a winston format: `requestId`, `method`, `sessionId`, and
 * `tool`, `prompt` or `resource`, with what {@link bindRequestFields} has added. Empty outside of any request.
 */
export function requestFields(options?: RequestFieldsOptions, ...mixin: readonly unknown[]): Record<string, unknown> {
  const request = currentScope()?.request
  if (request === undefined) return {}
  // pino calls a mixin with what is logged, its level and the logger: those are no options.
  return fieldsOf(request.context, request.boundFields, mixin.length > 0 ? undefined : options)
}

export function fieldsOf(
  request: RequestContext,
  bound: Readonly<Record<string, unknown>> | undefined,
  options: RequestFieldsOptions | undefined,
): Record<string, unknown> {
  const fields: Record<string, unknown> = { ...bound, requestId: request.id, method: request.method }
  if (request.sessionId !== undefined) fields.sessionId = request.sessionId
  const kind = KINDS[request.method]
  if (kind !== undefined && request.name !== undefined) fields[kind] = request.name
  if (options === undefined) return fields
  const { client, auth, traceparent } = request
  if (options.client === true && client !== undefined) fields.client = clientName(client)
  if (options.user === true && auth !== undefined) fields.user = auth.clientId
  if (options.trace === true && traceparent !== undefined && !hasActiveSpan()) {
    fields.trace_id = traceparent.traceId
    fields.span_id = traceparent.spanId
    fields.trace_flags = traceparent.traceFlags
  }
  return fields
}

/** In a form that no client can break a line with. */
export function clientName({ name, version }: { readonly name: string; readonly version: string }): string {
  const shown = oneLine(`${name}/${version}`)
  return cutTo(shown, MAX_CLIENT, shown.length)
}

const KINDS: Readonly<Record<string, string>> = {
  'tools/call': 'tool',
  'prompts/get': 'prompt',
  'resources/read': 'resource',
}

/**
 * Adds fields to {@link requestFields} for the rest of the current request and the work that it starts: an order's number,
 * say, once it is known. Later ones replace earlier ones of the same name; none replaces the request's own.
 *
 * @returns `false` outside of any request
 */
export function bindRequestFields(fields: Readonly<Record<string, unknown>>): boolean {
  const request = currentScope()?.request
  if (request === undefined || typeof fields !== 'object' || fields === null) return false
  request.boundFields = { ...request.boundFields, ...fields }
  return true
}
