import { areStrings, expectKind } from '../check.js'
import { type Draft, NAME_FIELDS, nameField, setField } from '../record.js'
import type { AdapterOptions } from './adapter-options.js'

/** A kind of value, as `typeof` tells it. */
type Kind = 'object' | 'string' | 'number'

/** Fields that are omitted unless `keep` names them, if their value is of one of these kinds. */
export type OmittedByDefault = Readonly<Record<string, readonly Kind[]>>

/** What pino-http, nestjs-pino, Fastify and express-winston add to every line: headers and sockets of the HTTP server. */
const HTTP: OmittedByDefault = { req: ['object'], res: ['object'], responseTime: ['number'] }

type Fields = Readonly<Record<string, unknown>>

/** Which of a record's fields are sent. The same for every logger. */
export class FieldRules {
  readonly #omitted: ReadonlySet<string>
  readonly #kept: ReadonlySet<string>
  readonly #byDefault: ReadonlyMap<string, readonly Kind[]>
  readonly #special: ReadonlySet<string>
  /** Name of every record's logger, whatever its fields say. */
  readonly loggerName: string | undefined

  /**
   * @param byDefault what else this logger omits
   * @throws TypeError
   */
  constructor({ omit = [], keep = [], loggerName }: AdapterOptions, byDefault: OmittedByDefault = {}) {
    if (loggerName !== undefined) expectKind('loggerName', loggerName, 'a string', (each) => typeof each === 'string')
    expectKind('omit', omit, 'an array of field names', areStrings)
    expectKind('keep', keep, 'an array of field names', areStrings)
    expectKind('keep', keep, 'without `stack`, which `stacks: true` sends', () => !keep.includes('stack'))
    const both = keep.find((name) => omit.includes(name))
    expectKind('keep', keep, `without \`${both}\`, which \`omit\` names`, () => both === undefined)
    this.#omitted = new Set(omit)
    this.#kept = new Set(keep)
    this.#byDefault = new Map(Object.entries({ ...HTTP, ...byDefault }).filter(([name]) => !this.#kept.has(name)))
    this.#special = new Set([...omit, ...this.#byDefault.keys(), ...NAME_FIELDS])
    this.loggerName = loggerName
  }

  /** Whether a field is sent that is omitted by default. */
  keeps(name: string): boolean {
    return this.#kept.has(name)
  }

  get keepsSome(): boolean {
    return this.#kept.size > 0
  }

  /** Whether fields of this name may be omitted, or may name the logger: all others need no look at their value. */
  isSpecial(name: string): boolean {
    return this.#special.has(name)
  }

  omit(name: string, value: unknown): boolean {
    if (this.#omitted.has(name)) return true
    const kinds = this.#byDefault.get(name)
    return kinds !== undefined && value !== null && !Array.isArray(value) && kinds.includes(typeof value as Kind)
  }

  /** Name of the logger, and the field that told it, which is not sent once more. */
  nameOf(fields: Fields): { readonly logger: string | undefined; readonly from: string | undefined } {
    if (this.loggerName !== undefined) return { logger: this.loggerName, from: undefined }
    const from = nameField(fields)
    if (from === undefined) return { logger: undefined, from }
    return { logger: fields[from] as string, from: this.#kept.has(from) ? undefined : from }
  }

  /** A record of which only the fields are sent that are to be, for a logger that has no faster way to leave them out. */
  apply(draft: Draft): Draft {
    const { fields, holdsMessage } = draft
    const { logger, from } =
      draft.logger === undefined ? this.nameOf(fields) : { logger: draft.logger, from: undefined }
    const names = Object.keys(fields)
    const sent = names.filter((name) => {
      return (holdsMessage === true && name === 'message') || (name !== from && !this.omit(name, fields[name]))
    })
    if (sent.length === names.length) return { ...draft, logger }
    return { ...draft, logger, fields: only(fields, sent) }
  }
}

/** A copy with these fields alone. */
function only(fields: Fields, names: readonly string[]): Fields {
  const copy: Record<string, unknown> = {}
  for (const name of names) setField(copy, name, fields[name])
  return copy
}
