// Why a client gets nothing: what it asked for, and what became of each record.
import { inspect } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { McpTransport } from 'mcp-log-bridge/winston'
import winston from 'winston'

const server = new McpServer({ name: 'weather', version: '1.0.0' })
const toClients = new McpTransport({ server })
const logger = winston.createLogger({ transports: [toClients] })

server.registerTool('forecast', {}, async () => {
  logger.info('Asking the weather service')
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

const client = new Client({ name: 'host', version: '1.0.0' })
const [here, there] = InMemoryTransport.createLinkedPair()
await Promise.all([server.connect(here), client.connect(there)])
await client.setLoggingLevel('error')
await client.callTool({ name: 'forecast' })

const clients = toClients.logging.clients().map((each) => inspect(each, { breakLength: Number.POSITIVE_INFINITY }))
process.stdout.write(`${clients.join('\n')}\n`)
await client.close()
