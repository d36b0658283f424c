import { expectKind, expectOptions, type OptionNames } from '../check.js'
import { isHarmless } from './harmless.js'
import { hides, LEVEL_OWN } from './hiding.js'
import { LEVEL, levelOf as levelOfName } from './key-names.js'
import { type PathNodes, parsePaths } from './paths.js'
import { createPiiFinder, type PiiKind } from './pii.js'
import { merged, type Spans } from './spans.js'
import { findSecrets } from './text.js'
import { seenThrough } from './view.js'

export { type Beside, besideOf, isMessage, levelBeside, levelOfNamed, programBeside } from './beside.js'
export { ItemLevels, type ListKind } from './items.js'
export { type PathNodes, stepInto } from './paths.js'

/** Your own rules, beside the ones that always hold. */
export interface RedactOptions {
  /**
   * Paths of values that are hidden, in pino's syntax: `req.headers.authorization`, `a["b-c"]`, `users[*].ssn`. They begin
   * at the record's `data`.
   *
   * @default [] - the rules that always hold find the usual ones
   */
  readonly paths?: readonly string[]
  /**
   * Keys whose values are hidden at any depth: a name, in any case and with any separators, or a pattern of the key.
   *
   * @default [] - as for paths
   */
  readonly keys?: readonly (string | RegExp)[]
  /**
   * What is hidden in every text. A pattern that takes exponential time is not made safe.
   *
   * @default [] - as for paths
   */
  readonly patterns?: readonly RegExp[]
  /**
   * What stands for a secret: a text, or a function of the secret and of the keys that lead to it. If it throws, or gives
   * anything but a text, the whole record is replaced by a marker.
   *
   * @default '[Redacted]' - as in pino
   */
  readonly censor?: string | ((value: unknown, path: readonly string[]) => string)
  /**
   * Personal data to hide as well: `true` for e-mail addresses, payment card numbers, IBANs and phone numbers in
   * international form, and for the keys of those, of national numbers and of birth dates; or a list of kinds, of which
   * `ip`, `mac`, `ssn` and `birthdate` are no part of `true`.
   *
   * @default false - they are often what a log is about, and no pattern knows them all.
   */
  readonly pii?: boolean | readonly PiiKind[]
}

/** What the walk over a record has to know of redaction. */
export interface Redactor {
  /** Whether there is anything to look for. */
  readonly active: boolean
  readonly paths: PathNodes
  /** Whether anybody asks for the keys that lead to a value. */
  readonly traces: boolean
  /** Whether a text is known, after a quick look, to hold nothing that is looked for, nor a stack frame or JSON. */
  harmless(text: string): boolean
  /** The text without the secrets that begin before `limit`, up to there; the same text if it has none. */
  text(text: string, limit: number, trail: readonly string[]): string
  /** The text without what your own patterns mean. */
  ownText(text: string, limit: number, trail: readonly string[]): string
  /** How a key's value is to be treated: 0 is not at all. See {@link hides}. */
  level(key: string): number
  /** Whether that level means this value. */
  hides(level: number, value: unknown, key: string): boolean
  censor(value: unknown, trail: readonly string[]): string
}

const ACCENTED = /[\u00c0-\u024f\u1e00-\u1eff]|\p{M}/u
const MARKS = /\p{M}+/gu
const MAX_CACHED = 1000
const MAX_KEY = 128

const OPTIONS: OptionNames<RedactOptions> = { paths: true, keys: true, patterns: true, censor: true, pii: true }

