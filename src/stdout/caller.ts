/** Number of stack frames examined: winston alone puts about thirty between a log call and its output. */
const FRAMES = 80

/** The writer, as seen in the call stack. */
export interface Caller {
  /** Where in the application, `main (file:///app/server.js:12:9)`; `undefined` if none of its frames is left. */
  readonly frame: string | undefined
  readonly kind: 'winston' | 'pino' | 'application'
}

/**
 * The caller, skipping Node's own frames and this library's; the application's frames are preferred to those of packages.
 *
 * @param below the function of this library that was called
 */
export function findCaller(below: (...args: never[]) => unknown): Caller {
  const own = ownFolder()
  const all = stackOf(below)
  const others = all.filter((frame) => !frame.includes(own))
  // In a bundle the application's frames look like this library's.
  const frames = others.length > 0 ? others : all
  const isPackage = (frame: string): boolean => /[/\\]node_modules[/\\]/.test(frame)
  const through = (name: string): boolean => frames.some((frame) => new RegExp(`[/\\\\]${name}[/\\\\]`).test(frame))
  const kind = through('winston') ? 'winston' : through('sonic-boom') ? 'pino' : 'application'
  return { frame: frames.find((frame) => !isPackage(frame)) ?? frames[0], kind }
}

/** The path of this library's files in stack frames; `import.meta.url` does not survive every bundler. */
function ownFolder(): string {
  const [own = ''] = stackOf()
  return own.replace(/^.*\(/, '').replace(/([/\\])[^/\\]+[/\\][^/\\]+$/, '$1')
}

/** The calls that led to a function, without Node's own. */
function stackOf(below?: (...args: never[]) => unknown): string[] {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  const holder = { stack: '' }
  Error.captureStackTrace(holder, below)
  Error.stackTraceLimit = limit
  return holder.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && /[/\\].*:\d+:\d+\)?$/.test(line) && !/\(?node:/.test(line))
    .map((line) => line.trim().slice('at '.length))
}
