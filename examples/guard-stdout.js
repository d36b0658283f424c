// A stdio server that keeps stdout for MCP: what else is written there goes to stderr.
import 'mcp-log-bridge/guard'
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'

const destination = mcpDestination()
const logger = pino({}, pino.multistream([{ stream: pino.destination(2) }, { stream: destination }]))

console.log('Loading the weather')

serveStdio(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  destination.attach(server)
  server.registerTool('forecast', {}, async () => {
    console.log('This line would have broken the session')
    logger.info({ city: 'Bern' }, 'Asking the weather service')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})
