const STDOUT = 1

/** The parts of a pino stream that show its target: a file descriptor, the streams of a multistream, a tee's original. */
interface PinoTarget {
  readonly fd?: unknown
  readonly streams?: unknown
  readonly original?: unknown
}

/** Whether a pino stream writes to stdout; the streams of a worker cannot be inspected from here. */
export function isPinoOnStdout(stream: unknown): boolean {
  if (typeof stream !== 'object' || stream === null) return false
  const { fd, streams, original } = stream as PinoTarget
  if (fd === STDOUT) return true
  if (Array.isArray(streams)) return streams.some((each) => isPinoOnStdout((each as { stream?: unknown })?.stream))
  return isPinoOnStdout(original)
}

/** The parts of a winston logger and its transports that show their target. */
export interface WinstonTarget {
  readonly levels: Readonly<Record<string, number>>
  readonly transports: readonly unknown[]
}

/** Whether a transport of a winston logger writes to stdout: Console at some level, or Stream with stdout. */
export function isWinstonOnStdout({ levels, transports }: WinstonTarget): boolean {
  return transports.some((transport) => {
    const { name, silent, stderrLevels, consoleWarnLevels, _stream } = transport as {
      readonly name?: unknown
      readonly silent?: unknown
      readonly stderrLevels?: Readonly<Record<string, unknown>>
      readonly consoleWarnLevels?: Readonly<Record<string, unknown>>
      readonly _stream?: unknown
    }
    if (silent === true) return false
    if (_stream !== undefined && (_stream as { fd?: unknown } | null)?.fd === STDOUT) return true
    if (name !== 'console' || stderrLevels === undefined) return false
    return Object.keys(levels).some((level) => !stderrLevels[level] && !consoleWarnLevels?.[level])
  })
}
