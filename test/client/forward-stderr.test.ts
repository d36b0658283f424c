import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { promisify } from 'node:util'
import { StdioClientTransport as V2StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { StdioClientTransport as V1StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { describe, expect, test } from 'vitest'
import { type ForwardStderrOptions, forwardStderr } from '../../src/client/index.js'
import { LOGS, pinoLog, sent } from '../harness/local-log.js'

const run = promisify(execFile)

const CHILD = { command: process.execPath, args: ['test/fixtures/writes-to-stderr.js'], stderr: 'pipe' as const }
const TRANSPORTS = {
  v1: () => new V1StdioClientTransport(CHILD),
  v2: () => new V2StdioClientTransport(CHILD),
}

describe.each(['v1', 'v2'] as const)('the stdio transport of %s', (sdk) => {
  test.each(['pino', 'winston'] as const)('JSON lines at their own level, others as text, into %s', async (kind) => {
    const transport = TRANSPORTS[sdk]()
    const { logger, log } = LOGS[kind]()
    const forwarding = forwardStderr(transport, logger, { serverName: 'shop' })
    await transport.start()
    await log.written('the last words')
    await transport.close()
    expect(log.lines).toMatchObject([
      {
        level: 'debug',
        text: 'looking',
        mcp: { server: 'shop', logger: 'stock', data: { level: 10 } },
      },
      { level: 'error', text: 'failed', mcp: { data: { sku: 'a-1', err: { name: 'TypeError' } } } },
      { level: 'warn', text: 'low', mcp: { logger: 'orders', data: { left: 2, message: 'low' } } },
      { level: 'info', text: 'Server ready ✓', mcp: { server: 'shop' } },
      { level: 'info', text: 'the last words' },
    ])
    expect(forwarding.stats()).toMatchObject({ received: 5, logged: 5 })
  })
})

function stream(options: Partial<ForwardStderrOptions> = {}) {
  const source = new PassThrough()
  const { logger, log } = pinoLog()
  const forwarding = forwardStderr(source, logger, { serverName: 's', ...options })
  const ended = async (): Promise<void> => {
    source.end()
    await once(source, 'close')
  }
  return { source, log, forwarding, ended }
}

describe('lines', () => {
  test.each([1, 2, 3, 7, 1000])('characters split between chunks of %i bytes', async (size) => {
    const { source, log, ended } = stream()
    const bytes = Buffer.from('añb\r\n日本語\n\n   \n👩‍💻 end')
    for (let at = 0; at < bytes.length; at += size) source.write(bytes.subarray(at, at + size))
    await ended()
    expect(log.texts).toEqual(['añb', '日本語', '👩‍💻 end'])
    expect(log.lines.map((line) => sent(line).data)).toEqual(log.texts)
  })

  test('a character that is never completed', async () => {
    const { source, log, ended } = stream()
    source.write(Buffer.from([0x61, 0xe6, 0x97]))
    await ended()
    expect(log.texts).toEqual(['a\ufffd'])
  })

  test('a stream of text', async () => {
    const { source, log, ended } = stream()
    source.setEncoding('utf8')
    source.write('one\ntw')
    source.write('o\n')
    await ended()
    expect(log.texts).toEqual(['one', 'two'])
  })

  test('an endless line is cut as it comes, and what follows it is read again', async () => {
    const { source, log, ended } = stream({ maxLine: 10 })
    source.write('0123456789')
    source.write('0')
    await log.written(1)
    for (let i = 0; i < 1000; i++) source.write('x'.repeat(1000))
    source.write('\nnext\n{"level":50,"msg":"too long to be read"}\n0123456789\n')
    await ended()
    expect(log.texts).toEqual(['0123456789… [cut]', 'next', '{"level":5… [cut]', '0123456789'])
    expect(log.lines.map(({ level }) => level)).toEqual(['info', 'info', 'info', 'info'])
  })

  test('`defaultLevel` for what states none', async () => {
    const { source, log, ended } = stream({ defaultLevel: 'error' })
    source.write('text\n{"no":"level"}\n{"level":null}\n{"level":"own","message":"a"}\n{"level":"INFO","msg":"b"}\n')
    source.write('{"level":35,"msg":"c"}\n[1]\n{broken\n"text"\n{"level":"silly","message":"d"}\n')
    await ended()
    expect(log.lines.map(({ level, text }) => [level, text])).toEqual([
      ['error', 'text'],
      ['error', '{"no":"level"}'],
      ['error', '{"level":null}'],
      ['error', 'a'],
      ['info', 'b'],
      ['info', 'c'],
      ['error', '[1]'],
      ['error', '{broken'],
      ['error', '"text"'],
      ['debug', 'd'],
    ])
  })

  test('`ignore`, `key` and a rate limit hold here, too', async () => {
    const rateLimit = { perSecond: 0, burst: 1, reserve: 0 }
    const { source, log, ended } = stream({ ignore: ['noisy'], key: 'remote', rateLimit })
    source.write('{"level":30,"name":"noisy","msg":"x"}\none\ntwo\n')
    await ended()
    expect(log.texts).toEqual(['one', '1 log message of s dropped (rate limit)'])
    expect(log.lines[0]?.fields.remote).toEqual({ server: 's' })
  })
})

describe('the stream', () => {
  test('close() logs what came last, reads no more, and lets the stream flow', async () => {
    const { source, log, forwarding, ended } = stream()
    source.write('whole\nhalf')
    await log.written('whole')
    forwarding.close()
    forwarding[Symbol.dispose]()
    source.write(' a line\nmore\n')
    await ended()
    expect(log.texts).toEqual(['whole', 'half'])
  })

  test('others may read it as well', async () => {
    const { source, log, ended } = stream()
    const chunks: string[] = []
    source.on('data', (chunk) => chunks.push(String(chunk)))
    source.write('one\n')
    await ended()
    expect([chunks, log.texts]).toEqual([['one\n'], ['one']])
  })

  test('one that fails is contained, what it gave last is kept', async () => {
    const { source, log } = stream()
    const read = once(source, 'data')
    source.write('last words')
    await read
    source.destroy(new Error('broken pipe'))
    await new Promise<void>((resolve) => source.on('close', resolve))
    expect(log.texts).toEqual(['last words'])
  })

  test('nothing keeps the process alive', async () => {
    const { stdout } = await run(process.execPath, ['test/fixtures/leaves-forwarding-open.js'])
    const [line, stats] = stdout
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each))
    expect(line).toMatchObject({ msg: 'one', mcp: { server: 'flooder' } })
    expect(stats).toMatchObject({ received: 3, logged: 1, dropped: { 'rate-limit': 2 } })
  })
})

