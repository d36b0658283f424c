import { hostname } from 'node:os'
import type { Hub } from '../client-logging.js'
import { type LevelOverrides, type MappedLevel, mapPinoLevels, type PinoLevelMap } from '../level-map.js'
import { isDescending, type PinoLogger, symbolsOf } from './logger.js'

/** What pino tells about a line. */
export interface LineMetadata {
  readonly lastLevel: number
  readonly lastTime: string
  readonly lastLogger: PinoLogger | undefined
}

const HOSTNAME = hostname()

/** Makes records of pino's lines. The line is the only source: metadata holds objects from before redaction. */
export class LineReader {
  readonly #maps = new WeakMap<object, PinoLevelMap>()
  /** For lines of an unknown logger: pino's standard scale. */
  readonly #standard: PinoLevelMap

  constructor(
    private readonly hub: Hub,
    private readonly overrides: LevelOverrides | undefined,
  ) {
    this.#standard = mapPinoLevels({}, false, overrides)
  }

  level({ lastLevel, lastLogger }: LineMetadata): MappedLevel {
    const map = this.#mapOf(lastLogger)
    const level = map.of(lastLevel)
    if (level === undefined || map.isGuess(lastLevel)) {
      const label = lastLogger?.levels.labels[lastLevel] ?? String(lastLevel)
      this.hub.warnOnce(
        'UNKNOWN_LEVEL',
        label,
        `Unknown level ${JSON.stringify(label)} is sent as \`${level ?? 'info'}\`: set \`levels\``,
      )
    }
    return level ?? 'info'
  }

  #mapOf(logger: PinoLogger | undefined): PinoLevelMap {
    const levels = logger?.levels
    if (levels === undefined) return this.#standard
    let map = this.#maps.get(levels)
    if (map === undefined) {
      map = mapPinoLevels(levels.values, isDescending(logger), this.overrides)
      this.#maps.set(levels, map)
    }
    return map
  }

  read(line: string, metadata: LineMetadata): { readonly message: unknown; readonly fields: Record<string, unknown> } {
    const fields = parse(line)
    // `hooks.streamWrite` may turn a line into anything: then its text is the message.
    if (fields === undefined) return { message: line.trimEnd(), fields: {} }
    const { lastLogger, lastTime, lastLevel } = metadata
    const symbols = symbolsOf(lastLogger)
    const messageKey = symbols ? String(lastLogger?.[symbols.messageKey]) : 'msg'
    const message = fields[messageKey]
    delete fields[messageKey]
    const prefixes = symbols && (lastLogger?.[symbols.linePrefixes] as Record<number, string> | undefined)
    dropEqual(fields, parse(`${prefixes?.[lastLevel] ?? `{"level":${lastLevel}`}}`) ?? {})
    dropEqual(fields, { pid: process.pid, hostname: HOSTNAME, v: 1 })
    if (Object.hasOwn(fields, 'time') && lastTime.includes(JSON.stringify(fields.time))) delete fields.time
    return { message, fields }
  }
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** Removes what pino itself has put in; a field of the same name with another value is the application's. */
function dropEqual(fields: Record<string, unknown>, own: Readonly<Record<string, unknown>>): void {
  for (const key of Object.keys(own)) if (fields[key] === own[key]) delete fields[key]
}
