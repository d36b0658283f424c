// A stdio server whose code never had a logger.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { captureConsole } from 'mcp-log-bridge/console'

const server = new McpServer({ name: 'weather', version: '1.0.0' })
captureConsole({ server })

server.registerTool('forecast', {}, async () => {
  console.log('Asking the weather service', { city: 'Bern' })
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

await server.connect(new StdioServerTransport())
