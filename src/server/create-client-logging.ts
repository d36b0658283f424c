import { expectOptions } from '../check.js'
import type { ClientLogging } from './client-logging.js'
import { Hub } from './hub.js'
import { type ClientLoggingOptions, HUB_OPTIONS } from './options.js'

/**
 * Makes a hub, for a whole process or for one server. Loggers are joined to it by the option `logging` of their adapters.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function createClientLogging(options: ClientLoggingOptions = {}): ClientLogging {
  expectOptions<ClientLoggingOptions>('options', options, HUB_OPTIONS)
  return new Hub(options)
}
