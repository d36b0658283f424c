import { type PathNodes, type Redactor, stepInto } from '../redact/redactor.js'
import { BEYOND_CUT, cutTo, detached, roundToPair } from './cut.js'
import { copyUntil, type JsonObject, type JsonValue, put } from './json.js'
import { type KeyRule, KeyRules } from './key-rules.js'
import { type Fields, isList, isPlain, isSerializedBuffer } from './kinds.js'
import type { PayloadLimits } from './limits.js'
import * as marker from './marker.js'
import { isStackTrace } from './stack-trace.js'
import { type Entry, functionText, read, serializedErrorEntries, type Unfolded, unfold } from './unfold.js'

/** A BigInt of more bits takes V8 noticeable time to print. */
const MAX_BIGINT = 2n ** 4096n

/**
 * One walk does it all: what JSON can't hold, the caps, redaction, and the copy of what others hold. Not re-entrant:
 * `clean` sees to that.
 */
export class Walk {
  /** Estimated characters of JSON so far; never less than a sixth of the real number. */
  used = 0
  #budget = 0
  /** Characters of text still to be looked through: what is redacted away costs time as well. */
  #work = 0
  /** How many levels of the value nobody else holds. */
  #owned = 0
  readonly #ancestors: object[] = []
  /** Keys from the root to the value at hand, for a `censor` function. */
  readonly #trail: string[] = []
  readonly #rules: KeyRules
  /** Whether the next object is node:http's flat list of names and values. */
  #isRawHeaders = false

  constructor(
    private readonly limits: Required<PayloadLimits>,
    private readonly stacks: boolean,
    private readonly redactor: Redactor | undefined,
  ) {
    this.#rules = new KeyRules(redactor, limits.maxString)
  }

  /** @see {@link Sanitizer.clean} */
  run(value: unknown, budget: number, owned: number): JsonValue {
    this.used = 0
    this.#budget = budget
    this.#work = budget
    this.#owned = owned
    return this.#value(value, this.redactor?.paths) ?? this.#null()
  }

