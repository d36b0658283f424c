import { expectInteger, expectKind, expectOneOf, expectOptions, isFunction } from '../check.js'
import { MCP_LEVELS, type McpLevel, parseLevel } from '../levels/mcp-level.js'
import type { LogSink } from './forwarded-record.js'
import type { ForwardingStats } from './forwarding-stats.js'
import { Intake } from './intake.js'
import { INTAKE_OPTIONS, type IntakeOptions } from './intake-options.js'
import { NameOfServer } from './name-of-server.js'
import { LastLines } from './stderr/last-lines.js'
import { LineSplitter } from './stderr/lines.js'
import { type ReadLevel, Records } from './stderr/records.js'
import { maybeUrgent } from './stderr/urgent.js'

export interface ForwardStderrOptions extends IntakeOptions {
  /**
   * Name of the server in every record. Required for a bare stream, and advisable where a server may fail to start.
   * @default what the server calls itself in its answer to the handshake; up to 100 records that come before it wait for
   *   it, two seconds at most
   */
  readonly serverName?: string
  /**
   * Level of a line that states none and does not continue another one.
   * @default 'info' - most of what servers write there is about what they do, and an error says that it is one
   */
  readonly defaultLevel?: McpLevel
  /**
   * Reads the level of a line (without colours), instead of the built-in detection; `undefined` means `defaultLevel`. With
   * `false` all lines have `defaultLevel`. If it throws, that is reported once and the line has `defaultLevel`.
   * @default the level that the line states: in JSON, in brackets, between columns, before a colon, after a time …
   */
  readonly readLevel?: false | ((line: string) => McpLevel | undefined)
  /**
   * Maximum length of a line, and of a record of several lines, in characters. The rest of a longer line is dropped; further
   * lines of a longer record become another record of the same level.
   * @minimum 1
   * @default 16384 - several times an ordinary stack trace in JSON
   */
  readonly maxLine?: number
}

/** The handle of a server whose standard error is forwarded. */
export interface StderrForwarding extends Disposable {
  /** Stops forwarding, and logs an unfinished last line. The stream itself continues. */
  close(): void
  /** Counts of records; a line that was dropped unread by the rate limit counts as one. */
  stats(): ForwardingStats
  /** The last 50 lines without colours, whether logged or not: for a host that shows why a server did not start. */
  tail(): string[]
}

/** A stdio client transport of an SDK, created with `stderr: 'pipe'`, as far as it is used. */
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
 * Writes what an MCP server prints to stderr to the application's own logger, or passes it to a function, each line at the
 * level that it states. The fields of a JSON line are in `data`; lines that belong together, like those of a stack trace, are
 * one record. The last line waits up to 100 ms for lines that continue it. Reading does not keep the process alive longer than
 * the server does.
 *
 * @param source a stdio client transport made with `stderr: 'pipe'` (with SDK 1.10, started as well), or a readable stream
 * @throws TypeError or RangeError naming what is wrong
 */
export function forwardStderr(
  source: StderrTransport | StderrStream,
  sink: LogSink,
  options: ForwardStderrOptions = {},
): StderrForwarding {
  expectOptions<ForwardStderrOptions>('options', options, {
    ...INTAKE_OPTIONS,
    serverName: true,
    defaultLevel: true,
    readLevel: true,
    maxLine: true,
  })
  const { defaultLevel = 'info', readLevel, maxLine = 16_384 } = options
  const name = new NameOfServer(source, options.serverName)
  expectOneOf('defaultLevel', defaultLevel, MCP_LEVELS)
  expectReadLevel(readLevel)
  expectInteger('maxLine', maxLine, 1)
  const stream = streamOf(source)
  const intake = new Intake(sink, options, () => name.known)
  const records = new Records({
    defaultLevel,
    readLevel: contained(readLevel, (cause) => intake.warn('RECORD_FAILED', '`readLevel` threw', cause)),
    maxLength: maxLine,
    onRecord: (record) => name.whenKnown(() => intake.accept(record)),
  })
  const tail = new LastLines()
  const lines = new LineSplitter(maxLine, (line, isCut) => {
    // A blank line is not a record, but may separate the lines of one.
    if (line.trim() === '') return records.add(line, false)
    tail.add(line)
    const room = intake.room()
    // During a flood only what looks urgent enough for the reserve is read.
    if (room === 'none' || (room === 'urgent' && readLevel === undefined && !maybeUrgent(line))) {
      records.flush()
      intake.skip()
    } else {
      records.add(line, isCut)
    }
  })
  const onData = (chunk: string | Uint8Array): void => lines.push(chunk)
  const close = (): void => {
    stream.off('data', onData)
    for (const event of ['end', 'close'] as const) stream.off(event, close)
    lines.end()
    records.flush()
    name.stop()
    intake.summarise()
  }
  stream.on('data', onData)
  for (const event of ['end', 'close'] as const) stream.on(event, close)
  // Stays after close(): a stream may fail after its end.
  stream.on('error', close)
  return {
    close,
    stats: () => intake.stats(),
    tail: () => tail.lines().map((line) => intake.clean(line)),
    [Symbol.dispose]: close,
  }
}

function expectReadLevel(value: unknown): void {
  const isReader = (each: unknown): boolean => each === undefined || each === false || isFunction(each)
  expectKind('readLevel', value, 'a function or `false`', isReader)
}

/** Wraps the reader so that it never throws and returns nothing but levels. */
function contained(readLevel: ReadLevel | undefined, onThrow: (cause: unknown) => void): ReadLevel | undefined {
  if (readLevel === undefined || readLevel === false) return readLevel
  return (line) => {
    try {
      return parseLevel(readLevel(line))
    } catch (cause) {
      onThrow(cause)
      return undefined
    }
  }
}

function streamOf(source: StderrTransport | StderrStream): StderrStream {
  const stream = (source as Partial<StderrTransport> | null | undefined)?.stderr ?? source
  const isStream = ({ on, off }: Partial<StderrStream>): boolean => isFunction(on) && isFunction(off)
  const expectation = 'a readable stream, or a stdio transport made with `stderr: "pipe"`'
  expectKind('source', stream, expectation, (each) => isStream((each ?? {}) as Partial<StderrStream>))
  return stream as StderrStream
}
