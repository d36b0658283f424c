// A server with all that the official conformance suite asks for, over HTTP, for scripts/conformance.js:
//   node scripts/conformance-server.js <v1 or v2> <winston, pino or none>
// It tells its port on stderr. With `none` it logs nothing and has no bridge.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { Server as V1Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import * as schemas from '@modelcontextprotocol/sdk/types.js'
import { Server as V2Server } from '@modelcontextprotocol/server'
import { mcpDestination } from 'mcp-log-bridge/pino'
import { McpTransport } from 'mcp-log-bridge/winston'
import { pino } from 'pino'
import winston from 'winston'

const [, , sdk = 'v1', loggerName = 'none'] = process.argv

const transport = new McpTransport()
const destination = mcpDestination()
/** @type {{ info(message: string): void }} */
const logger = loggerName === 'pino' ? pino(destination) : winston.createLogger({ transports: [transport] })
const bridge = { winston: transport, pino: destination }[loggerName]

/**
 * @typedef {{
 *   ask(method: string, params: object): Promise<any>,
 *   progress(progress: number): Promise<void>,
 *   closeStream: (() => void) | undefined,
 * }} Call
 */

/** One pixel, and a sound of no length. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA='

const text = (/** @type {string} */ words) => ({ type: 'text', text: words })
const image = { type: 'image', data: PNG, mimeType: 'image/png' }
const resource = (/** @type {string} */ uri, /** @type {string} */ mimeType, /** @type {string} */ words) => ({
  type: 'resource',
  resource: { uri, mimeType, text: words },
})
const options = (/** @type {readonly string[]} */ names, /** @type {string} */ word) =>
  names.map((name, at) => ({ const: name, title: `${['First', 'Second', 'Third'][at]} ${word}` }))

const string = { type: 'string' }
const object = (/** @type {Record<string, object>} */ properties = {}) => ({ type: 'object', properties })

