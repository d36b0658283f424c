import type { MappedLevel } from '../levels/level-map.js'
import { severity } from '../levels/mcp-level.js'
import type { Sanitizer } from '../payload/sanitizer.js'
import type { Draft } from '../record.js'
import type { Scope } from '../request/scope.js'
import type { ProgressSettings } from './options.js'
import { progressOf, shortLine, wantsProgress } from './report-progress.js'

/** Sends what is logged within a request as its progress, in addition to the log message. */
export class LoggedProgress {
  readonly #settings: ProgressSettings
  readonly #sanitizer: Sanitizer
  readonly #failed: (error: unknown) => void

  constructor(settings: ProgressSettings, sanitizer: Sanitizer, failed: (error: unknown) => void) {
    this.#settings = settings
    this.#sanitizer = sanitizer
    this.#failed = failed
  }

  /**
   * Whether a record of this level, logged here, is sent as progress.
   *
   * @param hub the hub whose clients it is for
   */
  wants(level: MappedLevel, scope: Scope | undefined, hub: object): boolean {
    const { connection, request } = scope ?? {}
    if (scope === undefined || connection === undefined || request === undefined || level === false) return false
    if (scope.received !== undefined || scope.localOnly || scope.sending !== undefined) return false
    if (scope.reporting !== undefined || request.reportsItself || !wantsProgress(request)) return false
    return severity(level) >= this.#settings.severity && connection.outletOf(hub) !== undefined
  }

  /**
   * Forms a record and sends it as progress.
   *
   * @returns a function that returns the record without the fields sent as progress, or throws what forming it has thrown
   */
  tell(draft: () => Draft, scope: Scope | undefined): () => Draft {
    try {
      const formed = this.#report(draft(), scope ?? {})
      return () => formed
    } catch (cause) {
      return () => {
        throw cause
      }
    }
  }

  #report(draft: Draft, { connection, request }: Scope): Draft {
    if (connection === undefined || request === undefined) return draft
    const { message, fields } = draft
    const { progress, total, ...others } = fields
    const isMeasured = typeof progress === 'number' && Number.isFinite(progress)
    const text = message === undefined ? undefined : shortLine(message, this.#sanitizer)
    if (!isMeasured && text === undefined) return draft
    const hasTotal = isMeasured && typeof total === 'number' && Number.isFinite(total)
    progressOf(request, connection, this.#settings.interval, this.#failed).add({
      progress: isMeasured ? progress : undefined,
      total: hasTotal ? total : undefined,
      message: text,
    })
    if (!isMeasured) return draft
    return { ...draft, fields: hasTotal || total === undefined ? others : { ...others, total } }
  }
}
