// A stdio server whose code logs through winston.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { McpTransport } from 'mcp-log-bridge/winston'
import winston from 'winston'

const server = new McpServer({ name: 'weather', version: '1.0.0' })

const logger = winston.createLogger({
  transports: [new winston.transports.Stream({ stream: process.stderr }), new McpTransport({ server })],
})

server.registerTool('forecast', {}, async () => {
  logger.info('Asking the weather service', { city: 'Bern' })
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

await server.connect(new StdioServerTransport())
