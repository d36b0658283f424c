// Fastify and the logger that it has: `app.log`, and the `request.log` of each route.
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import Fastify from 'fastify'
import { addMcpDestination } from 'mcp-log-bridge/pino'
import { z } from 'zod'

const app = Fastify({ logger: { level: 'debug' } })
const toClients = addMcpDestination(/** @type {object} */ (app.log))

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  toClients.attach(server)
  server.registerTool('forecast', { inputSchema: z.object({ city: z.string() }) }, async ({ city }) => {
    app.log.debug({ city }, 'Looking at the cache')
    app.log.info({ city }, 'Asking the weather service')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})

const handle = toNodeHandler(handler)
app.post('/mcp', async (request, reply) => {
  reply.hijack()
  await handle(/** @type {any} */ (request.raw), reply.raw, request.body)
})

const url = await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
process.stderr.write(`${url}/mcp\n`)
