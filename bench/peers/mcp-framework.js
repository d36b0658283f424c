// @ts-nocheck - its packages are installed on request only
import { MCPServer, MCPTool } from 'mcp-framework'
import { z } from 'zod/v3'
import { fieldsOf, MESSAGE } from '../record.js'

class Flood extends MCPTool {
  name = 'flood'
  description = 'Logs'
  schema = { n: { type: z.number(), description: 'how many' } }

  async execute({ n }) {
    for (let i = 0; i < n; ) {
      for (const end = Math.min(n, i + 100); i < end; i++) void this.log('info', { message: MESSAGE, ...fieldsOf(i) })
      await new Promise((resolve) => setImmediate(resolve))
    }
    return 'done'
  }
}

const server = new MCPServer({ name: 'bench', version: '1.0.0', logging: true, basePath: import.meta.dirname })
server.addTool(Flood)
await server.start()