  /** `undefined` for what JSON leaves out of an object. */
  #value(value: unknown, nodes: PathNodes): JsonValue | undefined {
    switch (typeof value) {
      case 'string':
        return this.#text(value)
      case 'number':
        this.used += 6
        if (Number.isFinite(value)) return value === 0 ? 0 : value
        return String(value)
      case 'boolean':
        this.used += 5
        return value
      case 'object':
        return value === null ? this.#null() : this.#object(value, nodes)
      case 'undefined':
        return undefined
      case 'bigint':
        return this.#text(value < MAX_BIGINT && value > -MAX_BIGINT ? String(value) : marker.opaque('BigInt'))
      case 'symbol':
        return this.#text(String(value))
      default:
        return this.#text(functionText(value as object))
    }
  }

  #null(): null {
    this.used += 4
    return null
  }

  #marker(text: string): string {
    this.used += text.length + 2
    return text
  }

  #text(value: string): string {
    const { length } = value
    const room = Math.min(this.limits.maxString, this.#budget - this.used)
    if (room <= 0 || this.#work < 0) return this.#marker(marker.CUT_SIZE)
    if (length > room) return this.#longText(value, room)
    this.#work -= length
    let text = this.redactor === undefined ? value : this.redactor.text(value, length, this.#trail)
    if (!text.isWellFormed()) text = text.toWellFormed()
    if (text.length > room) text = cutTo(text, room, text.length)
    this.used += text.length + 2
    return text
  }

  #longText(value: string, room: number): string {
    const window = value.slice(0, roundToPair(value, room + BEYOND_CUT))
    this.#work -= window.length
    const text = this.redactor === undefined ? window : this.redactor.text(window, room, this.#trail)
    return this.#marker(detached(cutTo(text, room, value.length).toWellFormed()))
  }

  #object(value: object, nodes: PathNodes): JsonValue | undefined {
    const ancestors = this.#ancestors
    if (ancestors.includes(value)) return this.#marker(marker.CIRCULAR)
    if (ancestors.length > this.limits.maxDepth) return this.#marker(marker.CUT_DEPTH)
    ancestors.push(value)
    const result = this.#level(value, nodes)
    ancestors.pop()
    return result
  }

  #level(value: object, nodes: PathNodes): JsonValue | undefined {
    const headers = this.#isRawHeaders
    this.#isRawHeaders = false
    if (this.#isOurs || isPlain(value)) {
      if (this.#tooDeep()) return this.#marker(marker.CUT_DEPTH)
      return Array.isArray(value) ? this.#items(value, 0, nodes, headers) : this.#plainObject(value as Fields, nodes)
    }
    return this.#unfolded(value, nodes)
  }

  /** Whether nobody else holds the level at hand: it is plain data then, and need not be copied if nothing changes. */
  get #isOurs(): boolean {
    return this.#ancestors.length <= this.#owned
  }

  #unfolded(value: object, nodes: PathNodes): JsonValue | undefined {
    let level: Unfolded
    try {
      level = unfold(value, this.limits.maxKeys, this.limits.maxItems, this.stacks)
    } catch {
      return this.#marker(marker.UNREADABLE)
    }
    if (level.kind === 'leaf') return this.#value(level.leaf, nodes)
    if (this.#tooDeep()) return this.#marker(marker.CUT_DEPTH)
    if (level.kind === 'items') return this.#items(level.items, level.more, nodes, false)
    return this.#entries(level.entries, level.more, nodes)
  }

  #tooDeep(): boolean {
    return this.#ancestors.length > this.limits.maxDepth
  }

  #plainObject(value: Fields, nodes: PathNodes): JsonValue {
    const { maxKeys } = this.limits
    const before = this.used
    this.used += 2
    let out: JsonObject | undefined = this.#isOurs ? undefined : {}
    let kept = 0
    let last = ''
    const direct = nodes === undefined && this.redactor?.traces !== true
    for (const key in value) {
      if (!Object.hasOwn(value, key)) continue
      const full = kept === maxKeys
      if (full || this.used >= this.#budget) {
        out ??= copyUntil(value, key)
        if (full) delete out[last]
        put(out, marker.CUT_KEY, this.#marker(full ? marker.CUT_KEYS : marker.CUT_SIZE))
        break
      }
      const rule = this.#rules.of(key)
      const field = read(value, key)
      let { level } = rule
      if (rule.special !== undefined) {
        const error = rule.special === 'stack' ? serializedErrorEntries(value, maxKeys, this.stacks) : undefined
        if (error !== undefined) {
          this.used = before
          return this.#entries(error.entries, error.more, nodes)
        }
        if (rule.special === 'data' && isSerializedBuffer(value, field)) {
          this.used = before
          return this.#marker(marker.bytes(field.length))
        }
        if (rule.special === 'value') level = this.#levelByName(read(value, 'name'), read(value, 'key'))
      }
      let next: JsonValue | undefined
      if (direct && level === 0 && rule.special === undefined) next = this.#value(field, undefined)
      else if (!this.#staysHome(rule, field)) next = this.#field(key, level, field, nodes, rule.special)
      if (next === undefined) {
        this.used += 1
        out ??= copyUntil(value, key)
        continue
      }
      kept++
      last = rule.name
      this.used += last.length + 4
      if (out !== undefined) put(out, last, next)
      else if (last !== key || !Object.is(next, field)) {
        out = copyUntil(value, key)
        put(out, last, next)
      }
    }
    return out ?? (value as JsonObject)
  }

  #entries(entries: readonly Entry[], more: boolean, nodes: PathNodes): JsonObject {
    this.used += 2
    const out: JsonObject = {}
    const named = (key: string): unknown => entries.find((entry) => entry[0] === key)?.[1]
    const { maxKeys } = this.limits
    const full = more || entries.length > maxKeys
    const limit = full ? maxKeys - 1 : entries.length
    for (const [key, field] of entries.slice(0, limit)) {
      if (this.used >= this.#budget) {
        put(out, marker.CUT_KEY, this.#marker(marker.CUT_SIZE))
        return out
      }
      const rule = this.#rules.of(key)
      const level = rule.special === 'value' ? this.#levelByName(named('name'), named('key')) : rule.level
      const next = this.#staysHome(rule, field) ? undefined : this.#field(key, level, field, nodes, rule.special)
      this.used += 1
      if (next === undefined) continue
      this.used += rule.name.length + 3
      put(out, rule.name, next)
    }
    if (full) put(out, marker.CUT_KEY, this.#marker(marker.CUT_KEYS))
    return out
  }

  /** `rest` is how many items there are beyond these. As with objects, a list that needs no change is returned as it is. */
  #items(items: readonly unknown[], rest: number, nodes: PathNodes, headers: boolean): JsonValue[] {
    this.used += 2
    const { length } = items
    const { maxItems } = this.limits
    const limit = rest > 0 || length > maxItems ? maxItems - 1 : length
    let out: JsonValue[] | undefined = this.#isOurs ? undefined : []
    let level = 0
    for (let index = 0; index < limit; index++) {
      if (this.used >= this.#budget) {
        out ??= items.slice(0, index) as JsonValue[]
        out.push(this.#marker(marker.CUT_SIZE))
        return out
      }
      const item = read(items, index)
      const pair = isList(item) ? this.#pairLevel(item) : 0
      const field = pair === 0 ? this.#field(String(index), level, item, nodes) : this.#pair(item, pair)
      const next = field === undefined ? this.#null() : field
      this.used += 1
      if (out !== undefined) out.push(next)
      else if (!Object.is(next, item)) {
        out = items.slice(0, index) as JsonValue[]
        out.push(next)
      }
      // `['--password', 'x']` and `rawHeaders`: the item after the name is its value.
      const flag = typeof item === 'string' && (headers ? index % 2 === 0 : item.startsWith('--'))
      level = flag ? this.#levelByName(item, undefined) : 0
    }
    if (limit < length || rest > 0) {
      out ??= items.slice(0, limit) as JsonValue[]
      out.push(this.#marker(marker.cutItems(rest + length - limit)))
    }
    return out ?? (items as JsonValue[])
  }

  /** `[name, value]` inside of an array, as of `Object.entries` and `[...headers]`. */
  #pairLevel(item: readonly unknown[]): number {
    return item.length === 2 && this.limits.maxItems > 1 ? this.#levelByName(read(item, 0), undefined) : 0
  }

  #pair(item: unknown, level: number): JsonValue {
    if (this.#ancestors.length >= this.limits.maxDepth) return this.#marker(marker.CUT_DEPTH)
    const [name, value] = [read(item as object, 0) as string, read(item as object, 1)]
    const next = this.#field('1', level, value, undefined)
    return [this.#text(name), next === undefined ? this.#null() : next]
  }

  #levelByName(name: unknown, key: unknown): number {
    const text = typeof name === 'string' ? name : key
    return typeof text === 'string' && text.length <= 64 ? this.#rules.of(text).level : 0
  }

  #staysHome(rule: KeyRule, field: unknown): boolean {
    return rule.special === 'stack' && !this.stacks && isStackTrace(field)
  }

  #field(
    key: string,
    level: number,
    field: unknown,
    nodes: PathNodes,
    special?: KeyRule['special'],
  ): JsonValue | undefined {
    const { redactor } = this
    if (redactor === undefined) return this.#value(field, undefined)
    if (redactor.traces) this.#trace(key)
    const below = nodes === undefined ? undefined : stepInto(nodes, key)
    const hit = below?.some((node) => node.ends) === true
    if (hit || (level !== 0 && redactor.hides(level, field))) return this.#marker(redactor.censor(field, this.#trail))
    this.#isRawHeaders = special === 'rawHeaders' && isList(field)
    return this.#value(field, below)
  }

  #trace(key: string): void {
    const depth = this.#ancestors.length
    this.#trail.length = depth
    this.#trail[depth - 1] = key
  }
}
