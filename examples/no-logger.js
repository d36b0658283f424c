// Code that uses neither winston nor pino.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createClientLogging } from 'mcp-log-bridge'

const logging = createClientLogging()
const logger = logging.logger('weather')

const server = new McpServer({ name: 'weather', version: '1.0.0' })
logging.attach(server)

server.registerTool('forecast', {}, async () => {
  logger.notice('Asking the weather service', { city: 'Bern' })
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

await server.connect(new StdioServerTransport())
