// The fields of the current request, in every record of every destination.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { requestFields } from 'mcp-log-bridge'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'

const server = new McpServer({ name: 'weather', version: '1.0.0' })

const logger = pino(
  { mixin: requestFields },
  pino.multistream([{ stream: pino.destination(2) }, { stream: mcpDestination({ server }) }]),
)

server.registerTool('forecast', {}, async () => {
  logger.info('Asking the weather service') // … "requestId":1,"method":"tools/call","tool":"forecast"
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

await server.connect(new StdioServerTransport())
