import { type Beside, besideOf, type Redactor } from '../redact/redactor.js'
import { BEYOND_CUT, cutTo } from './cut.js'
import { withoutStackFrames } from './stack-trace.js'

/** What the walk has to know of a key, found out once. */
export interface KeyRule {
  /** The key as it is sent: well-formed, bounded, without a secret in it. */
  readonly name: string
  /** See `Redactor.level`. */
  readonly level: number
  /** Whether the value needs no rule but those for texts. */
  readonly free: boolean
  /** Keys of objects that other libraries have made plain. */
  readonly special: 'stack' | 'data' | undefined
  /** Whether what stands beside the key tells what its value is. */
  readonly beside: Beside | undefined
}

/** Real loggers use some hundred keys. Keys made of data, ids as keys of a Map, must not fill the memory. */
const MAX_CACHED = 1000
const MAX_CACHED_LENGTH = 64

export class KeyRules {
  readonly #rules = new Map<string, KeyRule>()

  constructor(
    private readonly redactor: Redactor,
    private readonly maxLength: number,
    private readonly stacks: boolean,
  ) {}

  of(key: string): KeyRule {
    return this.#rules.get(key) ?? this.#add(key)
  }

  #add(key: string): KeyRule {
    const room = this.maxLength
    const window = key.slice(0, room + BEYOND_CUT)
    const shown = this.stacks ? window : withoutStackFrames(window, window.length < key.length)
    const text = this.redactor.text(shown, room, [])
    const name = cutTo(text, room, key.length > room ? key.length : text.length).toWellFormed()
    const level = this.redactor.level(key)
    const special = key === 'stack' || key === 'data' ? key : undefined
    const beside = this.redactor.active ? besideOf(key) : undefined
    const free = level === 0 && special === undefined && beside === undefined && !this.redactor.traces
    const rule: KeyRule = { name, level, free, special, beside }
    // A key that holds a secret is not kept.
    if (key.length <= MAX_CACHED_LENGTH && name === key) {
      if (this.#rules.size >= MAX_CACHED) this.#rules.clear()
      this.#rules.set(key, rule)
    }
    return rule
  }
}
