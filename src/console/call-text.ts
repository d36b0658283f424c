import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { formatWithOptions, inspect } from 'node:util'
import type { CleanValue } from '../adapter/create-adapter.js'
import { isError } from '../record.js'
import { currentRequest } from '../request/current-request.js'

export const METHODS = [
  ...['debug', 'log', 'info', 'warn', 'error', 'assert', 'trace', 'dir', 'dirxml', 'table'],
  ...['group', 'groupCollapsed', 'groupEnd', 'count', 'countReset', 'time', 'timeLog', 'timeEnd'],
] as const

export type Method = (typeof METHODS)[number]

type Clean = (value: unknown) => CleanValue
type Args = readonly unknown[]
type Text = (clean: Clean) => string

/** Indentation of Node's groups. */
const INDENTATION = '  '
const OUTSIDE = {}

/**
 * The texts that the console prints, formatted by a Node console that prints nowhere. Counters and timers belong to the process,
 * as in Node. Groups belong to a request: those of another one at the same time do not indent its records.
 */
export class CallTexts {
  readonly #counts = new Map<string, number>()
  /** Timers started by this console; the time of earlier ones is known to Node's own console only. */
  readonly #timers = new Set<string>()
  readonly #groups = new WeakMap<object, number>()
  readonly #console: Console
  #written = ''

  constructor() {
    const stdout = new Writable({
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        this.#written += chunk
        done()
      },
    })
    this.#console = new Console({ stdout, colorMode: false, ignoreErrors: false })
  }

  /**
   * @param caller the frames of a trace begin below this function
   * @returns a function that forms the text, to be called within this call; `undefined` if nothing is printed
   */
  of(method: Method, args: Args, caller: (...args: Args) => void): Text | undefined {
    const request = currentRequest() ?? OUTSIDE
    const depth = this.#groups.get(request) ?? 0
    if (method === 'groupEnd') this.#groups.set(request, Math.max(0, depth - 1))
    if (method === 'group' || method === 'groupCollapsed') this.#groups.set(request, depth + 1)
    const text = this.#text(method, args, caller)
    if (text === undefined || depth === 0) return text
    return (clean) => text(clean).replace(/^/gm, INDENTATION.repeat(depth))
  }

  #text(method: Method, args: Args, caller: (...args: Args) => void): Text | undefined {
    const [first, ...rest] = args
    switch (method) {
      case 'count':
      case 'countReset':
        return this.#count(method, `${first ?? 'default'}`)
      case 'time':
      case 'timeLog':
      case 'timeEnd':
        return this.#time(method, `${first ?? 'default'}`, rest)
      case 'assert':
        return first ? undefined : this.#formed((to, safe) => to.assert(false, ...(rest.map(safe) as string[])))
      case 'dir':
        return this.#formed((to, safe) => to.dir(safe(first), rest[0] as object))
      case 'table':
        return this.#formed((to, safe) => to.table(safe(first), rest[0] as string[]))
      case 'trace':
        return (clean) => {
          const message = formatWithOptions({}, ...args.map((each) => fitToPrint(each, clean)))
          const trace = { name: 'Trace', message, stack: '' }
          Error.captureStackTrace(trace, caller)
          return trace.stack
        }
      case 'groupEnd':
        return undefined
      case 'group':
      case 'groupCollapsed':
        if (args.length === 0) return undefined
    }
    return this.#formed((to, safe) => to.log(...args.map(safe)))
  }

  #count(method: 'count' | 'countReset', label: string): Text | undefined {
    const count = (this.#counts.get(label) ?? 0) + 1
    this.#counts.set(label, method === 'count' ? count : 0)
    return method === 'count' ? () => `${label}: ${count}` : undefined
  }

  #time(method: 'time' | 'timeLog' | 'timeEnd', label: string, data: Args): Text | undefined {
    const isRunning = this.#timers.has(label)
    // Otherwise Node has already warned.
    if (isRunning === (method === 'time')) return undefined
    if (method === 'timeLog') return this.#formed((to, safe) => to.timeLog(label, ...data.map(safe)))
    if (method === 'time') this.#timers.add(label)
    else this.#timers.delete(label)
    const text = this.#formed((to) => to[method](label))(() => ({ data: null, redacted: false }))
    return method === 'timeEnd' ? () => text : undefined
  }

  #formed(print: (to: Console, safe: (value: unknown) => unknown) => void): Text {
    return (clean) => {
      this.#written = ''
      print(this.#console, (value) => fitToPrint(value, clean))
      return this.#written.replace(/\n$/, '')
    }
  }
}

/** The first Error among the arguments, as a field. */
export function errorIn(args: Args): { readonly err: unknown } | undefined {
  const err = args.find(isError)
  return err === undefined ? undefined : { err }
}

/** Node may print secrets far from their names, as in a table: then the redacted value is printed. */
function fitToPrint(value: unknown, clean: Clean): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { data, redacted } = clean(value)
  if (isError(value)) return headOf(data)
  return redacted || JSON.stringify(data).includes('[Truncated') ? data : value
}

/** The first line of an Error; the rest of it is in a field. */
function headOf(data: unknown): object {
  const { name, message } = data as { readonly name?: unknown; readonly message?: unknown }
  const head = message === '' ? String(name) : `${name}: ${message}`
  return { [inspect.custom]: () => head, toString: () => head }
}
