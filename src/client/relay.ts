import { expectKind, expectOptions, isBoolean, isFunction } from '../check.js'
import type { LogRecord } from '../record.js'

/** How records are passed on. */
export interface RelayOptions {
  /**
   * Prefix of the logger name, to distinguish several servers behind a gateway: `true` for the name of the server
   * (`weather/api`), or a function of that name.
   * @default false - the record is passed on unchanged
   */
  readonly prefix?: boolean | ((serverName: string) => string)
}

/** @throws TypeError */
export function relayFor(
  relay: boolean | RelayOptions,
  serverName: () => string | undefined,
): ((record: LogRecord) => LogRecord) | undefined {
  if (relay === false) return undefined
  if (relay === true) return (record) => record
  expectKind('relay', relay, 'a boolean or an object', (each) => typeof each === 'object' && each !== null)
  expectOptions<RelayOptions>('relay', relay, { prefix: true })
  const { prefix = false } = relay
  expectKind('relay.prefix', prefix, 'a boolean or a function', (each) => isBoolean(each) || isFunction(each))
  if (prefix === false) return (record) => record
  return (record) => {
    const name = serverName()
    if (name === undefined) return record
    const inFront = typeof prefix === 'function' ? prefix(name) : name
    return { ...record, logger: record.logger === undefined ? inFront : `${inFront}/${record.logger}` }
  }
}
