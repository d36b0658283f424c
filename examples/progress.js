// A stdio server whose users see how far a call is: what it logs, and numbers from the code that knows them.
import { McpServer } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { reportProgress } from 'mcp-log-bridge'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'

const destination = mcpDestination({ progress: true })
const logger = pino({}, pino.multistream([{ stream: pino.destination(2) }, { stream: destination }]))

/** @param {string[]} cities */
async function collect(cities) {
  for (const [at, city] of cities.entries()) {
    reportProgress(at + 1, cities.length, `Asking for ${city}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

serveStdio(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  destination.attach(server)
  server.registerTool('forecast', {}, async () => {
    await collect(['Bern', 'Basel'])
    logger.info('All cities have answered')
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})
