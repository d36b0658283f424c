// A server whose client does not read: logs many records, and reports on stderr what that costs.
//   node --expose-gc flood.js <v1|v2> <stdio|http> <bare|bridge|unlimited> <records>
import { createServer } from 'node:http'
import { createClientLogging } from 'mcp-log-bridge'

const [sdk = 'v1', way = 'stdio', mode = 'bridge', count = '200000'] = process.argv.slice(2)
const records = Number(count)
const gc = /** @type {() => void} */ (globalThis.gc)
const text = 'x'.repeat(150)

/** @type {string[]} */
const warnings = []
process.on('warning', (warning) => warnings.push(warning.name))
process.on('uncaughtException', (error) => report({ crashed: error.message }))

const logging =
  mode === 'bare'
    ? undefined
    : createClientLogging(mode === 'unlimited' ? { rateLimit: false } : { closeTimeout: 5000 })
/** @type {{ server: any, transport: any }} Of either SDK. */
const { server, transport } = await setUp()
logging?.attach(server)
await server.connect(transport)

async function setUp() {
  const info = { name: 'flood', version: '1.0.0' }
  const options = { capabilities: { logging: {} } }
  const http = { sessionIdGenerator: () => 'flood' }
  if (sdk === 'v1') {
    const { McpServer } = await import('@modelcontextprotocol/sdk/server/mcp.js')
    const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js')
    const { StreamableHTTPServerTransport } = await import('@modelcontextprotocol/sdk/server/streamableHttp.js')
    const transport = way === 'stdio' ? new StdioServerTransport() : new StreamableHTTPServerTransport(http)
    return { server: new McpServer(info, options), transport }
  }
  const { McpServer } = await import('@modelcontextprotocol/server')
  const { StdioServerTransport } = await import('@modelcontextprotocol/server/stdio')
  const { NodeStreamableHTTPServerTransport } = await import('@modelcontextprotocol/node')
  const transport = way === 'stdio' ? new StdioServerTransport() : new NodeStreamableHTTPServerTransport(http)
  return { server: new McpServer(info, options), transport }
}

/** @typedef {(params: object) => Promise<void>} Notify */

/** @param {Notify} notify */
async function flood(notify) {
  const log = logging?.logger('flood')
  let resolved = 0
  const send = (/** @type {number} */ n) => {
    if (log !== undefined) log.info(text, { n })
    else {
      const params = { level: 'info', logger: 'flood', data: { message: text, n } }
      notify(params).then(
        () => resolved++,
        () => {},
      )
    }
  }
  await turn()
  gc()
  const before = process.memoryUsage()
  const gap = gapMeter()
  let peak = before.rss
  for (let n = 0; n < records; n++) {
    send(n)
    if (n % 500 === 499) {
      await turn()
      peak = Math.max(peak, process.memoryUsage().rss)
    }
  }
  const whileLogging = gap()
  gc()
  const after = process.memoryUsage()
  const grown = (/** @type {'heapUsed' | 'external' | 'rss'} */ key) => after[key] - before[key]
  report({
    event: 'flooded',
    heap: grown('heapUsed') + grown('external'),
    rss: peak - before.rss,
    gap: whileLogging,
    resolved,
    stats: logging?.stats(),
  })
}

/** When the client reads again. */
async function drain() {
  const gap = gapMeter()
  let quiet = 0
  for (let last = -1; quiet < 20; ) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    const { sent = 0, queued = 0 } = logging?.stats() ?? {}
    const waiting = process.stdout.writableLength
    quiet = queued === 0 && waiting === 0 && sent === last ? quiet + 1 : 0
    last = sent
  }
  const longest = gap()
  await logging?.flush()
  report({ event: 'drained', gap: longest, stats: logging?.stats(), warnings })
}

/** Longest time that the event loop stood still. */
function gapMeter() {
  let last = performance.now()
  let longest = 0
  let on = true
  const tick = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (on) setImmediate(tick)
  }
  setImmediate(tick)
  return () => {
    on = false
    return Math.max(longest, performance.now() - last)
  }
}

function turn() {
  return new Promise((resolve) => setImmediate(resolve))
}

/** @param {object} result */
function report(result) {
  process.stderr.write(`${JSON.stringify(result)}\n`)
}

process.on('SIGUSR2', () => void drain())

if (way === 'stdio') {
  server.server.oninitialized = () => {
    void flood((params) => server.server.notification({ method: 'notifications/message', params }))
  }
} else {
  const ping = sdk === 'v1' ? (await import('@modelcontextprotocol/sdk/types.js')).PingRequestSchema : 'ping'
  server.server.setRequestHandler(ping, async (/** @type {unknown} */ _request, /** @type {any} */ context) => {
    const options = { relatedRequestId: context.requestId ?? context.mcpReq.id }
    await flood((params) => server.server.notification({ method: 'notifications/message', params }, options))
    await new Promise((resolve) => process.once('SIGUSR1', () => resolve(undefined)))
    return {}
  })
  const http = createServer((request, response) => {
    void transport.handleRequest(request, response)
  })
  http.listen(0, '127.0.0.1', () => {
    const address = /** @type {import('node:net').AddressInfo} */ (http.address())
    report({ event: 'listening', port: address.port })
  })
}
