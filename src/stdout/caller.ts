/** Frames that are looked at: winston alone puts some thirty between a log call and its output. */
const FRAMES = 80

/** What has written, as its calls tell. */
export interface Caller {
  /** Where in the application, `main (file:///app/server.js:12:9)`; `undefined` where nothing of it is left. */
  readonly frame: string | undefined
  readonly kind: 'winston' | 'pino' | 'application'
}

/** Whatever is in it belongs to this library. */
const HERE = new URL('..', import.meta.url).href

/** Who has called, without Node's own frames and this library's; the application's come before those of packages. */
export function findCaller(): Caller {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  const { stack = '' } = new Error()
  Error.stackTraceLimit = limit
  const frames = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && /[/\\].*:\d+:\d+\)?$/.test(line) && !/\(?node:/.test(line))
    .map((line) => line.trim().slice('at '.length))
    .filter((frame) => !frame.includes(HERE) && !frame.includes(decodeURI(HERE.replace(/^file:\/\//, ''))))
  const isPackage = (frame: string): boolean => /[/\\]node_modules[/\\]/.test(frame)
  const through = (name: string): boolean => frames.some((frame) => new RegExp(`[/\\\\]${name}[/\\\\]`).test(frame))
  const kind = through('winston') ? 'winston' : through('sonic-boom') ? 'pino' : 'application'
  return { frame: frames.find((frame) => !isPackage(frame)) ?? frames[0], kind }
}
