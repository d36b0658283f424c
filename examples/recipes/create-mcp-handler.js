// `createMcpHandler` of the SDK's second version, and pino: a server for each request, clients of every protocol revision.
import { createServer } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { z } from 'zod'

const toClients = mcpDestination()
const logger = pino(
  { level: 'debug' },
  pino.multistream([{ stream: pino.destination(2) }, { level: 'debug', stream: toClients }]),
)

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  toClients.attach(server)
  server.registerTool('forecast', { inputSchema: z.object({ city: z.string() }) }, async ({ city }) => {
    logger.debug({ city }, 'Looking at the cache')
    logger.info({ city }, 'Asking the weather service')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})

const http = createServer(/** @type {any} */ (toNodeHandler(handler)))
http.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address())
  process.stderr.write(`http://127.0.0.1:${port}/mcp\n`)
})
