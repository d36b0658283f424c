// A tool call that logs nothing: what the bridge costs those who only have it attached.

import { AsyncLocalStorage } from 'node:async_hooks'
import { Client as V2Client } from '@modelcontextprotocol/client'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as V1Transport } from '@modelcontextprotocol/sdk/inMemory.js'
import { InMemoryTransport as V2Transport } from '@modelcontextprotocol/server'
import { createClientLogging } from 'mcp-log-bridge'
import { createServer } from './server.js'

const clientInfo = { name: 'bench', version: '1.0.0' }

/** @param {'v1' | 'v2'} sdk @param {boolean} attached */
async function calls(sdk, attached) {
  const server = createServer(sdk)
  const answer = { content: [{ type: /** @type {const} */ ('text'), text: 'Sunny' }] }
  server.registerTool('forecast', {}, async () => answer)
  if (attached) createClientLogging().attach(server)
  const call = await (sdk === 'v1' ? v1Client(server) : v2Client(server))
  return async (/** @type {number} */ n) => {
    for (let i = 0; i < n; i++) await call()
  }
}

/** @param {import('./server.js').Server} server */
async function v1Client(server) {
  const [near, far] = V1Transport.createLinkedPair()
  const client = new V1Client(clientInfo)
  await Promise.all([server.connect(/** @type {never} */ (far)), client.connect(near)])
  return () => client.callTool({ name: 'forecast' })
}

/** @param {import('./server.js').Server} server */
async function v2Client(server) {
  const [near, far] = V2Transport.createLinkedPair()
  const client = new V2Client(clientInfo)
  await Promise.all([server.connect(/** @type {never} */ (far)), client.connect(near)])
  return () => client.callTool({ name: 'forecast' })
}

export const variants = {
  'v1 with the bridge': () => calls('v1', true),
  'v1 without': () => calls('v1', false),
  'v1 without, in a process that uses AsyncLocalStorage': () =>
    new AsyncLocalStorage().run({}, () => calls('v1', false)),
  'v2 with the bridge': () => calls('v2', true),
  'v2 without': () => calls('v2', false),
  'v2 without, in a process that uses AsyncLocalStorage': () =>
    new AsyncLocalStorage().run({}, () => calls('v2', false)),
}

export const settings = { processes: 4, rounds: 40, turn: 25 }

/** @type {import('./run.js').Row[]} */
export const rows = ['v1', 'v2'].flatMap((sdk) => [
  {
    row: '8',
    title: `tools/call round trip in memory, bridge attached and not logging ÷ without, ${sdk}`,
    ratio: (t) => t(`${sdk} with the bridge`) / t(`${sdk} without`),
    goal: 1.03,
    why: 'Row 8: the row that leaves AsyncLocalStorage out shows what is the bridge’s own. A call in memory takes 15 to 35 µs, nearly all of it promises, which AsyncLocalStorage makes dearer on Node 20.',
  },
  {
    row: '8',
    title: `the same in a process that uses AsyncLocalStorage anyway, ${sdk}`,
    ratio: (t) => t(`${sdk} with the bridge`) / t(`${sdk} without, in a process that uses AsyncLocalStorage`),
  },
])
