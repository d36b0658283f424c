import { closest, distance } from 'fastest-levenshtein'

/**
 * Checks of what an application passes in, made once at construction. TypeError for the wrong kind, RangeError for a
 * value out of bounds; both name the option, the expectation, and what came instead.
 */
function complaint(name: string, expectation: string, value: unknown): string {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  const shown = typeof value === 'string' ? JSON.stringify(value) : kind === 'object' ? '{…}' : printable(value)
  return `Expected \`${name}\` to be ${expectation}, got \`${shown}\` (${kind})`
}

function printable(value: unknown): string {
  if (typeof value === 'function') return value.name || 'function'
  if (Array.isArray(value)) return '[…]'
  return String(value)
}

/** @throws TypeError unless `value` passes `test`; `expectation` completes "Expected `name` to be …". */
export function expectKind(name: string, value: unknown, expectation: string, test: (value: unknown) => boolean): void {
  if (!test(value)) throw new TypeError(complaint(name, expectation, value))
}

/** @throws TypeError if `value` is not a number, RangeError if it is no integer from `min` to `max`. */
export function expectInteger(name: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): void {
  const expectation = `an integer from ${min} ${max === Number.MAX_SAFE_INTEGER ? 'and up' : `to ${max}`}`
  if (typeof value !== 'number') throw new TypeError(complaint(name, expectation, value))
  if (!Number.isInteger(value) || value < min || value > max) throw new RangeError(complaint(name, expectation, value))
}

/** @throws TypeError if `value` is not a number, RangeError if it is below `min` or not finite. */
export function expectNumber(name: string, value: unknown, min: number): void {
  const expectation = `a number from ${min} and up`
  if (typeof value !== 'number') throw new TypeError(complaint(name, expectation, value))
  if (!Number.isFinite(value) || value < min) throw new RangeError(complaint(name, expectation, value))
}

/** @throws TypeError if `value` is none of `allowed`. */
export function expectOneOf(name: string, value: unknown, allowed: readonly unknown[]): void {
  const list = allowed.map((each) => `\`${String(each)}\``).join(', ')
  expectKind(name, value, `one of ${list}`, (each) => allowed.includes(each))
}

/** The names of all options of a kind, as keys: the compiler tells when one is missing. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>

/** @throws TypeError if `value` is not an object, or has an option that is not among `names`. */
export function expectOptions<T extends object>(name: string, value: unknown, names: OptionNames<T>): void {
  expectObject(name, value)
  const prefix = name === 'options' ? '' : `${name}.`
  for (const [key, option] of Object.entries(value as object)) {
    if (option === undefined || Object.hasOwn(names, key)) continue
    const known = Object.keys(names)
    const nearest = closest(key, known)
    const advice =
      distance(key.toLowerCase(), nearest.toLowerCase()) <= nearest.length / 2
        ? `did you mean \`${prefix}${nearest}\`?`
        : `expected one of ${known.map((each) => `\`${prefix}${each}\``).join(', ')}`
    throw new TypeError(`Unknown option \`${prefix}${key}\`: ${advice}`)
  }
}

/** @throws TypeError if `value` is not an object. A server in its place is a mistake that is easily made. */
export function expectObject(name: string, value: unknown): void {
  expectKind(name, value, 'an object', (each) => typeof each === 'object' && each !== null && !Array.isArray(each))
  if (isFunction((value as { connect?: unknown }).connect)) {
    throw new TypeError(`Expected \`${name}\` to be an object of options, got a server or client: pass \`{ server }\``)
  }
}

export const isFunction = (value: unknown): boolean => typeof value === 'function'
export const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
export const areStrings = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
