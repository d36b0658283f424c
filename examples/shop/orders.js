import { orderLog } from './loggers.js'
import { reserve } from './stock.js'

/** @param {{ id: string, item: string, count: number }} order */
export async function placeOrder({ id, item, count }) {
  const log = orderLog.child({ component: 'orders', orderId: id })
  log.silly('order as it came')
  log.info('order received', { item, count })
  log.debug('asking the stock')
  try {
    await reserve(item, count, id)
    log.info('order accepted')
    return 'accepted'
  } catch (err) {
    log.error('order refused', { err })
    return 'refused'
  }
}
