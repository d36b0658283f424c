import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import winston from 'winston'
import { createClientLogging } from '../../src/index.js'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import fc from '../harness/fast-check.js'
import { datas, openSession, type Session } from '../harness/session.js'
import { BENIGN } from './corpora/benign.js'
import { SECRETS } from './corpora/secrets.js'

// What leaves the process, through both loggers, as an official client receives it.

const logging = createClientLogging({ rateLimit: false })
const winstonLogger = winston.createLogger({ transports: [new McpTransport({ logging })] })
const pinoLogger = pino({}, mcpDestination({ logging }))

const LOGGERS: Readonly<Record<'winston' | 'pino', (message: string, fields?: object) => unknown>> = {
  winston: (message, fields = {}) => winstonLogger.info(message, fields),
  pino: (message, fields = {}) => pinoLogger.info(fields, message),
}

let session: Session
beforeAll(async () => {
  session = await openSession((server) => logging.attach(server))
})
afterAll(() => session.close())

const PLACES: Readonly<Record<string, (text: string) => readonly [message: string, fields?: object]>> = {
  bare: (text) => [text],
  'in a sentence': (text) => [`cannot reach the service with ${text} after 3 attempts`],
  'in a URL': (text) => [`https://example.com/callback?state=1&next=${text}`],
  'in a nested field': (text) => ['nested', { a: [{ b: { c: text } }] }],
  'in an Error': (text) => ['failed', { err: new Error(`cannot use ${text}`) }],
  'in a cause': (text) => ['failed', { err: new Error('failed', { cause: new Error(`inner ${text}`) }) }],
}

describe.each(Object.entries(LOGGERS))('%s', (_, log) => {
  test.each(Object.entries(PLACES))('no secret leaves %s', async (__, place) => {
    for (const { form, text, secret } of SECRETS) {
      const received = await session.during(() => log(...place(text)))
      expect(received).toHaveLength(1)
      expect(JSON.stringify(received), form).not.toContain(JSON.stringify(secret).slice(1, -1))
    }
  })

  test('nothing benign is changed', async () => {
    for (const value of BENIGN) {
      // As JSON, since that is what a wire carries.
      const plain: unknown = JSON.parse(JSON.stringify(value))
      const received = await session.during(() => log('benign', { value: plain }))
      expect(datas(received)).toEqual([{ message: 'benign', value: plain }])
    }
  })

  test('a stack is omitted, and what is none costs no more for being long', async () => {
    const { stack } = new Error('failed')
    const breaks = '\n'.repeat(200_000)
    const kept = await session.during(() => log('none', { stack: breaks }))
    expect(JSON.stringify(kept)).toContain('\\n')
    const received = await session.during(() => log('failed', { stack: `${'long '.repeat(2000)}${stack}` }))
    expect(JSON.stringify(received)).not.toContain('leaks.test')
    expect(received).toHaveLength(1)
  })

  test('any value at all reaches the client as one record, and the log call does not throw', async () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    })
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), anything, async (message, value) => {
        const received = await session.during(() => log(message, { value }))
        expect(received).toHaveLength(1)
      }),
      { numRuns: 5000 },
    )
  })
})
