import { EventEmitter, once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { type BridgeWarning, createClientLogging } from '../../src/index.js'
import { addMcpDestination, mcpDestination } from '../../src/pino/index.js'
import { datas, openSession } from '../harness/session.js'
import { v1Tools } from '../harness/tool-server.js'

const { streamSym } = pino.symbols as { streamSym: symbol }
const streamOf = <T = unknown>(logger: pino.Logger): T => (logger as never as Record<symbol, T>)[streamSym] as T
const nowhere = { write() {} }

describe('called for each session', () => {
  test('one destination serves all, and each session gets its own', async () => {
    const logger = pino({}, nowhere)
    const before = streamOf(logger)
    const hubs = new Set<unknown>()
    const open = async () => {
      let added: ReturnType<typeof addMcpDestination> | undefined
      const session = await openSession((server) => {
        added = addMcpDestination(logger, { server, redact: { keys: ['plan'] } })
        hubs.add(added.logging)
      })
      return { session, added: added as ReturnType<typeof addMcpDestination> }
    }
    const sessions = [await open(), await open(), await open()] as const
    expect(hubs.size).toBe(1)
    for (const { session } of sessions) {
      expect(datas(await session.during(() => logger.info({ plan: 'b' }, 'a')))).toEqual([
        { message: 'a', plan: '[Redacted]' },
      ])
    }
    const [first, second, third] = sessions
    first.added.close()
    first.added.close()
    expect(await first.session.during(() => logger.info('a'))).toEqual([])
    await second.session.rest()
    expect(datas(await second.session.during(() => logger.info('b')))).toEqual(['b'])
    second.added.close()
    third.added[Symbol.dispose]()
    expect(streamOf(logger)).toBe(before)
    for (const { session } of sessions) await session.close()
  })

  test('with other options, or another hub, it is another one', () => {
    const logger = pino({}, nowhere)
    const same = { loggerName: 'a', redact: { patterns: [/a/] }, onWarning: () => {} }
    const options = [
      same,
      { ...same, redact: { patterns: [/b/] } },
      { ...same, onWarning: () => {} },
      {},
      { logging: createClientLogging() },
      { logging: createClientLogging() },
    ]
    const hubs = options.map((each) => addMcpDestination(logger, each).logging)
    expect(new Set(hubs).size).toBe(options.length)
    expect(options.map((each) => addMcpDestination(logger, { ...each }).logging)).toEqual(hubs)
  })

  test('a hub that is closed is made anew, and costs its logger nothing', async () => {
    const logger = pino({}, nowhere)
    const before = streamOf(logger)
    const first = addMcpDestination(logger)
    await first.logging.close()
    const second = addMcpDestination(logger)
    expect(second.logging).not.toBe(first.logging)
    await second.logging.close()
    logger.info('a')
    expect(streamOf(logger)).toBe(before)
    first.close()
    second.close()
    expect(streamOf(logger)).toBe(before)
  })

  test('a server that is none changes nothing', () => {
    const logger = pino({}, nowhere)
    const before = streamOf(logger)
    expect(() => addMcpDestination(logger, { server: {} as never })).toThrow(TypeError)
    expect(() => addMcpDestination(logger, 7 as never)).toThrow(TypeError)
    expect(streamOf(logger)).toBe(before)
  })
})

describe('the stream of the logger', () => {
  test('a file, whose `flush` is no function', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-'))
    const path = join(folder, 'log')
    const file = createWriteStream(path, { flush: true })
    const logger = pino({ base: null, timestamp: false }, file)
    addMcpDestination(logger)
    logger.info('a')
    await new Promise<void>((resolve) => logger.flush(() => resolve()))
    logger.flush()
    logger.fatal('b')
    const stream = streamOf<typeof file>(logger)
    stream.end()
    await once(stream, 'close')
    expect(readFileSync(path, 'utf8')).toBe('{"level":30,"msg":"a"}\n{"level":60,"msg":"b"}\n')
    rmSync(folder, { recursive: true })
  })

  test('can be used as if nothing were in front of it', () => {
    class Stream extends Writable {
      readonly #lines: string[] = []
      fd = 7
      reopened = 0

      get lines(): readonly string[] {
        return this.#lines
      }

      reopen(): this {
        this.reopened++
        return this
      }

      override _write(chunk: unknown, _: BufferEncoding, done: () => void): void {
        this.#lines.push(String(chunk))
        done()
      }
    }
    const original = new Stream()
    const logger = pino({ base: null, timestamp: false }, original)
    addMcpDestination(logger)
    const stream = streamOf<Stream>(logger)
    const events: string[] = []
    stream.once('ready', () => events.push('ready'))
    stream.on('drain', () => events.push('drain'))
    for (const event of ['ready', 'ready', 'drain']) original.emit(event)
    logger.info('a')
    expect(events).toEqual(['ready', 'drain'])
    expect(stream.reopen()).toBe(original)
    stream.fd = 8
    expect([original.fd, original.reopened, stream.fd, stream.lines]).toEqual([8, 1, 8, ['{"level":30,"msg":"a"}\n']])
    expect(stream).toBeInstanceOf(Stream)
    expect(stream).toBeInstanceOf(EventEmitter)
    expect('reopen' in stream).toBe(true)
    expect(stream.listenerCount('drain')).toBe(original.listenerCount('drain'))
  })

  test('a worker transport tells when it is ready, flushes and ends', async () => {
    const transport = pino.transport({ target: 'pino/file', options: { destination: '/dev/null' } })
    const logger = pino({}, transport)
    const added = addMcpDestination(logger)
    const stream = streamOf<EventEmitter & { readonly ready?: boolean; end(): void }>(logger)
    await once(stream, 'ready')
    logger.info('a')
    await new Promise<void>((resolve) => logger.flush(() => resolve()))
    stream.end()
    await once(stream, 'close')
    added.close()
    expect(streamOf(logger)).toBe(transport)
  })

  test('its own error reaches who flushes, as without a destination', async () => {
    const failure = new Error('disk full')
    const stream = { ...nowhere, flush: (done: (error: Error) => void) => done(failure) }
    const flushed = (logger: pino.Logger): Promise<unknown> => new Promise((resolve) => logger.flush(resolve))
    expect(await flushed(pino({}, stream))).toBe(failure)
    const logger = pino({}, stream)
    addMcpDestination(logger)
    expect(await flushed(logger)).toBe(failure)
    const broken = { ...nowhere, flush: () => raise(failure) }
    const throwing = pino({}, broken)
    addMcpDestination(throwing)
    expect(() => throwing.flush()).toThrow(failure)
  })
})

