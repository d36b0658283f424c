import { cutTo } from '../payload/cut.js'
import { textOf } from '../payload/plain-text.js'
import { createSanitizer, type Sanitizer } from '../payload/sanitizer.js'
import type { Connection } from '../request/connection.js'
import type { OpenRequest } from '../request/open-request.js'
import { currentScope } from '../request/scope.js'
import { DEFAULT_INTERVAL } from './options.js'
import { RequestProgress } from './request-progress.js'

/** Maximum length of a message in characters: hosts show it on one line. */
const MAX_MESSAGE = 200

/** The progress of a request whose client asked for it. */
export function progressOf(
  request: OpenRequest,
  connection: Connection,
  interval: number,
  failed: (error: unknown) => void,
): RequestProgress {
  const made = request.progress ?? new RequestProgress(connection, request, interval, failed)
  request.progress = made
  return made as RequestProgress
}

let sanitizer: Sanitizer | undefined

/**
 * Tells the client how far the current request is, from any code that it runs. Nothing is sent if the client did not ask for
 * progress with a `progressToken`, or the request has ended. If it is called more often than notifications are sent, the latest
 * call wins. A number that does not grow is ignored.
 *
 * @param progress how much is done, in the unit of `total`, or in any unit without one
 * @param total omitted if unknown
 * @param message shown to the user, on one line of at most 200 characters
 * @returns whether the client asked for progress
 */
export function reportProgress(progress: number, total?: number, message?: string): boolean {
  const scope = currentScope()
  const { connection, request } = scope ?? {}
  if (connection === undefined || request === undefined || !wantsProgress(request)) return false
  if (!Number.isFinite(progress)) return false
  sanitizer ??= createSanitizer()
  progressOf(request, connection, DEFAULT_INTERVAL, () => {}).add({
    progress,
    total: Number.isFinite(total) ? total : undefined,
    message: message === undefined ? undefined : shortLine(message, sanitizer),
  })
  return true
}

export function wantsProgress(request: OpenRequest): boolean {
  return request.state === 'open' && request.progressToken !== undefined
}

/** @returns `undefined` if it is empty */
export function shortLine(message: unknown, { clean }: Sanitizer): string | undefined {
  const line = textOf(clean(message).data)
  return line === '' ? undefined : cutTo(line, MAX_MESSAGE, line.length)
}
