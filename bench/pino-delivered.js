// pino, when the client wants the record: from the log call to the serialised message.
import { AsyncLocalStorage } from 'node:async_hooks'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { fieldsOf, MESSAGE } from './record.js'
import { delivering, serve } from './server.js'

/** @param {'v1' | 'v2'} sdk */
async function bridge(sdk) {
  const destination = mcpDestination({ rateLimit: false })
  const { enter, sink } = await serve(sdk, { bridge: destination })
  const logger = pino({}, destination)
  const run = delivering(sink, (i) => logger.info(fieldsOf(i), MESSAGE))
  /** @type {import('./measure.js').Run} */
  return (n) => enter(() => run(n))
}

/** @type {Record<number, 'info'>} */
const LEVELS = { 30: 'info' }

/** @type {(i: number) => { fields: object, message: string }} */
const ordinary = (i) => ({ fields: fieldsOf(i), message: MESSAGE })

/** What people write by hand. */
export async function naive(record = ordinary) {
  const { send, sink } = await serve('v1')
  const stream = {
    /** @param {string} line */
    write(line) {
      const { level, time, pid, hostname, msg, ...fields } = JSON.parse(line)
      send({ level: LEVELS[level] ?? 'info', data: { message: msg, ...fields } }).catch(() => {})
    },
  }
  const logger = pino({}, stream)
  return delivering(sink, (i) => {
    const { fields, message } = record(i)
    logger.info(fields, message)
  })
}

/** @param {'v1' | 'v2'} sdk */
async function bare(sdk) {
  const { send, sink } = await serve(sdk)
  return delivering(sink, (i) => send({ level: 'info', data: { message: MESSAGE, ...fieldsOf(i) } }))
}

async function transportAlone() {
  const { sink } = await serve('v1')
  return delivering(sink, (i) => {
    const params = { level: 'info', data: { message: MESSAGE, ...fieldsOf(i) } }
    return sink.send(/** @type {never} */ ({ jsonrpc: '2.0', method: 'notifications/message', params }))
  })
}

export const variants = {
  'bridge, v1': () => bridge('v1'),
  'bridge, v2': () => bridge('v2'),
  'naive bridge, v1': () => naive(),
  'naive bridge, v1, in a process that uses AsyncLocalStorage': () => new AsyncLocalStorage().run({}, () => naive()),
  'bare sendLoggingMessage, v1': () => bare('v1'),
  'bare sendLoggingMessage, v2': () => bare('v2'),
  'pino → no-op stream': () => {
    const logger = pino({}, { write() {} })
    return (/** @type {number} */ n) => {
      for (let i = 0; i < n; i++) logger.info(fieldsOf(i), MESSAGE)
    }
  },
  'parsing of pino’s line alone': () => {
    /** @type {string[]} */
    const lines = []
    const logger = pino({}, { write: (line) => void lines.push(line) })
    for (let i = 0; i < 256; i++) logger.info(fieldsOf(i), MESSAGE)
    return (/** @type {number} */ n) => {
      for (let i = 0; i < n; i++) JSON.parse(lines[i % lines.length] ?? '')
    }
  },
  'serialising transport alone': transportAlone,
}

export const WHY =
  'Rows 3 and 4: What is compared to the bridge runs in a process without AsyncLocalStorage. On Node 20 its mere use makes every promise of a process dearer, and the bridge cannot find a record’s request without it. The rows “in a process that uses AsyncLocalStorage anyway” leave that out. Beside that the bridge does what the naive one does not: every string is searched for secrets, every level of its data capped, every record queued, counted and tied to its request. The floors below show what no bridge through pino’s lines can do without: the goal leaves less than a fifth of the naive bridge’s time for all of that.'
export const WHY_SHARE =
  'Row 5: the bare call is handed an object. The bridge has to parse pino’s line, or to make a record’s data of winston’s, and to serialise the same message; the floors below show how much of the goal that alone is. Then comes what the bare call does not do: searching, capping and copying the data, and the queue with its two promises for each record, in a process with AsyncLocalStorage.'

/** The compiler's luck differs from process to process more than the rounds of one do. */
export const settings = { processes: 8, rounds: 20 }

/** @type {import('./run.js').Row[]} */
export const rows = [
  {
    row: '3',
    title: 'pino → bridge → serialising transport, delivered ÷ naive bridge (v1)',
    ratio: (t) => t('bridge, v1') / t('naive bridge, v1'),
    goal: 0.75,
    why: WHY,
  },
  {
    row: '3',
    title: 'the same in a process that uses AsyncLocalStorage anyway',
    ratio: (t) => t('bridge, v1') / t('naive bridge, v1, in a process that uses AsyncLocalStorage'),
  },
  .../** @type {const} */ (['v1', 'v2']).map((sdk) => ({
    row: '5',
    title: `pino: (delivered − logger alone) ÷ bare sendLoggingMessage, ${sdk}`,
    ratio: (/** @type {import('./run.js').TimeOf} */ t) =>
      (t(`bridge, ${sdk}`) - t('pino → no-op stream')) / t(`bare sendLoggingMessage, ${sdk}`),
    goal: 1.2,
    why: WHY_SHARE,
  })),
  {
    row: 'floor',
    title: 'pino alone and the serialising transport alone ÷ pino → bridge, delivered (v1)',
    ratio: (t) => (t('pino → no-op stream') + t('serialising transport alone')) / t('bridge, v1'),
  },
  {
    row: 'floor',
    title: 'these two and the parsing of pino’s line ÷ naive bridge (v1), whose row 3 asks for 0.75',
    ratio: (t) =>
      (t('pino → no-op stream') + t('parsing of pino’s line alone') + t('serialising transport alone')) /
      t('naive bridge, v1'),
  },
  .../** @type {const} */ (['v1', 'v2']).map((sdk) => ({
    row: 'floor',
    title: `the parsing of pino’s line and the serialising transport alone ÷ bare sendLoggingMessage, ${sdk}, of which row 5 allows 1.2`,
    ratio: (/** @type {import('./run.js').TimeOf} */ t) =>
      (t('parsing of pino’s line alone') + t('serialising transport alone')) / t(`bare sendLoggingMessage, ${sdk}`),
  })),
]
