// A client that has its servers' log messages in its own winston log.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { forwardLogs } from 'mcp-log-bridge/client'
import winston from 'winston'

const logger = winston.createLogger({
  level: 'debug',
  format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
  transports: [new winston.transports.Stream({ stream: process.stdout })],
})

const client = new Client({ name: 'host', version: '1.0.0' })
forwardLogs(client, logger, { ignore: ['fastmcp-keepalive'] })

const [command, ...args] = process.argv.slice(2)
if (!command) throw new Error('Which server? For example: node examples/winston-server.js')
await client.connect(new StdioClientTransport({ command, args, stderr: 'ignore' }))
await client.callTool({ name: 'forecast' })
await client.close()
