import { expectKind, isBoolean } from '../check.js'
import { createRedactor, type RedactOptions } from '../redact/redactor.js'
import { cutTo } from './cut.js'
import type { JsonValue } from './json.js'
import { keyValueText } from './key-value.js'
import { type PayloadLimits, resolveLimits } from './limits.js'
import { FAILED } from './marker.js'
import { Walk } from './walk.js'

export type { JsonValue } from './json.js'
export type { PayloadLimits } from './limits.js'

export interface PayloadOptions {
  /** Caps on what is sent of a record. */
  readonly payload?: PayloadLimits
  /**
   * Whether stacks of errors are sent.
   *
   * @default false - they name the paths and the internals of a server.
   */
  readonly stacks?: boolean
  /**
   * What must not leave, beyond the keys and the forms that are always looked for; `false` turns redaction off.
   *
   * @default {} - no rules beside those that always hold
   */
  readonly redact?: RedactOptions | false
}

export interface Sanitizer {
  /**
   * Any value → bounded, redacted JSON. Never throws.
   *
   * It is a copy, since the application goes on to change its objects after they were checked for secrets, and a record
   * may wait, or be taken by a transport that serialises it later.
   *
   * @param owned levels of objects inside one another that nobody else holds, and that are plain data: what of these
   *   needs no change is not copied
   */
  clean(value: unknown, owned?: number): Cleaned
  /** What {@link clean} gave, as one text within the cap of a string. */
  text(cleaned: Cleaned): Cleaned
}

interface Cleaned {
  readonly data: JsonValue
  /** Estimated characters of JSON: what the delivery queue's limit counts. */
  readonly size: number
  /** Whether redaction itself failed: `data` is a marker then. */
  readonly failed: boolean
  /** Whether something was hidden. */
  readonly redacted: boolean
}

const FAILURE: Cleaned = { data: FAILED, size: FAILED.length + 2, failed: true, redacted: false }

/** One character of a string may be six of JSON: `\u0000`. */
const MOST_PER_CHARACTER = 6

/** @throws TypeError, RangeError */
export function createSanitizer(options: PayloadOptions = {}): Sanitizer {
  const limits = resolveLimits(options.payload)
  const { maxSize } = limits
  const { stacks = false, redact = {} } = options
  expectKind('stacks', stacks, 'a boolean', isBoolean)
  const redactor = redact === false ? undefined : createRedactor(redact)
  const spare: Walk[] = []

  /**
   * Escapes make JSON longer than the walk can cheaply tell: only a record that may be too long is measured. It ends at
   * the latest with a budget of 0, of which a marker comes.
   */
  function run(walk: Walk, value: unknown, owned: number): Cleaned {
    const { hidden } = walk
    let data = walk.run(value, maxSize, owned)
    let size = walk.used
    for (let budget = maxSize; size * MOST_PER_CHARACTER > maxSize; ) {
      size = JSON.stringify(data).length
      if (size <= maxSize) break
      budget = Math.floor(Math.min(budget / 2, (budget * maxSize) / size))
      data = walk.run(data, budget, Number.POSITIVE_INFINITY)
      size = walk.used
    }
    return { data, size, failed: false, redacted: walk.hidden !== hidden }
  }

  return {
    clean(value, owned = 0) {
      // A getter or a `toJSON` may log, in the middle of the walk.
      const walk = spare.pop() ?? new Walk(limits, stacks, redactor)
      try {
        const cleaned = run(walk, value, owned)
        spare.push(walk)
        return cleaned
      } catch {
        return FAILURE
      }
    },
    text(cleaned) {
      const whole = keyValueText(cleaned.data)
      const data = cutTo(whole, limits.maxString, whole.length)
      return { ...cleaned, data, size: JSON.stringify(data).length }
    },
  }
}
