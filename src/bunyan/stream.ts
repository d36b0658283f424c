import { hostname } from 'node:os'
import { type Adapter, createAdapter } from '../adapter/create-adapter.js'
import type { AdapterOptions } from '../server/adapter-options.js'

/** A bunyan stream: `{ type: 'raw', stream: mcpStream({ server }), level: 'debug' }`. */
export interface McpStream extends Pick<Adapter, 'logging' | 'attach' | 'flush' | 'close'> {
  /** bunyan requires this of a stream that is not `raw`. */
  readonly writable: true
  /** Called by bunyan with each record, or with a line of JSON if the stream is not `raw`. Never throws, never waits. */
  write(record: object | string): void
}

const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 }

const HOSTNAME = hostname()
/** The field that bunyan's option `src` adds: where a record was logged. */
const CALLER: ReadonlySet<string> = new Set(['file', 'line', 'func'])

function isOwnField(name: string, value: unknown): boolean {
  if (name === 'pid') return value === process.pid
  if (name === 'hostname') return value === HOSTNAME
  if (name === 'time') return value instanceof Date || typeof value === 'string'
  if (name === 'src') return typeof value === 'object' && Object.keys(Object(value)).every((key) => CALLER.has(key))
  return name === 'name' || name === 'level' || name === 'msg' || name === 'v'
}

/**
 * Sends the records of a bunyan logger to MCP clients: each to the session and the request in which it was logged, at or
 * above the level that its client asked for. The stream's own `level` applies as well; bunyan's default is `info`.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function mcpStream(options: AdapterOptions = {}): McpStream {
  const { log, ...adapter } = createAdapter(options, { levels: LEVELS, isOwnField })
  return {
    ...adapter,
    writable: true,
    write(record) {
      const fields = (typeof record === 'string' ? parse(record) : record) as Record<string, unknown>
      log(fields.level as number, () => ({ message: fields.msg || undefined, fields }))
    },
  }
}

function parse(line: string): object {
  try {
    return Object(JSON.parse(line))
  } catch {
    return { msg: line }
  }
}
