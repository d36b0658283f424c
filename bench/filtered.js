// When no client wants the record: what remains is the logger's own work and one question.
import { mcpDestination } from 'mcp-log-bridge/pino'
import { McpTransport } from 'mcp-log-bridge/winston'
import { pino } from 'pino'
import winston from 'winston'
import TransportStream from 'winston-transport'
import { fieldsOf, MESSAGE } from './record.js'
import { MODERN, serve } from './server.js'

/** @param {import('pino').DestinationStream} stream @returns {import('./measure.js').Run} */
export function throughPino(stream) {
  const logger = pino({}, stream)
  return (n) => {
    for (let i = 0; i < n; i++) logger.info(fieldsOf(i), MESSAGE)
  }
}

/** @param {TransportStream} transport @returns {import('./measure.js').Run} */
export function throughWinston(transport) {
  const logger = winston.createLogger({ transports: [transport] })
  return (n) => {
    for (let i = 0; i < n; i++) logger.info(MESSAGE, fieldsOf(i))
  }
}

export class NoOp extends TransportStream {
  /** @override @param {unknown} _info @param {() => void} next */
  log(_info, next) {
    next()
  }
}

/** @typedef {{ level?: string, meta?: object }} Client */

/** @param {import('./server.js').Bridge} bridge @param {Client} client @param {import('./measure.js').Run} run */
async function unwanted(bridge, client, run) {
  const { enter, sink } = await serve('v1', { bridge, ...client })
  const { bytes } = sink
  /** @type {import('./measure.js').Run} */
  return (n) => {
    enter(() => run(n))
    if (sink.bytes !== bytes) throw new Error('A record was sent')
  }
}

/** @param {Client} client */
function pinoBridge(client) {
  const destination = mcpDestination()
  return unwanted(destination, client, throughPino(destination))
}

/** @param {Client} client */
function winstonBridge(client) {
  const transport = new McpTransport()
  return unwanted(transport, client, throughWinston(transport))
}

const BELOW = { level: 'error' }
const NOBODY = { meta: MODERN }

/** As a destination that asks pino for metadata has them. */
const METADATA = { lastLevel: 0, lastTime: '', lastMsg: '', lastObj: {}, lastLogger: undefined }
const withMetadata = () => throughPino({ ...METADATA, [Symbol.for('pino.metadata')]: true, write() {} })

/** Differences of a few hundredths: many generations of processes, since their luck differs more. */
const settings = { processes: 8, rounds: 24 }

/** @type {import('./run.js').Group[]} */
export const groups = [
  {
    settings,
    variants: {
      'pino → bridge, below the level': () => pinoBridge(BELOW),
      'pino → bridge, nobody asked': () => pinoBridge(NOBODY),
      'pino → no-op stream with metadata': withMetadata,
      'pino → no-op stream with metadata, again': withMetadata,
      'pino → no-op stream': () => throughPino({ ...METADATA, write() {} }),
    },
    rows: [
      {
        title: 'pino, a record below the client’s level ÷ no-op stream with pino’s metadata',
        ratio: (t) => t('pino → bridge, below the level') / t('pino → no-op stream with metadata'),
        goal: 1.05,
        floor: () => 1,
        why: 'The level of the line, the AsyncLocalStorage look-up, the request’s threshold and the count of what was dropped: each is a look at something that a no-op stream does not have, and every hundredth of pino’s own time is ten to fifteen nanoseconds.',
      },
      {
        section: 'other',
        title: 'pino, nobody asked (2026-07-28) ÷ no-op stream with pino’s metadata',
        ratio: (t) => t('pino → bridge, nobody asked') / t('pino → no-op stream with metadata'),
      },
      {
        section: 'same',
        title: 'no-op stream with pino’s metadata ÷ itself',
        ratio: (t) => t('pino → no-op stream with metadata, again') / t('pino → no-op stream with metadata'),
      },
    ],
  },
  {
    settings,
    variants: {
      'winston → bridge, below the level': () => winstonBridge(BELOW),
      'winston → bridge, nobody asked': () => winstonBridge(NOBODY),
      'winston → no-op transport': () => throughWinston(new NoOp()),
      'winston → no-op transport, again': () => throughWinston(new NoOp()),
    },
    rows: [
      {
        title: 'winston, a record below the client’s level ÷ no-op transport',
        ratio: (t) => t('winston → bridge, below the level') / t('winston → no-op transport'),
        goal: 1.08,
        floor: () => 1,
        why: 'The logger’s `write` is wrapped to catch the moment of the call (winston may run the transport in another context), and an Error has to be looked for before winston’s formats take it apart: both before anybody knows whether the record is wanted.',
      },
      {
        section: 'other',
        title: 'winston, nobody asked (2026-07-28) ÷ no-op transport',
        ratio: (t) => t('winston → bridge, nobody asked') / t('winston → no-op transport'),
      },
      {
        section: 'same',
        title: 'winston’s no-op transport ÷ itself',
        ratio: (t) => t('winston → no-op transport, again') / t('winston → no-op transport'),
      },
    ],
  },
]
