// A stdio server whose code logs through consola, which this library knows nothing of.
import { format } from 'node:util'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createConsola } from 'consola'
import { createAdapter } from 'mcp-log-bridge/adapter'

// Most verbose first. Names that every logger has mean what they say, the others are placed among them.
const levels = ['trace', 'debug', 'info', 'success', 'fail', 'ready', 'start', 'box', 'log', 'warn', 'error', 'fatal']

/** @param {import('mcp-log-bridge/adapter').AdapterOptions} [options] */
export function mcpReporter(options = {}) {
  const { log, ...adapter } = createAdapter(options, { levels })
  return {
    ...adapter,
    /** Called by consola within each log call. @param {import('consola').LogObject} entry */
    log({ type, tag, args }) {
      log(type, () => {
        const error = args.find((each) => each instanceof Error)
        const message = format(...args.map((each) => (each instanceof Error ? each.message : each)))
        return { message, logger: tag || undefined, fields: error && { err: error } }
      })
    },
  }
}

const server = new McpServer({ name: 'weather', version: '1.0.0' })
const logger = createConsola({ level: 4, reporters: [mcpReporter({ server })] })

server.registerTool('forecast', {}, async () => {
  logger.withTag('weather').success('Asking the weather service', { city: 'Bern' })
  return { content: [{ type: 'text', text: 'Sunny' }] }
})

await server.connect(new StdioServerTransport())
