// A server of mcp-framework over stdio that logs through its own context log, or through pino and the bridge.
//   node mcp-framework.js <own|bridge>
import { MCPServer, MCPTool } from 'mcp-framework'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { z } from 'zod/v3'
import { fieldsOf, MESSAGE } from '../record.js'
import { cpuText, flood } from './flood-tool.js'

class Flood extends MCPTool {
  name = 'flood'
  description = 'Logs'
  schema = { n: { type: z.number(), description: 'how many' } }

  async execute(/** @type {{ n: number }} */ { n }) {
    await flood(n, bridge ?? ((i) => void this.log('info', { message: MESSAGE, ...fieldsOf(i) })))
    return 'done'
  }
}

class Cpu extends MCPTool {
  name = 'cpu'
  description = 'Tells its time'
  schema = {}

  async execute() {
    return cpuText()
  }
}

const server = new MCPServer({ name: 'bench', version: '1.0.0', logging: true, basePath: import.meta.dirname })
const bridge = process.argv[2] === 'bridge' ? throughPino() : undefined
for (const tool of [Flood, Cpu]) server.addTool(/** @type {any} */ (tool))

function throughPino() {
  // Everything is to arrive: no limits.
  const queue = { maxRecords: 1_000_000, maxSize: 1_000_000_000 }
  const destination = mcpDestination({ rateLimit: false, queue })
  destination.attach(server)
  const logger = pino({}, destination)
  return (/** @type {number} */ i) => logger.info(fieldsOf(i), MESSAGE)
}

await server.start()
