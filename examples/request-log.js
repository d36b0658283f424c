// A stdio server that writes a line to its own log for each request.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { logRequests } from 'mcp-log-bridge'
import { pino } from 'pino'

const logger = pino(pino.destination(2))
const server = new McpServer({ name: 'weather', version: '1.0.0' })
logRequests(server, logger, { trace: true })

server.registerTool('forecast', {}, async () => ({ content: [{ type: 'text', text: 'Sunny' }] }))
server.registerTool('alerts', {}, async () => {
  throw new Error('The weather service is down')
})

await server.connect(new StdioServerTransport())
