import { LEVEL, SPLAT } from 'triple-beam'
import type TransportStream from 'winston-transport'

/** A winston record: own string keys are what was logged, own symbols are winston's. */
export type Info = Record<PropertyKey, unknown>

/** What of a winston logger is used. */
export interface WinstonLogger {
  level: string
  levels: Record<string, number>
  silent?: boolean
  readonly defaultMeta?: object | null
  readonly transports: readonly unknown[]
  format: TransportStream['format']
  readonly readableFlowing: boolean | null
  readonly readableLength: number
  readonly writableLength: number
  write(info: Info, encoding?: unknown, callback?: unknown): boolean
  /** Formats a record and passes it on: called by the stream that a logger is. */
  _transform(info: Info, encoding: unknown, callback: unknown): void
  clear(): unknown
  remove(transport: unknown): unknown
  once(event: 'close', listener: () => void): unknown
  off(event: 'close', listener: () => void): unknown
  /** Called by winston with a record that is an object of the application's own, an Error for example. */
  _addDefaultMeta?(info: Info): void
}

/** What may be piped into a transport is a winston logger or one of its children, or something else. */
export function isLogger(source: unknown): source is WinstonLogger {
  const { write, levels, format } = (source ?? {}) as Partial<WinstonLogger>
  return (
    typeof write === 'function' && typeof levels === 'object' && format !== undefined && rootOf(source) !== undefined
  )
}

/** The logger that a child's records go through: children have it as their prototype. */
export function rootOf(source: unknown): WinstonLogger | undefined {
  let logger = source as WinstonLogger | null
  while (logger !== null && !Object.hasOwn(logger, '_writableState')) logger = Object.getPrototypeOf(logger)
  return logger ?? undefined
}

/** Formats change records in place, `splat()` even the list of arguments: winston's own record must stay as it is. */
export function copyOf(info: Info): Info {
  const copy: Info =
    info instanceof Error
      ? Object.create(Object.getPrototypeOf(info), Object.getOwnPropertyDescriptors(info))
      : { ...info }
  copy[LEVEL] ||= copy.level // as winston does before it formats
  const splat = info[SPLAT]
  if (Array.isArray(splat)) copy[SPLAT] = [...splat]
  return copy
}

export function format(form: TransportStream['format'], info: Info): Info | false {
  if (form === undefined) return info
  return form.transform(info as never, form.options) as Info | false
}
