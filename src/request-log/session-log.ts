import { levelOfLabel } from '../levels/level-map.js'
import { type McpLevel, parseLevel } from '../levels/mcp-level.js'
import type { Writer } from '../loggers/writer.js'
import type { Sanitizer } from '../payload/sanitizer.js'
import type { Connection } from '../request/connection.js'
import type { Message } from '../request/message.js'
import type { OpenRequest } from '../request/open-request.js'
import { clientName } from '../request/request-fields.js'
import { runInScope } from '../request/scope.js'
import type { RequestEnd, RequestWatcher } from '../request/watcher.js'
import { isIgnored, type RequestLogOptions } from './options.js'
import { isClientFault, levelOf, outcomeOf } from './outcome.js'
import { lineFields, textOf } from './request-line.js'
import { thrownIn } from './thrown.js'

/** What all lines of a request log share. */
export interface LineSettings {
  readonly owner: object
  readonly writer: Writer
  readonly options: RequestLogOptions
  readonly sanitizer: Sanitizer
  /** Called when a line could not be written. */
  failed(cause: unknown): void
}

interface Start {
  /** From `performance.now()`. */
  readonly at: number
  readonly arguments: unknown
}

/** Writes a line for each request of one client, and one each when the session opens and closes. */
export class SessionLog implements RequestWatcher {
  readonly owner: object
  readonly #starts = new WeakMap<OpenRequest, Start>()
  /** When the session began, if that was seen. */
  #openedAt: number | undefined

  constructor(
    private readonly connection: Connection,
    private readonly settings: LineSettings,
  ) {
    this.owner = settings.owner
  }

  opened(request: OpenRequest, message: Message): void {
    const { options } = this.settings
    const wanted = options.arguments !== undefined && options.arguments !== false
    this.#starts.set(request, { at: performance.now(), arguments: wanted ? message.params?.arguments : undefined })
    // Over HTTP there are no sessions in the modern era.
    if (request.era === 'modern' && this.connection.local) this.#sessionOpened(request)
  }

  ended(request: OpenRequest, end: RequestEnd): void {
    const start = this.#starts.get(request)
    if (start === undefined) return // it was there before this log
    this.#starts.delete(request)
    this.#write(request, () => this.#logRequest(request, start, end))
    const isSession = this.connection.local || this.connection.sessionId !== undefined
    if (!request.isInitialize || !isSession || typeof end === 'string' || end.response.error !== undefined) return
    this.#sessionOpened(request)
  }

  #logRequest(request: OpenRequest, start: Start, end: RequestEnd): void {
    const { writer, options, sanitizer } = this.settings
    const { context } = request
    if (options.ignore !== undefined && isIgnored(options.ignore, context)) return
    const outcome = outcomeOf(end)
    const label = options.level?.(outcome.outcome, context)
    if (label === false) return
    const level = label === undefined ? levelOf(request.method, outcome) : levelFor(label)
    if (!writer.isEnabled(level, label)) return
    const isFault = outcome.outcome === 'tool-error' || (outcome.outcome === 'error' && !isClientFault(outcome))
    const ended = {
      request: context,
      boundFields: request.boundFields,
      outcome,
      thrown: isFault ? thrownIn(request) : undefined,
      duration: Math.round(performance.now() - start.at),
      logs: request.logged,
      arguments: start.arguments,
      result: typeof end === 'string' ? undefined : end.response.result,
    }
    writer.write(level, textOf(ended), lineFields(ended, options, sanitizer), label)
  }

  #sessionOpened(request: OpenRequest): void {
    if (this.#openedAt !== undefined) return
    this.#openedAt = performance.now()
    const { client, protocol } = request.context
    this.#logSession('session opened', client === undefined ? {} : { client: clientName(client) }, protocol)
  }

  closed(): void {
    if (this.#openedAt === undefined) return
    const durationMs = Math.round(performance.now() - this.#openedAt)
    this.#openedAt = undefined
    this.#logSession('session closed', { durationMs }, undefined)
  }

  #logSession(text: string, fields: object, protocol: string | undefined): void {
    const { writer } = this.settings
    const { sessionId } = this.connection
    const known = {
      ...fields,
      ...(sessionId !== undefined && { sessionId }),
      ...(protocol !== undefined && { protocol }),
    }
    this.#write(undefined, () => {
      if (writer.isEnabled('debug')) writer.write('debug', text, known)
    })
  }

  /** Writes in the scope of the request, which the logger's mixins and formats may need, but to no client. */
  #write(request: OpenRequest | undefined, write: () => void): void {
    const scope = { connection: this.connection, ...(request !== undefined && { request }), localOnly: true } as const
    try {
      runInScope(scope, write)
    } catch (cause) {
      this.settings.failed(cause)
    }
  }
}

/** The MCP level closest to a level name of the logger's. */
function levelFor(label: string): McpLevel {
  return parseLevel(label) ?? (levelOfLabel(label) || 'info')
}
