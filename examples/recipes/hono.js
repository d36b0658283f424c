// Hono with @hono/mcp, and pino: a server for each request.
import { StreamableHTTPTransport } from '@hono/mcp'
import { serve } from '@hono/node-server'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { Hono } from 'hono'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { z } from 'zod'

const toClients = mcpDestination()
const logger = pino(
  { level: 'debug' },
  pino.multistream([{ stream: pino.destination(2) }, { level: 'debug', stream: toClients }]),
)

const app = new Hono()
app.all('/mcp', async (context) => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  toClients.attach(server)
  server.registerTool('forecast', { inputSchema: { city: z.string() } }, async ({ city }) => {
    logger.debug({ city }, 'Looking at the cache')
    logger.info({ city }, 'Asking the weather service')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  const transport = new StreamableHTTPTransport()
  await server.connect(transport)
  return transport.handleRequest(context)
})

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }, ({ port }) => {
  process.stderr.write(`http://127.0.0.1:${port}/mcp\n`)
})
