// A test of a server that asserts on what it logs, with vitest.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { forwardLogs } from 'mcp-log-bridge/client'
import { expect, test } from 'vitest'

test('the forecast says which city it asks for', async () => {
  /** @type {import('mcp-log-bridge/client').ForwardedRecord[]} */
  const records = []
  const client = new Client({ name: 'test', version: '1.0.0' })
  forwardLogs(client, (record) => records.push(record))
  const args = ['examples/pino-server.js']
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: 'ignore' }))
  await client.callTool({ name: 'forecast' })
  await client.close()
  expect(records).toMatchObject([{ level: 'info', text: 'Asking the weather service', data: { city: 'Bern' } }])
})
