// winston, when the client wants the record: from the log call to the serialised message.
import { AsyncLocalStorage } from 'node:async_hooks'
import { McpTransport } from 'mcp-log-bridge/winston'
import winston from 'winston'
import TransportStream from 'winston-transport'
import { WHY, WHY_SHARE } from './pino-delivered.js'
import { fieldsOf, MESSAGE } from './record.js'
import { delivering, serve } from './server.js'
import { NoOp } from './winston-filtered.js'

/** @param {'v1' | 'v2'} sdk */
async function bridge(sdk) {
  const transport = new McpTransport({ rateLimit: false })
  const { enter, sink } = await serve(sdk, { bridge: transport })
  const logger = winston.createLogger({ transports: [transport] })
  const run = delivering(sink, (i) => logger.info(MESSAGE, fieldsOf(i)))
  /** @type {import('./measure.js').Run} */
  return (n) => enter(() => run(n))
}

/** @type {Record<string, 'info'>} */
const LEVELS = { info: 'info' }

/** What people write by hand. */
class NaiveTransport extends TransportStream {
  /** @param {Awaited<ReturnType<typeof serve>>['send']} send */
  constructor(send) {
    super()
    this.send = send
  }

  /** @override @param {Record<string, unknown>} info @param {() => void} next */
  log(info, next) {
    const { level, message, ...fields } = info
    this.send({ level: LEVELS[String(level)] ?? 'info', data: { message, ...fields } }).catch(() => {})
    next()
  }
}

async function naive() {
  const { send, sink } = await serve('v1')
  const logger = winston.createLogger({ transports: [new NaiveTransport(send)] })
  return delivering(sink, (i) => logger.info(MESSAGE, fieldsOf(i)))
}

/** @param {'v1' | 'v2'} sdk */
async function bare(sdk) {
  const { send, sink } = await serve(sdk)
  return delivering(sink, (i) => send({ level: 'info', data: { message: MESSAGE, ...fieldsOf(i) } }))
}

export const variants = {
  'bridge, v1': () => bridge('v1'),
  'bridge, v2': () => bridge('v2'),
  'naive transport, v1': naive,
  'naive transport, v1, in a process that uses AsyncLocalStorage': () => new AsyncLocalStorage().run({}, naive),
  'bare sendLoggingMessage, v1': () => bare('v1'),
  'bare sendLoggingMessage, v2': () => bare('v2'),
  'winston → no-op transport': () => {
    const logger = winston.createLogger({ transports: [new NoOp()] })
    return (/** @type {number} */ n) => {
      for (let i = 0; i < n; i++) logger.info(MESSAGE, fieldsOf(i))
    }
  },
}

export { settings } from './pino-delivered.js'

/** @type {import('./run.js').Row[]} */
export const rows = [
  {
    row: '4',
    title: 'winston → bridge, delivered ÷ naive transport (v1)',
    ratio: (t) => t('bridge, v1') / t('naive transport, v1'),
    goal: 0.68,
    why: WHY,
  },
  {
    row: '4',
    title: 'the same in a process that uses AsyncLocalStorage anyway',
    ratio: (t) => t('bridge, v1') / t('naive transport, v1, in a process that uses AsyncLocalStorage'),
  },
  .../** @type {const} */ (['v1', 'v2']).map((sdk) => ({
    row: '5',
    title: `winston: (delivered − logger alone) ÷ bare sendLoggingMessage, ${sdk}`,
    ratio: (/** @type {import('./run.js').TimeOf} */ t) =>
      (t(`bridge, ${sdk}`) - t('winston → no-op transport')) / t(`bare sendLoggingMessage, ${sdk}`),
    goal: 0.8,
    why: WHY_SHARE,
  })),
]
