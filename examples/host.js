// A host: several servers, one log that rotates, and a word on why a server did not start.
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { forwardLogs, forwardStderr } from 'mcp-log-bridge/client'
import { pino } from 'pino'

const [file = 'logs/host.log'] = process.argv.slice(2)
const options = { file, size: '10m', limit: { count: 5 }, mkdir: true }
const logger = pino({ level: 'debug' }, pino.transport({ target: 'pino-roll', options }))

const node = process.execPath
const SERVERS = {
  weather: { command: node, args: ['examples/pino-server.js'] },
  'weather 2': { command: node, args: ['examples/winston-server.js'] },
  maps: { command: node, args: ['-e', 'console.error("MAPS_API_KEY is not set"); process.exit(1)'] },
}

/** @param {string} serverName @param {{ command: string, args: string[] }} command */
async function start(serverName, command) {
  const transport = new StdioClientTransport({ ...command, stderr: 'pipe' })
  const client = new Client({ name: 'host', version: '1.0.0' })
  forwardLogs(client, logger, { serverName })
  const stderr = forwardStderr(transport, logger, { serverName, key: 'stderr' })
  try {
    await client.connect(transport)
    return [client]
  } catch (err) {
    logger.error({ err, serverName, lastLines: stderr.tail() }, 'A server did not start')
    return []
  }
}

const clients = (await Promise.all(Object.entries(SERVERS).map(([name, command]) => start(name, command)))).flat()
for (const client of clients) {
  await client.callTool({ name: 'forecast' })
  await client.close()
}
