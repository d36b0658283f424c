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
   * Name of the server in every record. A bare stream tells none: there it has to be given, and it should be where a server
   * may not even start.
   * @default what the server calls itself in its answer to the handshake; up to 100 records that come before it wait for
   *   it, two seconds at most
   */
  readonly serverName?: string
  /**
   * Level of a line that states none, and follows no other that it belongs to.
   * @default 'info' - most of what servers write there is about what they do, and an error says that it is one
   */
  readonly defaultLevel?: McpLevel
  /**
   * Reads the level of a line (without colours) in place of the reading that is built in; `undefined` stands for
   * `defaultLevel`. `false`: all lines have `defaultLevel`. One that throws is reported once, its line has `defaultLevel`.
   * @default the level that the line states: in JSON, in brackets, between columns, before a colon, after a time …
   */
  readonly readLevel?: false | ((line: string) => McpLevel | undefined)
  /**
   * Characters of a line, and of a record of several lines. The rest of a longer line is dropped: its level and its text
   * are those of its beginning. Further lines of a longer record make another one of the same level.
   * @minimum 1
   * @default 16384 - several times an ordinary stack trace in JSON
   */
  readonly maxLine?: number
}

/** A server whose standard error is being forwarded. */
export interface StderrForwarding extends Disposable {
  /** Stops forwarding, and logs what came without a line break. The stream itself flows on. */
  close(): void
  /** Counts of records; lines that the rate limit lets nobody read count as one each. */
  stats(): ForwardingStats
  /** The last 50 lines, whatever became of them, without colours: for a host that shows why a server did not start. */
  tail(): string[]
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
 * Feeds what an MCP server writes to stderr into the application's own logger or a function, each line at the level that
 * it states. A JSON line has its fields in `data`; lines that belong together, like those of a stack trace, are one
 * record. The last line waits for 100 ms whether another one belongs to it. Reading never keeps the process alive longer
 * than the server does.
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
    // A blank line is none, but it may stand between the lines of a record.
    if (line.trim() === '') return records.add(line, false)
    tail.add(line)
    const room = intake.room()
    // A flood is not read, but for what looks as if the reserve were for it.
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
  // Left in place when all else is taken off: a stream may fail later than it ends.
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

/** A reader that never throws, and gives nothing but levels. */
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
