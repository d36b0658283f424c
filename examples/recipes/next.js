// app/api/mcp/route.js of a Next.js application with mcp-handler, and pino.

import { createMcpHandler } from 'mcp-handler'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { z } from 'zod'

const toClients = mcpDestination()
const logger = pino(
  { level: 'debug' },
  pino.multistream([{ stream: pino.destination(2) }, { level: 'debug', stream: toClients }]),
)

const handler = createMcpHandler((server) => {
  toClients.attach(server)
  server.registerTool('forecast', { inputSchema: z.object({ city: z.string() }) }, async ({ city }) => {
    logger.debug({ city }, 'Looking at the cache')
    logger.info({ city }, 'Asking the weather service')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
})

export { handler as GET, handler as POST }
