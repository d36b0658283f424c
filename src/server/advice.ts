import type { DropReason } from '../delivery/stats.js'
import type { Warnings } from '../warning.js'

/** Milliseconds after which it is odd that records wait and no server was ever attached. */
const NO_SERVER_AFTER = 5000

const SEVERAL_CLIENTS =
  'A record that belongs to no open request is dropped: the process has several local clients, and it may be meant for ' +
  'any of them. Log it within a request, give each client a logger of its own, or set `background: "all"`'
const UNKNOWN_ORIGIN =
  'A relayed record is dropped: its server is used for several sessions, and it does not say for which one it was ' +
  'written. Give each session an upstream client of its own'
const NO_SERVER =
  'Records wait for a client, and no server was attached yet: pass `server` or call `attach(server)` before `connect`. ' +
  'Where servers are made as their clients come, set `beforeConnect: "drop"`'

/** Says once, of drops that the application can do something about, what that is. */
export function adviseOn(reason: DropReason, warnings: Warnings): void {
  if (reason === 'several-clients') warnings.warnOnce('SEVERAL_CLIENTS', '', SEVERAL_CLIENTS)
  if (reason === 'unknown-origin') warnings.warnOnce('UNKNOWN_ORIGIN', '', UNKNOWN_ORIGIN)
}

/** @param isNeeded asked after a while */
export function adviseOnNoServer(warnings: Warnings, isNeeded: () => boolean): NodeJS.Timeout {
  const advise = (): void => {
    if (isNeeded() && !isListening()) warnings.warn('NO_SERVER', NO_SERVER)
  }
  return setTimeout(advise, NO_SERVER_AFTER).unref()
}

/** Whether the process listens on a port: then its servers may be made as their clients come, and none has come yet. */
function isListening(): boolean {
  // Not in every runtime.
  const resources: readonly string[] = process.getActiveResourcesInfo?.() ?? []
  return resources.includes('TCPServerWrap')
}
