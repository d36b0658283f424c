// For people: `[server] text`, a line for each record, with pino-pretty and with winston's `printf` and `simple`.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { forwardLogs } from 'mcp-log-bridge/client'
import { pino } from 'pino'
import pretty from 'pino-pretty'
import winston from 'winston'

const { combine, printf, simple } = winston.format

/** @param {any} mcp */
const prefix = (mcp) => (mcp === undefined ? '' : `[${mcp.server}] `)

const pinoLogger = pino(
  { level: 'debug' },
  pretty({ messageFormat: '{if mcp.server}[{mcp.server}] {end}{msg}', ignore: 'pid,hostname,mcp', colorize: false }),
)

const printfLogger = winston.createLogger({
  format: printf(({ level, message, mcp }) => `${level}: ${prefix(mcp)}${message}`),
  transports: [new winston.transports.Stream({ stream: process.stdout })],
})

const inFront = winston.format(({ mcp, ...info }) => ({ ...info, message: prefix(mcp) + info.message }))
const simpleLogger = winston.createLogger({
  format: combine(inFront(), simple()),
  transports: [new winston.transports.Stream({ stream: process.stdout })],
})

const client = new Client({ name: 'host', version: '1.0.0' })
for (const logger of [pinoLogger, printfLogger, simpleLogger]) forwardLogs(client, logger)

const [command, ...args] = process.argv.slice(2)
if (!command) throw new Error('Which server? For example: node examples/winston-server.js')
await client.connect(new StdioClientTransport({ command, args, stderr: 'ignore' }))
await client.callTool({ name: 'forecast' })
await client.close()
