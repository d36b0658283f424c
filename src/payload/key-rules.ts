import type { Redactor } from '../redact/redactor.js'
import { BEYOND_CUT, cutTo } from './cut.js'
import { withoutStackFrames } from './stack-trace.js'

/** What the walk has to know of a key, found out once. */
export interface KeyRule {
  /** The key as it is sent: well-formed, bounded, without a secret in it. */
  readonly name: string
  /** See `Redactor.level`. */
  readonly level: number
  /** Keys whose siblings tell what the value is. */
  readonly special: 'stack' | 'data' | 'value' | 'rawHeaders' | undefined
}

const SPECIAL: ReadonlySet<string> = new Set(['stack', 'data', 'value', 'rawHeaders'])
/** Real loggers use some hundred keys. Keys made of data, ids as keys of a Map, must not fill the memory. */
const MAX_CACHED = 1000
const MAX_CACHED_LENGTH = 64

export class KeyRules {
  readonly #rules = new Map<string, KeyRule>()

  constructor(
    private readonly redactor: Redactor | undefined,
    private readonly maxLength: number,
    private readonly stacks: boolean,
  ) {}

  of(key: string): KeyRule {
    return this.#rules.get(key) ?? this.#add(key)
  }

  /** Level of a value whose key is told by a sibling: `{ name: 'password', value }`. */
  levelByName(name: unknown, key: unknown): number {
    const text = typeof name === 'string' ? name : key
    return typeof text === 'string' && text.length <= MAX_CACHED_LENGTH ? this.of(text).level : 0
  }

  #add(key: string): KeyRule {
    const room = this.maxLength
    const window = key.slice(0, room + BEYOND_CUT)
    const shown = this.stacks ? window : withoutStackFrames(window, window.length < key.length)
    const text = this.redactor?.text(shown, room, []) ?? shown
    const name = cutTo(text, room, key.length > room ? key.length : text.length).toWellFormed()
    const rule: KeyRule = {
      name,
      level: this.redactor?.level(key) ?? 0,
      special: SPECIAL.has(key) ? (key as KeyRule['special']) : undefined,
    }
    // A key that holds a secret is not kept.
    if (key.length <= MAX_CACHED_LENGTH && name === key) {
      if (this.#rules.size >= MAX_CACHED) this.#rules.clear()
      this.#rules.set(key, rule)
    }
    return rule
  }
}
