// Clients over stdio that count what a server logs.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'

/** @typedef {(name: string, args?: Record<string, unknown>) => Promise<any>} CallTool resolves with the result */

/**
 * @typedef {(file: string, args: readonly string[], heard: () => void) => Promise<CallTool>} Connect
 */

const clientInfo = { name: 'bench', version: '1.0.0' }

/** Takes hardly any time of its own: the official one takes more for a record than a server. @type {Connect} */
export async function plainClient(file, args, heard) {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'ignore'] })
  process.once('exit', () => child.kill())
  /** @type {Map<number, (result: unknown) => void>} */
  const waiting = new Map()
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes('"notifications/message"')) return heard()
    const { id, result } = JSON.parse(line)
    waiting.get(id)?.(result)
  })
  /** @param {object} message */
  const write = (message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  let lastId = 0
  /** @param {string} method @param {object} params */
  const ask = (method, params) =>
    new Promise((resolve) => {
      const id = ++lastId
      waiting.set(id, resolve)
      write({ id, method, params })
    })
  await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo })
  write({ method: 'notifications/initialized' })
  return (name, args = {}) => ask('tools/call', { name, arguments: args })
}

/** The official one. @type {Connect} */
export async function officialClient(file, args, heard) {
  const client = new Client(clientInfo)
  client.setNotificationHandler(LoggingMessageNotificationSchema, heard)
  const transport = new StdioClientTransport({ command: process.execPath, args: [file, ...args], stderr: 'ignore' })
  await client.connect(/** @type {never} */ (transport))
  process.once('exit', () => void transport.close())
  return (name, args = {}) => client.callTool({ name, arguments: args })
}

/**
 * @param {Connect} connect
 * @param {string} program of `programs/`, with a tool `flood` that logs `n` records and a tool `cpu` that tells the
 *   nanoseconds of processor time that it has used
 * @param {readonly string[]} args
 * @returns {Promise<import('./measure.js').Run>} the server's time per record, and the time to the last one received
 */
export async function flooding(connect, program, args) {
  let awaited = 0
  let reached = () => {}
  const call = await connect(fileURLToPath(new URL(`programs/${program}`, import.meta.url)), args, () => {
    if (--awaited === 0) reached()
  })
  // mcp-framework sends every answer as JSON.
  const cpu = async () => Number(JSON.parse((await call('cpu')).content[0].text))
  return async (n) => {
    const before = await cpu()
    const start = performance.now()
    awaited = n
    const last = new Promise((resolve) => {
      reached = () => resolve(undefined)
    })
    await Promise.all([call('flood', { n }), last])
    const elapsed = ((performance.now() - start) / n) * 1e6
    return { cpu: ((await cpu()) - before) / n, elapsed }
  }
}
