// A pino logger that is there already, with children that are in use: all of them reach the client from now on.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { addMcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'

const logger = pino(pino.destination(2))
const weatherLog = logger.child({ module: 'weather' })

const server = new McpServer({ name: 'weather', version: '1.0.0' })
addMcpDestination(logger, { server })

server.registerTool('forecast', {}, async () => {
  weatherLog.info({ city: 'Bern' }, 'Asking the weather service')
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

await server.connect(new StdioServerTransport())
