import { AsyncResource } from 'node:async_hooks'
import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { configureSync, getLogger } from '@logtape/logtape'
import bunyan from 'bunyan'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import winston from 'winston'
import {
  type AdapterOptions,
  createAdapter,
  type MakeLogger,
  type TestedLogger,
  testAdapter,
} from '../../src/adapter/index.js'
import { mcpStream } from '../../src/bunyan/index.js'
import { type CapturedConsole, captureConsole } from '../../src/console/index.js'
import { mcpSink } from '../../src/logtape/index.js'
import { addMcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
const quiet = new Console({ stdout: nowhere })
const configured: { readonly category: string; readonly sink: ReturnType<typeof mcpSink> }[] = []

const LOGGERS: Readonly<Record<string, MakeLogger>> = {
  winston(options) {
    const transport = new McpTransport(options)
    // winston's own format makes JSON of everything, and throws where that fails.
    const format = winston.format((info) => info)()
    // A logger without any transport says so on the console.
    const nowhere = new winston.transports.Stream({
      stream: new Writable({ write: (_chunk, _encoding, done) => done() }),
    })
    const logger = winston.createLogger({ level: 'silly', format, transports: [transport, nowhere] })
    const close = async (): Promise<void> => {
      logger.remove(transport)
      await transport.logging.flush()
    }
    return {
      adapter: { attach: (server) => transport.attach(server), logging: transport.logging, close },
      levels: {
        silly: false,
        debug: 'debug',
        verbose: 'debug',
        http: 'debug',
        info: 'info',
        warn: 'warning',
        error: 'error',
      },
      log: (level, message, fields) => logger.log(level, message, fields),
    }
  },
  pino(options) {
    const logger = pino({ level: 'trace' }, { write: () => {} })
    const added = addMcpDestination(logger, options)
    return {
      adapter: { attach: (server) => added.attach(server), logging: added.logging, close: async () => added.close() },
      levels: { trace: false, debug: 'debug', info: 'info', warn: 'warning', error: 'error', fatal: 'critical' },
      log: (level, message, fields) => logger[level as 'info'](fields, message),
    }
  },
  bunyan(options) {
    const adapter = mcpStream(options)
    const logger = bunyan.createLogger({
      name: 'app',
      streams: [{ type: 'raw', stream: adapter as never, level: 'trace' }],
    })
    return {
      adapter,
      levels: { trace: false, debug: 'debug', info: 'info', warn: 'warning', error: 'error', fatal: 'critical' },
      log: (level, message, fields) => logger[level as 'info'](fields, message),
    }
  },
  LogTape(options) {
    const adapter = mcpSink(options)
    const category = `app-${configured.length}`
    configured.push({ category, sink: adapter })
    configureSync({
      reset: true,
      sinks: Object.fromEntries(configured.map((each) => [each.category, (record) => each.sink(record)])),
      loggers: [
        ...configured.map((each) => ({
          category: each.category,
          sinks: [each.category],
          lowestLevel: 'trace' as const,
        })),
        { category: ['logtape', 'meta'], sinks: [] },
      ],
    })
    return {
      adapter,
      levels: { trace: false, debug: 'debug', info: 'info', warning: 'warning', error: 'error', fatal: 'critical' },
      log: (level, message, fields) => getLogger(category)[level as 'info'](message, fields),
    }
  },
  console(options) {
    const own = globalThis.console
    globalThis.console = quiet
    let adapter: CapturedConsole
    try {
      adapter = captureConsole({ ...options, print: 'none' })
    } finally {
      globalThis.console = own
    }
    return {
      adapter,
      levels: {
        debug: 'debug',
        log: 'info',
        info: 'info',
        dir: 'info',
        warn: 'warning',
        error: 'error',
        trace: 'error',
      },
      log: (level, message, fields) => quiet[level as 'info'](message, fields),
    }
  },
}

describe.each(Object.entries(LOGGERS))('%s', (name, makeLogger) => {
  testAdapter(name, makeLogger, test)
})

/** A logger that is nothing but its adapter, with something wrong. */
const wrong =
  (change: (logger: TestedLogger, options: AdapterOptions) => Partial<TestedLogger>): MakeLogger =>
  (options) => {
    const adapter = createAdapter(options, { levels: ['trace', 'debug', 'info', 'error'] })
    const logger: TestedLogger = {
      adapter,
      levels: { trace: false, debug: 'debug', info: 'info', error: 'error' },
      log: (level, message, fields) => adapter.log(level, () => ({ message, fields })),
    }
    return { ...logger, ...change(logger, options) }
  }

/** What each fault fails. */
const FAULTS: Readonly<Record<string, readonly [makeLogger: MakeLogger, fails: string]>> = {
  'levels that are all alike': [
    wrong(({ log }) => ({ log: (_, message, fields) => log('info', message, fields) })),
    'sends each record at the expected MCP level',
  ],
  'a level too many': [
    wrong(({ log }) => ({
      log: (level, message, fields) => log(level === 'trace' ? 'debug' : level, message, fields),
    })),
    'sends each record at the expected MCP level',
  ],
  'no options taken': [(options) => wrong(() => ({}))(options && {}), 'applies the option `levels`'],
  'the context of whoever made it': [
    wrong(({ log }) => ({ log: AsyncResource.bind(log) })),
    'sends each record at the expected MCP level',
  ],
  'the context of whoever is first in a queue': [
    wrong(({ log }) => {
      const queue: (() => void)[] = []
      const drain = (): void => {
        for (const each of queue.splice(0)) each()
      }
      return {
        log(level, message, fields) {
          queue.push(() => log(level, message, fields))
          if (queue.length === 1) setImmediate(drain)
        },
      }
    }),
    'sends each record at the expected MCP level',
  ],
  'the context of the log call that is next': [
    wrong(({ log }) => {
      let held: (() => void) | undefined
      return {
        log(level, message, fields) {
          held?.()
          held = undefined
          if (message.endsWith(' first')) held = () => log(level, message, fields)
          else log(level, message, fields)
        },
      }
    }),
    'sends a record for the request in which it was logged',
  ],
  'records in another order': [
    wrong(({ log }) => {
      let held: (() => void) | undefined
      return {
        log(level, message, fields) {
          if (!message.startsWith('<') || message.includes(' ')) return log(level, message, fields)
          const now = (): void => log(level, message, fields)
          if (held === undefined) held = now
          else {
            now()
            held()
            held = undefined
          }
        },
      }
    }),
    'sends the records of a request before its response, in their order',
  ],
  'nothing closed': [
    wrong(({ adapter }) => ({ adapter: { ...adapter, close: async () => {} } })),
    'sends nothing once it is closed',
  ],
  'a hub closed that is somebody else’s': [
    wrong(({ adapter }) => ({ adapter: { ...adapter, close: () => adapter.logging.close() } })),
    'leaves a hub open that it was given',
  ],
  'no server attached': [
    (options) => {
      const { server, ...others } = options
      return wrong(() => ({}))(others)
    },
    'attaches the option `server`',
  ],
  'fields left out': [
    wrong(({ log }) => ({ log: (level, message) => log(level, message, {}) })),
    'sends message and fields',
  ],
  'an Error made text': [
    wrong(({ log }) => ({
      log: (level, message, { err, ...fields }) =>
        log(level, err === undefined ? message : `${message} ${err}`, fields),
    })),
    'sends name, message, code and cause of an Error',
  ],
  'a secret in its text': [
    wrong(({ log }) => ({
      log: (level, message, fields) => log(level, `${message} ${fields.password ?? ''}`, fields),
    })),
    'sends no secret',
  ],
  'fields made text': [
    wrong(({ log }) => ({
      log: (level, message, fields) => log(level, `${message} ${JSON.stringify(fields)}`, fields),
    })),
    'never throws',
  ],
}

describe('finds', () => {
  test.each(Object.entries(FAULTS))('%s', async (_, [makeLogger, fails]) => {
    await expect(testAdapter('logger', makeLogger)).rejects.toThrow(`logger: ${fails}`)
  })

  test('nothing wrong in what is right, with no test runner', async () => {
    await expect(
      testAdapter(
        'logger',
        wrong(() => ({})),
      ),
    ).resolves.toBeUndefined()
  })
})

test('a test is named by the logger and what it has to do, and says which SDK fails', async () => {
  const tests: [string, () => Promise<void>][] = []
  await testAdapter(
    'logger',
    wrong(() => ({ log: () => {} })),
    (name, run) => tests.push([name, run]),
  )
  expect(tests.map(([name]) => name)).toContain('logger: sends message and fields')
  const run = tests.find(([name]) => name.endsWith('message and fields'))?.[1]
  await expect(run?.()).rejects.toThrow(/^SDK v1: /)
})

test.each([
  [[1, () => {}], 'Expected `name` to be a string, got `1` (number)'],
  [['logger', {}], 'Expected `makeLogger` to be a function'],
  [['logger', () => {}, {}], 'Expected `test` to be the test function of a test runner'],
])('%j is refused', (args, message) => {
  expect(() => testAdapter(...(args as unknown as Parameters<typeof testAdapter>))).toThrow(message)
})
