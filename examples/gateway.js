// A gateway: log messages of the server behind it go to its own log, and on to the client in front of it.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { forwardLogs } from 'mcp-log-bridge/client'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'

const server = new McpServer({ name: 'gateway', version: '1.0.0' })
const toClient = { level: 'debug', stream: mcpDestination({ server }) }
const logger = pino({ level: 'debug' }, pino.multistream([{ level: 'debug', stream: pino.destination(2) }, toClient]))

const behind = new Client({ name: 'gateway', version: '1.0.0' })
forwardLogs(behind, logger, { relay: true })
const [command, ...args] = process.argv.slice(2)
if (!command) throw new Error('Which server? For example: node examples/winston-server.js')
await behind.connect(new StdioClientTransport({ command, args, stderr: 'ignore' }))

server.registerTool('forecast', {}, async () => {
  logger.info('Passing it on')
  await behind.callTool({ name: 'forecast' })
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

process.stdin.once('end', () => void behind.close())
await server.connect(new StdioServerTransport())
