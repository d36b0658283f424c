import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { createShop } from './server.js'

/** @type {Map<string, StreamableHTTPServerTransport>} */
const sessions = new Map()

const http = createServer(async (request, response) => {
  let transport = sessions.get(String(request.headers['mcp-session-id']))
  if (transport === undefined) {
    const opened = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, opened),
    })
    await createShop().connect(/** @type {any} */ (opened))
    transport = opened
  }
  await transport.handleRequest(request, response)
})

http.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (http.address())
  process.send?.({ url: `http://127.0.0.1:${port}/mcp` })
})
