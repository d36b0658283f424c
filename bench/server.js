// Servers of both SDKs at the end of a transport that serialises every message and forgets it: the least that any
// delivery costs.
import { AsyncResource } from 'node:async_hooks'
import { McpServer as V1Server } from '@modelcontextprotocol/sdk/server/mcp.js'
import { McpServer as V2Server } from '@modelcontextprotocol/server'

/** @typedef {{ id?: number, method?: string, params?: object }} Message */

export class Sink {
  /** @type {((message: object, extra?: object) => void) | undefined} */
  onmessage
  /** @type {(() => void) | undefined} */
  onclose
  /** @type {string | undefined} */
  sessionId
  bytes = 0
  #awaited = 0
  #reached = () => {}
  /** @type {Map<number, () => void>} */
  #answers = new Map()

  async start() {}

  /** @param {Message} message */
  async send(message) {
    this.bytes += JSON.stringify(message).length + 1
    if (message.method === undefined) this.#answers.get(Number(message.id))?.()
    else if (--this.#awaited === 0) this.#reached()
  }

  async close() {
    this.onclose?.()
  }

  /**
   * Resolves when this many more log messages have been sent.
   *
   * @param {number} count
   * @returns {Promise<void>}
   */
  sent(count) {
    this.#awaited = count
    return new Promise((resolve) => {
      this.#reached = resolve
    })
  }

  /**
   * @param {Message} message
   * @returns {Promise<void>} resolves with the answer
   */
  request(message) {
    return new Promise((resolve) => {
      this.#answers.set(Number(message.id), resolve)
      this.onmessage?.({ jsonrpc: '2.0', ...message })
    })
  }
}

const clientInfo = { name: 'bench', version: '1.0.0' }
export const INITIALIZE = {
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
}

/**
 * @typedef {object} Protocol
 * @property {(params: { level: 'info', logger?: string, data: unknown }) => Promise<void>} sendLoggingMessage
 * @property {(message: object, options?: object) => Promise<void>} notification
 */

/**
 * What both SDKs' servers share.
 *
 * @typedef {object} Server
 * @property {(transport: never) => Promise<void>} connect
 * @property {(name: string, config: object, work: (...args: any[]) => Promise<object>) => unknown} registerTool
 * @property {Protocol} server
 */

/** @param {'v1' | 'v2'} sdk @returns {Server} */
export function createServer(sdk) {
  const capabilities = { capabilities: { logging: {} } }
  const server = sdk === 'v1' ? new V1Server(clientInfo, capabilities) : new V2Server(clientInfo, capabilities)
  return /** @type {never} */ (server)
}

/** @typedef {{ attach(server: import('mcp-log-bridge').AttachableServer): unknown }} Bridge */

/**
 * A server with an idle client.
 *
 * @param {'v1' | 'v2'} sdk
 * @param {object} [options]
 * @param {Bridge | undefined} [options.bridge]
 * @param {string | undefined} [options.level] what the client asks for by `logging/setLevel`
 */
export async function connect(sdk, { bridge, level } = {}) {
  const server = createServer(sdk)
  const sink = new Sink()
  /** @type {(enter: <R>(work: () => R) => R) => void} */
  let resolve
  const hold = () => {
    resolve(AsyncResource.bind((work) => work()))
    return /** @type {Promise<never>} */ (new Promise(() => {}))
  }
  server.registerTool('hold', {}, hold)
  bridge?.attach(server)
  await server.connect(/** @type {never} */ (sink))
  await sink.request(INITIALIZE)
  sink.onmessage?.({ jsonrpc: '2.0', method: 'notifications/initialized' })
  if (level !== undefined) await sink.request({ id: 1, method: 'logging/setLevel', params: { level } })
  /**
   * Opens a request that stays open. @param {number} id @param {object} [meta]
   * @returns {Promise<<R>(work: () => R) => R>} runs work inside of it
   */
  const open = (id, meta) =>
    new Promise((entered) => {
      resolve = entered
      void sink.request({ id, method: 'tools/call', params: { name: 'hold', ...(meta && { _meta: meta }) } })
    })
  return { server, sink, open }
}

/**
 * A server with a client, and a way into a request of that client that stays open.
 *
 * @param {'v1' | 'v2'} sdk
 * @param {{ bridge?: Bridge, level?: string, meta?: object }} [options]
 */
export async function serve(sdk, { bridge, level, meta } = {}) {
  const { server, sink, open } = await connect(sdk, { bridge, level })
  /** The SDK's own way, bare. @type {Protocol['sendLoggingMessage']} */
  const send = (params) => server.server.sendLoggingMessage(params)
  return { server, sink, send, open, enter: await open(2, meta) }
}

/** Of a request in the modern era that asks for no log messages. */
export const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** How many records are logged before the code that logs them awaits something. */
export const PER_TURN = 10

/**
 * Logs in turns, and goes on when the last record of a turn has been sent.
 *
 * @param {Sink} sink
 * @param {(i: number) => unknown} log
 * @returns {import('./measure.js').Run}
 */
export function delivering(sink, log) {
  return async (n) => {
    for (let i = 0; i < n; ) {
      const count = Math.min(PER_TURN, n - i)
      const sent = sink.sent(count)
      for (const end = i + count; i < end; i++) log(i)
      await sent
    }
  }
}
