// A stdio server whose log records reach OpenTelemetry with the caller's trace, and the client as they did before.
// Started as `node --import ./examples/opentelemetry/setup.js examples/opentelemetry.js`.
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { createClientLogging } from 'mcp-log-bridge'
import { traceContext } from 'mcp-log-bridge/otel'
import { addMcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'

const logging = createClientLogging({ around: traceContext() })
const logger = pino({}, pino.destination(2))
addMcpDestination(logger, { logging })

serveStdio(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  logging.attach(server)
  server.registerTool('forecast', {}, async () => {
    logger.info({ city: 'Bern' }, 'Asking the weather service')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})
