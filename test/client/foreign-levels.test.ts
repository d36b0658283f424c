import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { forwardLogs } from '../../src/client/index.js'
import { createClientLogging } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { JsonTransport } from '../harness/json-transport.js'
import { pinoLog } from '../harness/local-log.js'
import { legacySession } from '../harness/sessions.js'

const NAMES = [
  ['warn', 'warning', 'warn'],
  ['WARNING', 'warning', 'warn'],
  ['Error', 'error', 'error'],
  ['err', 'error', 'error'],
  ['fatal', 'critical', 'fatal'],
  ['crit', 'critical', 'fatal'],
  ['panic', 'critical', 'fatal'],
  ['emerg', 'emergency', 'fatal'],
  ['trace', 'debug', 'debug'],
  [' verbose ', 'debug', 'debug'],
] as const

test('names that are not MCP’s are taken for what they mean, with one warning for each name', async () => {
  const session = legacySession('v2')
  const { logger, log } = pinoLog()
  const warnings: string[] = []
  forwardLogs(session.client, logger, { onWarning: ({ code, message }) => warnings.push(`${code} ${message}`) })
  await session.connect()
  for (let round = 0; round < 2; round++) for (const [level] of NAMES) session.send({ level, data: 'x' })
  await session.arrived()
  // Left out where the line's own level has that very name.
  const local = NAMES.map(([name, , level]) => [level, name === level ? undefined : name.trim()])
  expect(log.lines.map(({ level, mcp }) => [level, mcp.level])).toEqual([...local, ...local])
  expect(warnings).toEqual(
    NAMES.map(
      ([name, level]) =>
        `UNKNOWN_LEVEL Unknown level "${name.trim()}" in a log message of weather: it is logged as \`${level}\``,
    ),
  )
})

test('a gateway sends the right MCP name on', async () => {
  const logging = createClientLogging({ levelUntilSet: 'debug' })
  const upstream = legacySession('v2')
  const front = legacySession('v1', { logging: false })
  logging.attach(front.server as never)
  const client = new Client({ name: 'front', version: '1.0.0' })
  const received: unknown[] = []
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void received.push(params))
  const [clientEnd, serverEnd] = JsonTransport.pair()
  await front.server.connect(serverEnd as never)
  await client.connect(clientEnd as never)
  const logger = pino({ level: 'trace' }, mcpDestination({ logging }))
  forwardLogs(upstream.client, logger, { relay: true, onWarning: () => {} })
  await upstream.connect()
  for (const [level] of NAMES) upstream.send({ level, logger: 'api', data: 'x' })
  await upstream.arrived()
  await logging.flush()
  await client.ping()
  expect(received).toEqual(NAMES.map(([, level]) => ({ level, logger: 'api', data: 'x' })))
})
