import type { OpenRequest } from './open-request.js'

/** What a connection knows of those that send log messages to its client: one for each hub, nearly always a single one. */
export interface Outlet {
  /** Whose records it sends. */
  readonly hub: object
  /** The client has told which protocol it speaks: from now on it can be sent something. */
  ready(): void
  /** What a response has to wait for, so that its request's records come first; `undefined` for nothing. */
  beforeResponse(request: OpenRequest): Promise<unknown> | undefined
  /** The session is over. */
  close(reason: 'closed' | 'timeout'): void
}
