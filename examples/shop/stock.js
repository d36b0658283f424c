import { setTimeout as delay } from 'node:timers/promises'
import { stockLog } from './loggers.js'

const shelf = new Map([
  ['tea', 12],
  ['cup', 1],
])

/** @param {string} item @param {number} count @param {string} orderId */
export async function reserve(item, count, orderId) {
  const log = stockLog.child({ tool: 'reserve', orderId })
  log.trace('looking at the shelf')
  const left = shelf.get(item) ?? 0
  log.debug({ item, left }, 'on the shelf')
  await delay(5)
  if (left < count) {
    log.warn({ item, count, left }, 'not enough on the shelf')
    throw Object.assign(new RangeError(`only ${left} of ${item} left`), { code: 'OUT_OF_STOCK' })
  }
  log.info({ item, count }, 'reserved')
}
