import type { Redactor } from '../redact/redactor.js'
import { BEYOND_CUT, cutTo, detached, roundToPair } from './cut.js'
import type { JsonValue } from './json.js'
import { asWritten, parsedJson, SHORTEST as SHORTEST_JSON } from './json-text.js'
import { CUT_SIZE } from './marker.js'
import { withoutStackFrames } from './stack-trace.js'

/** What one walk writes, and how much of it there is room for. */
export class Output {
  /** Estimated characters of JSON so far; never less than a sixth of the real number. */
  used = 0
  /** Secrets that were hidden so far. */
  hidden = 0
  /** Markers that were put so far. */
  #markers = 0
  #budget = 0
  /** Characters of text still to be looked through: what is redacted away costs time as well. */
  #work = 0

  constructor(
    private readonly maxString: number,
    private readonly stacks: boolean,
    private readonly redactor: Redactor,
    /** The walk over a value that a text holds as JSON. */
    private readonly walk: (value: unknown) => JsonValue | undefined,
  ) {}

  begin(budget: number): void {
    this.used = 0
    this.#budget = budget
    this.#work = budget
  }

  get full(): boolean {
    return this.used >= this.#budget
  }

  null(): null {
    this.used += 4
    return null
  }

  /** Text of the walk's own. */
  marker(text: string): string {
    this.#markers++
    this.used += text.length + 2
    return text
  }

  /**
   * Text of the application's, without stack frames, redacted and cut.
   *
   * @param trail keys from the root to the text, for a `censor` function
   * @returns `undefined` for a text of nothing but stack frames
   */
  text(value: string, trail: readonly string[]): string | undefined {
    const room = Math.min(this.maxString, this.#budget - this.used)
    if (room <= 0 || this.#work < 0) return this.marker(CUT_SIZE)
    if (value.length > room) return this.#longText(value, room, trail)
    this.#work -= value.length
    if (this.redactor.harmless(value)) {
      this.used += value.length + 2
      return value
    }
    let text = this.stacks ? value : withoutStackFrames(value)
    if (text === '' && value !== '') return undefined
    text = this.#fromJson(text, trail) ?? this.#withoutSecrets(text, text.length, trail)
    if (!text.isWellFormed()) text = text.toWellFormed()
    if (text.length > room) text = cutTo(text, room, text.length)
    this.used += text.length + 2
    return text
  }

  #longText(value: string, room: number, trail: readonly string[]): string {
    const window = value.slice(0, roundToPair(value, room + BEYOND_CUT))
    this.#work -= window.length
    const kept = this.stacks ? window : withoutStackFrames(window, window.length < value.length)
    const total = value.length - window.length + kept.length
    const text = this.#withoutSecrets(kept, room, trail)
    return this.marker(detached(cutTo(text, room, total).toWellFormed()))
  }

  #withoutSecrets(value: string, limit: number, trail: readonly string[]): string {
    const text = this.redactor.text(value, limit, trail)
    if (text !== value) this.hidden++
    return text
  }

  /**
   * A text that is JSON is looked through like the value that it holds; `undefined` if it is none. Your own patterns may
   * go beyond one of its values.
   */
  #fromJson(text: string, trail: readonly string[]): string | undefined {
    if (!this.redactor.active || text.length < SHORTEST_JSON) return undefined
    const parsed = parsedJson(text)
    if (typeof parsed !== 'object' && typeof parsed !== 'string') return undefined
    const { hidden, used } = this
    const [markers, work] = [this.#markers, this.#work]
    const cleaned = this.walk(parsed)
    // The text itself is counted, not what it holds.
    this.used = used
    this.#work = work
    if (this.hidden !== hidden) return this.redactor.ownText(asWritten(cleaned, text), Number.POSITIVE_INFINITY, trail)
    // What was cut was not looked through.
    return this.#markers === markers ? this.redactor.ownText(text, text.length, trail) : undefined
  }
}
