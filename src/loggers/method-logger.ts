import { isFunction } from '../check.js'

/** Any other logger, as far as it is used: `console`, LogTape, tslog, consola, bunyan and the like. */
export interface MethodLogger {
  debug(...args: never[]): unknown
  info(...args: never[]): unknown
  warn(...args: never[]): unknown
  error(...args: never[]): unknown
}

/** Methods named after a level, on pino's scale. */
const METHODS: Readonly<Record<string, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  notice: 35,
  warn: 40,
  warning: 40,
  error: 50,
  critical: 60,
  fatal: 60,
  alert: 70,
  emergency: 80,
}

export function isMethodLogger(logger: unknown): logger is MethodLogger {
  const { debug, info, warn, error } = Object(logger) as Partial<MethodLogger>
  return [debug, info, warn, error].every(isFunction)
}

/** The levels that a logger has methods for, on pino's scale. */
export function methodsOf(logger: object): Record<string, number> {
  const methods = logger as Readonly<Record<string, unknown>>
  return Object.fromEntries(Object.entries(METHODS).filter(([name]) => isFunction(methods[name])))
}

type Log = (...args: unknown[]) => unknown
interface Conventions {
  isEnabledFor?(label: string): boolean
  isLevelEnabled?(label: string): boolean
  level?: unknown
  addStream?: unknown
  category?: unknown
}

/** Whether the logger is enabled for this level; `true` if it cannot be asked. */
export function wouldWrite(logger: object, label: string): boolean {
  const { isLevelEnabled, isEnabledFor, level, addStream } = logger as Conventions
  if (isFunction(isLevelEnabled)) return isLevelEnabled?.call(logger, label) === true
  if (isFunction(isEnabledFor)) return isEnabledFor?.call(logger, label) === true
  // bunyan: a number on the scale that pino has adopted.
  if (isFunction(addStream) && isFunction(level)) return Number((level as Log).call(logger)) <= (METHODS[label] ?? 0)
  return true
}

/** A text that `util.format` would change if arguments follow it. */
const FORMAT = /%[a-zA-Z%]/

/** Calls the logger so that nothing in the text is taken for a format or a template. */
export function writeTo(logger: object, label: string, text: string, fields: object): unknown {
  const log = (...args: unknown[]): unknown => (logger as Record<string, Log>)[label]?.(...args)
  const { addStream, category, isEnabledFor } = logger as Conventions
  if (isFunction(addStream)) return log(fields, text)
  // LogTape: braces are placeholders.
  if (Array.isArray(category) && isFunction(isEnabledFor)) return log(text.replace(/[{}]/g, '$&$&'), fields)
  return FORMAT.test(text) ? log(fields, text) : log(text, fields)
}
