// Time per record against whatever an application may let grow.
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { flat, ofDepth, ofFields, ofLength } from './record.js'
import { connect, delivering, INITIALIZE, Sink } from './server.js'

/** A session as the bridge sees it: an SDK's server would only add its own memory. */
class IdleServer {
  setRequestHandler() {}

  /** @param {Sink} transport */
  async connect(transport) {
    transport.onmessage = (message) => {
      const { id } = /** @type {{ id: number }} */ (message)
      void transport.send({ id })
    }
    await transport.start()
  }
}

/** @param {import('./server.js').Bridge} bridge @param {number} sessions */
async function attachIdle(bridge, sessions) {
  for (let i = 0; i < sessions; i++) {
    const server = new IdleServer()
    const sink = new Sink()
    sink.sessionId = `session-${i}`
    bridge.attach(/** @type {never} */ (server))
    await server.connect(sink)
    await sink.request(INITIALIZE)
  }
}

/** @param {{ logged?: import('./record.js').Logged, requests?: number, sessions?: number }} options @returns {Promise<import('./measure.js').Run>} */
async function bridge({ logged: { fields, message } = flat(1), requests = 1, sessions = 1 }) {
  const destination = mcpDestination({ rateLimit: false })
  await attachIdle(destination, sessions - 1)
  const { sink, open } = await connect('v1', { bridge: destination })
  for (let i = 1; i < requests; i++) await open(i + 2)
  const enter = await open(2)
  const logger = pino({}, destination)
  const run = delivering(sink, () => logger.info(fields, message))
  return (n) => enter(() => run(n))
}

/**
 * Time grows no more than what it grows by, but for what a large object costs the engine itself.
 *
 * @param {string} what
 * @param {readonly [small: number, large: number]} sizes
 * @param {(size: number) => Parameters<typeof bridge>[0]} optionsOf
 * @returns {import('./run.js').Group}
 */
function linear(what, [small, large], optionsOf) {
  const times = large / small
  return {
    inQuick: false,
    settings: { processes: 4, rounds: 20 },
    variants: Object.fromEntries([small, large].map((size) => [`${what}: ${size}`, () => bridge(optionsOf(size))])),
    rows: [
      {
        section: 'other',
        title: `${what}: a record at ${large} ÷ ${times} times one at ${small}`,
        ratio: (t) => t(`${what}: ${large}`) / t(`${what}: ${small}`) / times,
        goal: 1.2,
        grows: true,
      },
    ],
  }
}

/**
 * @param {string} what
 * @param {string} title
 * @param {(size: number) => Parameters<typeof bridge>[0]} optionsOf
 * @returns {import('./run.js').Group}
 */
function constant(what, title, optionsOf) {
  return {
    inQuick: false,
    settings: { processes: 6, rounds: 20 },
    variants: Object.fromEntries([1, 10_000].map((size) => [`${what}: ${size}`, () => bridge(optionsOf(size))])),
    rows: [{ section: 'other', title, ratio: (t) => t(`${what}: 10000`) / t(`${what}: 1`), goal: 1.1, grows: true }],
  }
}

/** @type {import('./run.js').Group[]} */
export const groups = [
  linear('fields', [10, 100], (size) => ({ logged: ofFields(size) })),
  linear('depth', [4, 16], (size) => ({ logged: ofDepth(size) })),
  linear('length of the message', [1000, 10_000], (size) => ({ logged: ofLength(size) })),
  constant('open requests', 'one record inside a request, 10,000 open requests ÷ 1', (requests) => ({ requests })),
  constant('sessions', 'one record inside a request, 10,000 attached sessions ÷ 1 attached session', (sessions) => ({
    sessions,
  })),
]
