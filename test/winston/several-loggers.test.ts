import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import winston from 'winston'
import TransportStream from 'winston-transport'
import { type AttachableServer, type BridgeWarning, createClientLogging } from '../../src/index.js'
import { McpTransport, type McpTransportOptions } from '../../src/winston/index.js'
import { datas, levelsAndData, openSession, type Session } from '../harness/session.js'
import { v1Tools } from '../harness/tool-server.js'

let session: Session
let transport: McpTransport
let warnings: BridgeWarning[]

async function open(options: McpTransportOptions = {}): Promise<void> {
  warnings = []
  transport = new McpTransport({ onWarning: (warning) => warnings.push(warning), ...options })
  session = await openSession((server) => transport.attach(server))
}

beforeEach(() => open())

afterEach(() => session.close())

/** Keeps its loggers congested until it is told to go on. */
class Stuck extends TransportStream {
  readonly #waiting: (() => void)[] = []

  constructor() {
    super({ highWaterMark: 1 } as TransportStream.TransportStreamOptions)
  }

  override log(_: unknown, next: () => void): void {
    this.#waiting.push(next)
  }

  async drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#waiting.shift()?.()
      await new Promise(setImmediate)
    }
  }
}

const codes = (): string[] => warnings.map(({ code }) => code)

describe('one transport on several loggers', () => {
  const loggers = (stuck: readonly TransportStream[]) => {
    const transports = [transport, ...stuck]
    return {
      quiet: winston.createLogger({ level: 'error', transports }),
      loud: winston.createLogger({ level: 'debug', transports }),
      syslog: winston.createLogger({ levels: winston.config.syslog.levels, level: 'notice', transports }),
      own: winston.createLogger({ levels: { bad: 0, good: 1, fine: 2 }, level: 'good', transports }),
    }
  }

  const expected = [
    ['error', 'quiet error'],
    ['debug', 'loud debug'],
    ['critical', 'syslog crit'],
    ['notice', 'syslog notice'],
    ['info', 'own good'],
    ['error', 'quiet again'],
  ]

  test.each([
    ['as they come', 0],
    ['that are congested', 1],
  ])('each record by the level and the level names of its own, %s', async (_, count) => {
    await open({ levels: { good: 'info' } })
    const stuck = Array.from({ length: count }, () => new Stuck())
    const { quiet, loud, syslog, own } = loggers(stuck)
    const records = await session.during(() => {
      for (const logger of count === 0 ? [] : [quiet, loud]) logger.error('first')
      quiet.info('quiet info')
      quiet.error('quiet error')
      loud.silly('loud silly')
      loud.debug('loud debug')
      syslog.crit('syslog crit')
      syslog.notice('syslog notice')
      syslog.info('syslog info')
      own.log('good', 'own good')
      own.log('fine', 'own fine')
      quiet.error('quiet again')
    })
    expect(levelsAndData(records).filter(([, data]) => data !== 'first')).toEqual(expected)
    expect(warnings).toEqual([])
    for (const each of stuck) await each.drain()
  })

  test('a level set on one of them later holds for it alone, and one taken away does not matter', async () => {
    const { quiet, loud } = loggers([])
    quiet.level = 'info'
    loud.level = 'warn'
    const records = await session.during(() => {
      quiet.info('a')
      loud.info('b')
      loud.add(new TransportStream({ log: (_, next) => next() })).remove(transport)
      loud.error('c')
      quiet.info('d')
    })
    expect(levelsAndData(records)).toEqual([
      ['info', 'a'],
      ['info', 'd'],
    ])
  })

  test('more than ten of them are nothing to warn of', async () => {
    const seen: Error[] = []
    const see = (warning: Error): void => void seen.push(warning)
    process.on('warning', see)
    for (let count = 0; count < 40; count++) winston.createLogger({ transports: [transport] })
    await new Promise(setImmediate)
    process.off('warning', see)
    expect(seen).toEqual([])
  })
})

test('the level of the child that it was added to counts', async () => {
  const root = winston.createLogger({ level: 'error', silent: false })
  const child = root.child({ tool: 'search' })
  child.level = 'debug'
  child.add(transport)
  const records = await session.during(() => child.debug('of the child'))
  expect(levelsAndData(records)).toEqual([['debug', 'of the child']])
  expect(records[0]?.logger).toBe('search')
})

