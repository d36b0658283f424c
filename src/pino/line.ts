import { hostname } from 'node:os'
import { type LevelOverrides, levelOfLabel, type MappedLevel } from '../levels/level-map.js'
import type { McpLevel } from '../levels/mcp-level.js'
import { mapPinoLevels, type PinoLevelMap } from '../levels/pino-levels.js'
import { isDescending, type PinoLogger, symbolsOf } from '../loggers/pino-logger.js'
import { type Draft, setField } from '../record.js'
import type { Hub } from '../server/hub.js'

/** What pino tells about a line, beside the line. */
export interface LineMetadata {
  readonly lastLevel: number
  readonly lastTime: string
  readonly lastLogger: PinoLogger | undefined
}

export interface LineReaderOptions {
  readonly levels: LevelOverrides | undefined
  /** Names of fields that are not omitted. */
  readonly keep: ReadonlySet<string>
}

/** What a logger and its children have in common. */
interface LoggerFacts {
  readonly levels: PinoLevelMap
  readonly messageKey: string
  readonly errorKey: string
  /** How lines of each level begin. */
  readonly prefixes: Readonly<Record<number, string>>
}

type Fields = Record<string, unknown>

/** A field of a line that pino itself has put there. */
type OwnField = readonly [name: string, value: unknown]

/** What pino adds to every line by default. */
const BASE: readonly OwnField[] = [
  ['pid', process.pid],
  ['hostname', hostname()],
]

/** Makes records of pino's lines. The line is the only source: metadata holds objects from before redaction. */
export class LineReader {
  readonly #loggers = new WeakMap<object, LoggerFacts>()
  /** The logger seen last, nearly always the only one. */
  #recent: { readonly levels: object; readonly facts: LoggerFacts } | undefined
  /** For lines of an unknown logger: pino's defaults. */
  readonly #standard: LoggerFacts
  /** How the last line began: those of the same level and millisecond begin alike. */
  #start: { readonly text: string; readonly own: readonly OwnField[] } | undefined
  readonly #hub: Hub
  readonly #options: LineReaderOptions

  constructor(hub: Hub, options: LineReaderOptions) {
    this.#hub = hub
    this.#options = options
    const levels = mapPinoLevels({}, false, options.levels)
    this.#standard = { levels, messageKey: 'msg', errorKey: 'err', prefixes: {} }
  }

  /** The MCP level of a line; without metadata, of a line that did not come straight from pino, as the line has it. */
  level(line: string, lastLevel: number, lastLogger: PinoLogger | undefined): MappedLevel {
    if (lastLogger === undefined) return this.#levelIn(line)
    const { level, isGuess } = this.#factsOf(lastLogger).levels(lastLevel)
    if (isGuess) this.#warnUnknown(lastLogger.levels.labels[lastLevel] ?? String(lastLevel), level)
    return level
  }

  #levelIn(line: string): MappedLevel {
    const { level } = parse(line) ?? {}
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
    return {
      levels,
      messageKey: String(logger[symbols.messageKey]),
      errorKey: String(logger[symbols.errorKey]),
      prefixes: logger[symbols.linePrefixes] as Record<number, string>,
    }
  }

  /**
   * @param level as {@link level} has mapped it
   * @param logger its name, if it has one whatever the line says
   */
  read(line: string, level: McpLevel, logger: string | undefined, metadata: LineMetadata): Draft {
    const { messageKey, errorKey, prefixes } = this.#factsOf(metadata.lastLogger)
    const all = parse(line)
    // `hooks.streamWrite` may turn a line into anything: then its text is the message.
    if (all === undefined) return { level, logger, message: line.trimEnd(), fields: {} }
    const own = metadata.lastLogger === undefined ? usualFields(all) : this.#ownFields(line, prefixes, metadata)
    const message = all[messageKey]
    const holdsMessage = message !== undefined
    // Now, since an object that has been made is slow to reorder.
    const fields: Fields = holdsMessage ? { message } : {}
    let messageField: unknown
    let next = 0
    for (const name in all) {
      if (name === messageKey || !Object.hasOwn(all, name)) continue
      const value = all[name]
      // Nearly always they come in this order.
      const isNext = own[next]?.[0] === name
      const mine = isNext ? own[next] : fieldNamed(name, own, next)
      if (isNext) next++
      // A field of the same name with another value is the application's.
      if (mine !== undefined && mine[1] === value && !this.#options.keep.has(name)) continue
      if (holdsMessage && name === 'message') messageField = value
      else setField(fields, name, name === errorKey && isObject(value) ? knownError(value) : value)
    }
    return { level, logger, message, holdsMessage, messageField, fields, owned: true }
  }

  /** What pino has put into a line: level and time, under whatever keys and in whatever form, and its `base`. */
  #ownFields(line: string, prefixes: LoggerFacts['prefixes'], metadata: LineMetadata): readonly OwnField[] {
    const text = startOf(line, prefixes[metadata.lastLevel] ?? '', metadata.lastTime)
    if (this.#start?.text !== text) this.#start = { text, own: [...Object.entries(parse(`${text}}`) ?? {}), ...BASE] }
    return this.#start.own
  }
}

/** The payload tells a serialised Error by its stack, which a serialiser may have left out. */
function knownError(value: Fields): Fields {
  const { type, message, stack } = value
  return stack === undefined && typeof type === 'string' && typeof message === 'string'
    ? { ...value, stack: '' }
    : value
}

function fieldNamed(name: string, fields: readonly OwnField[], from: number): OwnField | undefined {
  for (let index = from; index < fields.length; index++) if (fields[index]?.[0] === name) return fields[index]
  return undefined
}

/** Of a line that did not come straight from pino. */
function usualFields({ level, time }: Fields): readonly OwnField[] {
  return [['level', level], ['time', time], ...BASE, ['v', 1]]
}

/**
 * The part of a line that pino begins it with.
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
    if (!isObject(value)) return undefined
    return mayHoldBigInt(value) && LONG_NUMBER.test(line) ? (JSON.parse(withDigits(line)) as Fields) : value
  } catch {
    return undefined
  }
}

function mayHoldBigInt(fields: Fields): boolean {
  for (const name in fields) {
    const value = fields[name]
    if (typeof value === 'number' ? Math.abs(value) > Number.MAX_SAFE_INTEGER : typeof value === 'object') return true
  }
  return false
}

/** Written out, it is looked for ten times as fast as a repetition. */
const LONG_NUMBER = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g

/** pino writes a BigInt as a number, which beyond 2^53 would be read as another one: as text it keeps its digits. */
function withDigits(line: string): string {
  return line.replace(STRING_OR_NUMBER, (token) =>
    /^-?\d{16,}$/.test(token) && String(Number(token)) !== token ? `"${token}"` : token,
  )
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
