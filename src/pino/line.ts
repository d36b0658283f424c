import { type LevelOverrides, levelOfLabel, type MappedLevel } from '../levels/level-map.js'
import type { McpLevel } from '../levels/mcp-level.js'
import type { PinoLogger } from '../loggers/pino-logger.js'
import { type Draft, isJsonObject, setField } from '../record.js'
import type { FieldRules } from '../server/field-rules.js'
import type { Hub } from '../server/hub.js'
import { BASE, membersOf } from './base-fields.js'
import { type JsonFields, parseObject } from './json-line.js'
import { factsOf, type LoggerFacts, standardFacts } from './logger-facts.js'

/** What pino tells about a line, beside the line. */
export interface LineMetadata {
  readonly lastLevel: number
  readonly lastTime: string
  readonly lastMsg: unknown
  readonly lastLogger: PinoLogger | undefined
}

export interface LineReaderOptions {
  readonly levels: LevelOverrides | undefined
  readonly rules: FieldRules
}

type Fields = Record<string, unknown>

/** What of a line is read: pino's own fields are cut off as text, so that fields of the same name are left as they are. */
interface Rest {
  readonly text: string
  /** Whether the message is the first field, called `message`, and no other one is called so. */
  readonly startsWithMessage: boolean
  /** Fields that are omitted where they have this value: those that could not be cut off. */
  readonly own: JsonFields | undefined
}

/** Makes records of pino's lines: whatever pino redacts or serialises is so in the line. */
export class LineReader {
  readonly #loggers = new WeakMap<object, LoggerFacts>()
  /** The logger seen last, nearly always the only one. */
  #recent: { readonly levels: object; readonly facts: LoggerFacts } | undefined
  /** For lines of an unknown logger. */
  readonly #standard: LoggerFacts
  readonly #hub: Hub
  readonly #options: LineReaderOptions

  constructor(hub: Hub, options: LineReaderOptions) {
    this.#hub = hub
    this.#options = options
    this.#standard = standardFacts(options.levels)
  }

  /** The MCP level of a line; without metadata, of a line that did not come straight from pino, as the line has it. */
  level(line: string, lastLevel: number, lastLogger: PinoLogger | undefined): MappedLevel {
    if (lastLogger === undefined) return this.#levelIn(line)
    const { level, isGuess } = this.factsOf(lastLogger).levels(lastLevel)
    if (isGuess) this.#warnUnknown(lastLogger.levels.labels[lastLevel] ?? String(lastLevel), level)
    return level
  }

