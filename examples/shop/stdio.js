import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createShop } from './server.js'

await createShop().connect(new StdioServerTransport())
