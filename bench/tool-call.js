// A tool call that logs nothing: what the bridge costs those who only have it attached, and what a request log adds.
import { AsyncLocalStorage } from 'node:async_hooks'
import { Client as V2Client } from '@modelcontextprotocol/client'
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport as V1Transport } from '@modelcontextprotocol/sdk/inMemory.js'
import { InMemoryTransport as V2Transport } from '@modelcontextprotocol/server'
import { createClientLogging } from 'mcp-log-bridge'
import { pino } from 'pino'
import { createServer } from './server.js'

const clientInfo = { name: 'bench', version: '1.0.0' }

/** @param {'v1' | 'v2'} sdk @param {{ attached?: boolean, logged?: boolean }} [options] */
async function calls(sdk, { attached = false, logged = false } = {}) {
  const server = createServer(sdk)
  const answer = { content: [{ type: /** @type {const} */ ('text'), text: 'Sunny' }] }
  server.registerTool('forecast', {}, async () => answer)
  const logging = createClientLogging()
  if (attached) logging.attach(server)
  if (logged) logging.logRequests(pino({}, { write() {} }))
  const [near, far] = (sdk === 'v1' ? V1Transport : V2Transport).createLinkedPair()
  const client = sdk === 'v1' ? new V1Client(clientInfo) : new V2Client(clientInfo)
  await Promise.all([server.connect(/** @type {never} */ (far)), client.connect(/** @type {never} */ (near))])
  return async (/** @type {number} */ n) => {
    for (let i = 0; i < n; i++) await client.callTool({ name: 'forecast' })
  }
}

/** @type {import('./run.js').Group[]} */
export const groups = /** @type {const} */ (['v1', 'v2']).map((sdk) => {
  const [bare, attached, again] = [`${sdk} alone`, `${sdk} with the bridge`, `${sdk} alone, again`]
  const [beside, logged] = [`${sdk} alone beside AsyncLocalStorage`, `${sdk} with a request log`]
  return {
    settings: { processes: 8, rounds: 20, turn: 30 },
    variants: {
      [bare]: () => calls(sdk),
      [attached]: () => calls(sdk, { attached: true }),
      [again]: () => calls(sdk),
      [beside]: () => new AsyncLocalStorage().run({}, () => calls(sdk)),
      [logged]: () => calls(sdk, { attached: true, logged: true }),
    },
    rows: [
      {
        title: `silent tools/call in memory, bridge attached ÷ without, ${sdk}`,
        ratio: (t) => t(attached) / t(bare),
        goal: 1.03,
        floor: (t) => t(beside) / t(bare),
        why: 'The floor is the same server without the bridge in a process in which AsyncLocalStorage is used: a record cannot find its request without it. A call in memory is nearly all promises, which it makes dearer on Node 20 and 22.',
      },
      {
        section: 'other',
        title: `tools/call in memory, with a request log through pino ÷ bridge attached, ${sdk}`,
        ratio: (t) => t(logged) / t(attached),
      },
      { section: 'same', title: `silent tools/call ÷ itself, ${sdk}`, ratio: (t) => t(again) / t(bare) },
    ],
  }
})
