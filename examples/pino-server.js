// A stdio server whose code logs through pino.
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'

const destination = mcpDestination()
const logger = pino({}, pino.multistream([{ stream: pino.destination(2) }, { stream: destination }]))

serveStdio(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  destination.attach(server)
  server.registerTool('forecast', {}, async () => {
    logger.info({ city: 'Bern' }, 'Asking the weather service')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})
