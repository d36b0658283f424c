// One logger for the process, one server for each session: every record finds its own session.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { McpTransport } from 'mcp-log-bridge/winston'
import winston from 'winston'

const toClients = new McpTransport()
const logger = winston.createLogger({ transports: [toClients] })

function createSessionServer() {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  toClients.attach(server)
  server.registerTool('forecast', {}, async () => {
    logger.info('Asking the weather service', { city: 'Bern' })
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
}

/** @type {Map<string, StreamableHTTPServerTransport>} */
const sessions = new Map()

const http = createServer(async (request, response) => {
  let transport = sessions.get(String(request.headers['mcp-session-id']))
  if (transport === undefined) {
    const opened = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, opened),
      onsessionclosed: (id) => void sessions.delete(id),
    })
    await createSessionServer().connect(/** @type {any} */ (opened))
    transport = opened
  }
  await transport.handleRequest(request, response)
})

http.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address())
  process.stderr.write(`http://127.0.0.1:${port}/mcp\n`)
})
