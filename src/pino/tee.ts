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

/** What pino calls on a logger's stream. Others have a property of the same name that is no function. */
export interface PinoStream extends StreamMetadata {
  [METADATA]?: boolean
  write(line: string): void
  flush?(callback?: (error?: Error) => void): void
  flushSync?(): void
  end?(): void
}

/** A stream that a tee writes to beside the logger's own. */
export interface TeeTarget extends PinoStream {
  readonly closed: boolean
}

const tees = new WeakMap<object, unknown>()

/** Passes everything to a logger's stream, in whose place it is put, and each line to further streams as well. */
export class Tee<T extends TeeTarget> {
  readonly original: PinoStream
  #targets: readonly T[] = []
  readonly #stream: PinoStream
  readonly #restore: () => void

  /** The tee of this very logger; its children write through it as well. */
  static of<T extends TeeTarget>(logger: object, key: symbol): Tee<T> | undefined {
    return Tee.at<T>(Object.getOwnPropertyDescriptor(logger, key)?.value)
  }

  /** The tee that a logger's stream belongs to. */
  static at<T extends TeeTarget>(stream: unknown): Tee<T> | undefined {
    return typeof stream === 'object' && stream !== null ? (tees.get(stream) as Tee<T> | undefined) : undefined
  }

  /** @param key under which the logger keeps its stream */
  constructor(logger: object, key: symbol) {
    const target = logger as Record<symbol, PinoStream>
    const own = Object.getOwnPropertyDescriptor(target, key)
    this.original = target[key] as PinoStream
    this.#stream = this.#inPlaceOf(this.original)
    tees.set(this.#stream, this)
    Object.defineProperty(target, key, {
      configurable: true,
      enumerable: true,
      writable: true,
      ...own,
      value: this.#stream,
    })
    this.#restore = () => {
      if (target[key] !== this.#stream) return // somebody has put another one in front: ours just passes on
      tees.delete(this.#stream)
      if (own) Object.defineProperty(target, key, { ...own, value: this.original })
      else delete target[key]
    }
  }

  get targets(): readonly T[] {
    return this.#targets
  }

  add(target: T): void {
    this.#targets = [...this.#targets, target]
  }

  /** After the last one, the logger is as it was. */
  remove(target: T): void {
    this.#targets = this.#targets.filter((each) => each !== target)
    if (this.#targets.length === 0) this.#restore()
  }

  /** A stream with the few members that pino uses; whatever else is asked for is the original's. */
  #inPlaceOf(original: PinoStream): PinoStream {
    const stream: PinoStream = Object.create(
      passTo(original),
      Object.getOwnPropertyDescriptors<PinoStream>({
        [METADATA]: true,
        lastLevel: 0,
        lastTime: '',
        lastMsg: undefined,
        lastObj: undefined,
        lastLogger: undefined,
        write: (line) => this.#write(stream, line),
        flush: (callback = () => {}) => this.#flush(callback),
        flushSync: () => this.#call('flushSync'),
        end: () => this.#call('end'),
      }),
    )
    return stream
  }

  #write(metadata: StreamMetadata, line: string): void {
    const { original } = this
    try {
      if (original[METADATA] === true) copyMetadata(metadata, original)
      original.write(line)
    } finally {
      for (const target of this.#targets) {
        if (target.closed) {
          this.remove(target)
        } else {
          copyMetadata(metadata, target)
          target.write(line)
        }
      }
    }
  }

  #flush(callback: (error?: Error) => void): void {
    const streams = [this.original, ...this.#targets].filter((each) => typeof each.flush === 'function')
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

  #call(name: 'flushSync' | 'end'): void {
    for (const stream of [this.original, ...this.#targets]) if (typeof stream[name] === 'function') stream[name]()
  }
}

function copyMetadata(from: StreamMetadata, to: StreamMetadata): void {
  to.lastLevel = from.lastLevel as number
  to.lastTime = from.lastTime as string
  to.lastMsg = from.lastMsg
  to.lastObj = from.lastObj
  to.lastLogger = from.lastLogger
}

/** A prototype that looks like `original` from outside: an emitter, a worker's stream, a list of streams. */
function passTo(original: object): object {
  return new Proxy(
    {},
    {
      get(_, key) {
        const value: unknown = Reflect.get(original, key)
        return typeof value === 'function' && key !== 'constructor' ? value.bind(original) : value
      },
      set: (_, key, value) => Reflect.set(original, key, value),
      has: (_, key) => Reflect.has(original, key),
      getPrototypeOf: () => Object.getPrototypeOf(original),
    },
  )
}
