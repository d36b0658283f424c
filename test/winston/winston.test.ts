import { once } from 'node:events'
import { LEVEL, MESSAGE } from 'triple-beam'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import winston from 'winston'
import TransportStream from 'winston-transport'
import { type BridgeWarning, createClientLogging } from '../../src/index.js'
import { McpTransport, type McpTransportOptions } from '../../src/winston/index.js'
import type { Received } from '../harness/clients.js'
import { gate } from '../harness/gate.js'
import { datas, levelsAndData, openSession, type Session } from '../harness/session.js'

let session: Session
let transport: McpTransport

async function open(options: McpTransportOptions = {}): Promise<void> {
  transport = new McpTransport(options)
  session = await openSession((server) => transport.attach(server))
}

beforeEach(() => open())

afterEach(() => session.close())

const { format } = winston

/** What another transport of the same logger makes of each record. */
class Beside extends TransportStream {
  readonly seen: { readonly info: Record<PropertyKey, unknown>; readonly text: unknown }[] = []

  override log(info: Record<PropertyKey, unknown>, next: () => void): void {
    this.seen.push({ info, text: info[MESSAGE] })
    next()
  }
}

/** A transport that takes no second record before it is told to. */
class Stuck extends TransportStream {
  readonly waiting: (() => void)[] = []
  readonly seen: unknown[] = []

  constructor() {
    super({ highWaterMark: 1 } as TransportStream.TransportStreamOptions)
  }

  override log(info: { message: unknown }, next: () => void): void {
    this.seen.push(info.message)
    this.waiting.push(next)
  }

  /** Lets everything through that has been put aside. */
  async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      this.waiting.shift()?.()
      await new Promise(setImmediate)
    }
  }
}

describe('levels', () => {
  test('the level of the logger holds, of the transport before that, both at run time', async () => {
    const logger = winston.createLogger({ level: 'warn', transports: [transport] })
    const all = (): void => {
      for (const level of ['error', 'warn', 'info', 'debug']) logger.log(level, level)
    }
    expect(datas(await session.during(all))).toEqual(['error', 'warn'])
    logger.level = 'debug'
    expect(datas(await session.during(all))).toEqual(['error', 'warn', 'info', 'debug'])
    transport.level = 'error'
    expect(datas(await session.during(all))).toEqual(['error'])
  })

  test('silly is no level of MCP', async () => {
    const logger = winston.createLogger({ level: 'silly', transports: [transport] })
    expect(levelsAndData(await session.during(() => logger.silly('a') && logger.http('b')))).toEqual([['debug', 'b']])
    expect(transport.logging.stats().dropped.unmapped).toBe(1)
  })

  test("custom sets, and the application's own choice", async () => {
    await open({ levels: { audit: 'notice', chatter: false } })
    const levels = { fatal: 0, audit: 1, info: 2, chatter: 3 }
    const logger = winston.createLogger({ levels, level: 'chatter', transports: [transport] })
    const records = await session.during(() => {
      for (const level of Object.keys(levels)) logger.log(level, level)
    })
    expect(levelsAndData(records)).toEqual([
      ['critical', 'fatal'],
      ['notice', 'audit'],
      ['info', 'info'],
    ])
  })

  test.each([
    ['syslog', { emerg: 'emergency', crit: 'critical', notice: 'notice', warning: 'warning' }],
    ['cli', { help: 'notice', data: 'info', input: 'debug' }],
  ] as const)('the set %s, coloured', async (name, expected) => {
    const { levels, colors } = winston.config[name]
    winston.addColors(colors ?? {})
    const logger = winston.createLogger({
      levels,
      level: Object.keys(levels).at(-1) as string,
      format: format.colorize({ all: true }),
      transports: [transport],
    })
    const records = await session.during(() => {
      for (const level of Object.keys(expected)) logger.log(level, `at ${level}`)
    })
    expect(levelsAndData(records)).toEqual(Object.entries(expected).map(([label, level]) => [level, `at ${label}`]))
  })

  test('an unknown one is told of once, never silently debug', async () => {
    const warnings: BridgeWarning[] = []
    await open({ onWarning: (warning) => warnings.push(warning) })
    const events = vi.fn()
    const logger = winston.createLogger({ levels: { high: 0, low: 1 }, level: 'low', transports: [transport] })
    logger.on('warn', events)
    const records = await session.during(() => {
      for (const each of ['high', 'low', 'high']) logger.log(each, each)
    })
    expect(levelsAndData(records)).toEqual([
      ['info', 'high'],
      ['info', 'low'],
      ['info', 'high'],
    ])
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['UNKNOWN_LEVEL', 'Unknown level "high" is sent as `info`: set `levels`'],
      ['UNKNOWN_LEVEL', 'Unknown level "low" is sent as `info`: set `levels`'],
    ])
    expect(events.mock.calls).toEqual(warnings.map((warning) => [warning, transport]))
  })

  test('a message that is coloured comes without, and so does one that is an Error’s', async () => {
    const logger = winston.createLogger({ transports: [transport] })
    const records = await session.during(() => {
      logger.info('\u001b[31mred\u001b[39m')
      logger.info({ err: new Error('\u001b[31mred\u001b[39m') })
    })
    expect(records.map(({ data }) => (data as { message?: unknown }).message ?? data)).toEqual(['red', 'red'])
  })

  test("a format may change the level; a field of the application's own called level does not", async () => {
    const promote = format((info) => {
      if (info.important) info[LEVEL] = info.level = 'error'
      return info
    })
    const logger = winston.createLogger({ format: promote(), transports: [transport] })
    const records = await session.during(() => {
      logger.info('a', { important: true })
      logger.info('b', { level: 'error' })
    })
    expect(levelsAndData(records)).toEqual([
      ['error', { message: 'a', important: true }],
      ['info', 'b'],
    ])
  })
})

