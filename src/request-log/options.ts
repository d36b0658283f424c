import { expectKind, expectOptions, isBoolean, isFunction, type OptionNames } from '../check.js'
import type { RedactOptions } from '../redact/redactor.js'
import type { RequestContext } from '../request/open-request.js'
import type { BridgeWarning } from '../warning.js'
import type { RequestOutcome } from './outcome.js'

/** Matches requests by method, by name (a tool's name, a resource's URI), or by a function. */
export type IgnoredRequest = string | RegExp | ((request: RequestContext) => boolean)

export interface RequestLogOptions {
  /**
   * Level of a line, by any level name of the logger's or of MCP's; `false` for no line, `undefined` for the default.
   * @default `info`; `debug` for `ping`, lists, `initialize` and `server/discover`; `warn` for a tool that fails and for faults of
   *   the client (-32700, -32600 to -32602); `error` for everything else
   */
  readonly level?: (outcome: RequestOutcome, request: RequestContext) => string | false | undefined
  /**
   * Requests without a line: by method, by name (the tool, prompt or resource), by a pattern of either, or by a function.
   * @default [] - every request has a line
   */
  readonly ignore?: readonly IgnoredRequest[]
  /**
   * The arguments of the call: `true` for all of them, or a function that selects what is shown; redacted, and cut to 1,000
   * characters.
   * @default false - they are the user's data
   */
  readonly arguments?: boolean | ((value: unknown, request: RequestContext) => unknown)
  /**
   * The result of the call, likewise.
   * @default false - it is the user's data
   */
  readonly result?: boolean | ((value: unknown, request: RequestContext) => unknown)
  /**
   * Whether a line has `user`, the id of the authenticated client.
   * @default false - it is personal data
   */
  readonly user?: boolean
  /**
   * Whether a line has the caller's `trace_id`, `span_id` and `trace_flags`.
   * @default false - with OpenTelemetry its instrumentations add them
   */
  readonly trace?: boolean
  /** Redaction rules in addition to the built-in ones, for errors, arguments and results; `false` for no redaction. */
  readonly redact?: RedactOptions | false
  /**
   * Called when the logger, or a function among these options, throws. `logging.logRequests` calls the hub's instead.
   * @default process.emitWarning, once for each code
   */
  readonly onWarning?: (warning: BridgeWarning) => void
}

const OPTIONS: OptionNames<RequestLogOptions> = {
  level: true,
  ignore: true,
  arguments: true,
  result: true,
  user: true,
  trace: true,
  redact: true,
  onWarning: true,
}

/** @throws TypeError naming the option that is wrong */
export function expectRequestLogOptions(options: RequestLogOptions): void {
  expectOptions<RequestLogOptions>('options', options, OPTIONS)
  const { level, ignore, user, trace, onWarning } = options
  if (level !== undefined) expectKind('level', level, 'a function', isFunction)
  if (onWarning !== undefined) expectKind('onWarning', onWarning, 'a function', isFunction)
  if (ignore !== undefined) expectKind('ignore', ignore, 'an array of strings, RegExps or functions', isIgnoreList)
  for (const [name, value] of Object.entries({ user, trace })) {
    if (value !== undefined) expectKind(name, value, 'a boolean', isBoolean)
  }
  for (const name of ['arguments', 'result'] as const) {
    const value = options[name]
    if (value !== undefined) expectKind(name, value, 'a boolean or a function', isBooleanOrFunction)
  }
}

const isBooleanOrFunction = (value: unknown): boolean => isBoolean(value) || isFunction(value)

function isIgnoreList(value: unknown): boolean {
  const isRule = (each: unknown): boolean => typeof each === 'string' || each instanceof RegExp || isFunction(each)
  return Array.isArray(value) && value.every(isRule)
}

export function isIgnored(ignore: readonly IgnoredRequest[], request: RequestContext): boolean {
  const { method, name } = request
  return ignore.some((rule) => {
    if (typeof rule === 'string') return rule === method || rule === name
    // Unlike `test`, `search` keeps no state in the pattern.
    if (rule instanceof RegExp) return method.search(rule) >= 0 || (name !== undefined && name.search(rule) >= 0)
    return rule(request)
  })
}
