// pino, when no client wants the record: what remains is pino's own work and one question.
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { fieldsOf, MESSAGE } from './record.js'
import { MODERN, serve } from './server.js'

/** @param {import('pino').DestinationStream} stream @returns {import('./measure.js').Run} */
function logging(stream) {
  const logger = pino({}, stream)
  return (n) => {
    for (let i = 0; i < n; i++) logger.info(fieldsOf(i), MESSAGE)
  }
}

/** @param {{ level?: string, meta?: object }} client */
async function bridge(client) {
  const destination = mcpDestination()
  const { enter, sink } = await serve('v1', { bridge: destination, ...client })
  const { bytes } = sink
  const run = logging(destination)
  /** @type {import('./measure.js').Run} */
  return (n) => {
    enter(() => run(n))
    if (sink.bytes !== bytes) throw new Error('A record was sent')
  }
}

/** As a destination that asks pino for metadata has them. */
const METADATA = { lastLevel: 0, lastTime: '', lastMsg: '', lastObj: {}, lastLogger: undefined }

export const variants = {
  'bridge, below the level': () => bridge({ level: 'error' }),
  'bridge, nobody asked': () => bridge({ meta: MODERN }),
  'no-op stream with metadata': () => logging({ ...METADATA, [Symbol.for('pino.metadata')]: true, write() {} }),
  'no-op stream': () => logging({ ...METADATA, write() {} }),
}

const WHY =
  'Row 1: a tenth of a microsecond is left: the level of the line, the AsyncLocalStorage look-up, the request’s threshold and the count of what was dropped. pino itself takes 0.6 µs, so that every 6 ns are a hundredth; the metadata that the level is read from are half of the distance to the plain stream.'

/** @type {import('./run.js').Row[]} */
export const rows = [
  {
    row: '1',
    title: 'pino → bridge, record below the client’s level ÷ pino → no-op stream with pino’s metadata',
    ratio: (t) => t('bridge, below the level') / t('no-op stream with metadata'),
    goal: 1.05,
    why: WHY,
  },
  {
    row: '1',
    title: 'the same ÷ pino → plain no-op stream',
    ratio: (t) => t('bridge, below the level') / t('no-op stream'),
    goal: 1.15,
    why: WHY,
  },
  {
    row: '1',
    title: 'pino → bridge, nobody asked (2026-07-28) ÷ pino → no-op stream with pino’s metadata',
    ratio: (t) => t('bridge, nobody asked') / t('no-op stream with metadata'),
    goal: 1.05,
    why: WHY,
  },
  {
    row: '1',
    title: 'the same ÷ pino → plain no-op stream',
    ratio: (t) => t('bridge, nobody asked') / t('no-op stream'),
    goal: 1.15,
    why: WHY,
  },
]
