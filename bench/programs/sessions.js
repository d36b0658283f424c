// Many HTTP sessions and one logger for all of them. Some log a little, some much more than any client can take.
//   node sessions.js <bare|bridge> <beats>
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createClientLogging } from 'mcp-log-bridge'

const [mode = 'bridge', beats = '100'] = process.argv.slice(2)
const logging = mode === 'bridge' ? createClientLogging() : undefined
const logger = logging?.logger('sessions')
const padding = 'x'.repeat(300)

/** Logs `count` records each 15 ms, as often as told. */
async function work(/** @type {any} */ extra, /** @type {number} */ count, /** @type {number} */ times) {
  for (let beat = 0; beat < times && !extra.signal.aborted; beat++) {
    for (let n = 0; n < count; n++) {
      const data = { beat, at: Number(process.hrtime.bigint()) / 1e6, padding }
      if (logger !== undefined) logger.log('info', data)
      else {
        const params = { level: 'info', data }
        extra.sendNotification({ method: 'notifications/message', params }).catch(() => {})
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
  return { content: [] }
}

/** @type {Map<unknown, StreamableHTTPServerTransport>} */
const sessions = new Map()

async function open() {
  const server = new McpServer({ name: 'sessions', version: '1.0.0' }, { capabilities: { logging: {} } })
  server.registerTool('chat', {}, (extra) => work(extra, 1, Number(beats)))
  server.registerTool('flood', {}, (extra) => work(extra, 30, 1_000_000))
  logging?.attach(server)
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
  })
  await server.connect(/** @type {never} */ (transport))
  return transport
}

const http = createServer(async (request, response) => {
  const transport = sessions.get(request.headers['mcp-session-id']) ?? (await open())
  await transport.handleRequest(request, response)
})
http.listen(0, '127.0.0.1', () => {
  const address = /** @type {import('node:net').AddressInfo} */ (http.address())
  process.stdout.write(`${address.port}\n`)
})
