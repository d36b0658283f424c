import { type LocalLogger, writerFor } from '../loggers/writer.js'
import { createSanitizer } from '../payload/sanitizer.js'
import type { Connection } from '../request/connection.js'
import { keepScopes } from '../request/scope.js'
import { type AttachableServer, type ConnectionObserver, tap } from '../sdk/server-tap.js'
import { type WarningCode, Warnings } from '../warning.js'
import { expectRequestLogOptions, type RequestLogOptions } from './options.js'
import { type LineSettings, SessionLog } from './session-log.js'
import { rememberThrown } from './thrown.js'

/** The handle of a request log. */
export interface RequestLog extends Disposable {
  /** Stops writing lines, and restores the server. */
  close(): void
}

/** Maximum length of arguments or of a result, in characters of JSON. */
const MAX_PART = 1000

/**
 * Writes one line to the application's own log for each request of a server, once it is answered or cancelled or its session
 * has ended: `tools/call forecast ok 12 ms`, with the request, its client and its outcome as fields. The lines are never sent to
 * an MCP client and do not affect responses; no client has to ask for log messages.
 *
 * @param logger winston, pino, or any logger with `debug`, `info`, `warn` and `error`
 * @throws TypeError if `server` or `logger` is none, or naming the option that is wrong
 */
export function logRequests(
  server: AttachableServer,
  logger: LocalLogger,
  options: RequestLogOptions = {},
): RequestLog {
  const { onWarning } = options
  const log = new RequestLines(logger, options, new Warnings(onWarning))
  const close = (): void => log.detach(server)
  log.attach(server)
  return { close, [Symbol.dispose]: close }
}

/** The request log of one server, or of all servers of a hub. */
export class RequestLines implements ConnectionObserver {
  readonly closed = false
  readonly sendsLogs = false
  readonly #settings: LineSettings
  readonly #warnings: Warnings
  /** By server, the function that restores it. */
  readonly #undo = new WeakMap<AttachableServer, () => void>()

  /** @throws TypeError */
  constructor(logger: LocalLogger, options: RequestLogOptions, warnings: Warnings) {
    expectRequestLogOptions(options)
    const { redact } = options
    this.#warnings = warnings
    this.#settings = {
      owner: this,
      writer: writerFor(logger),
      options,
      sanitizer: createSanitizer({ payload: { maxSize: MAX_PART }, ...(redact !== undefined && { redact }) }),
      failed: (cause) => warnings.warn('LOGGER_FAILED', 'A line of the request log could not be written', cause),
    }
    keepScopes()
  }

  attach(server: AttachableServer): void {
    if (this.#undo.has(server)) return
    const detach = tap(server, this)
    const forget = rememberThrown(server)
    this.#undo.set(server, () => {
      forget()
      detach()
    })
  }

  detach(server: AttachableServer): void {
    this.#undo.get(server)?.()
    this.#undo.delete(server)
  }

  connected(connection: Connection): void {
    if (!connection.watchers.some(({ owner }) => owner === this)) {
      connection.watch(new SessionLog(connection, this.#settings))
    }
  }

  disconnected(connection: Connection): void {
    connection.unwatch(this)
  }

  warn(code: WarningCode, message: string, cause?: unknown): void {
    this.#warnings.warn(code, message, cause)
  }
}
