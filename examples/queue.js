// One queue for the process: each job logs to the client for whose request it works.
import { AsyncResource } from 'node:async_hooks'
import { createServer } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { mcpDestination } from 'mcp-log-bridge/pino'
import PQueue from 'p-queue'
import { pino } from 'pino'
import { z } from 'zod'

const toClients = mcpDestination()
const logger = pino({}, toClients)
const queue = new PQueue({ concurrency: 1 })

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  toClients.attach(server)
  server.registerTool('forecast', { inputSchema: z.object({ city: z.string() }) }, async ({ city }) => {
    const job = async () => {
      await wait(1)
      logger.info({ city }, 'Asking the weather service')
    }
    // #region bind
    // Without `bind` the queue runs the job in the context of the one before, which may be another client's.
    await queue.add(AsyncResource.bind(job))
    // #endregion
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})

const http = createServer(/** @type {any} */ (toNodeHandler(handler)))
http.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address())
  process.stderr.write(`http://127.0.0.1:${port}/mcp\n`)
})
