import type { McpLevel } from '../levels/mcp-level.js'
import type { OpenRequest } from './open-request.js'

/** Learns of the levels that clients set. */
export interface LevelOwner {
  /**
   * The client asks for a level, and the server agrees.
   *
   * @throws whatever the application throws to refuse it
   */
  levelAccepted(connection: object, level: McpLevel, request: OpenRequest): void
}

/** What a connection knows of those that send log messages to its client: one for each hub, nearly always a single one. */
export interface Outlet {
  /** Whose records it sends. */
  readonly hub: LevelOwner & {
    /** Whether the client may be sent a record of this severity, for this request or for none. */
    accepts(connection: object, severity: number, request: OpenRequest | undefined): boolean
  }
  /** The client has told which protocol it speaks: from now on it can be sent something. */
  ready(): void
  /** What a response has to wait for, so that its request's records come first; `undefined` for nothing. */
  beforeResponse(request: OpenRequest): Promise<unknown> | undefined
  /** Counts a record that was dropped because there were too many, for the summary that the client gets. */
  noteDropped(reason: 'rate-limit'): void
  /** The session is over. */
  close(reason: 'closed' | 'timeout'): void
}