describe('switches', () => {
  test('silent, on the transport and on the logger, at run time', async () => {
    const logger = winston.createLogger({ transports: [transport] })
    const records = await session.during(() => {
      transport.silent = true
      logger.info('a')
      transport.silent = false
      logger.info('b')
      logger.silent = true
      logger.info('c')
      logger.silent = false
      logger.info('d')
    })
    expect(datas(records)).toEqual(['b', 'd'])
  })

  test('silent from the start', async () => {
    await open({ silent: true })
    const logger = winston.createLogger({ transports: [transport] })
    expect(await session.during(() => logger.info('a'))).toEqual([])
  })

  test("the logger's format and the transport's own, each once", async () => {
    const runs: string[] = []
    const step = (name: string): winston.Logform.Format =>
      format((info) => {
        runs.push(name)
        return Object.assign(info, { message: `${info.message} ${name}` })
      })()
    await open({ format: step('transport') })
    const beside = new Beside()
    const logger = winston.createLogger({ format: step('logger'), transports: [transport, beside] })
    expect(datas(await session.during(() => logger.info('a')))).toEqual(['a logger transport'])
    expect(beside.seen.map(({ info }) => info.message)).toEqual(['a logger'])
    expect(runs).toEqual(['logger', 'transport'])
  })

  test('a format that returns false drops, one that throws does so to the caller as ever', async () => {
    const guard = format((info) => {
      if (info.message === 'bad') throw new Error('a format of its own')
      return info.message === 'dropped' ? false : info
    })
    const logger = winston.createLogger({ format: guard(), transports: [transport] })
    const records = await session.during(() => {
      logger.info('dropped')
      expect(() => logger.info('bad')).toThrow('a format of its own')
      logger.info('fine')
    })
    expect(datas(records)).toEqual(['fine'])
  })

  test('the same on a transport', async () => {
    const guard = format((info) => (info.message === 'dropped' ? false : info))
    await open({ format: guard() })
    const logger = winston.createLogger({ transports: [transport] })
    expect(datas(await session.during(() => logger.info('dropped') && logger.info('fine')))).toEqual(['fine'])
  })
})

