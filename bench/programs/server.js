// A server whose tool `flood` logs as many records as it is told to, over stdio or HTTP.
//   node server.js <v1|v2> <stdio|http> <how>
import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { StdioServerTransport as V1Stdio } from '@modelcontextprotocol/sdk/server/stdio.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { StdioServerTransport as V2Stdio } from '@modelcontextprotocol/server/stdio'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { z } from 'zod'
import { fieldsOf, MESSAGE } from '../record.js'
import { createServer } from '../server.js'

const [sdk, way, how] = process.argv.slice(2)
const version = sdk === 'v2' ? 'v2' : 'v1'
const server = createServer(version)
const inputSchema = version === 'v1' ? { n: z.number() } : z.object({ n: z.number() })
const log = logWith(how)

server.registerTool('flood', { inputSchema }, async ({ n }, context) => {
  // A tool that never awaits would hand over everything at once, and the pipe would be filled before it is read.
  for (let i = 0; i < n; ) {
    for (const end = Math.min(n, i + 100); i < end; i++) {
      const logged = log(i, context)
      if (how === 'awaited') await logged
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { content: [{ type: 'text', text: 'done' }] }
})
server.registerTool('quiet', {}, async () => ({ content: [{ type: 'text', text: 'done' }] }))

/**
 * @param {string | undefined} how
 * @returns {(i: number, context: { requestId?: number, mcpReq?: { id: number } }) => unknown}
 */
function logWith(how) {
  if (how === 'bridge') {
    // Everything is to arrive: no limits.
    const queue = { maxRecords: 1_000_000, maxSize: 1_000_000_000 }
    const logger = pino({}, mcpDestination({ server, rateLimit: false, queue }))
    return (i) => logger.info(fieldsOf(i), MESSAGE)
  }
  if (way === 'stdio') {
    return (i) => server.server.sendLoggingMessage({ level: 'info', data: { message: MESSAGE, ...fieldsOf(i) } })
  }
  // Over HTTP `sendLoggingMessage` would be lost: this is its way to the response's stream.
  return (i, { requestId, mcpReq }) => {
    const params = { level: 'info', data: { message: MESSAGE, ...fieldsOf(i) } }
    const options = { relatedRequestId: requestId ?? mcpReq?.id }
    return server.server.notification({ method: 'notifications/message', params }, options)
  }
}

if (way === 'stdio') {
  await server.connect(/** @type {never} */ (version === 'v1' ? new V1Stdio() : new V2Stdio()))
} else {
  const options = { sessionIdGenerator: randomUUID }
  const transport =
    version === 'v1' ? new StreamableHTTPServerTransport(options) : new NodeStreamableHTTPServerTransport(options)
  await server.connect(/** @type {never} */ (transport))
  const http = createHttpServer((request, response) => {
    void transport.handleRequest(request, response)
  })
  process.once('disconnect', () => process.exit())
  http.listen(0, '127.0.0.1', () => process.send?.(http.address()))
}
