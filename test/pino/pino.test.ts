import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { hostname } from 'node:os'
import { inspect } from 'node:util'
import vm from 'node:vm'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type BridgeWarning, createClientLogging } from '../../src/index.js'
import {
  type AddedMcpDestination,
  addMcpDestination,
  type McpDestination,
  type McpDestinationOptions,
  mcpDestination,
} from '../../src/pino/index.js'
import { gate } from '../harness/gate.js'
import { datas, levelsAndData, openSession, type Session } from '../harness/session.js'

let session: Session
let destination: McpDestination

async function open(options: McpDestinationOptions = {}): Promise<void> {
  destination = mcpDestination(options)
  session = await openSession((server) => destination.attach(server))
}

beforeEach(() => open())

afterEach(() => session.close())

/** A destination beside: every line parsed. */
function lines(): { write(line: string): void; readonly parsed: Record<string, unknown>[] } {
  const parsed: Record<string, unknown>[] = []
  return { write: (line) => parsed.push(JSON.parse(line)), parsed }
}

describe('alone', () => {
  test('pino(destination)', async () => {
    const logger = pino(destination)
    expect(levelsAndData(await session.during(() => logger.info('a')))).toEqual([['info', 'a']])
  })

  test('pino(options, destination), its levels and children', async () => {
    const logger = pino({ level: 'trace' }, destination)
    const records = await session.during(() => {
      for (const level of Object.keys(pino.levels.values)) logger[level as pino.Level](level)
      logger.child({ a: 1 }).child({ b: 2 }).info({ c: 3 }, 'child')
    })
    expect(levelsAndData(records)).toEqual([
      ['debug', 'debug'],
      ['info', 'info'],
      ['warning', 'warn'],
      ['error', 'error'],
      ['critical', 'fatal'],
      ['info', { message: 'child', a: 1, b: 2, c: 3 }],
    ])
    expect(destination.logging.stats().dropped.unmapped).toBe(1)
  })

  test('the level of the logger holds, at run time as well', async () => {
    const logger = pino({ level: 'warn' }, destination)
    expect(datas(await session.during(() => logger.info('a')))).toEqual([])
    logger.level = 'debug'
    expect(datas(await session.during(() => logger.debug('b')))).toEqual(['b'])
  })

  test('custom levels by label, by place and by choice', async () => {
    await open({ levels: { audit: 'alert', chatter: false } })
    const customLevels = { notice: 35, audit: 36, step: 25, chatter: 45, emergency: 80 }
    const logger = pino({ level: 'trace', customLevels }, destination)
    const records = await session.during(() => {
      for (const level of Object.keys(customLevels)) logger[level as keyof typeof customLevels](level)
      logger.child({}, { customLevels: { shout: 90 } as never }).info('child')
    })
    expect(levelsAndData(records)).toEqual([
      ['notice', 'notice'],
      ['alert', 'audit'],
      ['debug', 'step'],
      ['emergency', 'emergency'],
      ['info', 'child'],
    ])
  })

  test('levels the other way round', async () => {
    const customLevels = { fatal: 10, error: 20, warn: 30, info: 40 }
    const logger = pino(
      { customLevels, useOnlyCustomLevels: true, levelComparison: 'DESC', level: 'info' },
      destination,
    )
    const records = await session.during(() => logger.fatal('a') ?? logger.info('b'))
    expect(levelsAndData(records)).toEqual([
      ['critical', 'a'],
      ['info', 'b'],
    ])
  })

  test('an unknown one is told of once, never silently debug', async () => {
    const warnings: BridgeWarning[] = []
    await open({ onWarning: (warning) => warnings.push(warning) })
    const customLevels = { high: 10, low: 20 }
    const logger = pino({ customLevels, useOnlyCustomLevels: true, levelComparison: 'DESC', level: 'low' }, destination)
    const records = await session.during(() => logger.high('a') ?? logger.low('b') ?? logger.high('c'))
    expect(levelsAndData(records)).toEqual([
      ['info', 'a'],
      ['info', 'b'],
      ['info', 'c'],
    ])
    expect(warnings.map(({ message }) => message)).toEqual([
      'Unknown level "high" is sent as `info`: set `levels`',
      'Unknown level "low" is sent as `info`: set `levels`',
    ])
  })

  test("the application's own level, time, pid, hostname and v survive, pino's are omitted", async () => {
    const logger = pino(destination)
    const own = { level: 'mine', time: 17, pid: 4, hostname: 'elsewhere', v: 1 }
    const records = await session.during(() => logger.info('a') ?? logger.info(own, 'b'))
    expect(levelsAndData(records)).toEqual([
      ['info', 'a'],
      ['info', { message: 'b', ...own }],
    ])
  })

  test('unless they are to be kept', async () => {
    await open({ keep: ['pid', 'hostname', 'time', 'level'] })
    const logger = pino(destination)
    const [record] = await session.during(() => logger.info('a'))
    expect(record?.data).toEqual({
      message: 'a',
      level: 30,
      time: expect.any(Number),
      pid: process.pid,
      hostname: expect.any(String),
    })
  })

  test('Errors in every form, as with winston', async () => {
    const boom = (): Error => Object.assign(new TypeError('boom'), { code: 'E_BOOM' })
    const err = { name: 'TypeError', message: 'boom', code: 'E_BOOM' }
    const { err: plain, errWithCause: failure } = pino.stdSerializers
    const logger = pino(
      { serializers: { failure, chosen: (each: Error) => ({ ...plain(each), stack: undefined }) } },
      destination,
    )
    class Named extends Error {
      override name = 'NamedError'
    }
    const records = await session.during(() => {
      logger.error(boom())
      logger.error(boom(), 'text')
      logger.error({ err: boom() })
      logger.error({ err: boom() }, 'text')
      logger.error({ failure: boom() }, 'text')
      logger.child({}).error(boom())
      logger.error(new Named('named'))
      logger.error(new AggregateError([boom()], 'many'))
      logger.error({ failure: new Error('outer', { cause: boom() }) }, 'text')
      logger.error({ err: 'no object', other: { type: 'no', message: 'stack' }, stack: boom().stack }, 'text')
      logger.error({ chosen: boom() }, 'text')
    })
    expect(datas(records)).toEqual([
      { message: 'boom', err },
      { message: 'text', err },
      { message: 'boom', err },
      { message: 'text', err },
      { message: 'text', failure: err },
      { message: 'boom', err },
      { message: 'named', err: { name: 'NamedError', message: 'named' } },
      { message: 'many', err: { name: 'AggregateError', message: 'many', errors: [err] } },
      { message: 'text', failure: { name: 'Error', message: 'outer', cause: err } },
      { message: 'text', err: 'no object', other: { type: 'no', message: 'stack' } },
      { message: 'text', chosen: { type: 'TypeError', message: 'boom', code: 'E_BOOM' } }, // as the application has it
    ])
  })

  test('with stacks if asked for', async () => {
    await open({ stacks: true })
    const logger = pino(destination)
    const [record] = await session.during(() => logger.error(new Error('boom')))
    expect(record?.data).toEqual({
      message: 'boom',
      err: { name: 'Error', message: 'boom', stack: expect.stringMatching(/^Error: boom\n\s+at /) },
    })
  })

  test('known by their place even without a stack', async () => {
    const logger = pino({ redact: { paths: ['err.stack'], remove: true } }, destination)
    const [record] = await session.during(() => logger.error(new TypeError('boom')))
    expect(record?.data).toEqual({ message: 'boom', err: { name: 'TypeError', message: 'boom' } })
  })

  test('a field called message does not take the place of the message', async () => {
    const logger = pino(destination)
    const records = await session.during(
      () => logger.info({ message: 'field' }, 'text') ?? logger.info({ message: 'field' }),
    )
    expect(datas(records)).toEqual([{ message: 'text', _message: 'field' }, { message: 'field' }])
  })

  test('nothing at all', async () => {
    const logger = pino({ base: null }, destination)
    const records = await session.during(() => {
      logger.info('')
      logger.info({})
      logger.info(undefined)
      logger.info(null)
    })
    expect(datas(records)).toEqual(['', '', '', null])
  })

  test('pino’s own redaction holds on the wire', async () => {
    // Names and values that nobody but the application knows to be private.
    const logger = pino({ redact: { paths: ['remark', 'order.note', '*.aside', 'err.config.hint'] } }, destination)
    const child = logger.child({ remark: 'hidden-1' })
    const records = await session.during(() => {
      child.info({ order: { note: 'hidden-2' }, deep: { aside: 'hidden-3' } }, 'a')
      child.error(Object.assign(new Error('b'), { config: { hint: 'hidden-4' } }))
    })
    expect(records).toHaveLength(2)
    expect(JSON.stringify(records)).not.toContain('hidden')
    expect(JSON.stringify(records)).toContain('[Redacted]')
  })

  test('a record logged while one is written does not mix with it', async () => {
    const logger = pino(destination)
    const warnings = vi.fn(() => logger.error({ from: 'onWarning' }, 'again'))
    await open({ onWarning: warnings })
    const odd = pino(
      { customLevels: { odd: 10 }, useOnlyCustomLevels: true, levelComparison: 'DESC', level: 'odd' },
      destination,
    )
    expect(levelsAndData(await session.during(() => odd.odd({ a: 1 }, 'outer')))).toEqual([
      ['info', { message: 'outer', a: 1 }],
    ])
    expect(warnings).toHaveBeenCalledOnce()
  })

  test('of loggers that write at the same time, each has its own way to begin a line', async () => {
    const one = pino({ timestamp: () => ',"time":1' }, destination)
    const other = pino({ timestamp: () => ',"ts":1' }, destination)
    const rewritten = pino({ timestamp: () => ',"time":1', hooks: { streamWrite: (line) => ` ${line}` } }, destination)
    const records = await session.during(() => {
      for (const logger of [one, other, rewritten, one]) logger.info({ a: 1 }, 'text')
    })
    const data = { message: 'text', a: 1 }
    expect(datas(records)).toEqual([data, data, { time: 1, ...data }, data])
  })

  test('a line that did not come straight from pino is read as it is', async () => {
    const warnings = vi.fn()
    await open({ onWarning: warnings, levels: { mine: 'alert' } })
    const wrapped = pino({ level: 'trace' }, { write: (line) => destination.write(line) })
    const direct = pino(destination)
    const records = await session.during(() => {
      direct.error('told') // what pino told of this one is not taken for the next
      wrapped.warn({ a: 1 }, 'wrapped')
      wrapped.trace('dropped')
      destination.write('{"level":"fatal","msg":"by label","v":1}\n')
      destination.write('{"level":"mine","msg":"by choice"}\n')
      destination.write('{"level":"odd","msg":"unknown"}\n')
      destination.write('no json\n')
      destination.write('["no object"]\n')
      destination.write(
        `{"v":0,"hostname":"${hostname()}","pid":${process.pid},"time":1,"level":30,"msg":"other order"}\n`,
      )
    })
    expect(levelsAndData(records)).toEqual([
      ['error', 'told'],
      ['warning', { message: 'wrapped', a: 1 }],
      ['critical', 'by label'],
      ['alert', 'by choice'],
      ['info', 'unknown'],
      ['info', 'no json'],
      ['info', '["no object"]'],
      ['info', { message: 'other order', v: 0 }],
    ])
    expect(warnings.mock.calls.map(([{ message }]) => message)).toEqual([
      'Unknown level "odd" is sent as `info`: set `levels`',
      'Unknown level "undefined" is sent as `info`: set `levels`',
    ])
  })

  test('a fault of the reader is a warning, not an exception', async () => {
    const warned = vi.fn()
    await open({ onWarning: warned })
    const records = await session.during(() => destination.write(Symbol('no line') as never))
    expect(records).toEqual([])
  })
})

