import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { logging } from './loggers.js'
import { placeOrder } from './orders.js'

export function createShop() {
  const server = new McpServer({ name: 'shop', version: '1.0.0' })
  logging.attach(server)
  const inputSchema = { id: z.string(), item: z.string(), count: z.number().int().positive() }
  server.registerTool('place_order', { inputSchema }, async (order) => ({
    content: [{ type: 'text', text: await placeOrder(order) }],
  }))
  return server
}
