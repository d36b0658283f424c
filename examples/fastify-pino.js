// A Fastify app that logs through pino. Between the marks: what lets its MCP clients hear it.
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import Fastify from 'fastify'
// #region mcp
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'

const toClients = mcpDestination()
const stream = pino.multistream([{ stream: process.stdout }, { level: 'debug', stream: toClients }]) // stdout at `info`
const app = Fastify({ logger: { level: 'debug', stream } }) // it was { logger: true }
// #endregion

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  // #region mcp
  toClients.attach(server) // wherever a server is made, before it connects
  // #endregion
  server.registerTool('forecast', {}, async () => {
    app.log.debug({ city: 'Bern' }, 'Not in the cache')
    app.log.info({ city: 'Bern' }, 'Asking the weather service')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})

const handle = toNodeHandler(handler)
app.all('/mcp', (request, reply) => {
  reply.hijack()
  return handle(/** @type {any} */ (request.raw), reply.raw, request.body)
})

const url = await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
process.stderr.write(`${url}/mcp\n`)
