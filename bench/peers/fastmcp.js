// @ts-nocheck - its packages are installed on request only
import { FastMCP } from 'fastmcp'
import { z } from 'zod'
import { fieldsOf, MESSAGE } from '../record.js'

const server = new FastMCP({ name: 'bench', version: '1.0.0' })
server.addTool({
  name: 'flood',
  description: 'Logs',
  parameters: z.object({ n: z.number() }),
  execute: async ({ n }, { log }) => {
    for (let i = 0; i < n; ) {
      for (const end = Math.min(n, i + 100); i < end; i++) log.info(MESSAGE, fieldsOf(i))
      await new Promise((resolve) => setImmediate(resolve))
    }
    return 'done'
  },
})
await server.start({ transportType: 'stdio' })
