// A gateway over HTTP, for clients of any protocol revision: the log messages of the server behind it go to its own log,
// and each to the client for whose request it was written.
import { createServer } from 'node:http'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { forwardLogs } from 'mcp-log-bridge/client'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'

const destination = mcpDestination()
const toClients = { level: 'debug', stream: destination }
const logger = pino({ level: 'debug' }, pino.multistream([{ level: 'debug', stream: pino.destination(2) }, toClients]))

// One client for all sessions: over Streamable HTTP each record comes on the stream of its own request.
const behind = new Client({ name: 'gateway', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
forwardLogs(behind, logger, { relay: { prefix: true } })
const [url] = process.argv.slice(2)
if (!url) throw new Error('Which server? For example http://127.0.0.1:3000/mcp, which is examples/http-server.js')
await behind.connect(new StreamableHTTPClientTransport(new URL(url)))

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'gateway', version: '1.0.0' })
  destination.attach(server)
  server.registerTool('forecast', {}, async () => {
    await behind.callTool({ name: 'forecast' })
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})

const handle = toNodeHandler(handler)
const http = createServer((request, response) => void handle(/** @type {any} */ (request), response))
http.listen(Number(process.env.PORT ?? 3001), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address())
  process.stderr.write(`http://127.0.0.1:${port}/mcp\n`)
})
