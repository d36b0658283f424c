// When the client wants the record: from the log call to the serialised message, beside what people write by hand.
import { mcpDestination } from 'mcp-log-bridge/pino'
import { McpTransport } from 'mcp-log-bridge/winston'
import { pino } from 'pino'
import winston from 'winston'
import TransportStream from 'winston-transport'
import { NoOp, throughWinston } from './filtered.js'
import { fieldsOf, flat, MESSAGE, nested, ofFields, ofLength } from './record.js'
import { delivering, serve } from './server.js'

/** @typedef {(i: number) => import('./record.js').Logged} RecordOf */

/** @param {RecordOf} record @param {import('pino').LoggerOptions} [options] */
async function pinoBridge(record, options = {}) {
  const destination = mcpDestination({ rateLimit: false })
  const { enter, sink } = await serve('v1', { bridge: destination })
  const logger = pino(options, destination)
  const run = delivering(sink, (i) => {
    const { fields, message } = record(i)
    logger.info(fields, message)
  })
  /** @type {import('./measure.js').Run} */
  return (n) => enter(() => run(n))
}

/** @type {Record<number, 'info'>} */
const LEVELS = { 30: 'info' }

/** @param {RecordOf} record @param {import('pino').LoggerOptions} [options] */
export async function naive(record, options = {}) {
  const { send, sink } = await serve('v1')
  const stream = {
    /** @param {string} line */
    write(line) {
      const { level, time, pid, hostname, msg, ...fields } = JSON.parse(line)
      send({ level: LEVELS[level] ?? 'info', data: { message: msg, ...fields } }).catch(() => {})
    },
  }
  const logger = pino(options, stream)
  return delivering(sink, (i) => {
    const { fields, message } = record(i)
    logger.info(fields, message)
  })
}

/** @param {RecordOf} record @param {import('pino').LoggerOptions} options @returns {import('./measure.js').Run} */
function pinoAlone(record, options) {
  const logger = pino(options, { write() {} })
  return (n) => {
    for (let i = 0; i < n; i++) {
      const { fields, message } = record(i)
      logger.info(fields, message)
    }
  }
}

/** @param {RecordOf} record @param {import('pino').LoggerOptions} options */
function linesOf(record, options) {
  /** @type {string[]} */
  const lines = []
  const logger = pino(options, { write: (line) => void lines.push(line) })
  for (let i = 0; i < 256; i++) {
    const { fields, message } = record(i)
    logger.info(fields, message)
  }
  return lines
}

/** @param {RecordOf} record @param {import('pino').LoggerOptions} options @returns {import('./measure.js').Run} */
function parsing(record, options) {
  const lines = linesOf(record, options)
  return (n) => {
    for (let i = 0; i < n; i++) JSON.parse(lines[i % lines.length] ?? '')
  }
}

/** @param {(i: number) => object} dataOf */
async function serialising(dataOf) {
  const { sink } = await serve('v1')
  return delivering(sink, (i) => {
    const params = { level: 'info', data: dataOf(i) }
    return sink.send(/** @type {never} */ ({ jsonrpc: '2.0', method: 'notifications/message', params }))
  })
}

/** @param {RecordOf} record @param {import('pino').LoggerOptions} options */
function serialisingLines(record, options) {
  const data = linesOf(record, options).map((line) => {
    const { level, time, pid, hostname, msg, ...fields } = JSON.parse(line)
    return { message: msg, ...fields }
  })
  return serialising((i) => data[i % data.length] ?? {})
}

const WHY =
  'Every text is searched for secrets, every level of the data capped, every record queued, counted and tied to its request, which the naive bridge does not do; what both have to do is the floor.'

/**
 * @param {string} kind of record
 * @param {RecordOf} record
 * @param {object} goals
 * @param {number} goals.goal
 * @param {string} [goals.why]
 * @param {import('pino').LoggerOptions} [options]
 * @returns {import('./run.js').Group}
 */
function pinoGroup(kind, record, { goal, why = WHY }, options = {}) {
  const [bridged, byHand] = [`${kind}: pino → bridge`, `${kind}: naive bridge`]
  const [alone, sink] = [`${kind}: pino alone`, `${kind}: serialising transport alone`]
  return {
    settings: { processes: 6, rounds: 20 },
    variants: {
      [bridged]: () => pinoBridge(record, options),
      [byHand]: () => naive(record, options),
      [alone]: () => pinoAlone(record, options),
      [`${kind}: JSON.parse of pino’s line alone`]: () => parsing(record, options),
      [sink]: () => serialisingLines(record, options),
    },
    rows: [
      {
        title: `pino delivered, ${kind} ÷ naive bridge`,
        ratio: (t) => t(bridged) / t(byHand),
        goal,
        floor: (t) => (t(alone) + t(sink)) / t(byHand),
        why,
      },
    ],
  }
}