describe('life cycle', () => {
  test('flush(callback) calls back once all is sent', async () => {
    const logger = pino(destination)
    const records = await session.during(async () => {
      for (let index = 0; index < 100; index++) logger.info(`${index}`)
      const flushed = gate()
      logger.flush(() => flushed.open())
      await flushed.opened
      expect(destination.logging.stats()).toMatchObject({ sent: 100, queued: 0, inFlight: 0 })
      logger.flush()
    })
    expect(records).toHaveLength(100)
  })

  test('fatal goes out, and flushSync does nothing', async () => {
    const logger = pino(destination)
    const flushSync = vi.spyOn(destination, 'flushSync')
    expect(levelsAndData(await session.during(() => logger.fatal('a')))).toEqual([['critical', 'a']])
    expect(flushSync).toHaveBeenCalledOnce()
  })

  test('multistream.end() ends a hub of its own, not a shared one', async () => {
    const logging = createClientLogging({ beforeConnect: 'drop' })
    const shared = mcpDestination({ logging })
    const streams = pino.multistream([destination, shared])
    streams.end()
    const logger = pino({}, streams)
    expect(await session.during(() => logger.info('a'))).toEqual([])
    const elsewhere = await openSession((server) => logging.attach(server))
    expect(datas(await elsewhere.during(() => logger.info('b')))).toEqual(['b'])
    await elsewhere.close()
  })
})

