import { expectKind, isFunction } from '../check.js'
import type { LogRecord } from '../record.js'

/** Matches records by the name of their logger, or by a function. */
export type Ignore = string | RegExp | ((record: LogRecord) => boolean)

/** Maximum length of a logger's name that patterns search, in characters: a server may send names of any length. */
const MAX_NAME = 256

/**
 * @param onFailure called with what a function of the list throws; the record is then not ignored
 * @throws TypeError
 */
export function ignoreFilter(
  ignore: readonly Ignore[],
  onFailure: (cause: unknown) => void,
): (record: LogRecord) => boolean {
  expectKind('ignore', ignore, 'an array of strings, RegExps or functions', isIgnoreList)
  return (record) => ignore.some((rule) => matches(rule, record, onFailure))
}

function isIgnoreList(value: unknown): boolean {
  const isRule = (each: unknown): boolean => typeof each === 'string' || each instanceof RegExp || isFunction(each)
  return Array.isArray(value) && value.every(isRule)
}

function matches(rule: Ignore, record: LogRecord, onFailure: (cause: unknown) => void): boolean {
  const { logger: name = '' } = record
  if (typeof rule === 'string') return rule === record.logger
  // Unlike `test`, `search` keeps no state in the pattern.
  if (rule instanceof RegExp) return name.length <= MAX_NAME && name.search(rule) >= 0
  try {
    return rule(record)
  } catch (cause) {
    onFailure(cause)
    return false
  }
}
