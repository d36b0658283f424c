// What a client that stops reading costs a server, measured from outside, on child programs.
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { spread } from './measure.js'

const records = 200_000
/** Without the bridge the event loop stands still for minutes when the client reads again: fewer records show it. */
const bareRecords = 20_000

/** @typedef {Record<string, any>} Report */

/**
 * @param {string} sdk
 * @param {'stdio' | 'http'} way
 * @param {string} mode
 */
async function flood(sdk, way, mode) {
  const program = fileURLToPath(new URL('programs/flood.js', import.meta.url))
  const count = mode === 'bare' ? bareRecords : records
  const child = spawn(process.execPath, ['--expose-gc', program, sdk, way, mode, String(count)], { stdio: 'pipe' })
  const next = reports(child)
  const read = way === 'stdio' ? await stallStdio(child) : await stallHttp((await next('listening')).port)
  const flooded = await next('flooded')
  const received = read()
  child.kill('SIGUSR2')
  const drained = await next('drained')
  if (way === 'http') child.kill('SIGUSR1')
  const messages = await received(drained)
  child.kill('SIGKILL')
  const logs = messages.filter((each) => each.method === 'notifications/message')
  const numbers = logs.map(({ params }) => params.data.n).filter((n) => n !== undefined)
  const summary = logs.findLast(({ params }) => params.logger === 'mcp-log-bridge')?.params.data
  const ordered = numbers.every((n, index) => index === 0 || n > numbers[index - 1])
  const dropped = Object.entries(drained.stats?.dropped ?? {}).filter(([, n]) => n > 0)
  return {
    case: `${sdk} ${way}`,
    mode,
    records: count,
    'heap MB': megabytes(flooded.heap),
    'RSS MB': megabytes(flooded.rss),
    'gap logging ms': Math.round(flooded.gap),
    'gap resuming ms': Math.round(drained.gap),
    received: numbers.length,
    ordered,
    warnings: drained.warnings.join(' ') || '-',
    dropped: dropped.map(([reason, n]) => `${n} ${reason}`).join(', ') || '-',
    summary: summary ?? '-',
  }
}

/** @param {number} bytes */
const megabytes = (bytes) => Math.round(bytes / 104857.6) / 10

/**
 * Waits for what the program says on stderr.
 *
 * @param {import('node:child_process').ChildProcessWithoutNullStreams} child
 */
function reports(child) {
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]()
  return async (/** @type {string} */ event) => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`The program ended before it reported \`${event}\``)
      if (!value.startsWith('{')) continue
      const report = JSON.parse(value)
      if (report.event === event) return /** @type {Report} */ (report)
      if (report.crashed) throw new Error(report.crashed)
    }
  }
}

const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'stall', version: '1' } },
}

/** @param {import('node:child_process').ChildProcessWithoutNullStreams} child */
async function stallStdio(child) {
  const write = (/** @type {object} */ message) => child.stdin.write(`${JSON.stringify(message)}\n`)
  write(initialize)
  await new Promise((resolve) => child.stdout.once('readable', () => resolve(child.stdout.read())))
  write({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return () => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    child.stdout.resume()
    return async (/** @type {Report} */ _drained) =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => /** @type {Report} */ (JSON.parse(line)))
  }
}

/** @param {number} port */
async function stallHttp(port) {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body: JSON.stringify(initialize) }).then((r) =>
    r.text(),
  )
  Object.assign(headers, { 'mcp-session-id': 'flood', 'mcp-protocol-version': initialize.params.protocolVersion })
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
  const socket = connect(port, '127.0.0.1')
  socket.pause()
  const lines = Object.entries({ ...headers, host: 'localhost', 'content-length': body.length })
  socket.write(`POST / HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${body}`)
  return () => {
    let text = ''
    let answered = () => {}
    const done = new Promise((resolve) => {
      answered = () => resolve(undefined)
    })
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
      if (text.slice(-200).includes('"result":{}')) answered()
    })
    socket.resume()
    return async (/** @type {Report} */ _drained) => {
      await done
      return [...text.matchAll(/^data: (\{.*\})$/gm)].map(
        ([, json]) => /** @type {Report} */ (JSON.parse(String(json))),
      )
    }
  }
}

const ROUNDS = 3
/** What is not to be exceeded, in which unit. */
const GOALS = /** @type {const} */ ([
  ['heap MB', ' MB', 4, 'heap'],
  ['RSS MB', ' MB', 40, 'resident size'],
  ['gap resuming ms', ' ms', 25, 'event-loop gap on resume'],
])

/** @returns {Promise<import('./run.js').Report>} */
export async function measure() {
  /** @type {Report[]} */
  const rows = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of /** @type {const} */ (['stdio', 'http'])) {
      for (const sdk of ['v1', 'v2']) {
        for (const mode of ['bare', 'bridge', 'unlimited']) rows.push(await flood(sdk, way, mode))
      }
    }
  }
  const cases = [...new Set(rows.map((row) => row.case))]
  const results = cases.flatMap((each) =>
    GOALS.map(([key, unit, goal, what]) => ({
      row: '11',
      title: `${what}, 200,000 records to a client that does not read, ${each}`,
      unit,
      goal,
      ...spread(rows.filter((row) => row.case === each && row.mode === 'bridge').map((row) => row[key])),
    })),
  )
  const title =
    '## A client that does not read, in full\nRow 11; `unlimited`: without the rate limit; `bare`: the SDK alone.'
  return { results, text: `${title}\n\n${table(rows.slice(0, cases.length * 3))}` }
}

/** @param {Record<string, unknown>[]} rows */
function table(rows) {
  const columns = Object.keys(rows[0] ?? {})
  const line = (/** @type {unknown[]} */ cells) => `| ${cells.join(' | ')} |\n`
  const body = rows.map((row) => line(columns.map((column) => row[column])))
  return line(columns) + line(columns.map(() => '---')) + body.join('')
}