describe('as winston expects of a transport', () => {
  test('the callback is called and `logged` emitted before log() returns', () => {
    const order: string[] = []
    transport.once('logged', () => order.push('logged'))
    expect(transport.log({ level: 'info', [LEVEL]: 'info', message: 'a' }, () => order.push('callback'))).toBe(true)
    expect(order).toEqual(['logged', 'callback'])
  })

  test('`logged` comes once for each record', async () => {
    const logged: unknown[] = []
    transport.on('logged', ({ message }) => logged.push(message))
    const logger = winston.createLogger({ transports: [transport] })
    await session.during(() => logger.info('a') && logger.debug('not enabled') && logger.warn('b'))
    expect(logged).toEqual(['a', 'b'])
  })

  test('what goes wrong is a warning, never an error', async () => {
    await open({
      shape: () => {
        throw new Error('a shape of its own')
      },
      onWarning: () => {},
    })
    const logger = winston.createLogger({ transports: [transport] })
    const [warned, failed] = [vi.fn(), vi.fn()]
    logger.on('warn', warned).on('error', failed)
    expect(await session.during(() => logger.info('a'))).toEqual([])
    expect(warned).toHaveBeenCalledOnce()
    expect(warned.mock.calls[0]?.[0]).toMatchObject({ code: 'RECORD_FAILED', name: 'McpLogBridgeWarning' })
    expect(failed).not.toHaveBeenCalled()
    expect(logger.transports).toEqual([transport])
  })

  test('a fault that is not listened to stays a warning of the process', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const logger = winston.createLogger({ levels: { odd: 0 }, level: 'odd', transports: [transport] })
    await session.during(() => logger.log('odd', 'a'))
    expect(emitWarning).toHaveBeenCalledOnce()
  })

  test('the warnings of a shared hub are heard on the transport as well', async () => {
    const onWarning = vi.fn()
    const logging = createClientLogging({ onWarning })
    transport = new McpTransport({ logging })
    const heard = vi.fn()
    transport.on('warn', heard)
    const logger = winston.createLogger({ levels: { odd: 0 }, level: 'odd', transports: [transport] })
    session = await openSession((server) => logging.attach(server))
    await session.during(() => logger.log('odd', 'a'))
    expect(heard.mock.calls).toEqual(onWarning.mock.calls)
    expect(heard).toHaveBeenCalledOnce()
  })

  test('a listener that logs what it hears does not go round in circles', async () => {
    const logger = winston.createLogger({ transports: [transport] })
    transport.on('logged', ({ message }) => {
      if (message !== 'again') logger.info('again')
    })
    expect(datas(await session.during(() => logger.info('a')))).toEqual(['a', 'again'])
  })

  test('logger.end() waits until everything is sent', async () => {
    const logger = winston.createLogger({ transports: [transport] })
    const records = await session.during(async () => {
      for (let index = 0; index < 100; index++) logger.info(`${index}`)
      logger.end()
      await once(logger, 'finish')
      expect(transport.logging.stats()).toMatchObject({ accepted: 100, sent: 100, queued: 0 })
    })
    expect(records).toHaveLength(100)
  })

  test('logger.end() leaves a shared hub open', async () => {
    const logging = createClientLogging()
    transport = new McpTransport({ logging })
    session = await openSession((server) => logging.attach(server))
    const logger = winston.createLogger({ transports: [transport] })
    logger.end()
    await once(logger, 'finish')
    expect(datas(await session.during(() => logging.logger().info('still here')))).toEqual(['still here'])
  })

  test('a frozen record, a reused one and one without symbols are logged and left as they are', async () => {
    const logger = winston.createLogger({
      format: format((info) => ({ ...info, seen: 1 }))(),
      transports: [transport],
    })
    const frozen = Object.freeze({ level: 'info', [LEVEL]: 'info', message: 'frozen' })
    const reused = { level: 'warn', message: 'reused' }
    const records = await session.during(() => {
      logger.write(frozen)
      logger.log(reused)
      logger.log(reused)
    })
    expect(levelsAndData(records)).toEqual([
      ['info', { message: 'frozen', seen: 1 }],
      ['warning', { message: 'reused', seen: 1 }],
      ['warning', { message: 'reused', seen: 1 }],
    ])
    expect(Reflect.ownKeys(reused)).toEqual(['level', 'message', LEVEL]) // the last is winston's
  })

  test('other transports see nothing of it', async () => {
    const beside = new Beside()
    const logger = winston.createLogger({ format: format.prettyPrint(), transports: [beside, transport] })
    await session.during(() => logger.info('a', { b: 1 }))
    expect(beside.seen[0]?.text).toBe("{ b: 1, level: 'info', message: 'a' }")
    expect(
      Reflect.ownKeys(beside.seen[0]?.info ?? {}).filter((key) => !/level|message|splat|^b$/.test(String(key))),
    ).toEqual([])
  })

  test('values that are no records pass by', () => {
    const logger = winston.createLogger({ transports: [transport] })
    const failed = vi.fn()
    logger.on('error', failed)
    logger.write(null)
    expect(failed).toHaveBeenCalledOnce() // as without this transport
    expect(transport.logging.stats().accepted).toBe(0)
  })
})

