import type { Redactor } from '../redact/redactor.js'
import { BEYOND_CUT, cutTo, detached, roundToPair } from './cut.js'
import { CUT_SIZE } from './marker.js'
import { withoutStackFrames } from './stack-trace.js'

/** What one walk writes, and how much of it there is room for. */
export class Output {
  /** Estimated characters of JSON so far; never less than a sixth of the real number. */
  used = 0
  #budget = 0
  /** Characters of text still to be looked through: what is redacted away costs time as well. */
  #work = 0

  constructor(
    private readonly maxString: number,
    private readonly stacks: boolean,
    private readonly redactor: Redactor | undefined,
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
    let text = this.stacks ? value : withoutStackFrames(value)
    if (text === '' && value !== '') return undefined
    if (this.redactor !== undefined) text = this.redactor.text(text, text.length, trail)
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
    const text = this.redactor === undefined ? kept : this.redactor.text(kept, room, trail)
    return this.marker(detached(cutTo(text, room, total).toWellFormed()))
  }
}
