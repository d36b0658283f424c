import { Writable } from 'node:stream'
import { type LoggerOptions as PinoOptions, pino } from 'pino'
import winston from 'winston'

/** A line as the local logger wrote it, parsed. */
export interface Line {
  readonly level: string
  readonly text: string
  readonly mcp: {
    readonly server?: string
    readonly logger?: string
    readonly level?: string
    readonly data?: unknown
  }
  /** The whole line, parsed. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Local level names that differ from MCP's. */
const SAME: Readonly<Record<string, string>> = {
  warn: 'warning',
  crit: 'critical',
  fatal: 'critical',
  emerg: 'emergency',
}

/** Level and data as the server sent them; what the line omits is taken from its own level and text. */
export function sent({ level, text, mcp }: Line): { level: string; data: unknown } {
  const name = level.toLowerCase()
  return { level: mcp.level ?? SAME[name] ?? name, data: mcp.data === undefined ? text : mcp.data }
}

/** The written lines, and a way to wait for them. */
export class LocalLog {
  readonly lines: Line[] = []
  readonly raw: string[] = []
  #waiting: { readonly found: () => boolean; readonly resolve: () => void }[] = []

  get texts(): string[] {
    return this.lines.map(({ text }) => text)
  }

  add(raw: string, line: Line): void {
    this.raw.push(raw)
    this.lines.push(line)
    for (const { found, resolve } of this.#waiting) if (found()) resolve()
    this.#waiting = this.#waiting.filter(({ found }) => !found())
  }

  /** Resolves once a line with this text, or this number of lines, is written. */
  async written(what: string | number): Promise<void> {
    const found = (): boolean =>
      typeof what === 'number' ? this.lines.length >= what : this.texts.some((text) => text.includes(what))
    if (found()) return
    await new Promise<void>((resolve) => this.#waiting.push({ found, resolve }))
  }
}

export function pinoLog(options: PinoOptions<string> = {}) {
  const log = new LocalLog()
  const write = (raw: string): void => {
    const fields = JSON.parse(raw)
    const level = logger.levels.labels[fields.level] ?? String(fields.level)
    log.add(raw, { level, text: fields.msg, mcp: fields.mcp, fields })
  }
  const logger = pino<string>({ level: 'trace', base: null, timestamp: false, ...options }, { write })
  return { logger, log }
}

export function winstonLog(options: winston.LoggerOptions = {}) {
  const log = new LocalLog()
  const stream = new Writable({
    write(chunk, _encoding, callback) {
      const raw = String(chunk)
      if (raw.startsWith('{')) {
        const fields = JSON.parse(raw)
        log.add(raw, { level: fields.level, text: fields.message, mcp: fields.mcp, fields })
      } else {
        log.add(raw, { level: '', text: raw, mcp: {}, fields: {} })
      }
      callback()
    },
  })
  const logger = winston.createLogger({
    level: 'silly',
    format: winston.format.json(),
    transports: [new winston.transports.Stream({ stream })],
    ...options,
  })
  return { logger, log }
}

/** Both loggers, for tests that expect the same from each. */
export const LOGS = { pino: () => pinoLog(), winston: () => winstonLog() }
