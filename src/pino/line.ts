import { hostname } from 'node:os'
import type { Hub } from '../client-logging.js'
import type { McpLevel } from '../level.js'
import { type LevelOverrides, levelOfLabel, type MappedLevel, mapPinoLevels, type PinoLevelMap } from '../level-map.js'
import type { Draft } from '../record.js'
import { isStackTrace } from '../stack-trace.js'
import { plainError } from './error.js'
import { isDescending, type PinoLogger, symbolsOf } from './logger.js'

/** What pino tells about a line, beside the line. */
export interface LineMetadata {
  readonly lastLevel: number
  readonly lastTime: string
  readonly lastLogger: PinoLogger | undefined
}

export interface LineReaderOptions {
  readonly levels: LevelOverrides | undefined
  readonly stacks: boolean
  /** Names of fields that don't stay home. */
  readonly keep: ReadonlySet<string>
}

/** What a logger and its children have in common. */
interface LoggerFacts {
  readonly levels: PinoLevelMap
  readonly messageKey: string
  readonly errorKey: string
  readonly nestedKey: string | undefined
  /** How lines of each level begin. */
  readonly prefixes: Readonly<Record<number, string>>
}

type Fields = Record<string, unknown>

/** What pino adds to every line by default. */
const BASE: Fields = { pid: process.pid, hostname: hostname() }
/** As it stands in a line. */
const BASE_TEXT = `,${JSON.stringify(BASE).slice(1, -1)}`

/** Makes records of pino's lines. The line is the only source: metadata holds objects from before redaction. */
export class LineReader {
  readonly #loggers = new WeakMap<object, LoggerFacts>()
  /** The logger seen last, nearly always the only one. */
  #recent: { readonly levels: object; readonly facts: LoggerFacts } | undefined
  /** For lines of an unknown logger: pino's defaults. */
  readonly #standard: LoggerFacts
  readonly #hub: Hub
  readonly #options: LineReaderOptions

  constructor(hub: Hub, options: LineReaderOptions) {
    this.#hub = hub
    this.#options = options
    const levels = mapPinoLevels({}, false, options.levels)
    this.#standard = { levels, messageKey: 'msg', errorKey: 'err', nestedKey: undefined, prefixes: {} }
  }

  /** The MCP level of a line; without metadata, of a line that did not come straight from pino, as the line has it. */
  level(line: string, lastLevel: number, lastLogger: PinoLogger | undefined): MappedLevel {
    if (lastLogger === undefined) return this.#levelIn(line)
    const { levels } = this.#factsOf(lastLogger)
    const level = levels.of(lastLevel)
    if (levels.isGuess(lastLevel)) this.#warnUnknown(lastLogger.levels.labels[lastLevel] ?? String(lastLevel), level)
    return level
  }

