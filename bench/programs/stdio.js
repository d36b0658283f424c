// A server over stdio whose tool `flood` logs as many records as it is told to.
//   node stdio.js <v1|v2> <bare|bridge>
import { StdioServerTransport as V1Stdio } from '@modelcontextprotocol/sdk/server/stdio.js'
import { StdioServerTransport as V2Stdio } from '@modelcontextprotocol/server/stdio'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { z } from 'zod'
import { fieldsOf, MESSAGE } from '../record.js'
import { createServer } from '../server.js'
import { cpuText, flood } from './flood-tool.js'

const [sdk, how] = process.argv.slice(2)
const version = sdk === 'v2' ? 'v2' : 'v1'
const server = createServer(version)
const inputSchema = version === 'v1' ? { n: z.number() } : z.object({ n: z.number() })
const log = how === 'bridge' ? throughPino() : bare

server.registerTool('flood', { inputSchema }, async ({ n }) => {
  await flood(n, log)
  return { content: [] }
})
server.registerTool('cpu', {}, async () => ({ content: [{ type: 'text', text: cpuText() }] }))

function throughPino() {
  // Everything is to arrive: no limits.
  const queue = { maxRecords: 1_000_000, maxSize: 1_000_000_000 }
  const logger = pino({}, mcpDestination({ server, rateLimit: false, queue }))
  return (/** @type {number} */ i) => logger.info(fieldsOf(i), MESSAGE)
}

/** @param {number} i */
function bare(i) {
  void server.server.sendLoggingMessage({ level: 'info', data: { message: MESSAGE, ...fieldsOf(i) } })
}

await server.connect(/** @type {never} */ (version === 'v1' ? new V1Stdio() : new V2Stdio()))
