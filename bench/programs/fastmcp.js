// A server of fastmcp over stdio that logs through its own context log, or through pino and the bridge.
//   node fastmcp.js <own|bridge>
import { FastMCP } from 'fastmcp'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { z } from 'zod'
import { fieldsOf, MESSAGE } from '../record.js'
import { cpuText, flood } from './flood-tool.js'

/** Without it fastmcp writes to the console, and that to stdout. */
const logger = { debug() {}, error() {}, info() {}, log() {}, warn() {} }
const server = new FastMCP({ name: 'bench', version: '1.0.0', logger })
const bridge = process.argv[2] === 'bridge' ? throughPino() : undefined

server.addTool({
  name: 'flood',
  description: 'Logs',
  parameters: z.object({ n: z.number() }),
  execute: async ({ n }, { log }) => {
    await flood(n, bridge ?? ((i) => log.info(MESSAGE, fieldsOf(i))))
    return 'done'
  },
})
server.addTool({ name: 'cpu', description: 'Tells its time', execute: async () => cpuText() })

function throughPino() {
  // Everything is to arrive: no limits.
  const queue = { maxRecords: 1_000_000, maxSize: 1_000_000_000 }
  const destination = mcpDestination({ rateLimit: false, queue })
  destination.attach(server)
  const logger = pino({}, destination)
  return (/** @type {number} */ i) => logger.info(fieldsOf(i), MESSAGE)
}

await server.start({ transportType: 'stdio' })