const raise = (error: Error): never => {
  throw error
}

describe('the same server twice on one logger', () => {
  const warnings: BridgeWarning[] = []
  const onWarning = (warning: BridgeWarning): void => void warnings.push(warning)
  const server = () => v1Tools(undefined, {})

  const setups: Readonly<Record<string, () => void>> = {
    'two hubs': () => {
      const shared = server()
      const logger = pino({}, nowhere)
      addMcpDestination(logger, { server: shared })
      addMcpDestination(logger, { server: shared, onWarning })
    },
    'one hub': () => {
      const logger = pino({}, nowhere)
      const logging = createClientLogging({ onWarning })
      addMcpDestination(logger, { logging, loggerName: 'a' })
      addMcpDestination(logger, { logging, loggerName: 'b' })
    },
    'attached later': () => {
      const shared = server()
      const logger = pino({}, nowhere)
      addMcpDestination(logger, { server: shared })
      addMcpDestination(logger, { onWarning }).attach(shared)
    },
    'a destination and an added one': () => {
      const shared = server()
      addMcpDestination(pino(mcpDestination({ server: shared })), { server: shared, onWarning })
    },
    'a logger and its child': () => {
      const shared = server()
      const logger = pino({}, nowhere)
      addMcpDestination(logger, { server: shared })
      addMcpDestination(logger.child({}), { server: shared, onWarning })
    },
    multistream: () => {
      const shared = server()
      const streams = [mcpDestination({ server: shared }), mcpDestination({ server: shared, onWarning })]
      pino({}, pino.multistream(streams.map((stream) => ({ stream })))).info('a')
    },
  }

  test.each(Object.entries(setups))('%s is warned of', (_, setup) => {
    warnings.length = 0
    setup()
    expect(warnings.map(({ code }) => code)).toEqual(['DUPLICATE_DESTINATION'])
  })

  test('one for each session, each with options of its own, is warned of', () => {
    warnings.length = 0
    const logger = pino({}, nowhere)
    for (let count = 0; count < 11; count++)
      addMcpDestination(logger, { server: server(), onWarning: (each) => onWarning(each) })
    expect(warnings.map(({ code }) => code)).toEqual(['MANY_DESTINATIONS'])
  })

  test('several servers, several loggers, and what was closed are not', () => {
    warnings.length = 0
    const [one, two] = [server(), server()]
    const logger = pino({}, nowhere)
    const first = addMcpDestination(logger, { server: one, loggerName: 'a', onWarning })
    addMcpDestination(logger, { server: two, loggerName: 'b', onWarning })
    addMcpDestination(pino({}, nowhere), { server: one, onWarning })
    addMcpDestination(logger, { server: two, loggerName: 'b', onWarning })
    first.close()
    addMcpDestination(logger, { server: one, loggerName: 'c', onWarning })
    expect(warnings).toEqual([])
  })
})