/** The share of the bridge itself. @param {string} logger @param {Record<'bridged' | 'alone' | 'sink', string>} names @returns {import('./run.js').Row[]} */
function ownShare(logger, { bridged, alone, sink }) {
  const share = (/** @type {import('./measure.js').FigureOf} */ t) => t(bridged) - t(alone) - t(sink)
  const why =
    'Reading the line or the record, searching, capping and copying it, the queue with its promises, and the scope of its request are all in it; parsing pino’s line alone is shown below.'
  return [
    {
      title: `own share: ${logger} delivered − logger alone − serialising transport alone`,
      ratio: (t) => share(t) / 1000,
      unit: ' µs',
      goal: 2,
      why,
    },
    {
      title: `the same as a multiple of the serialising transport alone, ${logger}`,
      ratio: (t) => share(t) / t(sink),
      goal: 2,
      why,
    },
  ]
}

const FLAT = pinoGroup('flat fields', flat, { goal: 0.75 })
const SAME = 'flat fields: pino → bridge, again'

/** @type {Record<string, 'info'>} */
const LEVEL_NAMES = { info: 'info' }

class NaiveTransport extends TransportStream {
  /** @param {Awaited<ReturnType<typeof serve>>['send']} send */
  constructor(send) {
    super()
    this.send = send
  }

  /** @override @param {Record<string, unknown>} info @param {() => void} next */
  log(info, next) {
    const { level, message, ...fields } = info
    this.send({ level: LEVEL_NAMES[String(level)] ?? 'info', data: { message, ...fields } }).catch(() => {})
    next()
  }
}

async function winstonBridge() {
  const transport = new McpTransport({ rateLimit: false })
  const { enter, sink } = await serve('v1', { bridge: transport })
  const logger = winston.createLogger({ transports: [transport] })
  const run = delivering(sink, (i) => logger.info(MESSAGE, fieldsOf(i)))
  /** @type {import('./measure.js').Run} */
  return (n) => enter(() => run(n))
}

async function naiveTransport() {
  const { send, sink } = await serve('v1')
  const logger = winston.createLogger({ transports: [new NaiveTransport(send)] })
  return delivering(sink, (i) => logger.info(MESSAGE, fieldsOf(i)))
}

const WINSTON = {
  bridged: 'winston → bridge',
  byHand: 'winston → naive transport',
  alone: 'winston alone',
  sink: 'winston’s record: serialising transport alone',
}

const CUSTOMER = {
  serializers: { customer: (/** @type {{ id: number, name: string }} */ { id, name }) => ({ id, name }) },
  redact: ['card', 'customer.email'],
}

const HUNDRED = ofFields(100)
const LONG = ofLength(10_000)

/** @type {import('./run.js').Group[]} */
export const groups = [
  {
    ...FLAT,
    variants: { ...FLAT.variants, [SAME]: () => pinoBridge(flat) },
    rows: [
      ...FLAT.rows,
      ...ownShare('pino', {
        bridged: 'flat fields: pino → bridge',
        alone: 'flat fields: pino alone',
        sink: 'flat fields: serialising transport alone',
      }),
      { section: 'same', title: 'pino delivered ÷ itself', ratio: (t) => t(SAME) / t('flat fields: pino → bridge') },
    ],
  },
  pinoGroup('nested fields', nested, { goal: 1.1 }),
  pinoGroup(
    'serializers and redaction',
    (i) => {
      const { fields, message } = nested(i)
      return { fields: { ...fields, card: '4111 1111 1111 1111' }, message }
    },
    { goal: 1.1 },
    CUSTOMER,
  ),
  {
    settings: { processes: 6, rounds: 20 },
    variants: {
      [WINSTON.bridged]: winstonBridge,
      [WINSTON.byHand]: naiveTransport,
      [WINSTON.alone]: () => throughWinston(new NoOp()),
      [WINSTON.sink]: () => serialising((i) => ({ message: MESSAGE, ...fieldsOf(i) })),
    },
    rows: [
      {
        title: 'winston delivered, flat fields ÷ naive transport',
        ratio: (t) => t(WINSTON.bridged) / t(WINSTON.byHand),
        goal: 1,
        floor: (t) => (t(WINSTON.alone) + t(WINSTON.sink)) / t(WINSTON.byHand),
        why: `${WHY} winston itself takes more than half of the time of both.`,
      },
      ...ownShare('winston', WINSTON),
    ],
  },
  pinoGroup('100 fields', () => HUNDRED, { goal: 1.3 }),
  pinoGroup('a message of 10,000 characters', () => LONG, { goal: 1.2 }),
]