describe('loggers come and go', () => {
  const own = (logger: winston.Logger): PropertyDescriptor | undefined =>
    Object.getOwnPropertyDescriptor(logger, 'write')

  test('remove() leaves the logger as it was', async () => {
    const logger = winston.createLogger({ transports: [new Beside()] })
    const before = Object.getOwnPropertyNames(logger)
    logger.add(transport)
    expect(own(logger)).toBeDefined()
    logger.remove(transport)
    expect(own(logger)).toBeUndefined()
    expect(Object.getOwnPropertyNames(logger)).toEqual(before)
    expect(await session.during(() => logger.info('a'))).toEqual([])
  })

  test("and puts back a `write` of somebody else's, or leaves one that came later alone", async () => {
    const logger = winston.createLogger({ transports: [new Beside()] })
    const mine = logger.write.bind(logger)
    Object.defineProperty(logger, 'write', { value: mine, configurable: true, enumerable: false, writable: true })
    const before = own(logger)
    logger.add(transport)
    logger.remove(transport)
    expect(own(logger)).toEqual(before)

    logger.add(transport)
    const inner = logger.write
    const later = vi.fn((...args: Parameters<typeof inner>) => inner.apply(logger, args))
    logger.write = later as never
    logger.remove(transport)
    expect(logger.write).toBe(later)
    logger.add(transport)
    expect(datas(await session.during(() => logger.info('a')))).toEqual(['a'])
    expect(later).toHaveBeenCalledOnce()
  })

  test('several loggers share one transport', async () => {
    const [one, two] = [
      winston.createLogger({ transports: [transport] }),
      winston.createLogger({ transports: [transport], format: format.label({ label: 'two' }) }),
    ]
    const records = await session.during(() => one?.info('a') && two?.info('b') && one?.info('c'))
    expect(records.map(({ logger, data }) => [logger, data])).toEqual([
      ['work', 'a'],
      ['two', 'b'],
      ['work', 'c'],
    ])
    one?.add(new Beside()).remove(transport)
    expect(datas(await session.during(() => one?.info('gone') && two?.info('b')))).toEqual(['b'])
  })

  test('several transports on one logger, each with its own say', async () => {
    const other = new McpTransport({ level: 'error', format: format((info) => ({ ...info, other: true }))() })
    const elsewhere = await openSession((server) => other.attach(server))
    const logger = winston.createLogger({ transports: [transport, other] })
    const work = (): unknown => logger.info('a') && logger.error('b')
    expect(datas(await session.during(work))).toEqual(['a', 'b'])
    expect(datas(await elsewhere.during(work))).toEqual([{ message: 'b', other: true }])
    logger.remove(transport)
    expect(own(logger)).toBeDefined()
    logger.remove(other)
    expect(own(logger)).toBeUndefined()
    await elsewhere.close()
  })

  test('containers, and a logger found through them', async () => {
    const container = new winston.Container()
    container.add('shop', { transports: [transport], format: format.label({ label: 'shop' }) })
    container.add('stock', { transports: [transport] })
    const records = await session.during(() => {
      container.get('shop').info('a')
      container.get('stock').child({ tool: 'count' }).info('b')
    })
    expect(records.map(({ logger }) => logger)).toEqual(['shop', 'count'])
    container.close('shop')
  })

  test('children of children, their metadata and defaultMeta', async () => {
    const logger = winston.createLogger({ defaultMeta: { app: 1 }, transports: [transport] })
    const child = logger.child({ a: 1 }).child({ b: 2 })
    expect(datas(await session.during(() => child.info('x', { c: 3 })))).toEqual([
      { message: 'x', a: 1, b: 2, app: 1, c: 3 },
    ])
  })

  test('a child made before the transport was added', async () => {
    const logger = winston.createLogger({ transports: [new Beside()] })
    const child = logger.child({ a: 1 })
    logger.add(transport)
    expect(datas(await session.during(() => child.info('x')))).toEqual([{ message: 'x', a: 1 }])
  })

  test('added to a child it is added to all, as any transport', async () => {
    const logger = winston.createLogger({ transports: [new Beside()] })
    const child = logger.child({ a: 1 })
    const before = [own(logger), own(child)]
    child.add(transport)
    logger.add(transport)
    logger.remove(transport)
    expect(datas(await session.during(() => logger.info('x') && child.info('y') && child.child({}).info('z')))).toEqual(
      ['x', { message: 'y', a: 1 }, { message: 'z', a: 1 }],
    )
    child.remove(transport)
    expect([own(logger), own(child)]).toEqual(before)
    expect(await session.during(() => child.info('x'))).toEqual([])
  })

  test("winston's default logger", async () => {
    winston.add(transport)
    expect(datas(await session.during(() => winston.info('a', { b: 1 })))).toEqual([{ message: 'a', b: 1 }])
    winston.remove(transport)
  })

  test('configure() takes transports out and puts them in again', async () => {
    const logger = winston.createLogger({ level: 'info', transports: [transport] })
    logger.configure({ level: 'error', transports: [transport] })
    expect(datas(await session.during(() => logger.info('a') && logger.error('b')))).toEqual(['b'])
    logger.configure({ transports: [new Beside()] })
    expect(own(logger)).toBeUndefined()
    expect(await session.during(() => logger.error('c'))).toEqual([])
  })

  test('a transport that moves to another logger takes the level from there', async () => {
    const one = winston.createLogger({ level: 'error', transports: [transport] })
    one.remove(transport)
    const two = winston.createLogger({ levels: winston.config.syslog.levels, level: 'notice', transports: [transport] })
    expect(levelsAndData(await session.during(() => two.info('a') && two.notice('b')))).toEqual([['notice', 'b']])
    two.remove(transport)
    one.add(transport)
    expect(levelsAndData(await session.during(() => one.warn('a') && one.error('b')))).toEqual([['error', 'b']])
  })

  test('added twice it sends once, and stays until it is removed twice', async () => {
    const logger = winston.createLogger({ transports: [transport] })
    logger.add(transport)
    expect(datas(await session.during(() => logger.info('a')))).toEqual(['a'])
    logger.remove(transport)
    expect(datas(await session.during(() => logger.info('b')))).toEqual(['b'])
    expect(own(logger)).toBeDefined()
    logger.remove(transport)
    expect(own(logger)).toBeUndefined()
  })

  test('records from elsewhere: log() and write() without any logger', async () => {
    const records = await session.during(() => {
      transport.log({ level: 'warn', message: 'straight' })
      transport.write({ level: 'info', [LEVEL]: 'info', message: 'written' })
      transport.cork()
      transport.write({ level: 'info', [LEVEL]: 'info', message: 'one' })
      transport.write({ level: 'info', [LEVEL]: 'info', message: 'two' })
      transport.uncork()
    })
    expect(datas(records)).toEqual(['straight', 'written', 'one', 'two'])
  })

  test('a stream that is no logger may be piped in', async () => {
    const source = new (await import('node:stream')).PassThrough({ objectMode: true })
    source.pipe(transport)
    const ended = gate()
    transport.on('logged', () => ended.open())
    const records = await session.during(async () => {
      source.write({ level: 'info', [LEVEL]: 'info', message: 'piped' })
      await ended.opened
    })
    expect(datas(records)).toEqual(['piped'])
    source.unpipe(transport)
  })

  test('removed while winston holds records: they went out in time, and once', async () => {
    const stuck = new Stuck()
    const logger = winston.createLogger({ transports: [stuck, transport] })
    const records = await session.during(() => {
      for (let index = 0; index < 60; index++) logger.info(`${index}`)
      logger.remove(transport)
    })
    await stuck.drain()
    expect(datas([...records, ...(await session.rest())])).toEqual(Array.from({ length: 60 }, (_, index) => `${index}`))
    logger.add(transport)
    expect(datas(await session.during(() => logger.info('again')))).toEqual(['again'])
    await stuck.drain()
    expect(stuck.seen).toHaveLength(61)
  })

  test('added while winston holds records: what was logged before is not sent', async () => {
    const stuck = new Stuck()
    const logger = winston.createLogger({ transports: [stuck] })
    for (let index = 0; index < 60; index++) logger.info(`${index}`)
    logger.add(transport)
    const records = await session.during(async () => {
      logger.info('now')
      await stuck.drain()
    })
    expect(datas(records)).toEqual(['now'])
  })
})

