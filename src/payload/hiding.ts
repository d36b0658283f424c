import {
  isMessage,
  type ListKind,
  levelBeside,
  levelOfNamed,
  type PathNodes,
  programBeside,
  type Redactor,
  stepInto,
} from '../redact/redactor.js'
import type { KeyRule, KeyRules } from './key-rules.js'
import { isList, read } from './kinds.js'
import type { Output } from './output.js'
import { isStackTrace } from './stack-trace.js'

/** Longer texts in the place of a name are none. */
const MAX_NAME = 64

/** What an object or list is, by the key that leads to it. */
export type Kind = ListKind | 'messages'

/** Which values of a walk are hidden as a whole, by their keys, by what stands beside them, and by the paths. */
export class Hiding {
  #kind: Kind | undefined
  /** Keys from the root to the current value, for a `censor` function. */
  readonly trail: string[] = []

  constructor(
    private readonly redactor: Redactor,
    private readonly rules: KeyRules,
    private readonly stacks: boolean,
  ) {}

  readonly levelOf = (name: string): number => (name.length <= MAX_NAME ? this.rules.of(name).level : 0)

  /** The level of a field of an object, of whose siblings some may tell what it is. */
  levelOfField(rule: KeyRule, field: unknown, kind: Kind | undefined, sibling: (key: string) => unknown): number {
    const { beside, level } = rule
    if (kind === 'messages' && level !== 0 && isMessage(field)) return 0
    if (beside === undefined) return level
    if (isList(field)) {
      if (beside === 'headers' || beside === 'rawHeaders') this.#kind = { kind: beside }
      else if (beside === 'arguments') this.#kind = { kind: 'command', program: programBeside(sibling) }
    } else if (beside === 'messages' && typeof field === 'object' && field !== null) this.#kind = beside
    return level === 0 || (beside === 'token' && typeof field === 'string')
      ? levelBeside(beside, field, sibling, this.levelOf)
      : level
  }

  /** The level of the value of `[name, value]` and of `[name, value, options]`, as of `[...headers]`; 0 if it is none. */
  levelOfPair(item: readonly unknown[], maxItems: number): number {
    if (item.length < 2 || item.length > 3 || item.length > maxItems) return 0
    const name = read(item, 0)
    return typeof name === 'string' ? levelOfNamed(name, this.levelOf) : 0
  }

  /** What the key of the current value says about it. */
  takeKind(): Kind | undefined {
    const kind = this.#kind
    this.#kind = undefined
    return kind
  }

  /** Where the paths go on below the key, or that it is hidden. */
  step(key: string, depth: number, level: number, field: unknown, nodes: PathNodes): PathNodes | 'hidden' {
    if (this.redactor.traces) {
      this.trail.length = depth
      this.trail[depth - 1] = key
    }
    const below = nodes === undefined ? undefined : stepInto(nodes, key)
    const hit = below?.some((node) => node.ends) === true
    return hit || (level !== 0 && this.redactor.hides(level, field, key)) ? 'hidden' : below
  }

  censored(field: unknown, out: Output): string {
    this.#kind = undefined
    out.hidden++
    return out.marker(this.redactor.censor(field, this.trail))
  }

  /** Whether the field is a stack that is not sent. */
  isStack(rule: KeyRule, field: unknown): boolean {
    return rule.special === 'stack' && !this.stacks && isStackTrace(field)
  }
}
