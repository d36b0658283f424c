import { type McpLevel, severity } from '../../levels/mcp-level.js'
import { isException } from './fixed-forms.js'

/** The kind of a record of several lines, which decides which lines belong to it. */
export type RecordKind = 'text' | 'exception' | 'traceback' | 'uncaught' | 'source' | 'heading' | 'object' | 'box'

/** The part of a record that its next row is compared with. */
export interface OpenRecord {
  readonly rows: readonly string[]
  readonly kind: RecordKind
  readonly level: McpLevel | undefined
  /** A traceback has had its last row, the exception itself. */
  readonly isComplete: boolean
}

const WARNING = severity('warning')
const ERROR = severity('error')

const CLOSERS = /^[\]})]+[,;.]?$/
const OPENS_OBJECT = /^[{[]$/
/** Lines that occur only in a stack trace, or right after one. */
const OF_TRACE = new RegExp(
  `^(?:${[
    'Caused by: |Suppressed: |\\.\\.\\. \\d+ (?:more|common)',
    'Stack trace:|stack traceback:|stack backtrace:|CallStack \\(from|at \\S',
    'note: (?:run with|Some details)|During handling of the above|The above exception was',
    '#\\d+ +\\S|> File |goroutine \\d+ |created by |exit status \\d+$|\\[signal |Node\\.js v\\d|\\(Use `node ',
  ].join('|')})`,
)
const GO_FRAME = /^[\w./*()[\]{}\u00b7-]+\.[\w.*()[\]{}\u00b7-]+(?:\([\w., {}?]*\))?$/
/** Where Node saw an exception: the source line and a caret follow. */
const SOURCE = /^(?:node:|file:\/\/|\/|[A-Za-z]:\\)\S*:\d+$/
const CARET = /^\s*\^+\s*$/
const TRACEBACK = /^\W*(?:Exception Group )?Traceback \(most recent call last\)/
const PACKAGE_EXCEPTION = /^(?:[A-Za-z_$][\w$]*\.)+[A-Z][\w$]*(?:Error|Exception|Throwable)?(?:: |$)/
const EXCEPTION_NAME = /^[A-Za-z_][\w.]*(?:: |:?$)/
/** java.util.logging and tinylog: a time and a method, and the level on the row below. */
const TIME_AND_METHOD =
  /^(?:\D{3,5} \d\d?, \d{4},? |\d[\d./-]{7,9}[ T,]+)\d\d?:\d\d[\d:.,]*(?:[\s\u202f][AP]M)? (?:\[[^\]]*\] )?[\w.$]*[A-Z][\w.$]*[. ][\w$<>]+(?:\(\))?$/
const LEVEL_BELOW = /^(SEVERE|ERROR|WARNING|WARN|INFO|CONFIG|DEBUG|FINE|FINER|FINEST|TRACE): /
/** .NET: a category and a number, and the text below. */
const CATEGORY = /^(?:trce|dbug|info|warn|fail|crit): \S+\[-?\d+\]$/
const BOX = /^\s*[\u2500-\u257f]/
const BOX_TOP = /^\s*[\u256d\u250c\u2554\u250f]/

export const isBlank = (row: string): boolean => row.trim() === ''
export const isIndented = (row: string): boolean => /^[ \t]/.test(row)
export const isCaret = (row: string): boolean => CARET.test(row)
export const endsUncaught = (row: string): boolean => /^Node\.js v\d/.test(row)
export const closesObject = (row: string): boolean => CLOSERS.test(row)
/** A line that continues another one, whatever that is. */
export const isContinuation = (row: string): boolean => isIndented(row) || OF_TRACE.test(row) || CLOSERS.test(row)
/** The name of the level on the second row of such a record. */
export const levelNameBelow = (row: string): string | undefined => LEVEL_BELOW.exec(row)?.[1]
/** The last row of a traceback. */
export const isExceptionName = (row: string): boolean => EXCEPTION_NAME.test(row)

/** Maximum number of characters searched: no format is longer. */
const HEAD = 400
const headOf = (row: string): string => (row.length > HEAD ? row.slice(0, HEAD) : row)

export function kindOf(whole: string): RecordKind {
  const row = headOf(whole)
  if (TRACEBACK.test(row)) return 'traceback'
  if (isException(row)) return 'exception'
  if (SOURCE.test(row)) return 'source'
  if (OPENS_OBJECT.test(row)) return 'object'
  if (BOX_TOP.test(row)) return 'box'
  return TIME_AND_METHOD.test(row) || CATEGORY.test(row) ? 'heading' : 'text'
}

/**
 * Whether a row belongs to the record above it.
 *
 * @param level what the row states by itself
 */
export function belongs(
  whole: string,
  level: McpLevel | undefined,
  { rows, kind, level: stated, isComplete }: OpenRecord,
): boolean {
  const row = headOf(whole)
  const isSevere = stated !== undefined && severity(stated) >= WARNING
  const begins = isException(row) || TRACEBACK.test(row)
  if (kind === 'uncaught') return level === undefined || begins || /^Error: /.test(row)
  if (isIndented(row)) return level === undefined || (begins && isSevere)
  if (kind === 'source') return false
  if (CLOSERS.test(row)) return rows.length > 1 || /[[{(]$/.test(rows[0] as string)
  if (kind === 'object') return false
  if (OF_TRACE.test(row)) return isSevere || rows.length > 1
  if (BOX.test(row))
    return kind === 'box' ? !BOX_TOP.test(row) : isSevere && (kind === 'traceback' || TRACEBACK.test(row))
  if (kind === 'heading' && rows.length === 1 && LEVEL_BELOW.test(row)) return true
  if (TRACEBACK.test(row))
    return isSevere && (kind !== 'traceback' || /^(?:During|The above)/.test(rows.at(-1) as string))
  if (kind === 'traceback') return !isComplete && isExceptionName(row)
  if (kind === 'exception' && rows.length === 1 && (rows[0] as string).endsWith(':')) return level === undefined
  if (stated !== undefined && severity(stated) >= ERROR && GO_FRAME.test(row)) return true
  return isSevere && kind !== 'exception' && PACKAGE_EXCEPTION.test(row)
}

/** The row or two that say what a record of several rows is about. */
export function headlineOf(rows: readonly string[], kind: RecordKind): string {
  const [first = '', second = ''] = rows
  const above = `${first.trim()} ${second.trim()}`
  if (kind === 'traceback') return rows.findLast((row) => isExceptionName(row) && !TRACEBACK.test(row)) ?? first
  if (kind === 'uncaught') return rows.slice(rows.findIndex(isCaret) + 1).find((row) => !isBlank(row)) ?? first
  if (kind === 'heading') return above
  if (kind === 'exception' && first.endsWith(':')) return above
  return rows.find((row) => /[\p{L}\p{N}]/u.test(row)) ?? first
}
