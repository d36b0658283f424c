import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import winston from 'winston'
import { createClientLogging } from '../../src/index.js'
import { addMcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { datas, openSession, type Session } from '../harness/session.js'

// A Proxy may have been revoked, or its traps throw: the record arrives, and says that the field could not be read.

const trap = (): never => {
  throw new Error('trap')
}

const PROXIES: Readonly<Record<string, () => object>> = {
  'a revoked Proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  'a Proxy whose traps throw': () =>
    new Proxy({ a: 1 }, { get: trap, getPrototypeOf: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap }),
}

const logging = createClientLogging({ rateLimit: false })
// winston's own JSON of such a field throws.
const format = winston.format((info) => info)()
const winstonLogger = winston.createLogger({ format, transports: [new McpTransport({ logging })] })
const pinoLogger = pino({ enabled: true }, { write: () => undefined })
const tee = addMcpDestination(pinoLogger, { logging })
const clientLogger = logging.logger()

let session: Session
beforeAll(async () => {
  session = await openSession((server) => logging.attach(server))
})
afterAll(async () => {
  await tee.close()
  await session.close()
})

const CALLS: Readonly<Record<string, (value: object) => unknown>> = {
  'a field of winston': (value) => winstonLogger.info('done', { value }),
  'a field in a field of winston': (value) => winstonLogger.info('done', { nested: { value } }),
  'a cause in winston': (value) => winstonLogger.info('done', { err: new Error('failed', { cause: value }) }),
  'a field of a logger for clients': (value) => clientLogger.info('done', { value }),
  'what a logger for clients is given': (value) => clientLogger.info('done', value),
  'a cause for a logger for clients': (value) => clientLogger.info('done', new Error('failed', { cause: value })),
  'a field of pino': (value) => pinoLogger.info({ value }, 'done'),
}

test.each(
  Object.entries(CALLS).flatMap(([place, log]) =>
    Object.entries(PROXIES).map(([kind, make]) => [kind, place, make, log] as const),
  ),
)('%s as %s', async (_, __, make, log) => {
  const received = await session.during(() => log(make()))
  expect(received).toHaveLength(1)
  expect(JSON.stringify(datas(received))).toContain('done')
  expect(JSON.stringify(datas(received))).not.toContain('[Removed')
  expect(logging.stats().dropped.failed ?? 0).toBe(0)
})
