// A stdio server whose code logs through bunyan.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import bunyan from 'bunyan'
import { mcpStream } from 'mcp-log-bridge/bunyan'

const server = new McpServer({ name: 'weather', version: '1.0.0' })

const logger = bunyan.createLogger({
  name: 'weather',
  streams: [{ stream: process.stderr }, { type: 'raw', stream: mcpStream({ server }), level: 'debug' }],
})

server.registerTool('forecast', {}, async () => {
  logger.info({ city: 'Bern' }, 'Asking the weather service')
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

await server.connect(new StdioServerTransport())
