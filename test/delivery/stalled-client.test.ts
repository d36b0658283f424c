import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { ClientLoggingStats } from '../../src/index.js'
import { type Line, StdioChild } from '../harness/stdio-child.js'

const FLOOD = '../../bench/programs/flood.js'
const RECORDS = 30_000
const MB = 1024 * 1024

interface Flooded {
  /** Growth after gc, external memory included. */
  readonly heap: number
  readonly rss: number
  readonly stats: ClientLoggingStats
}

interface Drained {
  readonly warnings: string[]
  readonly stats: ClientLoggingStats
}

/** Of what the client was sent. */
function readout(lines: readonly Line[]) {
  const logs = lines.filter(({ method }) => method === 'notifications/message').map(({ params }) => params)
  const records = logs.filter((params) => params?.logger === 'flood')
  return {
    numbers: records.map((params) => (params?.data as { n: number } | undefined)?.n ?? Number.NaN),
    summaries: logs.filter((params) => params?.logger === 'mcp-log-bridge').map((params) => params?.data),
  }
}

function expectBounded({ heap, rss, stats }: Flooded): void {
  expect(heap).toBeLessThan(4 * MB)
  expect(rss).toBeLessThan(60 * MB) // 40 without the noise of a busy machine: bench/stall.js measures it
  expect(stats.inFlight).toBeLessThanOrEqual(8)
}

function expectTold(lines: readonly Line[], { stats, warnings }: Drained, reason: string): void {
  const { numbers, summaries } = readout(lines)
  expect(warnings).toEqual([])
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  expect(stats.accepted).toBe(RECORDS + summaries.length)
  expect(stats.sent).toBe(numbers.length + summaries.length)
  expect(summaries.map((each) => Number.parseInt(String(each), 10)).reduce((a, b) => a + b, 0)).toBe(
    RECORDS - numbers.length,
  )
  expect(summaries[0]).toContain(reason)
}

describe.each(['v1', 'v2'])('with SDK %s, a client that does not read', (sdk) => {
  test.each([
    ['rate limit', 'bridge'],
    ['queue', 'unlimited'],
  ])('stdio costs a bounded amount, by the %s', async (reason, mode) => {
    const child = new StdioChild(FLOOD, [sdk, 'stdio', mode, String(RECORDS)], ['--expose-gc'])
    await child.initialize()
    child.stdout.pause()
    expectBounded(await child.report('flooded'))
    child.process.kill('SIGUSR2')
    child.stdout.resume()
    const drained = await child.report<Drained>('drained')
    await child.until(() => readout(child.lines).summaries.length > 0)
    expectTold(child.lines, drained, reason)
    expect(child.warnings.filter((line) => line.includes('Exceeded'))).toEqual([])
    child.process.kill()
    await child.exited
  })

  test('its HTTP stream costs a bounded amount', async () => {
    const child = new StdioChild(FLOOD, [sdk, 'http', 'bridge', String(RECORDS)], ['--expose-gc'])
    const { port } = await child.report<{ port: number }>('listening')
    const stalled = await openStream(port)
    expectBounded(await child.report('flooded'))
    let text = ''
    stalled.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    stalled.resume()
    child.process.kill('SIGUSR2')
    const drained = await child.report<Drained>('drained')
    child.process.kill('SIGUSR1')
    await once(stalled, 'end')
    const lines = [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => JSON.parse(String(json)) as Line)
    expectTold(lines, drained, 'rate limit')
    child.process.kill()
    await child.exited
  })
})

/** The stream of a call's response, paused. */
async function openStream(port: number): Promise<IncomingMessage> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const url = `http://127.0.0.1:${port}`
  const clientInfo = { name: 'stalled', version: '1' }
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params })
  await (await fetch(url, { method: 'POST', headers, body })).text()
  const session = { 'mcp-session-id': 'flood', 'mcp-protocol-version': params.protocolVersion }
  const call = request(url, { method: 'POST', headers: { ...headers, ...session } })
  call.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }))
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  return response.pause()
}