describe('Errors come out alike', () => {
  const error = (): Error => Object.assign(new TypeError('boom'), { code: 'E_BOOM' })
  const ERR = { name: 'TypeError', message: 'boom', code: 'E_BOOM' }
  const forms: Record<string, (logger: winston.Logger) => unknown> = {
    'by itself': (logger) => logger.error(error()),
    'beside a message': (logger) => logger.error('boom', error()),
    'as a field': (logger) => logger.error({ message: 'boom', err: error() }),
    'as a field beside a message': (logger) => logger.error('boom', { err: error() }),
    'as a field alone': (logger) => logger.error({ err: error() }),
    'as the message': (logger) => logger.log({ level: 'error', message: error() as never }),
    'after a level': (logger) => logger.log('error', error() as never),
    'after the arguments of a message': (logger) => logger.error('%s', 'boom', error()),
  }
  const formats: Record<string, winston.Logform.Format> = {
    'json()': format.json(),
    'errors()': format.combine(format.errors(), format.json()),
    'errors({ stack })': format.combine(format.errors({ stack: true, cause: true } as never), format.json()),
    'splat() and timestamp()': format.combine(format.splat(), format.timestamp({ format: () => 'T' }), format.json()),
    'spread into a new object': format((info) => ({ ...info, message: info.message }))(),
  }
  const loggers: Record<string, (logger: winston.Logger) => winston.Logger> = {
    'a logger': (logger) => logger,
    'a child': (logger) => logger.child({}),
    'a child of a child': (logger) => logger.child({}).child({}),
  }

  describe.each(Object.entries(formats))('with %s', (name, each) => {
    describe.each(Object.entries(loggers))('from %s', (_, derive) => {
      test.each(Object.entries(forms))('%s', async (form, log) => {
        const root = winston.createLogger({ format: each, transports: [transport] })
        const [record, ...more] = await session.during(() => log(derive(root)))
        expect(more).toEqual([])
        const { message, timestamp: __, ...fields } = (record as Received).data as Record<string, unknown>
        expect(fields).toEqual({ err: ERR })
        // winston adds the Error's message to the message beside it, and `%s` is for splat() to replace.
        const texts = form.startsWith('beside')
          ? ['boom boom']
          : form.startsWith('after the')
            ? [/^(%s|boom)( boom)?$/]
            : ['boom']
        expect(message, name).toEqual(expect.stringMatching(texts[0] as string))
      })
    })
  })

  test('with its cause, and with stacks if asked for', async () => {
    await open({ stacks: true })
    const logger = winston.createLogger({ transports: [transport] })
    const records = await session.during(() => {
      logger.error(new Error('outer', { cause: new RangeError('inner') }))
      logger.child({}).error(new TypeError('child'))
    })
    const stack = expect.stringMatching(/\n\s+at /)
    expect(datas(records)).toEqual([
      {
        message: 'outer',
        err: { name: 'Error', message: 'outer', stack, cause: { name: 'RangeError', message: 'inner', stack } },
      },
      { message: 'child', err: { name: 'TypeError', message: 'child', stack } },
    ])
  })

  test('names of all kinds survive in a child', async () => {
    class Named extends Error {
      constructor(message: string) {
        super(message)
        void this.stack // written down the first time it is read, with the name of that moment
        this.name = 'NamedException'
      }
    }
    const logger = winston.createLogger({ transports: [transport] }).child({ tool: 'search' })
    const records = await session.during(() => {
      logger.error(new Named('a'))
      logger.error(Object.assign(new Error('b'), { stack: 'no stack' }))
      logger.error(Object.assign(new Error('c'), { stack: ' \n at nowhere' }))
      logger.error(new Error('d', { cause: 'why' }))
    })
    expect(records.map(({ logger: name }) => name)).toEqual(Array(4).fill('search'))
    expect(datas(records)).toEqual([
      { message: 'a', err: { name: 'NamedException', message: 'a' } },
      { message: 'b', err: { name: 'Error', message: 'b' } },
      { message: 'c', err: { name: 'Error', message: 'c' } },
      { message: 'd', err: { name: 'Error', message: 'd', cause: 'why' } },
    ])
  })

  test('an Error that winston has marked by logging it keeps no level of it', async () => {
    const logger = winston.createLogger({ transports: [transport] })
    const failure = error()
    const records = await session.during(() => {
      logger.error(failure)
      logger.warn('again', { failure })
    })
    expect(datas(records)).toEqual([
      { message: 'boom', err: ERR },
      { message: 'again', failure: ERR },
    ])
  })

  test('gathered by format.metadata()', async () => {
    const logger = winston.createLogger({ format: format.metadata(), transports: [transport] })
    const records = await session.during(() => logger.error('boom', error()) && logger.info('a', { tool: 'search' }))
    expect(datas(records)).toEqual([{ message: 'boom boom', metadata: {}, err: ERR }, 'a'])
    expect(records[1]?.logger).toBe('search')
  })

  test('with what the logger adds beside it, not in it, however often it is logged', async () => {
    const logger = winston.createLogger({
      defaultMeta: { service: 'shop' },
      format: format.timestamp({ format: () => 'now' }),
      transports: [transport],
    })
    const failure = error()
    const records = await session.during(() => logger.error(failure) && logger.error(failure))
    const data = { message: 'boom', service: 'shop', err: ERR }
    expect(datas(records)).toEqual([data, data])
  })

  test('while another transport logs as well', async () => {
    const talking = new TransportStream({
      log(info: { level: string }, next: () => void) {
        if (info.level === 'error') logger.info('noted')
        next()
      },
    })
    const logger = winston.createLogger({ format: format.errors(), transports: [talking, transport] })
    const records = await session.during(() => logger.error(error()))
    expect(datas(records)).toEqual(['noted', { message: 'boom', err: ERR }])
  })

  test('whose parts cannot be read', async () => {
    const logger = winston.createLogger({ format: format((info) => info)(), transports: [transport] })
    const hostile = { level: 'info', [LEVEL]: 'info', message: 'a' }
    Object.defineProperty(hostile, 'stack', {
      get() {
        throw new Error('no')
      },
    })
    expect(datas(await session.during(() => logger.write(hostile)))).toEqual(['a'])
  })
})

