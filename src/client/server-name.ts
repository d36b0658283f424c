import { expectKind } from '../check.js'
import { MAX_NAME, oneLine } from '../payload/plain-text.js'

/** The name in a server's own `serverInfo`, cleaned. */
export function serverNameOf(info: unknown): string | undefined {
  const name = (info as { name?: unknown } | null | undefined)?.name
  return typeof name === 'string' && name.trim() !== '' ? oneLine(name.slice(0, MAX_NAME)) : undefined
}

/** @throws TypeError if the name is empty once it is cleaned */
export function expectServerName(name: unknown): void {
  expectKind('serverName', name, 'a name', (each) => typeof each === 'string' && oneLine(each) !== '')
}
