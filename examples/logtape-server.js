// A stdio server whose code logs through LogTape.
import { configure, getLogger } from '@logtape/logtape'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { mcpSink } from 'mcp-log-bridge/logtape'

const server = new McpServer({ name: 'weather', version: '1.0.0' })

await configure({
  sinks: {
    stderr: (record) => process.stderr.write(`${record.level} ${record.message.join('')}\n`),
    mcp: mcpSink({ server }),
  },
  loggers: [
    { category: 'weather', sinks: ['stderr', 'mcp'], lowestLevel: 'debug' },
    { category: ['logtape', 'meta'], sinks: ['stderr'], lowestLevel: 'warning' },
  ],
})
const logger = getLogger('weather')

server.registerTool('forecast', {}, async () => {
  logger.info('Asking the weather service for {city}', { city: 'Bern' })
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

await server.connect(new StdioServerTransport())
