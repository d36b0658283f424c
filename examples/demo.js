// Runs the shop once over stdio and once over Streamable HTTP with two clients, and prints what the application logged
// beside what each client received. Then one call with a trace: its log messages and its progress at the client, and the
// line that the server has of it.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'

/** @typedef {{ level: string, text: string, order: string }} Row */

const shop = (/** @type {string} */ name) => fileURLToPath(new URL(`shop/${name}.js`, import.meta.url))

const PINO_LEVELS = /** @type {Record<number, string>} */ ({ 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn' })

/** What the application wrote to its own standard error: lines of winston and of pino. @param {any} stream */
function applicationLog(stream) {
  /** @type {Row[]} */
  const rows = []
  createInterface({ input: stream }).on('line', (line) => {
    const { level, message, msg, orderId } = JSON.parse(line)
    rows.push({ level: PINO_LEVELS[level] ?? level, text: message ?? msg, order: orderId })
  })
  return rows
}

/** An official client that keeps what it receives. @param {any} transport @param {any} [level] */
async function connect(transport, level) {
  const client = new Client({ name: 'demo', version: '1.0.0' })
  /** @type {(Row & { logger: string })[]} */
  const rows = []
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    const { message, orderId } = /** @type {any} */ (params.data)
    rows.push({ level: params.level, text: message, order: orderId, logger: params.logger ?? '' })
  })
  await client.connect(transport)
  if (level !== undefined) await client.setLoggingLevel(level)
  return { client, rows, title: `client, ${level ?? 'no level set'}` }
}

/** @param {Client} client @param {string} id @param {string} item @param {number} count */
const order = (client, id, item, count) => client.callTool({ name: 'place_order', arguments: { id, item, count } })

const COLOURS = /** @type {const} */ ({
  trace: 'gray',
  silly: 'gray',
  debug: 'gray',
  info: 'green',
  warn: 'yellow',
  warning: 'yellow',
  error: 'red',
})
const WIDTHS = [44, 52, 52]

/** @param {Row | undefined} row @param {string} text @param {number} width */
function cell(row, text, width) {
  const padded = text.slice(0, width).padEnd(width)
  return row ? styleText(COLOURS[/** @type {'info'} */ (row.level)] ?? 'white', padded) : padded
}

/** @param {string} title @param {Row[]} application @param {Awaited<ReturnType<typeof connect>>[]} clients */
function print(title, application, clients) {
  const heads = ['the application logged', ...clients.map((each) => `${each.title} received`)]
  const out = [`\n${styleText('bold', title)}`, heads.map((head, i) => head.padEnd(WIDTHS[i] ?? 0)).join(' │ ')]
  for (const row of application) {
    const cells = [cell(row, `${row.level.padEnd(6)} ${row.order}: ${row.text}`, WIDTHS[0] ?? 0)]
    for (const [i, { rows }] of clients.entries()) {
      const got = rows.find(({ text, order }) => text === row.text && order === row.order)
      const text = got ? `${got.level.padEnd(8)} ${got.logger.padEnd(8)} ${got.order}: ${got.text}` : ''
      cells.push(cell(got, text, WIDTHS[i + 1] ?? 0))
    }
    out.push(cells.join(' │ '))
  }
  process.stdout.write(`${out.join('\n')}\n`)
}

async function overStdio() {
  const transport = new StdioClientTransport({ command: process.execPath, args: [shop('stdio')], stderr: 'pipe' })
  const application = applicationLog(transport.stderr)
  const one = await connect(transport)
  await order(one.client, 'A1', 'tea', 2)
  await order(one.client, 'A2', 'cup', 3)
  await one.client.close()
  print('stdio', application, [one])
}

async function overHttp() {
  const child = fork(shop('http'), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const application = applicationLog(child.stderr)
  const [{ url }] = await once(child, 'message')
  const clients = [
    await connect(new StreamableHTTPClientTransport(new URL(url)), 'debug'),
    await connect(new StreamableHTTPClientTransport(new URL(url)), 'warning'),
  ]
  const [one, other] = clients.map(({ client }) => client)
  if (one && other) await Promise.all([order(one, 'B1', 'tea', 1), order(other, 'C1', 'cup', 9)])
  for (const { client } of clients) await client.close()
  child.kill()
  await once(child, 'close')
  print('Streamable HTTP, two sessions at once, one process-wide logger of each kind', application, clients)
}

async function oneCall() {
  const transport = new StdioClientTransport({ command: process.execPath, args: [shop('one-call')], stderr: 'pipe' })
  /** @type {any[]} */
  const lines = []
  const server = /** @type {import('node:stream').Readable} */ (transport.stderr)
  createInterface({ input: server }).on('line', (line) => lines.push(JSON.parse(line)))
  const { client, rows } = await connect(transport)
  /** @type {import('@modelcontextprotocol/sdk/types.js').Progress[]} */
  const progress = []
  const _meta = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
  const call = { name: 'place_order', arguments: { id: 'D1', item: 'tea', count: 1 }, _meta }
  await client.callTool(call, undefined, { onprogress: (each) => progress.push(each) })
  await client.close()
  const request = lines.find(({ method }) => method === 'tools/call')
  const out = [
    ...rows.map(({ level, logger, order, text }) => ['client', 'log', `${level} ${logger} ${order}: ${text}`]),
    ...progress.map(({ progress: step, message }) => ['client', 'progress', `${step} ${message}`]),
    ['server', 'request', `${request?.message}, of ${request?.client}, trace ${request?.trace_id}`],
  ]
  const shown = out.map(([who = '', what = '', text]) => `${who.padEnd(6)} │ ${what.padEnd(8)} │ ${text}`)
  process.stdout.write(`\n${styleText('bold', 'One call with a trace, on both sides')}\n${shown.join('\n')}\n`)
}

await overStdio()
await overHttp()
await oneCall()
