import { expectInteger, expectKind, expectOneOf, expectOptions, isFunction } from '../check.js'
import { MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import type { LogSink } from './forwarded-record.js'
import type { ForwardingStats } from './forwarding-stats.js'
import { Intake } from './intake.js'
import { INTAKE_OPTIONS, type IntakeOptions } from './intake-options.js'
import { LineSplitter } from './lines.js'
import { expectServerName } from './server-name.js'
import { readStderrLine } from './stderr-line.js'

export interface ForwardStderrOptions extends IntakeOptions {
  /** Name of the server in every record: a stream has none. */
  readonly serverName: string
  /**
   * Level of a line that has none of its own: one that is not a JSON line of pino or winston.
   * @default 'info'
   */
  readonly level?: McpLevel
  /**
   * Characters of a line; the rest of a longer one is dropped.
   * @default 16384 - several times an ordinary stack trace in JSON
   */
  readonly maxLine?: number
}

/** Undoes one `forwardStderr`. */
export interface StderrForwarding extends Disposable {
  /** Stops forwarding, and logs what came without a line break. The stream itself flows on. */
  close(): void
  stats(): ForwardingStats
}

/** The part of a stdio transport of an SDK that matters here; made with `stderr: 'pipe'`. */
export interface StderrTransport {
  readonly stderr: unknown
}

/** A readable stream. */
export interface StderrStream {
  on(event: 'data', listener: (chunk: string | Uint8Array) => void): unknown
  on(event: 'end' | 'close' | 'error', listener: () => void): unknown
  off(event: 'data', listener: (chunk: string | Uint8Array) => void): unknown
  off(event: 'end' | 'close' | 'error', listener: () => void): unknown
}

/**
 * Feeds what an MCP server writes to stderr into the application's own logger or a function, line by line: JSON lines
 * of pino and winston at their own level, with their fields in `data`, all others at `level`. Reading never keeps the
 * process alive longer than the server does.
 *
 * @param source a stdio client transport made with `stderr: 'pipe'` (with SDK 1.10, started as well), or a readable stream
 * @throws TypeError or RangeError naming what is wrong
 */
export function forwardStderr(
  source: StderrTransport | StderrStream,
  sink: LogSink,
  options: ForwardStderrOptions,
): StderrForwarding {
  expectOptions<ForwardStderrOptions>('options', options, {
    ...INTAKE_OPTIONS,
    serverName: true,
    level: true,
    maxLine: true,
  })
  const { serverName, level = 'info', maxLine = 16_384 } = options
  expectServerName(serverName)
  expectOneOf('level', level, MCP_LEVELS)
  expectInteger('maxLine', maxLine, 1)
  const stream = streamOf(source)
  const intake = new Intake(sink, options, () => serverName)
  const lines = new LineSplitter(maxLine, (line, cut) => {
    intake.accept(readStderrLine(line, cut, level))
  })
  const onData = (chunk: string | Uint8Array): void => lines.push(chunk)
  const close = (): void => {
    stream.off('data', onData)
    for (const event of ['end', 'close'] as const) stream.off(event, close)
    lines.end()
    intake.summarise()
  }
  stream.on('data', onData)
  for (const event of ['end', 'close'] as const) stream.on(event, close)
  // Left in place when all else is taken off: a stream may fail later than it ends.
  stream.on('error', close)
  return { close, stats: () => intake.stats(), [Symbol.dispose]: close }
}

function streamOf(source: StderrTransport | StderrStream): StderrStream {
  const stream = (source as Partial<StderrTransport> | null | undefined)?.stderr ?? source
  const isStream = ({ on, off }: Partial<StderrStream>): boolean => isFunction(on) && isFunction(off)
  const expectation = 'a readable stream, or a stdio transport made with `stderr: "pipe"`'
  expectKind('source', stream, expectation, (each) => isStream((each ?? {}) as Partial<StderrStream>))
  return stream as StderrStream
}