  #levelIn(line: string): MappedLevel {
    const { level } = parse(line) ?? {}
    if (typeof level === 'number') return this.#standard.levels.of(level)
    const label = String(level)
    const { levels = {} } = this.#options
    const mapped = Object.hasOwn(levels, label) ? levels[label] : levelOfLabel(label)
    if (mapped === undefined) this.#warnUnknown(label, 'info')
    return mapped ?? 'info'
  }

  #warnUnknown(label: string, level: MappedLevel): void {
    const name = JSON.stringify(label)
    this.#hub.warnings.warnOnce('UNKNOWN_LEVEL', label, `Unknown level ${name} is sent as \`${level}\`: set \`levels\``)
  }

  #factsOf(logger: PinoLogger | undefined): LoggerFacts {
    if (logger === undefined) return this.#standard
    const { levels } = logger // children share them, unless they have levels of their own
    if (this.#recent?.levels === levels) return this.#recent.facts
    const facts = this.#loggers.get(levels) ?? this.#learn(logger)
    this.#loggers.set(levels, facts)
    this.#recent = { levels, facts }
    return facts
  }

  #learn(logger: PinoLogger): LoggerFacts {
    const symbols = symbolsOf(logger)
    const levels = mapPinoLevels(logger.levels.values, isDescending(logger), this.#options.levels)
    if (symbols === undefined) return { ...this.#standard, levels }
    const nestedKey = logger[symbols.nestedKey]
    return {
      levels,
      messageKey: String(logger[symbols.messageKey]),
      errorKey: String(logger[symbols.errorKey]),
      nestedKey: typeof nestedKey === 'string' ? nestedKey : undefined,
      prefixes: logger[symbols.linePrefixes] as Record<number, string>,
    }
  }

  /**
   * @param level as {@link level} has mapped it
   * @param name of the logger, if it has one whatever the line says
   */
  read(line: string, level: McpLevel, logger: string | undefined, metadata: LineMetadata): Draft {
    const facts = this.#factsOf(metadata.lastLogger)
    const { messageKey, errorKey, nestedKey } = facts
    const fields = this.#withoutStart(line, facts, metadata) ?? this.#withoutOwn(line, facts, metadata)
    // `hooks.streamWrite` may turn a line into anything: then its text is the message.
    if (fields === undefined) return { level, logger, message: line.trimEnd(), fields: {} }
    const keys = line.includes('stack"') ? undefined : [errorKey] // only there an Error may be without one
    this.#cleanErrors(fields, errorKey, keys)
    const nested = nestedKey === undefined ? undefined : fields[nestedKey]
    if (isObject(nested)) this.#cleanErrors(nested, errorKey, keys)
    return { level, logger, message: fields[messageKey], messageKey, fields, owned: true }
  }

  /**
   * The fields of an ordinary line: what pino begins it with is known to the letter, so it is not even parsed.
   * `undefined` for any other line.
   */
  #withoutStart(line: string, { prefixes }: LoggerFacts, { lastLevel, lastTime }: LineMetadata): Fields | undefined {
    const prefix = prefixes[lastLevel]
    if (prefix === undefined || this.#options.keep.size > 0 || !line.startsWith(prefix)) return undefined
    const start = startOf(line, prefix, lastTime).length
    if (!line.startsWith(BASE_TEXT, start)) return undefined
    const from = start + BASE_TEXT.length
    return line[from] === ',' ? parse(`{${line.slice(from + 1)}`) : undefined
  }

  #withoutOwn(line: string, { prefixes }: LoggerFacts, metadata: LineMetadata): Fields | undefined {
    const fields = parse(line)
    if (fields === undefined) return undefined
    this.#drop(fields, BASE)
    if (metadata.lastLogger === undefined) {
      const { level, time } = fields
      this.#drop(fields, { level, time, v: 1 })
    } else {
      this.#drop(fields, parse(`${startOf(line, prefixes[metadata.lastLevel] ?? '', metadata.lastTime)}}`) ?? {})
    }
    return fields
  }

  /** Removes what pino itself has put in; a field of the same name with another value is the application's. */
  #drop(fields: Fields, own: Readonly<Fields>): void {
    for (const key of Object.keys(own)) if (fields[key] === own[key] && !this.#options.keep.has(key)) delete fields[key]
  }

  #cleanErrors(fields: Fields, errorKey: string, keys = Object.keys(fields)): void {
    const { stacks, keep } = this.#options
    for (const key of keys) {
      const value = fields[key]
      if (isObject(value)) fields[key] = plainError(value, stacks, key === errorKey)
      else if (!stacks && key === 'stack' && isStackTrace(value) && !keep.has(key)) delete fields[key]
    }
  }
}

/**
 * The part of a line that pino begins it with: level and time, under whatever keys and in whatever form.
 *
 * @param time the line's time without its first key, as pino tells it
 */
function startOf(line: string, prefix: string, time: string): string {
  if (time === '' || !line.startsWith(prefix)) return prefix
  const from = line.indexOf(':', prefix.length) + 1
  return line.startsWith(time, from) ? line.slice(0, from + time.length) : prefix
}

function parse(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
