// FastMCP and pino: one `attach` for all of its sessions.
import { FastMCP } from 'fastmcp'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { z } from 'zod'

const toClients = mcpDestination()
const logger = pino(
  { level: 'debug' },
  pino.multistream([{ stream: pino.destination(2) }, { level: 'debug', stream: toClients }]),
)

const server = new FastMCP({ name: 'weather', version: '1.0.0' })
toClients.attach(server)

server.addTool({
  name: 'forecast',
  description: 'The weather',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => {
    logger.debug({ city }, 'Looking at the cache')
    logger.info({ city }, 'Asking the weather service')
    return 'Sunny'
  },
})

const port = Number(process.env.PORT ?? 3000)
await server.start({ transportType: 'httpStream', httpStream: { host: '127.0.0.1', port } })
process.stderr.write(`http://127.0.0.1:${port}/mcp\n`)