/** @throws TypeError */
export function createRedactor(options: RedactOptions): Redactor {
  expectOptions<RedactOptions>('redact', options, OPTIONS)
  const { paths = [], keys = [], patterns = [], censor = '[Redacted]', pii = false } = options
  expectList('redact.paths', paths)
  expectList('redact.keys', keys)
  expectList('redact.patterns', patterns)
  keys.forEach((key, index) => {
    expectKind(
      `redact.keys[${index}]`,
      key,
      'a name or a RegExp',
      (each) => each instanceof RegExp || nameOf(each) !== '',
    )
  })
  patterns.forEach((pattern, index) => {
    expectKind(`redact.patterns[${index}]`, pattern, 'a RegExp', (each) => each instanceof RegExp)
  })
  expectKind(
    'redact.censor',
    censor,
    'a text or a function',
    (each) => typeof each === 'string' || typeof each === 'function',
  )
  const personal = createPiiFinder(pii)

  const ownNames = new Set(keys.filter((key) => typeof key === 'string').map(nameOf))
  const ownKeys = keys
    .filter((key) => key instanceof RegExp)
    .map((key) => new RegExp(key.source, key.flags.replace(/[gy]/g, '')))
  const ownPatterns = patterns.map(
    (each) => new RegExp(each.source, [...new Set(`${each.flags.replace('y', '')}g`)].join('')),
  )
  const levels = new Map<string, number>()
  const found: Spans = []

  function level(key: string): number {
    const known = levels.get(key)
    if (known !== undefined) return known
    const name = nameOf(key)
    if (ownNames.has(name) || ownKeys.some((own) => own.test(key))) return remember(key, LEVEL_OWN)
    if (personal?.isKey(name) === true) return remember(key, LEVEL.personal)
    // The noun that decides is the last one.
    const end = key.slice(-MAX_KEY)
    const found = levelOfName(end) || levelOfName(seenThrough(end)?.text ?? '')
    return remember(key, found || (ACCENTED.test(end) ? levelOfName(end.normalize('NFD').replace(MARKS, '')) : found))
  }

  function remember(key: string, found: number): number {
    if (key.length > MAX_KEY) return found
    if (levels.size >= MAX_CACHED) levels.clear()
    levels.set(key, found)
    return found
  }

  function censored(value: unknown, trail: readonly string[]): string {
    if (typeof censor === 'string') return censor
    // Holes are left by `toJSON`, which is no key.
    const text: unknown = censor(
      value,
      trail.filter((key) => key !== undefined),
    )
    if (typeof text !== 'string') throw new TypeError('`redact.censor` gave no text')
    return text
  }

  function text(whole: string, limit: number, trail: readonly string[]): string {
    if (found.length > 0) found.length = 0
    findSecrets(whole, limit, level, found)
    personal?.find(whole, found)
    if (found.length === 0 && ownPatterns.length === 0) return whole.length > limit ? whole.slice(0, limit) : whole
    return ownText(whole, limit, trail, found)
  }

  function ownText(whole: string, limit: number, trail: readonly string[], spans: Spans = []): string {
    for (const pattern of ownPatterns) {
      for (const match of whole.matchAll(pattern)) spans.push(match.index, match.index + match[0].length)
    }
    if (spans.length === 0) return whole.length > limit ? whole.slice(0, limit) : whole
    const parts: string[] = []
    let from = 0
    for (const [start, end] of merged(spans)) {
      if (start >= limit) break
      parts.push(whole.slice(from, start), censored(whole.slice(start, end), trail))
      from = end
    }
    if (from < limit) parts.push(whole.slice(from, limit))
    // Joined, not added: a slice keeps all of the text in memory, and the secret with it, and so does a sum of slices.
    return parts.join('')
  }

  return {
    active: true,
    paths: parsePaths(paths),
    traces: typeof censor === 'function',
    level: (key) => {
      const found = level(key)
      return found === LEVEL.query ? LEVEL.none : found
    },
    hides,
    censor: censored,
    harmless: personal === undefined && ownPatterns.length === 0 ? isHarmless : () => false,
    text,
    ownText,
  }
}

/** For `redact: false`. */
export const NO_REDACTION: Redactor = {
  active: false,
  paths: undefined,
  traces: false,
  harmless: isHarmless,
  text: (text, limit) => text.slice(0, limit),
  ownText: (text) => text,
  level: () => LEVEL.none,
  hides: () => false,
  censor: () => '',
}

function expectList(name: string, list: unknown): void {
  expectKind(name, list, 'an array', Array.isArray)
}

/** A name without its case and its separators. */
function nameOf(name: unknown): string {
  return typeof name === 'string' ? name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') : ''
}
