// One process, one logger, many sessions: a record inside a request costs the same however many other sessions there are.
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { fieldsOf, MESSAGE } from './record.js'
import { delivering, INITIALIZE, Sink, serve } from './server.js'

/** A session as the bridge sees it: an SDK's server would only add its own memory. */
class IdleServer {
  /** @param {Sink} transport */
  async connect(transport) {
    transport.onmessage = (message) => {
      const { id } = /** @type {{ id: number }} */ (message)
      void transport.send({ id })
    }
    await transport.start()
  }
}

/** @param {{ attach(server: never): unknown }} bridge @param {number} sessions */
export async function attachIdle(bridge, sessions) {
  for (let i = 0; i < sessions; i++) {
    const server = new IdleServer()
    const sink = new Sink()
    sink.sessionId = `session-${i}`
    bridge.attach(/** @type {never} */ (server))
    await server.connect(sink)
    await sink.request(INITIALIZE)
  }
}

/** @param {number} sessions */
async function withSessions(sessions) {
  const destination = mcpDestination({ rateLimit: false })
  await attachIdle(destination, sessions - 1)
  const { enter, sink } = await serve('v1', { bridge: destination })
  const logger = pino({}, destination)
  const run = delivering(sink, (i) => logger.info(fieldsOf(i), MESSAGE))
  /** @type {import('./measure.js').Run} */
  return (n) => enter(() => run(n))
}

export const variants = {
  '1 session': () => withSessions(1),
  '10,000 sessions': () => withSessions(10_000),
}

export const settings = { processes: 4 }

/** @type {import('./run.js').Row[]} */
export const rows = [
  {
    row: '6',
    title: 'one record inside a request, 10,000 attached sessions ÷ 1 attached session',
    ratio: (t) => t('10,000 sessions') / t('1 session'),
    goal: 1.1,
  },
]
