import { ItemLevels, NO_REDACTION, type PathNodes, type Redactor } from '../redact/redactor.js'
import { serializedErrorFields } from './error.js'
import { Hiding, type Kind } from './hiding.js'
import { copyUntil, type JsonObject, type JsonValue, setField } from './json.js'
import { type KeyRule, KeyRules } from './key-rules.js'
import { type Fields, isList, isPlain, isSerializedBuffer, read } from './kinds.js'
import type { PayloadLimits } from './limits.js'
import * as marker from './marker.js'
import { Output } from './output.js'
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
  readonly #redactor: Redactor
  readonly #rules: KeyRules
  readonly #hiding: Hiding

  constructor(
    private readonly limits: Required<PayloadLimits>,
    private readonly stacks: boolean,
    redactor: Redactor = NO_REDACTION,
  ) {
    this.#redactor = redactor
    this.#out = new Output(limits.maxString, stacks, redactor, (value) => this.#value(value, undefined))
    this.#rules = new KeyRules(redactor, limits.maxString, stacks)
    this.#hiding = new Hiding(redactor, this.#rules, stacks)
  }

  get used(): number {
    return this.#out.used
  }

  /** Secrets that were hidden so far, over all runs. */
  get hidden(): number {
    return this.#out.hidden
  }

  /** @see {@link Sanitizer.clean} */
  run(value: unknown, budget: number, owned: number): JsonValue {
    this.#out.begin(budget)
    this.#owned = owned
    return this.#value(value, this.#redactor.paths) ?? (typeof value === 'string' ? '' : this.#out.null())
  }

  /** `undefined` for what JSON leaves out of an object. */
  #value(value: unknown, nodes: PathNodes): JsonValue | undefined {
    switch (typeof value) {
      case 'string':
        return this.#out.text(value, this.#hiding.trail)
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
        return this.#out.text(textOf(value as bigint | symbol | object), this.#hiding.trail)
    }
  }

  #object(value: object, nodes: PathNodes): JsonValue | undefined {
    const ancestors = this.#ancestors
    const kind = this.#hiding.takeKind()
    if (ancestors.includes(value)) return this.#out.marker(marker.CIRCULAR)
    if (ancestors.length > this.limits.maxDepth) return this.#out.marker(marker.CUT_DEPTH)
    ancestors.push(value)
    const result = this.#level(value, nodes, kind)
    ancestors.pop()
    return result
  }

  #level(value: object, nodes: PathNodes, kind: Kind | undefined): JsonValue | undefined {
    if (!this.#isOurs && !isPlain(value)) return this.#unfolded(value, nodes, kind)
    if (this.#isTooDeep) return this.#out.marker(marker.CUT_DEPTH)
    return Array.isArray(value) ? this.#items(value, 0, nodes, kind) : this.#plainObject(value as Fields, nodes, kind)
  }

  /** Whether nobody else holds the level at hand: it is plain data then, and need not be copied if nothing changes. */
  get #isOurs(): boolean {
    return this.#ancestors.length <= this.#owned
  }

  #unfolded(value: object, nodes: PathNodes, kind: Kind | undefined): JsonValue | undefined {
    let level: Unfolded
    try {
      level = unfold(value, this.limits.maxKeys + 1, this.limits.maxItems, this.stacks)
    } catch {
      return this.#out.marker(marker.UNREADABLE)
    }
    if (level.kind === 'leaf') return this.#value(level.leaf, nodes)
    if (this.#isTooDeep) return this.#out.marker(marker.CUT_DEPTH)
    if (level.kind === 'items') return this.#items(level.items, level.more, nodes, kind)
    return this.#plainObject(level.fields, nodes, kind, true)
  }

  get #isTooDeep(): boolean {
    return this.#ancestors.length > this.limits.maxDepth
  }

  /** @param unfolded whether the walk itself has made these fields of something else */
  #plainObject(value: Fields, nodes: PathNodes, kind: Kind | undefined, unfolded = false): JsonValue {
    const { maxKeys } = this.limits
    const before = this.#out.used
    this.#out.used += 2
    const isOurs = this.#isOurs
    let out: JsonObject | undefined = unfolded || isOurs ? undefined : {}
    let kept = 0
    let last = ''
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
      const field = isOurs ? value[key] : read(value, key)
      if (rule.special !== undefined) {
        const isError = rule.special === 'stack' && !unfolded
        const error = isError ? serializedErrorFields(value, maxKeys + 1, this.stacks) : undefined
        if (error !== undefined) {
          this.#out.used = before
          return this.#plainObject(error, nodes, kind, true)
        }
        if (rule.special === 'data' && !unfolded && isSerializedBuffer(value, field)) {
          this.#out.used = before
          return this.#out.marker(marker.bytes(field.length))
        }
      }
      const next =
        rule.free && nodes === undefined
          ? this.#value(field, undefined)
          : this.#field(rule, key, value, field, nodes, kind)
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
  #items(items: readonly unknown[], rest: number, nodes: PathNodes, kind: Kind | undefined): JsonValue[] {
    this.#out.used += 2
    const { length } = items
    const { maxItems } = this.limits
    const limit = rest > 0 || length > maxItems ? maxItems - 1 : length
    let out: JsonValue[] | undefined = this.#isOurs ? undefined : []
    const levels = new ItemLevels(items, kind === 'messages' ? undefined : kind, this.#hiding.levelOf)
    for (let index = 0; index < limit; index++) {
      if (this.#out.full) {
        out ??= items.slice(0, index) as JsonValue[]
        out.push(this.#out.marker(marker.CUT_SIZE))
        return out
      }
      const item = read(items, index)
      const field = this.#item(item, index, levels, nodes)
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
    }
    if (limit < length || rest > 0) {
      out ??= items.slice(0, limit) as JsonValue[]
      out.push(this.#out.marker(marker.cutItems(rest + length - limit)))
    }
    return out ?? (items as JsonValue[])
  }

  #item(item: unknown, index: number, levels: ItemLevels, nodes: PathNodes): JsonValue | undefined {
    const level = levels.at(index, item)
    const from = this.#redactor.active ? levels.secretFrom(index, item) : -1
    if (from >= 0) return (item as string).slice(0, from) + this.#hiding.censored(item, this.#out)
    const pair = isList(item) ? this.#hiding.levelOfPair(item, this.limits.maxItems) : 0
    if (pair === 0) return this.#below(String(index), level, item, nodes)
    if (this.#ancestors.length >= this.limits.maxDepth) return this.#out.marker(marker.CUT_DEPTH)
    return Array.from({ length: (item as readonly unknown[]).length }, (_, at) => {
      return this.#below(String(at), at === 1 ? pair : 0, read(item as object, at), undefined) ?? this.#out.null()
    })
  }

  #field(
    rule: KeyRule,
    key: string,
    value: Fields,
    field: unknown,
    nodes: PathNodes,
    kind: Kind | undefined,
  ): JsonValue | undefined {
    if (this.#hiding.isStack(rule, field)) return undefined
    const level = this.#hiding.levelOfField(rule, field, kind, (sibling) => read(value, sibling))
    return this.#below(key, level, field, nodes)
  }

  #below(key: string, level: number, value: unknown, nodes: PathNodes): JsonValue | undefined {
    const below = this.#hiding.step(key, this.#ancestors.length, level, value, nodes)
    return below === 'hidden' ? this.#hiding.censored(value, this.#out) : this.#value(value, below)
  }
}
