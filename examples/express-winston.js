// An Express app that logs through winston. Between the marks: what lets its MCP clients hear it.
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import express from 'express'
// #region mcp
import { McpTransport } from 'mcp-log-bridge/winston'
// #endregion
import winston from 'winston'

const logger = winston.createLogger({ level: 'info', transports: [new winston.transports.Console()] })
// #region mcp

const toClients = new McpTransport({ level: 'debug' }) // the Console stays at the logger's `info`
logger.add(toClients)
// #endregion

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  // #region mcp
  toClients.attach(server) // wherever a server is made, before it connects
  // #endregion
  server.registerTool('forecast', {}, async () => {
    logger.debug('Not in the cache', { city: 'Bern' })
    logger.info('Asking the weather service', { city: 'Bern' })
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})

const app = express()
app.all('/mcp', /** @type {any} */ (toNodeHandler(handler)))

const http = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address())
  process.stderr.write(`http://127.0.0.1:${port}/mcp\n`)
})
