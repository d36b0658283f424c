import type { Form } from './form.js'
import { DATA_FORMS } from './forms-data.js'
import { INFRASTRUCTURE_FORMS } from './forms-infrastructure.js'
import { MODEL_FORMS } from './forms-models.js'
import { SERVICE_FORMS } from './forms-services.js'

const FORMS: readonly Form[] = [...INFRASTRUCTURE_FORMS, ...DATA_FORMS, ...MODEL_FORMS, ...SERVICE_FORMS]

/** The forms that begin with the same two characters. */
interface Group {
  /** What their third character may be, as an index: most words end here, without a pattern. */
  readonly thirds: Uint8Array
  readonly source: string
  /** Made at the first use, since a process meets few of them. */
  pattern: RegExp | undefined
}

interface Table {
  /** Number of the group by the first two characters; 0 is none. */
  readonly numbers: Uint16Array
  readonly groups: readonly Group[]
  /** Starts that no other word has in it, by the three characters that end with their first `_` or `-`. */
  readonly distinct: ReadonlyMap<string, readonly string[]>
  /** By the first two of these: whether there is any. */
  readonly inside: Uint8Array
}

let made: Table | undefined

function table(): Table {
  if (made !== undefined) return made
  const distinct = distinctStarts()
  const inside = new Uint8Array(128 * 128)
  for (const key of distinct.keys()) inside[placeOf(key, 0)] = 1
  made = { ...byStart(), distinct, inside }
  return made
}

function byStart(): Omit<Table, 'distinct' | 'inside'> {
  const numbers = new Uint16Array(128 * 128)
  const patterns = new Map<string, Set<string>>()
  const thirds = new Map<string, Uint8Array>()
  for (const { starts, pattern } of FORMS) {
    for (const start of starts) {
      const two = start.slice(0, 2)
      patterns.set(two, (patterns.get(two) ?? new Set()).add(pattern))
      const third = thirds.get(two) ?? new Uint8Array(128)
      if (start.length === 2) third.fill(1)
      else third[start.charCodeAt(2)] = 1
      thirds.set(two, third)
    }
  }
  const groups = [...patterns].map(([two, sources], index): Group => {
    numbers[placeOf(two, 0)] = index + 1
    return { thirds: thirds.get(two) as Uint8Array, source: [...sources].join('|'), pattern: undefined }
  })
  return { numbers, groups }
}

/** Where the first `_` or `-` is; -1 if there is none. */
function separatorOf(start: string): number {
  const [underscore, hyphen] = [start.indexOf('_'), start.indexOf('-')]
  return underscore < 0 || (hyphen >= 0 && hyphen < underscore) ? hyphen : underscore
}

const ORDINARY =
  /^(?:access|account|api|app|console|dataset|key|live|master|sandbox|sdk|secret|standard|test|token|web)[_-]/

function distinctStarts(): Map<string, string[]> {
  const distinct = new Map<string, string[]>()
  for (const start of FORMS.flatMap(({ starts }) => starts)) {
    const separator = separatorOf(start)
    if (separator < 3 || ORDINARY.test(start)) continue
    const key = start.slice(separator - 2, separator + 1)
    distinct.set(key, [...(distinct.get(key) ?? []), start])
  }
  return distinct
}

function placeOf(text: string, at: number): number {
  return ((text.charCodeAt(at) << 7) | text.charCodeAt(at + 1)) & 0x3fff
}

/** Where a token of a known form ends that begins at `at`; 0 if there is none. */
export function formEnd(text: string, at: number): number {
  const { numbers, groups } = table()
  const number = numbers[placeOf(text, at)] as number
  if (number === 0) return 0
  const group = groups[number - 1] as Group
  if (group.thirds[text.charCodeAt(at + 2)] !== 1) return 0
  group.pattern ??= new RegExp(group.source, 'y')
  group.pattern.lastIndex = at
  return group.pattern.test(text) ? group.pattern.lastIndex : 0
}

/**
 * Where a form begins whose first `_` or `-` is at `at`, after a letter, as of an option or of a broken escape; -1 if there
 * is none.
 */
export function startInside(text: string, at: number): number {
  if (table().inside[placeOf(text, at - 2)] === 0) return -1
  for (const start of table().distinct.get(text.slice(at - 2, at + 1)) ?? []) {
    const from = at - separatorOf(start)
    if (text.startsWith(start, from)) return from
  }
  return -1
}