describe('in multistream', () => {
  test('beside others, each with its level', async () => {
    const beside = lines()
    const logger = pino(
      { level: 'debug' },
      pino.multistream([
        { stream: destination, level: 'warn' },
        { stream: beside, level: 'debug' },
      ]),
    )
    const records = await session.during(() => logger.debug('a') ?? logger.child({ b: 1 }).error('b'))
    expect(levelsAndData(records)).toEqual([['error', { message: 'b', b: 1 }]])
    expect(beside.parsed.map(({ msg }) => msg)).toEqual(['a', 'b'])
  })

  test('custom levels and keys of the logger behind it', async () => {
    const logger = pino(
      { level: 'notice', customLevels: { notice: 35 }, messageKey: 'text' },
      pino.multistream([destination]),
    )
    expect(levelsAndData(await session.during(() => logger.notice({ a: 1 }, 'b')))).toEqual([
      ['notice', { message: 'b', a: 1 }],
    ])
  })
})

describe('addMcpDestination', () => {
  const { streamSym } = pino.symbols as { streamSym: symbol }
  const stream = (logger: pino.Logger): PropertyDescriptor | undefined =>
    Object.getOwnPropertyDescriptor(logger, streamSym)

  async function tee(
    logger: pino.Logger,
    options: McpDestinationOptions = {},
  ): Promise<[AddedMcpDestination, Session]> {
    const logging = createClientLogging()
    const attachment = addMcpDestination(logger, { logging, ...options })
    const opened = await openSession((server) => logging.attach(server))
    return [attachment, opened]
  }

  test('an existing logger and children made before and after, beside its stream', async () => {
    const beside = lines()
    const logger = pino({ level: 'debug' }, beside)
    const before = logger.child({ b: 1 }, { level: 'warn' })
    const [, mine] = await tee(logger)
    const after = before.child({ a: 1 })
    const records = await mine.during(() => {
      logger.debug('logger')
      before.info('below')
      before.warn('before')
      after.error('after')
      logger.fatal('fatal')
    })
    expect(levelsAndData(records)).toEqual([
      ['debug', 'logger'],
      ['warning', { message: 'before', b: 1 }],
      ['error', { message: 'after', b: 1, a: 1 }],
      ['critical', 'fatal'],
    ])
    expect(beside.parsed.map(({ msg }) => msg)).toEqual(['logger', 'before', 'after', 'fatal'])
    await mine.close()
  })

  test('close puts back exactly what was there', async () => {
    const beside = lines()
    const logger = pino({}, beside)
    Object.defineProperty(logger, streamSym, { value: beside, enumerable: false, writable: false, configurable: true })
    const before = stream(logger)
    const [attachment, mine] = await tee(logger)
    expect(datas(await mine.during(() => logger.info('a')))).toEqual(['a'])
    attachment.close()
    attachment.close()
    expect(stream(logger)).toEqual(before)
    expect(await mine.during(() => logger.info('b'))).toEqual([])
    expect(beside.parsed.map(({ msg }) => msg)).toEqual(['a', 'b'])
    await mine.close()
  })

  test('a child alone', async () => {
    const beside = lines()
    const logger = pino({}, beside)
    const child = logger.child({ c: 1 })
    const [attachment, mine] = await tee(child)
    expect(datas(await mine.during(() => logger.info('a') ?? child.info('b')))).toEqual([{ message: 'b', c: 1 }])
    attachment[Symbol.dispose]()
    expect(stream(child)).toBeUndefined()
    await mine.close()
  })

  test.each([
    ['first in, first out', [0, 1, 2]],
    ['last in, first out', [2, 1, 0]],
    ['from the middle', [1, 0, 2]],
    ['the middle last', [0, 2, 1]],
    ['the middle last, from the top', [2, 0, 1]],
    ['from the middle up', [1, 2, 0]],
  ])('several, closed %s', async (_, order) => {
    const beside = lines()
    const logger = pino({}, beside)
    const before = stream(logger)
    const tees = [await tee(logger), await tee(logger), await tee(logger)]
    const left = new Set(tees.keys())
    for (const index of order) {
      tees[index]?.[0].close()
      left.delete(index)
      for (const [each, [, mine]] of tees.entries()) {
        expect(datas(await mine.during(() => logger.info('a')))).toEqual(left.has(each) ? ['a'] : [])
      }
    }
    expect(stream(logger)).toEqual(before)
    expect(beside.parsed).toHaveLength(9)
    for (const [, mine] of tees) await mine.close()
  })

  test('under a stream that somebody has put in front, it passes on', async () => {
    const beside = lines()
    const logger = pino({}, beside)
    const [attachment, mine] = await tee(logger)
    const teed = stream(logger)?.value
    const front = { write: (line: string) => teed.write(line) }
    ;(logger as never as Record<symbol, unknown>)[streamSym] = front
    attachment.close()
    expect(await mine.during(() => logger.info('a'))).toEqual([])
    expect(stream(logger)?.value).toBe(front)
    expect(beside.parsed).toHaveLength(1)
    await mine.close()
  })

  test('beside a multistream, which still learns level and logger', async () => {
    const [low, high] = [lines(), lines()]
    const logger = pino(
      { level: 'debug' },
      pino.multistream([
        { stream: low, level: 'debug' },
        { stream: high, level: 'error' },
      ]),
    )
    const [, mine] = await tee(logger)
    expect(datas(await mine.during(() => logger.debug('a') ?? logger.error('b')))).toEqual(['a', 'b'])
    expect([low.parsed.length, high.parsed.length]).toEqual([2, 1])
    await mine.close()
  })

  test('flush, flushSync and end reach the stream as well', async () => {
    const calls: string[] = []
    const failure = new Error('a disk of its own')
    const beside = {
      write() {},
      flush(callback: (error?: Error) => void) {
        calls.push('flush')
        callback(failure)
      },
      flushSync: () => calls.push('flushSync'),
      end: () => calls.push('end'),
    }
    const logger = pino({}, beside)
    const [attachment, mine] = await tee(logger)
    const flushed = gate()
    let told: Error | undefined
    logger.flush((error) => {
      told = error
      flushed.open()
    })
    await flushed.opened
    expect(told).toBe(failure)
    logger.flush()
    logger.fatal('a')
    stream(logger)?.value.end()
    const teed = stream(logger)?.value
    attachment.close()
    teed.flushSync()
    expect(calls).toEqual(['flush', 'flush', 'flushSync', 'end', 'flushSync'])
    await mine.close()

    const plain = pino({}, lines())
    const [, other] = await tee(plain)
    const again = gate()
    plain.flush(() => again.open())
    await again.opened
    await other.close()
  })

  test('what the stream throws still reaches the caller, and the record its client', async () => {
    const broken = {
      write() {
        throw new Error('a disk of its own')
      },
    }
    const logger = pino({}, broken)
    const [, mine] = await tee(logger)
    const records = await mine.during(() => {
      expect(() => logger.info('a')).toThrow('a disk of its own')
    })
    expect(datas(records)).toEqual(['a'])
    await mine.close()
  })

  test('a hub of its own is closed by close', async () => {
    const logger = pino({}, lines())
    let attachment: AddedMcpDestination | undefined
    const late = openSession((server) => {
      createClientLogging().attach(server)
      attachment = addMcpDestination(logger, { server })
      logger.info('kept for the first client')
      attachment?.close()
    })
    expect(await (await late).rest()).toEqual([])
    expect(() => addMcpDestination(logger)).not.toThrow()
  })

  test.each([[undefined], [null], [{}], [console], ['pino']])('refuses %s', (value) => {
    expect(() => addMcpDestination(value as never)).toThrow(/^Expected `logger` to be a pino logger, got `/)
  })
})

describe('two copies of pino in one process', () => {
  /** pino once more, with symbols of its own. */
  function copy(): typeof pino {
    const require = createRequire(import.meta.url)
    const kept = { ...require.cache }
    for (const file of Object.keys(require.cache)) if (/[\\/]pino[\\/]/.test(file)) delete require.cache[file]
    const second = require('pino') as { pino: typeof pino }
    Object.assign(require.cache, kept)
    return second.pino
  }

  test('each is read by its own symbols', async () => {
    const second = copy()
    const require = createRequire(import.meta.url)
    const first = require('pino').pino as typeof pino
    expect(second.symbols.messageKeySym).not.toBe(first.symbols.messageKeySym)
    const one = first({ messageKey: 'one' }, destination)
    const two = second({ messageKey: 'two', customLevels: { notice: 35 } }, destination)
    const three = second({ messageKey: 'three' }, lines())
    addMcpDestination(three, { logging: destination.logging })
    const records = await session.during(() => {
      for (let turn = 0; turn < 2; turn++) {
        one.info({ two: 2 }, 'a')
        two.notice({ one: 1 }, 'b')
        three.warn('c')
      }
    })
    const once = [
      ['info', { message: 'a', two: 2 }],
      ['notice', { message: 'b', one: 1 }],
      ['warning', 'c'],
    ]
    expect(levelsAndData(records)).toEqual([...once, ...once])
  })

  test('what looks like a logger but lacks its symbols', async () => {
    const { levels } = pino.levels.values as never as { levels: never }
    expect(levels).toBeUndefined()
    Object.assign(destination, { lastLevel: 40, lastTime: '', lastLogger: { levels: pino.levels } })
    expect(levelsAndData(await session.during(() => destination.write('{"level":40,"msg":"a"}\n')))).toEqual([
      ['warning', { message: 'a', level: 40 }],
    ])
  })
})

describe('handed to a worker', () => {
  const why =
    /An MCP destination has to be in the thread of its server.*addMcpDestination\(logger\): it\) could not be cloned/

  test('pino.transport says why it cannot be', () => {
    const options = { target: 'pino/file', options: { destination } }
    expect(() => pino.transport(options)).toThrow(why)
    expect(() => pino({ transport: options })).toThrow(why)
    expect(() => structuredClone({ deep: [destination] })).toThrow(why)
  })

  test('nothing else minds', () => {
    expect(() => JSON.stringify({ ...destination })).not.toThrow()
    expect(JSON.parse(JSON.stringify(destination))).not.toHaveProperty('thread')
    expect(inspect(destination)).toContain('An MCP destination')
    expect(destination).toEqual(destination)
    expect({ destination }).not.toEqual({ destination: {} })
    expect(() => vm.isContext(destination)).not.toThrow()
  })
})

test('nothing of pino is imported at run time', () => {
  const files = ['src/pino', 'src/loggers'].flatMap((room) => readdirSync(room).map((file) => `${room}/${file}`))
  for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(/from 'pino'/)
})
