// Sends log messages through programs that stand between MCP clients and servers, looks at what arrives at the other end, and
// writes it to docs/compatibility.md:
//   npm run peers
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { table, writeSection } from './compatibility-page.js'
import { commandOf, newestNode } from './judges.js'

const STDIO_SERVERS = ['examples/winston-server.js', 'examples/pino-server.js']
const HTTP_SERVER = 'examples/http-server.js'

/** What both examples log in a call. */
const EXPECTED = { level: 'info', logger: 'forecast', data: { message: 'Asking the weather service', city: 'Bern' } }

const NOTHING = '**not as sent**: []'

const MCPDO = commandOf('@modelcontextprotocol/inspector', '2.12.0', 'mcpdo')
const MCP_PROXY = commandOf('mcp-proxy', '6.7.19', 'mcp-proxy')
const SUPERGATEWAY = commandOf('supergateway', '4.0.0', 'supergateway')
const MCP_REMOTE = commandOf('mcp-remote', '0.15.1', 'mcp-remote')

/** What they keep about their users, elsewhere than these do. */
const home = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-peers-'))
const env = { ...process.env, HOME: home, PATH: `${newestNode()}:${process.env.PATH}` }

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}

/** Connects as soon as the other side listens. @param {() => any} transport */
async function connect(transport) {
  for (let attempt = 1; ; attempt++) {
    const client = new Client({ name: 'peers', version: '1.0.0' })
    try {
      await client.connect(transport())
      return client
    } catch (error) {
      if (attempt === 60) throw error
      await wait(250)
    }
  }
}

/** What comes of a call whose client wants everything, and of one whose client wants errors. @param {() => any} transport */
async function outcome(transport) {
  const client = await connect(transport)
  try {
    /** @type {unknown[]} */
    const received = []
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void received.push(params))
    await client.setLoggingLevel('debug')
    await client.callTool({ name: 'forecast' })
    const before = received.splice(0)
    // Over two streams a message may take longer than the response.
    await wait(500)
    const after = received.splice(0)
    await client.setLoggingLevel('error')
    await client.callTool({ name: 'forecast' })
    await wait(500)
    const arrived = JSON.stringify([...before, ...after]) === JSON.stringify([EXPECTED])
    const when = before.length > 0 ? 'before the result' : 'after the result'
    return [arrived ? `as sent, ${when}` : `**not as sent**: ${JSON.stringify([...before, ...after])}`, received.length]
  } finally {
    await client.close()
  }
}

/** @param {readonly string[]} command @param {(port: number) => readonly string[]} args @param {(port: number) => any} transport */
async function behind([file = '', ...command], args, transport) {
  const port = await freePort()
  const options = { env, stdio: /** @type {const} */ ('ignore'), detached: true }
  const peer = spawn(file, [...command, ...args(port)], options)
  try {
    return await outcome(() => transport(port))
  } finally {
    // With the servers that it has started.
    process.kill(-Number(peer.pid))
  }
}

/** @param {readonly string[]} command @param {(url: string) => readonly string[]} args */
async function before([file = '', ...command], args) {
  const server = spawn(process.execPath, [HTTP_SERVER], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    const [url] = await once(createInterface(server.stderr), 'line')
    const started = { command: file, args: [...command, ...args(url)], env, stderr: /** @type {const} */ ('ignore') }
    return await outcome(() => new StdioClientTransport(/** @type {any} */ (started)))
  } finally {
    server.kill()
  }
}

