import { expectKind, isFunction } from '../check.js'
import { levelOfLabel } from '../levels/level-map.js'
import type { McpLevel } from '../levels/mcp-level.js'
import { isLocalLogger, type Writer, writerFor } from '../loggers/writer.js'
import type { JsonValue } from '../payload/sanitizer.js'
import type { ForwardedRecord, LogFunction, LogSink } from './forwarded-record.js'
import { levelForClients } from './front-levels.js'

/** Writes records to a logger or a function. */
export interface Sink {
  /** Whether a record of this level would be written. */
  isEnabled(level: McpLevel): boolean
  /** The most verbose level that would be written. */
  threshold(): McpLevel
  /** The same for records that may be passed on to clients of this process. */
  relayThreshold(): McpLevel
  /**
   * @returns a promise if it is asynchronous
   * @throws whatever the logger or the function throws
   */
  write(record: ForwardedRecord): unknown
}

const EXPECTATION = 'a winston or pino logger, a function, or an object with the methods debug, info, warn and error'

/** @throws TypeError */
export function sinkFor(target: LogSink, key: string): Sink {
  if (isLocalLogger(target)) return loggerSink(writerFor(target), key)
  expectKind('sink', target, EXPECTATION, isFunction)
  return functionSink(target as LogFunction)
}

function functionSink(take: LogFunction): Sink {
  return {
    isEnabled: () => true,
    threshold: () => 'debug',
    relayThreshold: () => 'debug',
    write: (record) => take(deepFreeze(record)),
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const each of Object.values(value)) deepFreeze(each)
  return Object.freeze(value)
}

function loggerSink(writer: Writer, key: string): Sink {
  return {
    isEnabled: writer.isEnabled,
    threshold: writer.threshold,
    relayThreshold: () => levelForClients(writer),
    write: (record) => writer.write(record.level, record.text, { [key]: besideText(record, writer) }),
  }
}

/** The fields of the line, without what its text and its level already say. */
function besideText(record: ForwardedRecord, writer: Writer): Record<string, JsonValue> {
  const { server, logger, level, remoteLevel, text, data, request } = record
  const fields: Record<string, JsonValue> = {}
  if (server !== undefined) fields.server = server
  if (logger !== undefined) fields.logger = logger
  const label = writer.labelOf(level)
  if (remoteLevel !== undefined && remoteLevel !== label) fields.level = remoteLevel
  else if (remoteLevel === undefined && levelOfLabel(label) !== level) fields.level = level
  if (data !== undefined && data !== text) fields.data = data
  if (request !== undefined) fields.request = { ...request }
  return fields
}
