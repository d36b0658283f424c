import { cutTo } from '../payload/cut.js'
import { oneLine, plainData } from '../payload/plain-text.js'
import type { Sanitizer } from '../payload/sanitizer.js'
import type { RequestContext } from '../request/open-request.js'
import { clientName, fieldsOf } from '../request/request-fields.js'
import type { RequestLogOptions } from './options.js'
import type { Outcome } from './outcome.js'

/** Everything known about a request once it has ended. */
export interface EndedRequest {
  readonly request: RequestContext
  readonly boundFields: Readonly<Record<string, unknown>> | undefined
  readonly outcome: Outcome
  /** What its handler threw. */
  readonly thrown: Error | undefined
  /** Milliseconds. */
  readonly duration: number
  /** Number of log messages sent for it. */
  readonly logs: number
  readonly arguments: unknown
  readonly result: unknown
}

/** Maximum length of the name in the text of a line, in characters. */
const MAX_NAME = 100
/** Maximum length of an error's message, in characters. */
const MAX_ERROR = 200

/** `tools/call forecast ok 12 ms` */
export function textOf({ request, outcome, duration }: EndedRequest): string {
  const name = request.name === undefined ? [] : [shortened(request.name, MAX_NAME)]
  return [shortened(request.method, MAX_NAME), ...name, outcome.outcome, `${duration} ms`].join(' ')
}

/** The fields beside the text. */
export function lineFields(
  ended: EndedRequest,
  options: RequestLogOptions,
  sanitizer: Sanitizer,
): Record<string, unknown> {
  const { request, outcome, thrown, duration, logs } = ended
  const { user = false, trace = false } = options
  const fields = fieldsOf(request, ended.boundFields, { user, trace })
  if (request.client !== undefined) fields.client = clientName(request.client)
  if (request.protocol !== undefined) fields.protocol = request.protocol
  fields.outcome = outcome.outcome
  if (outcome.code !== undefined) fields.code = outcome.code
  if (outcome.error !== undefined) fields.error = shortened(String(sanitizer.clean(outcome.error).data), MAX_ERROR)
  if (thrown !== undefined) fields.err = plainError(thrown)
  fields.durationMs = duration
  fields.logs = logs
  for (const part of ['arguments', 'result'] as const) {
    const shown = shownPart(options[part], ended[part], request)
    if (shown !== undefined) fields[part] = plainData(sanitizer.clean(shown).data)
  }
  return fields
}

function shownPart(option: RequestLogOptions['arguments'], value: unknown, request: RequestContext): unknown {
  if (option === undefined || option === false || value === undefined) return undefined
  return option === true ? value : option(value, request)
}

/**
 * An Error as data, which winston's formats can show. Without a prototype, or pino's serializer would call it an `Object`.
 */
function plainError({ name, message, stack }: Error): object {
  const plain = plainData({ name: String(name), message: String(message), stack: String(stack) })
  return Object.assign(Object.create(null), plain)
}

function shortened(text: string, length: number): string {
  const line = oneLine(text)
  return cutTo(line, length, line.length)
}