/** @param {string} example */
async function throughMcpdo(example) {
  const [node = '', bin = ''] = MCPDO
  const run = (/** @type {string[]} */ ...args) =>
    execFileSync(node, [bin, ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  run('connect', '@peer', node, example)
  const tail = spawn(node, [bin, '@peer', 'logging/tail'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const lines = createInterface(tail.stdout)
    /** @type {string[]} */
    const received = []
    lines.on('line', (line) => received.push(line))
    // It tells nobody that it listens.
    await wait(5000)
    run('@peer', 'logging/setLevel', 'debug')
    run('@peer', 'tools/call', 'forecast')
    await wait(2000)
    const arrived = received.splice(0)
    run('@peer', 'logging/setLevel', 'error')
    run('@peer', 'tools/call', 'forecast')
    await wait(2000)
    const expected = `[info] forecast: ${JSON.stringify(EXPECTED.data)}`
    const isAsSent = arrived.length === 1 && arrived[0] === expected
    return [isAsSent ? `\`${expected}\`` : `**not as sent**: ${arrived.join('; ')}`, received.length]
  } finally {
    tail.kill()
    run('daemon', 'stop')
  }
}

const http = (/** @type {number} */ port) => new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`))
const sse = (/** @type {number} */ port) => new SSEClientTransport(new URL(`http://127.0.0.1:${port}/sse`))

/** @type {[peer: string, way: string, run: () => Promise<(string | number)[]>][]} */
const routes = [
  ...STDIO_SERVERS.flatMap((example) => {
    const server = ['--', 'node', example]
    const stdio = ['--stdio', `node ${example}`]
    return /** @type {typeof routes} */ ([
      ['Inspector’s `mcpdo` 2.12.0', `\`${example}\` over stdio`, () => throughMcpdo(example)],
      [
        '`mcp-proxy` 6.7.19',
        `Streamable HTTP → \`${example}\``,
        () => behind(MCP_PROXY, (port) => ['--host', '127.0.0.1', '--port', String(port), ...server], http),
      ],
      [
        '`mcp-proxy` 6.7.19',
        `SSE → \`${example}\``,
        () => behind(MCP_PROXY, (port) => ['--host', '127.0.0.1', '--port', String(port), ...server], sse),
      ],
      [
        '`supergateway` 4.0.0',
        `Streamable HTTP, stateful → \`${example}\``,
        () =>
          behind(
            SUPERGATEWAY,
            (port) => [...stdio, '--outputTransport', 'streamableHttp', '--stateful', '--port', String(port)],
            http,
          ),
      ],
      [
        '`supergateway` 4.0.0',
        `SSE → \`${example}\``,
        () => behind(SUPERGATEWAY, (port) => [...stdio, '--outputTransport', 'sse', '--port', String(port)], sse),
      ],
    ])
  }),
  [
    '`supergateway` 4.0.0',
    `stdio → \`${HTTP_SERVER}\``,
    () => before(SUPERGATEWAY, (url) => ['--streamableHttp', url, '--logLevel', 'none']),
  ],
  [
    '`mcp-remote` 0.15.1',
    `stdio → \`${HTTP_SERVER}\``,
    () => before(MCP_REMOTE, (url) => [url, '--transport', 'http-only']),
  ],
]

/** Passes on what answers a request and nothing else, whoever sends it. */
const WITHOUT_NOTIFICATIONS = `stdio → \`${HTTP_SERVER}\``

const rows = [['through', 'client → server', 'what a client of level `debug` gets', '… of level `error`']]
try {
  for (const [peer, way, run] of routes) {
    const [arrived, unwanted] = await run().catch((error) => [`**fails**: ${String(error).split('\n')[0]}`, '?'])
    const isPassedOn = !(way === WITHOUT_NOTIFICATIONS && peer.startsWith('`supergateway`'))
    const wanted = isPassedOn || arrived !== NOTHING ? String(arrived) : 'nothing: it passes no notification on'
    const row = [peer, way, wanted, unwanted === 0 ? 'nothing' : `**${unwanted}**`]
    process.stdout.write(`${row.join(' | ')}\n`)
    if (row.some((cell) => cell.startsWith('**'))) process.exitCode = 1
    rows.push(row)
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}

writeSection(
  'Programs in between',
  `
Written by \`npm run peers\`: one call of a tool that logs one record, by the SDK's client, through programs that stand between
clients and servers. \`mcpdo\` is a client itself, and what it prints is shown.

${table(rows)}
`,
)
