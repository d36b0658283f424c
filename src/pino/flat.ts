import { types } from 'node:util'
import type { McpLevel } from '../levels/mcp-level.js'
import { type PinoLogger, type PinoSymbols, symbolsOf } from '../loggers/pino-logger.js'
import type { Draft } from '../record.js'
import type { FieldRules } from '../server/field-rules.js'
import { parseObject } from './json-line.js'
import type { LineReader } from './line.js'
import type { LoggerFacts } from './logger-facts.js'

/** What pino was given, beside the line that it has made of it. */
export interface Given {
  readonly lastObj: unknown
  readonly lastMsg: unknown
  readonly lastLogger: PinoLogger | undefined
}

type Fields = Readonly<Record<string, unknown>>

/** What is known of a logger that changes nothing of a flat object on its way into the line. */
interface PlainLogger {
  readonly facts: LoggerFacts
  readonly serializers: Fields
  /** The name that its own fields tell. */
  readonly name: string | undefined
  /** Its own and its parents' other fields. */
  readonly fields: readonly (readonly [name: string, value: string | number | boolean | null])[]
}

/**
 * Makes records of what pino was given, without reading the line, where that gives the same: a text, a flat object, and a
 * logger that has nothing which could change them. Most records are so, and parsing is the dearest part of the others.
 */
export class FlatReader {
  readonly #lines: LineReader
  readonly #rules: FieldRules
  /** The logger seen last. One that logs a single record, as a child for each request, is not worth learning about. */
  #logger: PinoLogger | undefined
  #symbols: PinoSymbols | undefined
  /** Text of the fields that it adds, which `setBindings` changes. */
  #text: unknown
  #plain: PlainLogger | undefined

  constructor(lines: LineReader, rules: FieldRules) {
    this.#lines = lines
    this.#rules = rules
  }

  /** @returns `undefined` where the line has to be read */
  read({ lastObj, lastMsg, lastLogger }: Given, level: McpLevel): Draft | undefined {
    const plain = lastLogger && this.#plainLogger(lastLogger)
    const holdsMessage = lastMsg !== undefined
    if (plain === undefined || (holdsMessage && typeof lastMsg !== 'string')) return undefined
    if (typeof lastObj !== 'object' || lastObj === null || types.isProxy(lastObj)) return undefined
    const fields: Record<string, unknown> = holdsMessage ? { message: lastMsg } : {}
    for (const [name, value] of plain.fields) fields[name] = value
    for (const name in lastObj) {
      const field = Object.getOwnPropertyDescriptor(lastObj, name)
      if (field === undefined) continue // inherited
      const { value } = field
      // What a getter gave to pino is not asked for again.
      if (field.get !== undefined || !isAsWritten(value) || this.#isSpecial(name, plain)) return undefined
      if (value !== undefined) fields[name] = value
    }
    return { level, logger: plain.name, message: lastMsg, holdsMessage, fields, owned: true }
  }

  #isSpecial(name: string, { facts, serializers }: PlainLogger): boolean {
    return isTaken(name, facts) || serializers[name] !== undefined || this.#rules.isSpecial(name)
  }

  #plainLogger(logger: PinoLogger): PlainLogger | undefined {
    if (this.#logger !== logger) {
      this.#logger = logger
      this.#symbols = symbolsOf(logger)
      this.#text = undefined
      this.#plain = undefined
      return undefined
    }
    const symbols = this.#symbols
    const text = symbols && logger[symbols.bindings]
    if (symbols !== undefined && this.#text !== text) {
      this.#text = text
      this.#plain = this.#learn(logger, symbols, String(text))
    }
    return this.#plain
  }

  #learn(logger: PinoLogger, symbols: PinoSymbols, text: string): PlainLogger | undefined {
    const facts = this.#lines.factsOf(logger)
    if (this.#rules.keepsSome || facts.nestedKey !== undefined || !isPlain(logger, symbols)) return undefined
    const serializers = logger[symbols.serializers] as Fields
    if (serializers[facts.messageKey] !== undefined || !text.startsWith(facts.base)) return undefined
    const own = parseObject(`{${(facts.sentBase + text.slice(facts.base.length)).slice(1)}}`)
    if (own === undefined) return undefined
    const { logger: name, from } = this.#rules.nameOf(own)
    const fields: [string, string | number | boolean | null][] = []
    for (const [key, value] of Object.entries(own)) {
      if (key === from || this.#rules.omit(key, value)) continue
      if (isTaken(key, facts) || !isAsWritten(value)) return undefined
      if (value !== undefined) fields.push([key, value])
    }
    return { facts, serializers, name, fields }
  }
}

/** Whether something other than a plain value is to be expected under this name. */
function isTaken(name: string, { messageKey, errorKey }: LoggerFacts): boolean {
  return name === 'message' || name === messageKey || name === errorKey || name === '__proto__'
}

/** Whether pino writes it as it is. */
function isAsWritten(value: unknown): value is string | number | boolean | null | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true
    case 'number':
      return Number.isFinite(value)
    default:
      return value === null
  }
}

/** Whether a logger has no redaction, formatter, hook or serializer of a kind that could change a flat object. */
function isPlain(logger: PinoLogger, symbols: PinoSymbols): boolean {
  const { log } = logger[symbols.formatters] as { readonly log?: unknown }
  const { streamWrite } = Object(logger[symbols.hooks]) as { readonly streamWrite?: unknown }
  const stringifiers = logger[symbols.stringifiers] as object
  const serializers = logger[symbols.serializers] as object
  if (log !== undefined || (streamWrite !== undefined && streamWrite !== null)) return false
  if (Reflect.ownKeys(stringifiers).length > 0 || Object.getOwnPropertySymbols(serializers).length > 0) return false
  for (let each: object = logger; Object.hasOwn(each, symbols.bindings); each = Object.getPrototypeOf(each)) {
    if (Object.hasOwn(each, symbols.asJson)) return false
  }
  return true
}
