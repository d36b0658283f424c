// The only module of the shop that knows of MCP: where its two loggers write to.
import { createClientLogging } from 'mcp-log-bridge'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { McpTransport } from 'mcp-log-bridge/winston'
import { pino } from 'pino'
import winston from 'winston'

export const logging = createClientLogging({ progress: true })

export const orderLog = winston.createLogger({
  level: 'silly',
  transports: [new winston.transports.Stream({ stream: process.stderr }), new McpTransport({ logging })],
})

export const stockLog = pino(
  { level: 'trace', base: null },
  pino.multistream([
    { level: 'trace', stream: pino.destination({ dest: 2, sync: true }) },
    { level: 'trace', stream: mcpDestination({ logging }) },
  ]),
)
