// A tool call with a line for it in the request log, which pino writes nowhere.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { createClientLogging } from 'mcp-log-bridge'
import { pino } from 'pino'
import { createServer } from './server.js'

/** @param {boolean} logged */
async function calls(logged) {
  const server = createServer('v1')
  const answer = { content: [{ type: /** @type {const} */ ('text'), text: 'Sunny' }] }
  server.registerTool('forecast', {}, async () => answer)
  const logging = createClientLogging()
  logging.attach(server)
  if (logged) logging.logRequests(pino({}, { write() {} }))
  const [near, far] = InMemoryTransport.createLinkedPair()
  const client = new Client({ name: 'bench', version: '1.0.0' })
  await Promise.all([server.connect(/** @type {never} */ (far)), client.connect(near)])
  return async (/** @type {number} */ n) => {
    for (let i = 0; i < n; i++) await client.callTool({ name: 'forecast' })
  }
}

export const variants = {
  'with a request log': () => calls(true),
  'without one': () => calls(false),
}

export const settings = { processes: 4, rounds: 40, turn: 25 }

/** @type {import('./run.js').Row[]} */
export const rows = [
  {
    row: '14',
    title: 'tools/call round trip in memory, with a line in pino for each ÷ without, v1',
    ratio: (t) => t('with a request log') / t('without one'),
  },
]
