import { pino } from 'pino'
import { expect, test } from 'vitest'
import { forwardLogs } from '../../src/client/index.js'
import { createClientLogging } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { connectV1 } from '../harness/clients.js'
import { JsonTransport } from '../harness/json-transport.js'
import { legacySession } from '../harness/sessions.js'
import { v1Tools } from '../harness/tool-server.js'

test('a gateway’s client is told of what the rate limit for its server has dropped, as far as it wants it', async () => {
  const logging = createClientLogging()
  const upstream = legacySession('v1')
  upstream.server.fallbackRequestHandler = async () => {
    for (let i = 0; i < 5; i++) upstream.send({ level: 'info', data: i })
    for (let i = 0; i < 5; i++) upstream.send({ level: 'debug', data: i })
    return {}
  }
  const rateLimit = { perSecond: 0, burst: 2, reserve: 0 }
  const logger = pino({ level: 'debug' }, mcpDestination({ logging }))
  forwardLogs(upstream.client, logger, { relay: true, rateLimit, level: 'debug' })
  await upstream.connect()
  const [clientEnd, serverEnd] = JsonTransport.pair()
  const flood = () => upstream.client.subscribeResource({ uri: 'flood://' }).catch(() => {})
  await v1Tools(logging, { flood }).connect(serverEnd)
  const client = await connectV1(clientEnd)
  await client.callTool('flood')
  expect(client.received.map(({ data }) => data)).toEqual([0, 1, '3 log messages dropped (rate limit)'])
})