/** Asks the user for something. @param {Call} call @param {string} message @param {object} requestedSchema */
async function elicit({ ask }, message, requestedSchema) {
  const { action, content } = await ask('elicitation/create', { message, requestedSchema })
  return [text(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`)]
}

const VALUES = ['value1', 'value2', 'value3']
const OPTIONS = ['option1', 'option2', 'option3']

/** @type {Record<string, { inputSchema?: object, run(call: Call, args: Record<string, string>): unknown }>} */
const TOOLS = {
  test_simple_text: { run: () => [text('This is a simple text response for testing.')] },
  test_image_content: { run: () => [image] },
  test_audio_content: { run: () => [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }] },
  test_embedded_resource: {
    run: () => [resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
  },
  test_multiple_content_types: {
    run: () => [
      text('Multiple content types test:'),
      image,
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  },
  test_tool_with_logging: {
    async run() {
      for (const message of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        if (bridge !== undefined) logger.info(message)
        await wait(50)
      }
      return [text('Logged')]
    },
  },
  test_error_handling: {
    run() {
      throw new Error('This tool intentionally returns an error for testing')
    },
  },
  test_tool_with_progress: {
    async run({ progress }) {
      for (const each of [0, 50, 100]) {
        await progress(each)
        await wait(50)
      }
      return [text('Done')]
    },
  },
  test_sampling: {
    inputSchema: { ...object({ prompt: string }), required: ['prompt'] },
    async run({ ask }, { prompt = '' }) {
      const messages = [{ role: 'user', content: text(prompt) }]
      const { content } = await ask('sampling/createMessage', { messages, maxTokens: 100 })
      return [text(`LLM response: ${content.text}`)]
    },
  },
  test_elicitation: {
    inputSchema: { ...object({ message: string }), required: ['message'] },
    async run({ ask }, { message = '' }) {
      const requestedSchema = { ...object({ username: string, email: string }), required: ['username', 'email'] }
      const { action, content } = await ask('elicitation/create', { message, requestedSchema })
      return [text(`User response: action: ${action}, content: ${JSON.stringify(content)}`)]
    },
  },
  test_elicitation_sep1034_defaults: {
    run: (call) => {
      const status = { ...string, enum: ['active', 'inactive', 'pending'], default: 'active' }
      const properties = {
        name: { ...string, default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status,
        verified: { type: 'boolean', default: true },
      }
      return elicit(call, 'Please accept', object(properties))
    },
  },
  test_elicitation_sep1330_enums: {
    run: (call) => {
      const properties = {
        untitledSingle: { ...string, enum: OPTIONS },
        titledSingle: { ...string, oneOf: options(VALUES, 'Option') },
        legacyEnum: {
          ...string,
          enum: ['opt1', 'opt2', 'opt3'],
          enumNames: ['Option One', 'Option Two', 'Option Three'],
        },
        untitledMulti: { type: 'array', items: { ...string, enum: OPTIONS } },
        titledMulti: { type: 'array', items: { anyOf: options(VALUES, 'Choice') } },
      }
      return elicit(call, 'Please choose', object(properties))
    },
  },
  json_schema_2020_12_tool: {
    inputSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      ...object({ name: string, address: { $ref: '#/$defs/address' } }),
      $defs: { address: object({ street: string, city: string }) },
      additionalProperties: false,
    },
    run: () => [text('Done')],
  },
  test_reconnection: {
    async run({ closeStream }) {
      await wait(50)
      closeStream?.()
      await wait(100)
      return [text('Reconnected')]
    },
  },
}

const user = (/** @type {object} */ content) => ({ role: 'user', content })

/** @type {Record<string, { arguments?: readonly string[], get(args: Record<string, string>): object[] }>} */
const PROMPTS = {
  test_simple_prompt: { get: () => [user(text('This is a simple prompt for testing.'))] },
  test_prompt_with_arguments: {
    arguments: ['arg1', 'arg2'],
    get: ({ arg1, arg2 }) => [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))],
  },
  test_prompt_with_embedded_resource: {
    arguments: ['resourceUri'],
    get: ({ resourceUri = '' }) => [
      user(resource(resourceUri, 'text/plain', 'Embedded resource content for testing.')),
      user(text('Please process the embedded resource above.')),
    ],
  },
  test_prompt_with_image: { get: () => [user(image), user(text('Please analyze the image above.'))] },
}

/** @param {string} uri */
function contentsOf(uri) {
  if (uri === 'test://static-text')
    return { uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }
  if (uri === 'test://static-binary') return { uri, mimeType: 'image/png', blob: PNG }
  const [, id] = uri.match(/^test:\/\/template\/([^/]+)\/data$/) ?? []
  if (id === undefined) throw new Error(`No such resource: ${uri}`)
  const data = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` })
  return { uri, mimeType: 'application/json', text: data }
}

const described = (/** @type {string} */ name) => ({ name, description: name.replaceAll('_', ' ') })

/** @type {Record<string, (params: any, call: Call) => unknown>} */
const HANDLERS = {
  'tools/list': () => ({
    tools: Object.entries(TOOLS).map(([name, { inputSchema = object() }]) => ({ ...described(name), inputSchema })),
  }),
  'tools/call': async ({ name, arguments: args = {} }, call) => {
    try {
      return { content: await TOOLS[name]?.run(call, args) }
    } catch (error) {
      return { isError: true, content: [text(/** @type {Error} */ (error).message)] }
    }
  },
  'prompts/list': () => ({
    prompts: Object.entries(PROMPTS).map(([name, { arguments: names = [] }]) => ({
      ...described(name),
      arguments: names.map((each) => ({ ...described(each), required: true })),
    })),
  }),
  'prompts/get': ({ name, arguments: args = {} }) => ({ messages: PROMPTS[name]?.get(args) }),
  'resources/list': () => ({
    resources: [
      { ...described('static_text'), uri: 'test://static-text', mimeType: 'text/plain' },
      { ...described('static_binary'), uri: 'test://static-binary', mimeType: 'image/png' },
      { ...described('watched'), uri: 'test://watched-resource', mimeType: 'text/plain' },
    ],
  }),
  'resources/templates/list': () => ({
    resourceTemplates: [{ ...described('template'), uriTemplate: 'test://template/{id}/data' }],
  }),
  'resources/read': ({ uri }) => ({ contents: [contentsOf(uri)] }),
  'resources/subscribe': () => ({}),
  'resources/unsubscribe': () => ({}),
  'completion/complete': () => ({ completion: { values: ['paris', 'park', 'party'], hasMore: false } }),
}

