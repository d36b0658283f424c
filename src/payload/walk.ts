import { type PathNodes, type Redactor, stepInto } from '../redact/redactor.js'
import { serializedErrorFields } from './error.js'
import { copyUntil, type JsonObject, type JsonValue, setField } from './json.js'
import { type KeyRule, KeyRules } from './key-rules.js'
import { type Fields, isList, isPlain, isSerializedBuffer, read } from './kinds.js'
import type { PayloadLimits } from './limits.js'
import * as marker from './marker.js'
import { Output } from './output.js'
import { isStackTrace } from './stack-trace.js'
import { textOf, type Unfolded, unfold } from './unfold.js'

/**
 * One walk does it all: what JSON can't hold, the caps, redaction, and the copy of what others hold. Not re-entrant:
 * `clean` sees to that.
 */
export class Walk {
  readonly #out: Output
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
    this.#out = new Output(limits.maxString, stacks, redactor)
    this.#rules = new KeyRules(redactor, limits.maxString, stacks)
  }

  get used(): number {
    return this.#out.used
  }

  /** @see {@link Sanitizer.clean} */
  run(value: unknown, budget: number, owned: number): JsonValue {
    this.#out.begin(budget)
    this.#owned = owned
    return this.#value(value, this.redactor?.paths) ?? (typeof value === 'string' ? '' : this.#out.null())
  }

  /** `undefined` for what JSON leaves out of an object. */
  #value(value: unknown, nodes: PathNodes): JsonValue | undefined {
    switch (typeof value) {
      case 'string':
        return this.#out.text(value, this.#trail)
      case 'number':
        this.#out.used += 6
        if (Number.isFinite(value)) return value === 0 ? 0 : value
        return String(value)
      case 'boolean':
        this.#out.used += 5
        return value
      case 'object':
        return value === null ? this.#out.null() : this.#object(value, nodes)
      case 'undefined':
        return undefined
      default:
        return this.#out.text(textOf(value as bigint | symbol | object), this.#trail)
    }
  }

  #object(value: object, nodes: PathNodes): JsonValue | undefined {
    const ancestors = this.#ancestors
    if (ancestors.includes(value)) return this.#out.marker(marker.CIRCULAR)
    if (ancestors.length > this.limits.maxDepth) return this.#out.marker(marker.CUT_DEPTH)
    ancestors.push(value)
    const result = this.#level(value, nodes)
    ancestors.pop()
    return result
  }

  #level(value: object, nodes: PathNodes): JsonValue | undefined {
    const headers = this.#isRawHeaders
    this.#isRawHeaders = false
    if (this.#isOurs || isPlain(value)) {
      if (this.#tooDeep()) return this.#out.marker(marker.CUT_DEPTH)
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
      level = unfold(value, this.limits.maxKeys + 1, this.limits.maxItems, this.stacks)
    } catch {
      return this.#out.marker(marker.UNREADABLE)
    }
    if (level.kind === 'leaf') return this.#value(level.leaf, nodes)
    if (this.#tooDeep()) return this.#out.marker(marker.CUT_DEPTH)
    if (level.kind === 'items') return this.#items(level.items, level.more, nodes, false)
    return this.#plainObject(level.fields, nodes, true)
  }

  #tooDeep(): boolean {
    return this.#ancestors.length > this.limits.maxDepth
  }

  /** @param unfolded whether the walk itself has made these fields of something else */
  #plainObject(value: Fields, nodes: PathNodes, unfolded = false): JsonValue {
    const { maxKeys } = this.limits
    const before = this.#out.used
    this.#out.used += 2
    let out: JsonObject | undefined = unfolded || this.#isOurs ? undefined : {}
    let kept = 0
    let last = ''
    const direct = nodes === undefined && this.redactor?.traces !== true
    for (const key in value) {
      if (!Object.hasOwn(value, key)) continue
      const full = kept === maxKeys
      if (full || this.#out.full) {
        out ??= copyUntil(value, key)
        if (full) delete out[last]
        setField(out, marker.CUT_KEY, this.#out.marker(full ? marker.CUT_KEYS : marker.CUT_SIZE))
        break
      }
      const rule = this.#rules.of(key)
      const field = read(value, key)
      let { level } = rule
      if (rule.special !== undefined) {
        const isError = rule.special === 'stack' && !unfolded
        const error = isError ? serializedErrorFields(value, maxKeys + 1, this.stacks) : undefined
        if (error !== undefined) {
          this.#out.used = before
          return this.#plainObject(error, nodes, true)
        }
        if (rule.special === 'data' && !unfolded && isSerializedBuffer(value, field)) {
          this.#out.used = before
          return this.#out.marker(marker.bytes(field.length))
        }
        if (rule.special === 'value') level = this.#rules.levelByName(read(value, 'name'), read(value, 'key'))
      }
      let next: JsonValue | undefined
      if (direct && level === 0 && rule.special === undefined) next = this.#value(field, undefined)
      else if (!this.#staysHome(rule, field)) next = this.#field(key, level, field, nodes, rule.special)
      if (next === undefined) {
        this.#out.used += 1
        out ??= copyUntil(value, key)
        continue
      }
      kept++
      last = rule.name
      this.#out.used += last.length + 4
      if (out !== undefined) setField(out, last, next)
      else if (last !== key || !Object.is(next, field)) {
        out = copyUntil(value, key)
        setField(out, last, next)
      }
    }
    return out ?? (value as JsonObject)
  }

  /** `rest` is how many items there are beyond these. As with objects, a list that needs no change is returned as it is. */
  #items(items: readonly unknown[], rest: number, nodes: PathNodes, headers: boolean): JsonValue[] {
    this.#out.used += 2
    const { length } = items
    const { maxItems } = this.limits
    const limit = rest > 0 || length > maxItems ? maxItems - 1 : length
    let out: JsonValue[] | undefined = this.#isOurs ? undefined : []
    let level = 0
    for (let index = 0; index < limit; index++) {
      if (this.#out.full) {
        out ??= items.slice(0, index) as JsonValue[]
        out.push(this.#out.marker(marker.CUT_SIZE))
        return out
      }
      const item = read(items, index)
      // `[name, value]`, as of `Object.entries` and `[...headers]`.
      const isPair = isList(item) && item.length === 2 && maxItems > 1
      const pair = isPair ? this.#rules.levelByName(read(item, 0), undefined) : 0
      const field = pair === 0 ? this.#field(String(index), level, item, nodes) : this.#pair(item, pair)
      if (field === undefined && typeof item === 'string') {
        out ??= items.slice(0, index) as JsonValue[]
        continue
      }
      const next = field === undefined ? this.#out.null() : field
      this.#out.used += 1
      if (out !== undefined) out.push(next)
      else if (!Object.is(next, item)) {
        out = items.slice(0, index) as JsonValue[]
        out.push(next)
      }
      // `['--password', 'x']` and `rawHeaders`: the item after the name is its value.
      const flag = typeof item === 'string' && (headers ? index % 2 === 0 : item.startsWith('--'))
      level = flag ? this.#rules.levelByName(item, undefined) : 0
    }
    if (limit < length || rest > 0) {
      out ??= items.slice(0, limit) as JsonValue[]
      out.push(this.#out.marker(marker.cutItems(rest + length - limit)))
    }
    return out ?? (items as JsonValue[])
  }

  #pair(item: unknown, level: number): JsonValue {
    if (this.#ancestors.length >= this.limits.maxDepth) return this.#out.marker(marker.CUT_DEPTH)
    const [name, value] = [read(item as object, 0) as string, read(item as object, 1)]
    const next = this.#field('1', level, value, undefined)
    return [this.#out.text(name, this.#trail) ?? '', next === undefined ? this.#out.null() : next]
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
    if (hit || (level !== 0 && redactor.hides(level, field)))
      return this.#out.marker(redactor.censor(field, this.#trail))
    this.#isRawHeaders = special === 'rawHeaders' && isList(field)
    return this.#value(field, below)
  }

  #trace(key: string): void {
    const depth = this.#ancestors.length
    this.#trail.length = depth
    this.#trail[depth - 1] = key
  }
}
