// The official clients, counting what they are sent.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Client as V2Client, StreamableHTTPClientTransport as V2Http } from '@modelcontextprotocol/client'
import { StdioClientTransport as V2Stdio } from '@modelcontextprotocol/client/stdio'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as V1Stdio } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as V1Http } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'

const clientInfo = { name: 'bench', version: '1.0.0' }
const program = fileURLToPath(new URL('programs/server.js', import.meta.url))

/**
 * @param {'v1' | 'v2'} sdk
 * @param {never} transport
 */
async function connect(sdk, transport) {
  let awaited = 0
  let reached = () => {}
  const count = () => {
    if (--awaited === 0) reached()
  }
  const client = sdk === 'v1' ? new V1Client(clientInfo) : new V2Client(clientInfo)
  if (client instanceof V1Client) client.setNotificationHandler(LoggingMessageNotificationSchema, count)
  else client.setNotificationHandler('notifications/message', count)
  await client.connect(transport)
  return {
    call: (/** @type {string} */ name) => client.callTool({ name }),
    /** Calls the tool, and resolves when the last record has arrived. @type {import('./measure.js').Run} */
    flood: async (n) => {
      awaited = n
      const last = new Promise((resolve) => {
        reached = () => resolve(undefined)
      })
      await Promise.all([client.callTool({ name: 'flood', arguments: { n } }), last])
    },
  }
}

/** @param {'v1' | 'v2'} sdk @param {readonly string[]} args of the server program */
export function overStdio(sdk, args, file = program) {
  // The SDK's own warnings about its listeners are many.
  const options = { command: process.execPath, args: [file, ...args], stderr: /** @type {const} */ ('ignore') }
  return connect(sdk, /** @type {never} */ (sdk === 'v1' ? new V1Stdio(options) : new V2Stdio(options)))
}

/** @param {'v1' | 'v2'} sdk @param {string} how */
export async function overHttp(sdk, how) {
  const child = fork(program, [sdk, 'http', how])
  const [address] = await once(child, 'message')
  const url = new URL(`http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (address).port}/mcp`)
  return connect(sdk, /** @type {never} */ (sdk === 'v1' ? new V1Http(url) : new V2Http(url)))
}
