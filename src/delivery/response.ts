import type { OpenRequest } from '../request/connection.js'
import { waitFor } from './exit.js'

/** What a response has to wait for: its own request's records, with a bound. `undefined` if nothing is pending. */
export function recordsOf(request: OpenRequest): Promise<void> | undefined {
  const { deliveries } = request.connection
  for (const delivery of deliveries) delivery.summarise(request)
  if (request.pending === 0) return undefined
  const bound = Math.max(...deliveries.map(({ owner }) => owner.settings.responseWait))
  if (bound === 0) return undefined
  const handOver = (): void => {
    for (const delivery of deliveries) delivery.hurry(request)
  }
  const halfway = setTimeout(handOver, bound / 2).unref()
  return waitFor(bound, (done) => {
    request.onIdle = done
    return () => {
      clearTimeout(halfway)
      // In a process that is late, Node runs timers of different lengths in any order.
      if (request.pending > 0) handOver()
    }
  })
}
