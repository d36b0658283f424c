// A client that has both in its own pino log: its server's log messages, and what the server writes to stderr.
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { forwardLogs, forwardStderr } from 'mcp-log-bridge/client'
import { pino } from 'pino'

const logger = pino({ level: 'debug' })

const client = new Client({ name: 'host', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
const [command, ...args] = process.argv.slice(2)
if (!command) throw new Error('Which server? For example: node examples/winston-server.js')
const transport = new StdioClientTransport({ command, args, stderr: 'pipe' })

// #region forward
forwardLogs(client, logger) // before or after connect
forwardStderr(transport, logger, { serverName: 'weather', key: 'stderr' }) // made with stderr: 'pipe'
// #endregion

await client.connect(transport)
await client.callTool({ name: 'forecast' })
await client.close()
