import { stripVTControlCharacters } from 'node:util'
import { levelOfName } from '../../levels/level-names.js'
import type { McpLevel } from '../../levels/mcp-level.js'
import type { RemoteRecord } from '../intake.js'
import { type JsonLine, readJsonLine } from './json-line.js'
import {
  belongs,
  closesObject,
  endsUncaught,
  headlineOf,
  isBlank,
  isCaret,
  isContinuation,
  isExceptionName,
  isIndented,
  kindOf,
  levelNameBelow,
  type RecordKind,
} from './row-forms.js'
import { levelInText } from './text-level.js'

/** Milliseconds that a record waits for more lines. A process writes lines that belong together at once. */
const WAIT = 100
/** Milliseconds in which lines that come too late for their record still get its level. */
const LATE = 1000

/** Replaces the built-in detection; `false` turns it off. */
export type ReadLevel = false | ((line: string) => McpLevel | undefined)

export interface RecordsOptions {
  readonly defaultLevel: McpLevel
  /** Must not throw. */
  readonly readLevel: ReadLevel | undefined
  /** Maximum length of a record in characters; what exceeds it becomes another record. */
  readonly maxLength: number
  readonly onRecord: (record: RemoteRecord) => void
}

interface Pending {
  rows: string[]
  size: number
  level: McpLevel | undefined
  kind: RecordKind
  /** What its first row is: a traceback may follow on another kind. */
  firstKind: RecordKind
  isComplete: boolean
  isBlankAbove: boolean
}

/** Joins lines that belong together into one record, at the level of the first. */
export class Records {
  #pending: Pending | undefined
  #timer: NodeJS.Timeout | undefined
  /** The previous record, as long as late lines may belong to it. */
  #late: { readonly level: McpLevel | undefined; readonly at: number } | undefined

  constructor(private readonly options: RecordsOptions) {}

  /** @param isCut whether the line was cut */
  add(line: string, isCut: boolean): void {
    const row = stripVTControlCharacters(line).trimEnd()
    if (isBlank(row)) {
      if (this.#pending !== undefined) this.#pending.isBlankAbove = true
      return
    }
    const json = this.#pending?.kind !== 'object' || !isIndented(row) ? readJsonLine(row, isCut) : undefined
    if (json !== undefined) return this.#addJson(row, json, isCut)
    const level = this.#levelOf(row)
    const shown = isCut ? `${row}… [cut]` : row
    if (!this.#continues(row, shown, level)) this.#start(row, shown, level)
  }

  /** Emits the record that waits for more lines. */
  flush(): void {
    const pending = this.#pending
    clearTimeout(this.#timer)
    this.#pending = undefined
    if (pending === undefined) return
    if (pending.kind === 'source') {
      for (const row of pending.rows) this.#hand({ ...pending, rows: [row] })
    } else this.#hand(pending)
  }

  #addJson(row: string, json: JsonLine, isCut: boolean): void {
    this.flush()
    this.#late = undefined
    this.options.onRecord({
      level: this.#levelOf(row, json) ?? this.options.defaultLevel,
      logger: json.logger,
      text: json.text,
      data: isCut ? `${row}… [cut]` : json.fields,
    })
  }

  #levelOf(row: string, json?: JsonLine): McpLevel | undefined {
    const { readLevel } = this.options
    if (readLevel === undefined) return json === undefined ? levelInText(row) : json.level
    return readLevel === false ? undefined : readLevel(row)
  }

  #continues(row: string, shown: string, level: McpLevel | undefined): boolean {
    const pending = this.#pending
    if (pending === undefined) return false
    if (pending.kind === 'source' && pending.rows.length < 3) return this.#readsSource(pending, row, shown, level)
    if (!belongs(row, level, pending)) return false
    if (pending.kind === 'heading' && pending.rows.length === 1) {
      const name = levelNameBelow(row)
      if (name !== undefined) pending.level = this.options.readLevel === undefined ? levelOfName(name) : level
    }
    if (kindOf(row) === 'traceback') pending.kind = 'traceback'
    if (pending.kind === 'traceback' && !isIndented(row)) pending.isComplete = isExceptionName(row)
    this.#append(pending, shown)
    if ((pending.kind === 'object' && closesObject(row)) || (pending.kind === 'uncaught' && endsUncaught(row)))
      this.flush()
    return true
  }

  /** Only the caret on the third line shows that Node is reporting where an exception was thrown. */
  #readsSource(pending: Pending, row: string, shown: string, level: McpLevel | undefined): boolean {
    const isCaretRow = isCaret(row)
    if (pending.rows.length === 1 ? level !== undefined && !isIndented(row) : !isCaretRow) return false
    if (isCaretRow) {
      pending.kind = 'uncaught'
      pending.firstKind = 'uncaught'
      if (this.options.readLevel === undefined) pending.level = 'error'
    }
    this.#append(pending, shown)
    return true
  }

  #append(pending: Pending, row: string): void {
    const added = pending.isBlankAbove && pending.kind !== 'text' ? ['', row] : [row]
    const size = added.reduce((sum, each) => sum + each.length + 1, 0)
    if (pending.size + size > this.options.maxLength) {
      this.#hand(pending)
      pending.rows = []
      pending.size = 0
    }
    pending.rows.push(...added)
    pending.size += size
    pending.isBlankAbove = false
  }

  #start(row: string, shown: string, stated: McpLevel | undefined): void {
    this.flush()
    const isLate = stated === undefined && isContinuation(row) && performance.now() - (this.#late?.at ?? -LATE) < LATE
    const level = isLate ? this.#late?.level : stated
    const kind = kindOf(row)
    this.#pending = {
      rows: [shown],
      size: shown.length,
      level,
      kind,
      firstKind: kind,
      isComplete: false,
      isBlankAbove: false,
    }
    this.#timer = setTimeout(() => this.flush(), WAIT).unref()
  }

  #hand({ rows, level, firstKind: kind }: Pending): void {
    const { defaultLevel, onRecord } = this.options
    const data = rows.join('\n')
    const json = kind === 'object' ? readJsonLine(data, false) : undefined
    this.#late = { level, at: performance.now() }
    if (json !== undefined) return this.#addJson(data, json, false)
    onRecord({
      level: level ?? defaultLevel,
      logger: undefined,
      text: rows.length > 1 ? headlineOf(rows, kind) : undefined,
      data,
    })
  }
}