describe('a transport that is off its logger', () => {
  const quiet = { level: 'info', transports: [] as TransportStream[] }

  test.each([
    ['configure()', (logger: winston.Logger) => logger.configure(quiet), 1],
    ['clear()', (logger: winston.Logger) => logger.clear(), 1],
    ['clear() of a child', (logger: winston.Logger) => logger.child({}).clear(), 1],
    ['configure() that keeps it', (logger: winston.Logger) => logger.configure({ transports: [transport] }), 0],
    ['clear() and add()', (logger: winston.Logger) => logger.clear().add(transport), 0],
    ['remove()', (logger: winston.Logger) => logger.remove(transport), 0],
    ['close()', (logger: winston.Logger) => logger.close(), 0],
  ])('%s', async (_, change, count) => {
    const logger = winston.createLogger({ transports: [transport] })
    change(logger)
    await new Promise(setImmediate)
    change(logger)
    await new Promise(setImmediate)
    expect(codes()).toEqual(Array(count).fill('TRANSPORT_REMOVED'))
    expect(Object.hasOwn(logger, 'write')).toBe(logger.transports.includes(transport))
    expect(Object.hasOwn(logger, 'clear')).toBe(logger.transports.includes(transport))
  })
})

test('a level of the transport that its logger does not have is warned of once', async () => {
  transport.level = 'warning'
  const npm = winston.createLogger({ transports: [transport] })
  const records = await session.during(() => npm.error('a') && npm.error('b'))
  expect(records).toEqual([])
  expect(warnings).toMatchObject([
    {
      code: 'UNKNOWN_LEVEL',
      message:
        'The transport\'s level "warning" is none of its logger\'s (error, warn, info, http, verbose, debug, silly): ' +
        'it gets no record',
    },
  ])
  npm.configure({ levels: winston.config.syslog.levels, transports: [transport] })
  expect(levelsAndData(await session.during(() => npm.log('warning', 'c')))).toEqual([['warning', 'c']])
  transport.level = 'verbose'
  await session.during(() => npm.log('warning', 'd'))
  expect(codes()).toEqual(['UNKNOWN_LEVEL', 'UNKNOWN_LEVEL'])
})

test('two transports of one logger keep their levels apart', async () => {
  const logging = createClientLogging()
  await session.close()
  session = await openSession((server) => logging.attach(server))
  const errors = new McpTransport({ logging, level: 'error', loggerName: 'errors' })
  const all = new McpTransport({ logging, loggerName: 'all' })
  const logger = winston.createLogger({ transports: [errors, all] })
  const records = await session.during(() => logger.info('a') && logger.error('b'))
  expect(records).toEqual([
    { level: 'info', logger: 'all', data: 'a' },
    { level: 'error', logger: 'errors', data: 'b' },
    { level: 'error', logger: 'all', data: 'b' },
  ])
})

describe('several transports on one logger', () => {
  const server = () => v1Tools(undefined, {})
  const seen: BridgeWarning[] = []
  const onWarning = (warning: BridgeWarning): void => void seen.push(warning)

  test.each([
    [
      'added both',
      (logger: winston.Logger, shared: AttachableServer) => {
        logger.add(new McpTransport({ server: shared })).add(new McpTransport({ server: shared, onWarning }))
      },
    ],
    [
      'attached later',
      (logger: winston.Logger, shared: AttachableServer) => {
        const late = new McpTransport({ onWarning })
        logger.add(new McpTransport({ server: shared })).add(late)
        late.attach(shared)
      },
    ],
    [
      'through a child',
      (logger: winston.Logger, shared: AttachableServer) => {
        logger
          .add(new McpTransport({ server: shared }))
          .child({})
          .add(new McpTransport({ server: shared, onWarning }))
      },
    ],
    [
      'by one hub',
      (logger: winston.Logger) => {
        const logging = createClientLogging({ onWarning })
        logger.add(new McpTransport({ logging })).add(new McpTransport({ logging }))
      },
    ],
  ])('the same server twice, %s, is warned of', (_, add) => {
    seen.length = 0
    add(winston.createLogger(), server())
    expect(seen.map(({ code }) => code)).toEqual(['DUPLICATE_DESTINATION'])
  })

  test('another server, and one that was taken over from a transport that is gone, are not', () => {
    seen.length = 0
    const [one, two] = [server(), server()]
    const first = new McpTransport({ server: one, onWarning })
    const logger = winston.createLogger({ transports: [first, new McpTransport({ server: two, onWarning })] })
    logger.remove(first)
    logger.add(new McpTransport({ server: one, onWarning }))
    expect(seen).toEqual([])
  })

  test('one for each session is warned of', () => {
    seen.length = 0
    const logger = winston.createLogger()
    for (let count = 0; count < 20; count++) logger.add(new McpTransport({ server: server(), onWarning }))
    expect(new Set(seen.map(({ code }) => code))).toEqual(new Set(['MANY_DESTINATIONS']))
  })

  test('one whose hub is closed takes itself off, and costs nothing', async () => {
    const closed = new McpTransport()
    const logger = winston.createLogger({ transports: [closed, transport] })
    await closed.logging.close()
    logger.info('a')
    await new Promise(setImmediate)
    expect(logger.transports).toEqual([transport])
    expect(datas(await session.during(() => logger.info('b')))).toEqual(['a', 'b'])
    expect(closed.logging.stats().dropped.closed).toBe(1)
  })
})
