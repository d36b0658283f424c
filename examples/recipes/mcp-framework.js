// mcp-framework and winston: one `attach` for all of its sessions.
import { MCPServer, MCPTool } from 'mcp-framework'
import { McpTransport } from 'mcp-log-bridge/winston'
import winston from 'winston'
import { z } from 'zod/v3'

const toClients = new McpTransport({ level: 'debug' })
const logger = winston.createLogger({
  level: 'debug',
  transports: [new winston.transports.Stream({ stream: process.stderr, level: 'info' }), toClients],
})

class Forecast extends MCPTool {
  name = 'forecast'
  description = 'The weather'
  schema = { city: { type: z.string(), description: 'Where' } }

  async execute(/** @type {{ city: string }} */ { city }) {
    logger.debug('Looking at the cache', { city })
    logger.info('Asking the weather service', { city })
    return 'Sunny'
  }
}

const server = new MCPServer({ name: 'weather', version: '1.0.0' })
server.addTool(/** @type {any} */ (Forecast))
toClients.attach(server)
await server.start()