describe('what is wrong is told at once', () => {
  const { logger } = pinoLog()
  const source = new PassThrough()
  const expected = 'Expected `source` to be a readable stream, or a stdio transport made with `stderr: "pipe"`'
  test.each([
    [{}, { serverName: 's' }, `${expected}, got \`{…}\` (object)`],
    [undefined, { serverName: 's' }, `${expected}, got \`undefined\` (undefined)`],
    [new V1StdioClientTransport({ command: 'x' }), { serverName: 's' }, `${expected}, got \`{…}\` (object)`],
    [source, {}, 'Expected `serverName` to be a name, got `undefined` (undefined)'],
    [source, null, 'Expected `options` to be an object, got `null` (null)'],
    [
      source,
      { serverName: 's', defaultLevel: false },
      /^Expected `defaultLevel` to be one of `debug`, .*, got `false` \(boolean\)$/,
    ],
    [
      source,
      { serverName: 's', readLevel: true },
      'Expected `readLevel` to be a function or `false`, got `true` (boolean)',
    ],
    [source, { serverName: 's', level: 'info' }, /^Unknown option `level`/],
    [source, { serverName: 's', maxLine: 0 }, 'Expected `maxLine` to be an integer from 1 and up, got `0` (number)'],
    [
      source,
      { serverName: 's', maxLine: '9' },
      'Expected `maxLine` to be an integer from 1 and up, got `"9"` (string)',
    ],
  ])('%#', (bad, options, message) => {
    expect(() => forwardStderr(bad as never, logger, options as never)).toThrow(message)
    expect(source.listenerCount('data')).toBe(0)
  })
})
