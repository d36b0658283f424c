import { levelOfName } from '../../levels/level-names.js'
import type { McpLevel } from '../../levels/mcp-level.js'
import { isLevelKey, levelOfNumber } from './level-keys.js'

/** `key=value`, the value in quotes if it has blanks. Sticky. */
export const PAIR = /([A-Za-z_@][\w.@-]*)=(?:"((?:[^"\\]|\\.)*)"?|'([^']*)'?|([^\s"',|]*),?)/y

/** The level of a pair like `level=info`, `lvl=eror` or `severity="WARNING"`. */
export function levelOfPair([, key = '', ...values]: RegExpExecArray): McpLevel | undefined {
  if (!isLevelKey(key) && key !== 'at') return undefined
  const value = values.find((each) => each !== undefined) ?? ''
  return /^\d+$/.test(value) ? levelOfNumber(key, Number(value), {}) : levelOfName(value)
}
