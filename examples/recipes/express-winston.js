// Express and winston, with a log file for each day and debug lines for the clients that ask for them.
import { randomUUID } from 'node:crypto'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import express from 'express'
import { McpTransport } from 'mcp-log-bridge/winston'
import winston from 'winston'
import DailyRotateFile from 'winston-daily-rotate-file'
import { z } from 'zod'

const toClients = new McpTransport({ level: 'debug' })
const dirname = process.env.LOGS ?? 'logs'
const logger = winston.createLogger({
  level: 'debug',
  transports: [new DailyRotateFile({ level: 'info', dirname, filename: '%DATE%.log', maxFiles: '14d' }), toClients],
})

function createSessionServer() {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  toClients.attach(server)
  server.registerTool('forecast', { inputSchema: { city: z.string() } }, async ({ city }) => {
    logger.debug('Looking at the cache', { city })
    logger.info('Asking the weather service', { city })
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
}

/** @type {Map<string, StreamableHTTPServerTransport>} */
const sessions = new Map()

const app = express()
app.all('/mcp', async (request, response) => {
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

const http = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address())
  process.stderr.write(`http://127.0.0.1:${port}/mcp\n`)
})
