import { contextHere, type RunInContext } from '../server/call-context.js'
import { type Logged, loggedBy, noteError } from './logged.js'
import type { Info, WinstonLogger } from './logger.js'

/** An MCP transport, as the hook calls it. */
export interface HookedTransport {
  /** Whether it is in the middle of a record: winston would put the next one into its buffer. */
  isWriting(): boolean
  /** Takes a record that winston is going to buffer. */
  writeNow(info: Info, logger: WinstonLogger, logged: Logged): void
  /** winston has been given the record of an uncaught exception or rejection. */
  crashed(): void
  /** `configure()` or `clear()` has taken it off its logger, and nobody has put it back. */
  removed(): void
}

/** The log call whose record a transport is given. */
export interface LogCall {
  readonly logger: WinstonLogger
  readonly logged: Logged
}

interface Subscription {
  readonly transport: HookedTransport
  /** Number of the last write whose record the transport has got. */
  lastWrite: number
}

/** The hook with the innermost log call whose record its logger passes on without buffering it. */
let current: WriteHook | undefined

/**
 * winston buffers records when any of its transports is slow, and then calls `transport.log()` and even the formats in
 * the async context of some other call, too late for the request in which they were logged. So what becomes of a record
 * is settled within the log call, at the logger's `write`, which every way of logging goes through, children's included:
 *
 * - If the logger is about to pass the record on at once, all is well: whatever a transport is given meanwhile is this
 *   very record, in the right context.
 * - If not, each transport takes it now. What a transport is given outside of its own log call has therefore been taken
 *   already. No mark on the record is needed to tell, so that none can be lost to a format or be seen by another
 *   transport.
 *
 * A logger is hooked once for all of its MCP transports.
 */
class WriteHook implements LogCall {
  readonly logger: WinstonLogger
  logged: Logged = { message: undefined, error: undefined }
  #subscriptions: readonly Subscription[] = []
  #writes = 0
  /** Where a record was logged that winston formats later: its formats may ask for the request. */
  readonly #buffered = new WeakMap<Info, RunInContext>()
  /** Log calls made since the last write that was passed on began: if from within it, they wait until it is through. */
  #nested = 0
  readonly #restore: readonly (() => void)[]

  constructor(logger: WinstonLogger) {
    this.logger = logger
    const { write, clear, _addDefaultMeta: addDefaultMeta, _transform: transform } = logger
    this.#restore = [
      replace(logger, 'write', (info: Info, encoding?: unknown, callback?: unknown) =>
        this.#write(write, info, encoding, callback),
      ),
      replace(logger, '_transform', (info: Info, encoding: unknown, callback: unknown) => {
        const run = this.#buffered.get(info)
        if (run === undefined) return transform.call(logger, info, encoding, callback)
        run(() => transform.call(logger, info, encoding, callback))
      }),
      replace(logger, 'clear', () => {
        this.#watchRemoval()
        return clear.call(logger)
      }),
      replace(logger, '_addDefaultMeta', function (this: WinstonLogger, info: Info) {
        noteError(info)
        addDefaultMeta?.call(this, info)
      }),
    ]
  }

  #write(original: WinstonLogger['write'], info: Info, encoding: unknown, callback: unknown): boolean {
    const { logger } = this
    if (this.#subscriptions.length === 0 || logger.silent || info === null || typeof info !== 'object') {
      return original.call(logger, info, encoding, callback)
    }
    const subscriptions = this.#subscriptions
    const logged = loggedBy(info, logger.defaultMeta)
    const outer = current
    const outerLogged = this.logged
    if (logger.readableFlowing === true && logger.readableLength === 0 && logger.writableLength === 0) {
      this.#writes++
      this.#nested = 0
      for (const each of subscriptions) if (each.transport.isWriting()) this.#writeNow(each, info, logged)
      this.logged = logged
      current = this
    } else {
      this.#nested++
      this.#buffered.set(info, contextHere())
      for (const { transport } of subscriptions) transport.writeNow(info, logger, logged)
      current = undefined
    }
    try {
      const more = original.call(logger, info, encoding, callback)
      if (current === this && logger.writableLength > 0) this.#writeRest(info, logged) // corked
      return more
    } finally {
      current = outer
      this.logged = outerLogged // a format or another transport may have logged before an outer record arrives
      if (info.exception === true || info.rejection === true) {
        for (const { transport } of subscriptions) transport.crashed()
      }
    }
  }

  #writeNow(subscription: Subscription, info: Info, logged: Logged): void {
    subscription.lastWrite = this.#writes
    subscription.transport.writeNow(info, this.logger, logged)
  }

  #writeRest(info: Info, logged: Logged): void {
    this.#buffered.set(info, contextHere())
    for (const each of this.#subscriptions) if (each.lastWrite !== this.#writes) this.#writeNow(each, info, logged)
  }

  /** @returns whether what the transport is given is the record of the write under way, which it gets once */
  delivers(transport: HookedTransport): boolean {
    // The record being written counts until it is through; then come those logged meanwhile, which have been taken.
    if (this.logger.writableLength <= this.#nested) return false
    for (const each of this.#subscriptions) {
      if (each.transport !== transport || each.lastWrite === this.#writes) continue
      each.lastWrite = this.#writes
      return true
    }
    return false
  }

  add(transport: HookedTransport): void {
    this.#subscriptions = [...this.#subscriptions, { transport, lastWrite: this.#writes }]
  }

  /** @returns whether it was the last one; the logger is as it was then */
  remove(transport: HookedTransport): boolean {
    this.#subscriptions = this.#subscriptions.filter((each) => each.transport !== transport)
    if (this.#subscriptions.length > 0) return false
    for (const restore of this.#restore) restore()
    return true
  }

  has(transport: HookedTransport): boolean {
    return this.#subscriptions.some((each) => each.transport === transport)
  }

  /** `configure()` clears the logger and adds transports anew; `close()` clears it as well, but then that is the end. */
  #watchRemoval(): void {
    const { logger } = this
    const transports = this.#subscriptions.map((each) => each.transport)
    let closed = false
    const onClose = (): void => {
      closed = true
    }
    logger.once('close', onClose)
    process.nextTick(() => {
      logger.off('close', onClose)
      if (closed) return
      for (const each of transports) if (hooks.get(logger)?.has(each) !== true) each.removed()
    })
  }
}

/** @returns puts back what was there, unless somebody has replaced it once more: then ours just passes on */
function replace<K extends 'write' | 'clear' | '_addDefaultMeta' | '_transform'>(
  logger: WinstonLogger,
  name: K,
  method: WinstonLogger[K],
): () => void {
  const own = Object.getOwnPropertyDescriptor(logger, name)
  logger[name] = method
  return () => {
    if (logger[name] !== method) return
    if (own) Object.defineProperty(logger, name, own)
    else delete (logger as Partial<WinstonLogger>)[name]
  }
}

/** The log call whose record the transport is being given, `undefined` if it is given one that it has taken before. */
export function currentCall(transport: HookedTransport): LogCall | undefined {
  return current?.delivers(transport) ? current : undefined
}

const hooks = new WeakMap<WinstonLogger, WriteHook>()

/** @returns undoes it, and leaves the logger as it was */
export function hookWrites(logger: WinstonLogger, transport: HookedTransport): () => void {
  const hook = hooks.get(logger) ?? new WriteHook(logger)
  hooks.set(logger, hook)
  hook.add(transport)
  return () => {
    if (hook.remove(transport)) hooks.delete(logger)
  }
}
