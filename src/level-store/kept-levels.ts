import { waitFor } from '../delivery/exit.js'
import { type McpLevel, parseLevel, severity } from '../levels/mcp-level.js'
import type { Connection } from '../request/connection.js'
import type { KeptLevel, OpenRequest } from '../request/open-request.js'
import type { WarningCode } from '../warning.js'
import { MemoryStore } from './memory-store.js'
import type { LevelStore, LevelStoreSettings } from './options.js'

/** Maximum time in milliseconds that records wait for their level. */
const LONGEST_WAIT = 250

/** Called once for each kind of fault. */
type Warn = (code: WarningCode, about: string, message: string, cause?: unknown) => void

/** The levels that clients have set, on whichever instance. */
export class KeptLevels {
  readonly #settings: LevelStoreSettings
  readonly #store: LevelStore
  readonly #warn: Warn

  constructor(settings: LevelStoreSettings, warn: Warn) {
    this.#settings = settings
    this.#store = settings.store ?? new MemoryStore()
    this.#warn = warn
  }

  /** Stores the level that the client has just set. */
  keep(level: McpLevel, request: OpenRequest, connection: Connection): void {
    const key = this.#keyOf(request)
    if (key === undefined) {
      if (connection.http && connection.sessionId === undefined) this.#warn('LEVEL_NOT_KEPT', '', NOT_KEPT)
      return
    }
    const failed = (cause: unknown): void =>
      this.#warn('LEVEL_STORE_FAILED', 'set', 'The level store did not take a level', cause)
    try {
      Promise.resolve(this.#store.set(key, level, this.#settings.ttl)).catch(failed)
    } catch (cause) {
      failed(cause)
    }
  }

  /** Settles once the level of a request is known; `undefined` if it already is. The first call asks the store. */
  pending(request: OpenRequest, connection: Connection): Promise<void> | undefined {
    if (request.keptLevel !== undefined) return request.keptLevel.answer
    // The connection itself knows a level that was set in this process.
    const isElsewhere = connection.http && connection.sessionId === undefined
    if (request.era === 'modern' || (this.#settings.store === undefined && !isElsewhere)) return undefined
    const look: KeptLevel = { severity: undefined, answer: undefined }
    request.keptLevel = look
    this.#ask(look, this.#keyOf(request))
    return look.answer
  }

  #ask(look: KeptLevel, key: string | undefined): void {
    if (key === undefined) return
    try {
      const value: unknown = this.#store.get(key)
      if (!isThenable(value)) return this.#take(look, value)
      let isLate = false
      const taken = Promise.resolve(value).then(
        (each) => isLate || this.#take(look, each),
        (cause: unknown) => isLate || this.#failed(cause),
      )
      look.answer = waitFor(LONGEST_WAIT, (done) => {
        taken.then(() => {
          look.answer = undefined
          done()
        }, done)
        return () => {
          if (look.answer === undefined) return
          isLate = true
          look.answer = undefined
          this.#warn('LEVEL_STORE_FAILED', 'slow', `The level store took more than ${LONGEST_WAIT} ms`)
        }
      })
    } catch (cause) {
      this.#failed(cause)
    }
  }

  #take(look: KeptLevel, value: unknown): void {
    if (value === undefined || value === null) return
    const level = parseLevel(value)
    if (level !== undefined) look.severity = severity(level)
    else this.#warn('LEVEL_STORE_FAILED', 'value', 'The level store holds something that is no level')
  }

  #failed(cause: unknown): void {
    this.#warn('LEVEL_STORE_FAILED', 'get', 'The level store did not answer', cause)
  }

  #keyOf(request: OpenRequest): string | undefined {
    try {
      const key: unknown = this.#settings.key(request.context)
      return typeof key === 'string' && key !== '' ? key : undefined
    } catch (cause) {
      this.#warn('LEVEL_STORE_FAILED', 'key', '`levelKey` threw', cause)
      return undefined
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then === 'function'
}

const NOT_KEPT =
  'A client set a log level on a server that keeps no session and does not know its clients: it holds for nothing. ' +
  'Give the server sessions or authentication, or `levelKey` a way to find the client again'
