import type { PinoLogger } from '../loggers/pino-logger.js'

/** Asks pino to tell level, logger and time of each line beside the line itself. */
export const METADATA = Symbol.for('pino.metadata')

/** What pino sets on a stream before each write, if the stream asks for it. */
interface StreamMetadata {
  lastLevel?: number
  lastTime?: string
  lastMsg?: unknown
  lastObj?: unknown
  lastLogger?: PinoLogger | undefined
}

/** What pino calls on a logger's stream. */
export interface PinoStream extends StreamMetadata {
  [METADATA]?: boolean
  write(line: string): void
  flush?(callback?: (error?: Error) => void): void
  flushSync?(): void
  end?(): void
}

/** In the place of a logger's stream: passes everything to it, and each line to a second one as well. */
class Tee implements PinoStream {
  readonly [METADATA] = true
  declare lastLevel: number
  declare lastTime: string
  declare lastMsg: unknown
  declare lastObj: unknown
  declare lastLogger: PinoLogger | undefined
  detached = false

  constructor(
    public original: PinoStream,
    private readonly second: PinoStream,
  ) {}

  write(line: string): void {
    try {
      if (this.original[METADATA] === true) this.#tell(this.original)
      this.original.write(line)
    } finally {
      if (!this.detached) {
        this.#tell(this.second)
        this.second.write(line)
      }
    }
  }

  #tell(stream: StreamMetadata): void {
    stream.lastLevel = this.lastLevel
    stream.lastTime = this.lastTime
    stream.lastMsg = this.lastMsg
    stream.lastObj = this.lastObj
    stream.lastLogger = this.lastLogger
  }

  flush(callback: (error?: Error) => void = () => {}): void {
    const streams = this.#streams().filter((each) => each.flush !== undefined)
    let pending = streams.length
    let failure: Error | undefined
    if (pending === 0) callback()
    for (const stream of streams) {
      stream.flush?.((error) => {
        failure ??= error
        if (--pending === 0) callback(failure)
      })
    }
  }

  flushSync(): void {
    for (const stream of this.#streams()) stream.flushSync?.()
  }

  end(): void {
    for (const stream of this.#streams()) stream.end?.()
  }

  #streams(): PinoStream[] {
    return this.detached ? [this.original] : [this.original, this.second]
  }
}

/**
 * Lets a logger write to a second stream as well, and all of its children, which find their stream through it.
 *
 * @param key under which this logger keeps its stream
 * @returns puts back exactly what was there, in whatever order several of them are detached
 */
export function addTee(logger: object, key: symbol, second: PinoStream): () => void {
  const target = logger as Record<symbol, PinoStream>
  const own = Object.getOwnPropertyDescriptor(target, key)
  const tee = new Tee(target[key] as PinoStream, second)
  Object.defineProperty(target, key, { configurable: true, enumerable: true, writable: true, ...own, value: tee })
  return () => {
    tee.detached = true
    if (target[key] !== tee) takeOut(tee, target[key])
    else if (own) Object.defineProperty(target, key, { ...own, value: tee.original })
    else delete target[key]
  }
}

/** Another tee may have been put on top: then that one writes past this one from now on. */
function takeOut(tee: Tee, top: PinoStream | undefined): void {
  let above = top
  while (above instanceof Tee && above.original !== tee) above = above.original
  if (above instanceof Tee) above.original = tee.original
}
