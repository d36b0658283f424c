// A stdio server whose code logs through consola.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createConsola } from 'consola'
import { mcpReporter } from './consola-reporter.js'

const server = new McpServer({ name: 'weather', version: '1.0.0' })
const logger = createConsola({ level: 4, reporters: [mcpReporter({ server })] })

server.registerTool('forecast', {}, async () => {
  logger.withTag('weather').success('Asking the weather service', { city: 'Bern' })
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

await server.connect(new StdioServerTransport())
