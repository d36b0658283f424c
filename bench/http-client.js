// A plain client over Streamable HTTP, which costs so little that the machine is left to the server.
import { once } from 'node:events'
import { Agent, request } from 'node:http'

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const VERSION = '2025-06-18'
// Without it a request may meet a connection that the server is just closing.
const agent = new Agent({ keepAlive: false })

/** @param {string} url @param {object} headers @param {object} message @returns {Promise<import('node:http').IncomingMessage>} */
async function post(url, headers, message) {
  const posted = request(url, { method: 'POST', headers: { ...HEADERS, ...headers }, agent })
  posted.end(JSON.stringify({ jsonrpc: '2.0', ...message }))
  const [response] = await once(posted, 'response')
  return response
}

/** @param {string} url @returns {Promise<string>} id of the session */
export async function openSession(url) {
  const params = { protocolVersion: VERSION, capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } }
  const response = await post(url, {}, { id: 0, method: 'initialize', params })
  const ended = once(response, 'end')
  response.resume()
  await ended
  return String(response.headers['mcp-session-id'])
}

let lastId = 0

/**
 * @param {string} url
 * @param {string} session
 * @param {string} method
 * @param {object} [params]
 * @returns the response, of which nothing has been read
 */
export function ask(url, session, method, params) {
  const headers = { 'mcp-session-id': session, 'mcp-protocol-version': VERSION }
  return post(url, headers, { id: ++lastId, method, params })
}

/** @param {string} url @param {string} session @param {string} tool */
export const call = (url, session, tool) => ask(url, session, 'tools/call', { name: tool, arguments: {} })

/**
 * Calls `heard` with the data of each log message of a stream.
 *
 * @param {import('node:http').IncomingMessage} response
 * @param {(data: Record<string, any>) => void} heard
 */
export function listen(response, heard) {
  let rest = ''
  response.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue
      const { method, params } = JSON.parse(line.slice('data: '.length))
      if (method === 'notifications/message') heard(params.data)
    }
  })
}