test('an object in place of the message is its fields', async () => {
  const logger = winston.createLogger({ transports: [transport] }).child({ a: 1 })
  const records = await session.during(() => {
    logger.info({ b: 2 })
    logger.info(['c'] as never)
    logger.info(undefined as never)
    logger.info('')
  })
  expect(datas(records)).toEqual([{ b: 2, a: 1 }, { message: ['c'], a: 1 }, { a: 1 }, { message: '', a: 1 }])
})

describe('keep', () => {
  const crash = (logger: winston.Logger): unknown =>
    logger.log(
      (logger.exceptions as never as { getAllInfo(error: Error): object }).getAllInfo(new Error('boom')) as never,
    )

  test("a crash's process, os and trace are omitted", async () => {
    await open({ handleExceptions: true })
    const logger = winston.createLogger({ transports: [transport] })
    const records = await session.during(() => crash(logger))
    expect(datas(records)).toEqual([{ message: 'uncaughtException: boom', error: { name: 'Error', message: 'boom' } }])
    logger.close()
  })

  test('unless they are to be kept, as the level may be', async () => {
    await open({ handleExceptions: true, keep: ['os', 'date', 'level'] })
    const logger = winston.createLogger({ transports: [transport] })
    const [record] = await session.during(() => crash(logger))
    expect(Object.keys(record?.data as object)).toEqual(['message', 'error', 'level', 'date', 'os'])
    logger.close()
  })

  test('what looks like them in an ordinary record is the application’s', async () => {
    const logger = winston.createLogger({ transports: [transport] })
    expect(datas(await session.during(() => logger.info('a', { process: 1, os: 2, trace: 3, date: 4 })))).toEqual([
      { message: 'a', process: 1, os: 2, trace: 3, date: 4 },
    ])
  })
})
