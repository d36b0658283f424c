// A server over Streamable HTTP with any number of sessions, which all log through one logger. Started by fork(), it tells
// its port, answers `{ records, interval }` when every open call of `beat` has logged as many, one in each interval (ms), and
// `{}` at once, with its processor time (ns), its heap (bytes) and how many records were dropped.
//   node --expose-gc http.js <v1|v2> <bare|bridge>
import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { fieldsOf, MESSAGE } from '../record.js'
import { createServer } from '../server.js'

const [sdk, how] = process.argv.slice(2)
const Transport = sdk === 'v2' ? NodeStreamableHTTPServerTransport : StreamableHTTPServerTransport
// Everything is to arrive: no limits.
const queue = { maxRecords: 1_000_000, maxSize: 1_000_000_000 }
const destination = how === 'bridge' ? mcpDestination({ rateLimit: false, queue }) : undefined
const logger = destination && pino({}, destination)

/** @typedef {{ requestId?: number, mcpReq?: { id: number }, signal?: AbortSignal }} Context */
/** @typedef {(fields: object) => void} Log */

/** The bare way to the response's stream: `sendLoggingMessage` would be lost. @param {import('../server.js').Server} server @param {Context} context @returns {Log} */
function logTo(server, { requestId, mcpReq }) {
  if (logger !== undefined) return (fields) => logger.info(fields, MESSAGE)
  const options = { relatedRequestId: requestId ?? mcpReq?.id }
  return (fields) => {
    const params = { level: 'info', data: { message: MESSAGE, ...fields } }
    server.server.notification({ method: 'notifications/message', params }, options).catch(() => {})
  }
}

/** Nanoseconds of a clock that all processes share. */
const now = () => Number(process.hrtime.bigint())

const go = new EventEmitter().setMaxListeners(0)
let calls = 0
/** Calls that log at the moment. */
let beating = 0

/** Stays open, and logs when it is told to. @param {Log} log @returns {Promise<never>} */
async function beat(log) {
  const place = calls++
  for (;;) {
    const [records, interval] = await once(go, 'go')
    beating++
    // Not all in the same millisecond.
    await setTimeout((place / calls) * interval)
    for (let i = 0; i < records; i++) {
      log({ ...fieldsOf(i), at: now() })
      await setTimeout(interval)
    }
    if (--beating === 0) go.emit('done')
  }
}

/** @param {Log} log */
async function burst(log) {
  for (let i = 0; i < 100; i++) log(fieldsOf(i))
  return { content: [] }
}

/** @type {Map<unknown, InstanceType<typeof Transport>>} */
const sessions = new Map()

async function open() {
  const server = createServer(sdk === 'v2' ? 'v2' : 'v1')
  for (const [name, work] of Object.entries({ beat, burst })) {
    server.registerTool(name, {}, (context) => work(logTo(server, context)))
  }
  destination?.attach(/** @type {never} */ (server))
  const transport = new Transport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
  })
  await server.connect(/** @type {never} */ (transport))
  return transport
}

const http = createHttpServer(async (request, response) => {
  const transport = sessions.get(request.headers['mcp-session-id']) ?? (await open())
  await transport.handleRequest(request, response)
})

async function figures() {
  const { user, system } = process.cpuUsage()
  await setTimeout(10)
  globalThis.gc?.()
  const { dropped = {} } = destination?.logging.stats() ?? {}
  return {
    cpu: (user + system) * 1000,
    heap: process.memoryUsage().heapUsed,
    dropped: Object.values(dropped).reduce((sum, each) => sum + each, 0),
  }
}

process.on('message', async (/** @type {{ records?: number, interval?: number }} */ { records, interval }) => {
  if (records !== undefined) {
    const done = once(go, 'done')
    go.emit('go', records, interval)
    await done
  }
  process.send?.(await figures())
})
process.once('disconnect', () => process.exit())
http.listen(0, '127.0.0.1', 4096, () => process.send?.(http.address()))
