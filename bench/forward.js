// Log messages of a server into the client's own logger.
import { Client as V2Client } from '@modelcontextprotocol/client'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { forwardLogs } from 'mcp-log-bridge/client'
import { pino } from 'pino'
import winston from 'winston'
import { NoOp } from './filtered.js'
import { fieldsOf, MESSAGE } from './record.js'
import { PER_TURN } from './server.js'

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

/** @type {import('./run.js').Group[]} */
export const groups = ['v1', 'v2'].flatMap((sdk) =>
  ['pino', 'winston'].map((kind) => {
    const [forwarded, bare] = [`forwardLogs into ${kind}, ${sdk}`, `bare handler and one ${kind} call, ${sdk}`]
    /** @type {import('./run.js').Group} */
    const group = {
      inQuick: false,
      settings: { processes: 4, rounds: 20, turn: 20 },
      variants: { [forwarded]: () => into(sdk, kind, true), [bare]: () => into(sdk, kind, false) },
      rows: [
        {
          section: 'other',
          title: `forwardLogs into ${kind} ÷ the client’s bare handler and one logger call, ${sdk}`,
          ratio: (t) => t(forwarded) / t(bare),
          goal: 1.3,
          floor: () => 1,
          why: 'Every message is checked, cleaned and bounded, since a stranger sent it, counted and limited, and names its server in the record, which the logger then has to write.',
        },
      ],
    }
    return group
  }),
)