test('as the target of a worker it says why it cannot be one', async () => {
  const target = new URL('../../dist/pino/index.js', import.meta.url).href
  const transport = pino.transport({ target })
  const [error] = await once(transport, 'error')
  expect(error.message).toBe(
    'An MCP destination has to be in the thread of its server. Not in pino.transport but in pino(destination), ' +
      'pino.multistream([…]) or addMcpDestination(logger): it cannot be the target of a worker',
  )
})

test('BigInts keep their digits, wherever they are, and numbers stay numbers', async () => {
  const destination = mcpDestination()
  const session = await openSession((server) => destination.attach(server))
  const logger = pino({ timestamp: () => ',"time":1732517252123456789' }, destination)
  const records = await session.during(() => {
    logger.info({ id: 9007199254740993n })
    logger.info({ deep: { list: [-9007199254740993n, 123456789012345678901234567890n] } }, 'ids [9007199254740993]')
    logger
      .child({ tenant: 18446744073709551615n })
      .info({ small: 5n, even: 9007199254740992n, float: 0.12345678901234568 })
    logger.info({ text: '9007199254740993', 'a"9007199254740993,': 1e21, b: {} })
  })
  await session.close()
  expect(datas(records)).toEqual([
    { id: '9007199254740993' },
    {
      message: 'ids [9007199254740993]',
      deep: { list: ['-9007199254740993', '123456789012345678901234567890'] },
    },
    { tenant: '18446744073709551615', small: 5, even: 9007199254740992, float: 0.12345678901234568 },
    { text: '9007199254740993', 'a"9007199254740993,': 1e21, b: {} },
  ])
})

test.each([
  ['default', { message: 'text', _message: 'field', a: 1 }],
  ['fastmcp', { msg: 'text', extra: { message: 'field', a: 1 } }],
  [(record: object) => record, { level: 'info', message: 'text', fields: { message: 'field', a: 1 } }],
] as const)('a field called `message` beside the message, in shape %s', async (shape, data) => {
  const logging = createClientLogging({ shape })
  const session = await openSession((server) => logging.attach(server))
  const logger = pino(mcpDestination({ logging }))
  const records = await session.during(() => {
    logger.info({ message: 'field', a: 1 }, 'text')
    logging.logger().info('text', { message: 'field', a: 1 })
  })
  await session.close()
  expect(datas(records)).toEqual([data, data])
})
