// AWS Lambda behind a function URL or an HTTP API, and winston: nothing is kept from one call to the next.
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { McpTransport } from 'mcp-log-bridge/winston'
import winston from 'winston'
import { z } from 'zod'

const toClients = new McpTransport({ level: 'debug' })
const logger = winston.createLogger({
  level: 'debug',
  transports: [new winston.transports.Console({ level: 'info' }), toClients],
})

const mcp = createMcpHandler(() => {
  const server = new McpServer({ name: 'weather', version: '1.0.0' })
  toClients.attach(server)
  server.registerTool('forecast', { inputSchema: z.object({ city: z.string() }) }, async ({ city }) => {
    logger.debug('Looking at the cache', { city })
    logger.info('Asking the weather service', { city })
    return { content: [{ type: 'text', text: 'Sunny' }] }
  })
  return server
})

/** @param {{ rawPath: string, headers: Record<string, string>, body?: string, requestContext: { http: { method: string } } }} event */
export async function handler({ rawPath, headers, body, requestContext }) {
  const { method } = requestContext.http
  const request = new Request(new URL(rawPath, 'https://lambda'), { method, headers, ...(body && { body }) })
  const response = await mcp.fetch(request)
  // The records come before the result: with the text of the response they have left before the instance is frozen.
  return { statusCode: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
}
