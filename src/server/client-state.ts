import type { ClientDelivery } from '../delivery/client-delivery.js'
import type { DropReason } from '../delivery/stats.js'
import { MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import type { ClientInfo } from '../request/caller.js'
import type { Era } from '../request/message.js'

/** A client as it is now: why it gets what it gets. */
export interface ClientState {
  /** What it calls itself; `undefined` where this instance has not seen its `initialize`. */
  readonly client: ClientInfo | undefined
  /** `undefined` until it has told. */
  readonly era: Era | undefined
  readonly sessionId: string | undefined
  /** Least severe level that it gets; `undefined` where each request says for itself (2026-07-28), or for none at all. */
  readonly level: McpLevel | undefined
  /** Log messages taken by its transport. */
  readonly sent: number
  /** Those logged in its requests and its session that did not reach it, by reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>
}

/** Whose level has changed. */
export interface LevelChange {
  readonly sessionId: string | undefined
  readonly client: ClientInfo | undefined
  /** The level that its client had set before. */
  readonly previous: McpLevel | undefined
}

/** Called when a client has set its level; what it throws is the answer to the client, whose level stays as it was. */
export type OnLevel = (level: McpLevel, change: LevelChange) => void

export const levelName = (severity: number | undefined): McpLevel | undefined =>
  MCP_LEVELS[severity ?? MCP_LEVELS.length]

/** @param untilSet severity from which a legacy client gets records before it sets a level */
export function stateOf({ connection, stats }: ClientDelivery, untilSet: number): ClientState {
  const { client, era, sessionId } = connection
  const level = era === 'modern' ? undefined : levelName(connection.level ?? untilSet)
  return { client, era, sessionId, level, ...stats.ofClient() }
}

/** The most verbose level that a client of a hub wants, or the first one may want; `undefined` if none wants any. */
export function wantedLevel(hub: {
  readonly isWaiting: boolean
  readonly options: { readonly untilSet: number }
  clients(): Iterable<ClientDelivery>
}): McpLevel | undefined {
  const { untilSet } = hub.options
  let lowest = hub.isWaiting ? untilSet : Number.POSITIVE_INFINITY
  for (const { connection } of hub.clients()) lowest = Math.min(lowest, connection.wanted(untilSet))
  return levelName(lowest)
}
