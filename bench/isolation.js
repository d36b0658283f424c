// Whether sessions that stall or flood hold up the others: npm run build first, then
//   node bench/isolation.js
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('programs/sessions.js', import.meta.url))

/** @typedef {{ readonly beats: number[], readonly latencies: number[] }} Heard */

/**
 * All sessions chat, without the bad ones and then beside them.
 *
 * @param {'bare' | 'bridge'} mode
 * @param {{ chatting: number, stalled: number, flooding: number, beats: number }} options
 */
export async function measure(mode, { chatting, stalled, flooding, beats }) {
  const child = spawn(process.execPath, [program, mode, String(beats)], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [port] = await once(child.stdout.setEncoding('utf8'), 'data')
    const url = `http://127.0.0.1:${Number(port)}`
    const agent = new Agent({ keepAlive: false })
    const sessions = await Promise.all(Array.from({ length: chatting + stalled + flooding }, () => openSession(url)))
    const chats = sessions.slice(0, chatting)
    await Promise.all(chats.map((session) => chat(url, agent, session))) // warms up
    const alone = await Promise.all(chats.map((session) => chat(url, agent, session)))
    const bad = await Promise.all(
      sessions.slice(chatting).map(async (session, index) => {
        const response = await call(url, agent, session, 'flood')
        return index < stalled ? response.pause() : response.resume()
      }),
    )
    const beside = await Promise.all(chats.map((session) => chat(url, agent, session)))
    for (const response of bad) response.destroy()
    return { alone, beside }
  } finally {
    child.kill()
  }
}

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const VERSION = '2025-06-18'

/** @param {string} url */
async function openSession(url) {
  const params = { protocolVersion: VERSION, capabilities: {}, clientInfo: { name: 'isolation', version: '1' } }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params })
  const response = await fetch(url, { method: 'POST', headers: HEADERS, body })
  await response.text()
  return String(response.headers.get('mcp-session-id'))
}

/**
 * @param {string} url
 * @param {Agent} agent
 * @param {string} session
 * @param {string} name
 * @returns {Promise<import('node:http').IncomingMessage>}
 */
async function call(url, agent, session, name) {
  const headers = { ...HEADERS, 'mcp-session-id': session, 'mcp-protocol-version': VERSION }
  const post = request(url, { method: 'POST', headers, agent })
  post.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } }))
  const [response] = await once(post, 'response')
  return response
}

/**
 * @param {string} url
 * @param {Agent} agent
 * @param {string} session
 * @returns {Promise<Heard>}
 */
async function chat(url, agent, session) {
  const response = await call(url, agent, session, 'chat')
  /** @type {{ beats: number[], latencies: number[] }} */
  const heard = { beats: [], latencies: [] }
  let rest = ''
  response.setEncoding('utf8').on('data', (chunk) => {
    const now = Number(process.hrtime.bigint()) / 1e6
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const { params } = line.startsWith('data: {') ? JSON.parse(line.slice('data: '.length)) : {}
      if (params === undefined) continue
      heard.beats.push(params.data.beat)
      heard.latencies.push(now - params.data.at)
    }
  })
  await once(response, 'end')
  return heard
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = { chatting: 80, stalled: 10, flooding: 10, beats: 200 }
  const columns = ['mode', 'beside', 'received', 'of', 'p50 ms', 'p90 ms', 'p99 ms', 'max ms']
  process.stdout.write(`| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}\n`)
  for (const mode of /** @type {const} */ (['bare', 'bridge'])) {
    const measured = await measure(mode, options)
    for (const [beside, heard] of Object.entries(measured)) {
      const latencies = heard.flatMap((each) => each.latencies).toSorted((a, b) => a - b)
      const at = (/** @type {number} */ part) => (latencies[Math.floor((latencies.length - 1) * part)] ?? 0).toFixed(1)
      const who = beside === 'alone' ? 'nobody' : `${options.stalled} stalled, ${options.flooding} flooding`
      const cells = [mode, who, latencies.length, options.chatting * options.beats, at(0.5), at(0.9), at(0.99), at(1)]
      process.stdout.write(`| ${cells.join(' | ')} |\n`)
    }
  }
}
