import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { logging, orderLog } from './loggers.js'
import { createShop } from './server.js'

logging.logRequests(orderLog, { trace: true })
await createShop().connect(new StdioServerTransport())