const INFO = { name: 'conformance', version: '1.0.0' }
const CAPABILITIES = { tools: {}, prompts: {}, resources: { subscribe: true }, completions: {} }

/** @type {Record<string, any>} */
const V1_SCHEMAS = Object.fromEntries(
  Object.entries(schemas)
    .filter(([name]) => name.endsWith('RequestSchema'))
    .flatMap(([, schema]) => {
      const method = /** @type {any} */ (schema).shape?.method?.value
      return method === undefined ? [] : [[method, schema]]
    }),
)

function v1() {
  const server = new V1Server(INFO, { capabilities: CAPABILITIES })
  for (const [method, handle] of Object.entries(HANDLERS))
    server.setRequestHandler(V1_SCHEMAS[method], async (/** @type {any} */ { params }, /** @type {any} */ extra) => {
      const result = await handle(params, {
        ask: (asked, given) => extra.sendRequest({ method: asked, params: given }, schemas.ResultSchema),
        progress: (progress) => tell(extra.sendNotification, params?._meta, progress),
        closeStream: extra.closeSSEStream,
      })
      return /** @type {any} */ (result)
    })
  return server
}

function v2() {
  const server = new V2Server(INFO, { capabilities: CAPABILITIES })
  for (const [method, handle] of Object.entries(HANDLERS))
    server.setRequestHandler(
      /** @type {'ping'} */ (method),
      async (/** @type {any} */ { params }, context) =>
        /** @type {any} */ (
          handle(params, {
            ask: (asked, given) => context.mcpReq.send({ method: /** @type {any} */ (asked), params: { ...given } }),
            progress: (progress) => tell(context.mcpReq.notify, params?._meta ?? context.mcpReq._meta, progress),
            closeStream: context.http?.closeSSE,
          })
        ),
    )
  return server
}

/** @param {(notification: any) => Promise<void>} notify @param {any} meta @param {number} progress */
async function tell(notify, meta, progress) {
  if (meta?.progressToken === undefined) return
  const params = { progressToken: meta.progressToken, progress, total: 100 }
  await notify({ method: 'notifications/progress', params })
}

/** What a stream has carried, for clients that come back to it. */
class Events {
  /** @type {{ stream: string, message: any }[]} */
  #events = []

  /** @param {string} stream @param {unknown} message */
  async storeEvent(stream, message) {
    this.#events.push({ stream, message })
    return String(this.#events.length)
  }

  /** @param {string} id */
  async getStreamIdForEventId(id) {
    return this.#events[Number(id) - 1]?.stream
  }

  /** @param {string} id @param {{ send(id: string, message: any): Promise<void> }} target */
  async replayEventsAfter(id, { send }) {
    const stream = this.#events[Number(id) - 1]?.stream ?? ''
    for (const [at, each] of this.#events.entries())
      if (at >= Number(id) && each.stream === stream) await send(String(at + 1), each.message)
    return stream
  }
}

/** @type {Map<string, StreamableHTTPServerTransport | NodeStreamableHTTPServerTransport>} */
const sessions = new Map()

async function open() {
  const Transport = sdk === 'v1' ? StreamableHTTPServerTransport : NodeStreamableHTTPServerTransport
  /** @type {StreamableHTTPServerTransport | NodeStreamableHTTPServerTransport} */
  const opened = new Transport({
    sessionIdGenerator: randomUUID,
    eventStore: /** @type {any} */ (new Events()),
    retryInterval: 100,
    onsessioninitialized: (/** @type {string} */ id) => void sessions.set(id, opened),
  })
  const server = sdk === 'v1' ? v1() : v2()
  bridge?.attach(server)
  await server.connect(/** @type {any} */ (opened))
  return opened
}

const http = createServer((request, response) => {
  const hosts = [request.headers.host, request.headers.origin?.replace(/^https?:\/\//, '')]
  if (hosts.some((host) => host !== undefined && !/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host))) {
    response.writeHead(403).end()
    return
  }
  const known = sessions.get(String(request.headers['mcp-session-id']))
  Promise.resolve(known ?? open())
    .then((session) => session.handleRequest(request, response))
    .catch((error) => response.destroy(error))
})
http.listen(0, '127.0.0.1', () => {
  process.stderr.write(`${/** @type {import('node:net').AddressInfo} */ (http.address()).port}\n`)
})
