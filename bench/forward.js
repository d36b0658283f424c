// Log messages of a server into the client's own logger.
import { Client as V2Client } from '@modelcontextprotocol/client'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { forwardLogs } from 'mcp-log-bridge/client'
import { pino } from 'pino'
import winston from 'winston'
import { fieldsOf, MESSAGE } from './record.js'
import { PER_TURN } from './server.js'
import { NoOp } from './winston-filtered.js'

/** The server's end of a transport: answers the handshake, and sends log messages when told to. */
export class Upstream {
  /** @type {((message: object) => void) | undefined} */
  onmessage

  async start() {}
  async close() {}

  /** @param {{ id?: number, method?: string, params?: { protocolVersion?: string } }} message */
  async send({ id, method, params }) {
    if (id === undefined) return
    const { protocolVersion } = params ?? {}
    const serverInfo = { name: 'upstream', version: '1.0.0' }
    const result = method === 'initialize' ? { protocolVersion, capabilities: { logging: {} }, serverInfo } : {}
    queueMicrotask(() => this.onmessage?.({ jsonrpc: '2.0', id, result }))
  }

  /** @param {number} i */
  log(i) {
    const params = { level: 'info', logger: 'orders', data: { message: MESSAGE, ...fieldsOf(i) } }
    this.onmessage?.({ jsonrpc: '2.0', method: 'notifications/message', params })
  }
}

/** @typedef {(fields: object, message: string) => void} Log */

/** Counts the lines that a logger writes. */
class Lines {
  #awaited = 0
  #reached = () => {}

  /** @param {number} count @returns {Promise<void>} */
  written(count) {
    this.#awaited = count
    return new Promise((resolve) => {
      this.#reached = resolve
    })
  }

  write() {
    if (--this.#awaited === 0) this.#reached()
  }
}

class CountingTransport extends NoOp {
  /** @param {Lines} lines */
  constructor(lines) {
    super()
    this.lines = lines
  }

  /** @override @param {unknown} _info @param {() => void} next */
  log(_info, next) {
    this.lines.write()
    next()
  }
}

/** @type {Record<string, (lines: Lines) => { logger: import('pino').Logger | import('winston').Logger, log: Log }>} */
const LOGGERS = {
  pino: (lines) => {
    const logger = pino({}, lines)
    return { logger, log: (fields, message) => logger.info(fields, message) }
  },
  winston: (lines) => {
    const logger = winston.createLogger({ transports: [new CountingTransport(lines)] })
    return { logger, log: (fields, message) => logger.info(message, fields) }
  },
}

/** @param {string} sdk @param {string} kind @param {boolean} forwarded @returns {Promise<import('./measure.js').Run>} */
async function into(sdk, kind, forwarded) {
  const lines = new Lines()
  const { logger, log } = /** @type {NonNullable<typeof LOGGERS[string]>} */ (LOGGERS[kind])(lines)
  const info = { name: 'bench', version: '1.0.0' }
  const client = sdk === 'v1' ? new V1Client(info) : new V2Client(info)
  /** @param {{ params: { logger?: string | undefined, data: unknown } }} notification */
  const handler = ({ params }) => log({ mcp: params }, 'log message of a server')
  if (forwarded) forwardLogs(client, logger, { rateLimit: false })
  else if (client instanceof V1Client) client.setNotificationHandler(LoggingMessageNotificationSchema, handler)
  else client.setNotificationHandler('notifications/message', handler)
  const upstream = new Upstream()
  await client.connect(/** @type {never} */ (upstream))
  return async (n) => {
    for (let i = 0; i < n; ) {
      const count = Math.min(PER_TURN, n - i)
      const written = lines.written(count)
      for (const end = i + count; i < end; i++) upstream.log(i)
      await written
    }
  }
}

const CASES = ['v1', 'v2'].flatMap((sdk) => ['pino', 'winston'].map((kind) => ({ sdk, kind })))

export const variants = Object.fromEntries(
  CASES.flatMap(({ sdk, kind }) => [
    [`forwardLogs into ${kind}, ${sdk}`, () => into(sdk, kind, true)],
    [`bare handler and one ${kind} call, ${sdk}`, () => into(sdk, kind, false)],
  ]),
)

export const settings = { turn: 20 }

/** @type {import('./run.js').Row[]} */
export const rows = CASES.map(({ sdk, kind }) => ({
  row: '12',
  title: `forwardLogs into ${kind} ÷ the client’s bare handler and one logger call, ${sdk}`,
  ratio: (t) => t(`forwardLogs into ${kind}, ${sdk}`) / t(`bare handler and one ${kind} call, ${sdk}`),
  goal: 1.3,
  why: 'Row 12: the bridge checks every message, cleans and bounds what a stranger sent, counts and limits it, and names the server in the record, which the logger then has to write. Two fifths of the time of all four is garbage that the client’s own validation leaves, so the spread is wide.',
}))
