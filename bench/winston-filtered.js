// winston, when no client wants the record.
import { AsyncLocalStorage } from 'node:async_hooks'
import { McpTransport } from 'mcp-log-bridge/winston'
import winston from 'winston'
import TransportStream from 'winston-transport'
import { fieldsOf, MESSAGE } from './record.js'
import { MODERN, serve } from './server.js'

/** @param {TransportStream} transport @returns {import('./measure.js').Run} */
function logging(transport) {
  const logger = winston.createLogger({ transports: [transport] })
  return (n) => {
    for (let i = 0; i < n; i++) logger.info(MESSAGE, fieldsOf(i))
  }
}

/** @param {{ level?: string, meta?: object }} client */
async function bridge(client) {
  const transport = new McpTransport()
  const { enter, sink } = await serve('v1', { bridge: transport, ...client })
  const { bytes } = sink
  const run = logging(transport)
  /** @type {import('./measure.js').Run} */
  return (n) => {
    enter(() => run(n))
    if (sink.bytes !== bytes) throw new Error('A record was sent')
  }
}

export class NoOp extends TransportStream {
  /** @override @param {unknown} _info @param {() => void} next */
  log(_info, next) {
    next()
  }
}

export const variants = {
  'bridge, below the level': () => bridge({ level: 'error' }),
  'bridge, nobody asked': () => bridge({ meta: MODERN }),
  'no-op transport': () => logging(new NoOp()),
  'no-op transport, in a process that uses AsyncLocalStorage': () => {
    const storage = new AsyncLocalStorage()
    const run = logging(new NoOp())
    return (/** @type {number} */ n) => storage.run({}, () => run(n))
  },
}

const WHY =
  'Row 2: the logger’s `write` is wrapped to catch the moment of the call (winston may run the transport in another context), and an Error has to be looked for before winston’s formats take it apart: both before anybody knows whether the record is wanted. And winston’s streams use process.nextTick for each record, which AsyncLocalStorage makes dearer on Node 20: the row “in a process that uses AsyncLocalStorage anyway” leaves that out.'

/** @type {import('./run.js').Row[]} */
export const rows = [
  {
    row: '2',
    title: 'winston → bridge, record below the client’s level ÷ winston → no-op transport',
    ratio: (t) => t('bridge, below the level') / t('no-op transport'),
    goal: 1.05,
    why: WHY,
  },
  {
    row: '2',
    title: 'the same in a process that uses AsyncLocalStorage anyway',
    ratio: (t) => t('bridge, below the level') / t('no-op transport, in a process that uses AsyncLocalStorage'),
  },
  {
    row: '2',
    title: 'winston → bridge, nobody asked (2026-07-28) ÷ winston → no-op transport',
    ratio: (t) => t('bridge, nobody asked') / t('no-op transport'),
    goal: 1.05,
    why: WHY,
  },
]