  #levelIn(line: string): MappedLevel {
    const { level } = parseObject(line) ?? {}
    if (typeof level === 'number') return this.#standard.levels(level).level
    const label = String(level)
    const { levels = {} } = this.#options
    const mapped = Object.hasOwn(levels, label) ? levels[label] : levelOfLabel(label)
    if (mapped === undefined) this.#warnUnknown(label, 'info')
    return mapped ?? 'info'
  }

  #warnUnknown(label: string, level: MappedLevel): void {
    const name = JSON.stringify(label)
    this.#hub.warnOnce('UNKNOWN_LEVEL', label, `Unknown level ${name} is sent as \`${level}\`: set \`levels\``)
  }

  factsOf(logger: PinoLogger | undefined): LoggerFacts {
    if (logger === undefined) return this.#standard
    const { levels } = logger // children share them, unless they have levels of their own
    if (this.#recent?.levels === levels) return this.#recent.facts
    const facts = this.#loggers.get(levels) ?? factsOf(logger, this.#options.levels, this.#options.rules)
    this.#loggers.set(levels, facts)
    this.#recent = { levels, facts }
    return facts
  }

  /** @param level as {@link level} has mapped it */
  read(line: string, level: McpLevel, metadata: LineMetadata): Draft {
    const { rules } = this.#options
    const { lastLogger } = metadata
    const facts = this.factsOf(lastLogger)
    const rest = lastLogger === undefined ? undefined : this.#restOf(line, facts, metadata)
    const all = parseObject(rest?.text ?? line)
    // `hooks.streamWrite` may turn a line into anything: then its text is the message.
    if (all === undefined) return { level, logger: rules.loggerName, message: line.trimEnd(), fields: {} }
    const isArranged = rest?.startsWithMessage === true
    const message = all[isArranged ? 'message' : facts.messageKey]
    const common = { level, message, holdsMessage: message !== undefined, owned: true }
    if (isArranged && rest.own === undefined && !this.#hasSpecial(all, facts)) {
      return { ...common, logger: rules.loggerName, fields: all }
    }
    const own = rest === undefined ? { ...BASE, level: all.level, time: all.time, v: 1 } : rest.own
    return { ...common, ...this.#arrange(all, isArranged ? 'message' : facts.messageKey, facts, own) }
  }

  /** Whether the value of any field has to be looked at. */
  #hasSpecial(fields: Fields, { errorKey }: LoggerFacts): boolean {
    for (const name in fields) {
      if (name === errorKey || name === '__proto__' || this.#options.rules.isSpecial(name)) return true
    }
    return false
  }

  /** The message first, and only those fields that are sent: an object that has been made is slow to reorder. */
  #arrange(
    all: Fields,
    messageKey: string,
    { errorKey }: LoggerFacts,
    own: JsonFields | undefined,
  ): Pick<Draft, 'logger' | 'fields' | 'messageField'> {
    const { rules } = this.#options
    const { logger, from } = rules.nameOf(all)
    const holdsMessage = all[messageKey] !== undefined
    const fields: Fields = holdsMessage ? { message: all[messageKey] } : {}
    let messageField: unknown
    for (const name in all) {
      if (name === messageKey || name === from || !Object.hasOwn(all, name)) continue
      const value = all[name]
      // A field of the same name with another value is the application's.
      if (own !== undefined && Object.hasOwn(own, name) && own[name] === value && !rules.keeps(name)) continue
      if (rules.omit(name, value)) continue
      if (holdsMessage && name === 'message') messageField = value
      else setField(fields, name, name === errorKey && isJsonObject(value) ? knownError(value) : value)
    }
    return { logger, messageField, fields }
  }

  #restOf(line: string, { prefixes, base, sentBase, messageKey }: LoggerFacts, metadata: LineMetadata): Rest {
    const { lastLevel, lastTime, lastMsg } = metadata
    const prefix = prefixes[lastLevel] ?? ''
    const start = endOfTime(line, prefix, lastTime)
    if (start <= 0) return { text: line, startsWithMessage: false, own: { ...BASE, ...parseObject(`${prefix}}`) } }
    const hasBase = line.startsWith(base, start)
    const sent = this.#kept(line, start) + (hasBase ? sentBase : '')
    const from = hasBase ? start + base.length : start
    const own = hasBase ? undefined : BASE
    if (typeof lastMsg === 'string') {
      const message = JSON.stringify(lastMsg)
      const end = `,"${messageKey}":${message}}`
      const at = line.lastIndexOf(end)
      const between = sent + line.slice(from, at)
      if (at >= from && line.slice(at + end.length).trim() === '' && !between.includes('"message":')) {
        return { text: `{"message":${message}${between}}`, startsWithMessage: true, own }
      }
    }
    const fields = sent + line.slice(from)
    return { text: `{${fields.startsWith(',') ? fields.slice(1) : fields}`, startsWithMessage: false, own }
  }

  /** What is sent of the level and the time, as text. */
  #kept(line: string, end: number): string {
    const { rules } = this.#options
    if (!rules.keepsSome) return ''
    const fields = Object.entries(parseObject(`${line.slice(0, end)}}`) ?? {})
    return membersOf(Object.fromEntries(fields.filter(([name]) => rules.keeps(name))))
  }
}

/** The payload tells a serialised Error by its stack, which a serialiser may have left out. */
function knownError(value: Fields): Fields {
  const { type, message, stack } = value
  return stack === undefined && typeof type === 'string' && typeof message === 'string'
    ? { ...value, stack: '' }
    : value
}

/**
 * Where the part of a line ends that pino begins it with: a prefix for each level, and the time.
 *
 * @param time the line's time without its first key, as pino tells it
 * @returns -1 if the line does not begin so
 */
function endOfTime(line: string, prefix: string, time: string): number {
  if (!line.startsWith(prefix)) return -1
  if (time === '') return prefix.length
  const from = line.indexOf(':', prefix.length) + 1
  return line.startsWith(time, from) ? from + time.length : prefix.length
}
