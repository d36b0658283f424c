import { pino } from 'pino'
import { describe, expect, test, vi } from 'vitest'
import winston from 'winston'
import { type ForwardLogsOptions, forwardLogs, type LocalLogger } from '../../src/client/index.js'
import fc from '../harness/fast-check.js'
import { LOGS, pinoLog, sent, winstonLog } from '../harness/local-log.js'
import { legacySession } from '../harness/sessions.js'

const KINDS = ['pino', 'winston'] as const

async function connected(logger: LocalLogger, options: ForwardLogsOptions = {}) {
  const session = legacySession('v1')
  const forwarding = forwardLogs(session.client, logger, options)
  await session.connect()
  return { ...session, forwarding }
}

describe.each(KINDS)('shapes seen in the wild, %s', (kind) => {
  const stack = 'Error: x\n    at f (a.js:1:1)'
  test.each([
    ['a string', 'hello', 'hello'],
    ['an empty string', '', ''],
    ['a string with line breaks around it', '\n\nhello\r\n', 'hello'],
    ['message and fields', { message: 'hello', a: 1 }, 'hello'],
    ['FastMCP of Python', { msg: 'hello', extra: { a: 1 } }, 'hello'],
    ['FastMCP of TypeScript', { context: { a: 1 }, message: 'hello' }, 'hello'],
    ['an empty message beside msg', { message: ' ', msg: 'hello' }, 'hello'],
    ['an event', { event: 'tick', at: 3 }, '{"event":"tick","at":3}'],
    ['a message that is no text', { message: { text: 'hello' } }, '{"message":{"text":"hello"}}'],
    ['a code', { code: 'E_SKU', message: 'no such sku' }, 'no such sku'],
    ['an error', { message: 'x', stack, name: 'Error' }, 'x'],
    ['a level of its own', { level: 'emergency', message: 'calm' }, 'calm'],
    ['a list', [1, 'two', null], '[1,"two",null]'],
    ['a number', 0, '0'],
    ['true', true, 'true'],
    ['null', null, 'null'],
    ['nested', { a: { b: { c: ['d'] } } }, '{"a":{"b":{"c":["d"]}}}'],
  ])('%s', async (_, data, text) => {
    const { logger, log } = LOGS[kind]()
    const { send, arrived } = await connected(logger)
    send({ level: 'info', data })
    await arrived()
    const shown = typeof data === 'string' ? data.replace('\r\n', '\n') : data
    expect(log.lines).toMatchObject([{ level: 'info', text }])
    expect(log.lines.map((line) => sent(line).data)).toEqual([shown])
  })

  test('no data, and fields in its place', async () => {
    const { logger, log } = LOGS[kind]()
    const { send, arrived } = await connected(logger)
    send({ level: 'info' })
    send({ level: 'info', message: 'beside', a: 1, _meta: { trace: 't' } })
    await arrived()
    expect(log.lines.map(({ text, mcp }) => [text, mcp.data])).toEqual([
      ['(no data)', undefined],
      ['beside', { message: 'beside', a: 1 }],
    ])
  })

  test('long JSON is shortened in the text, not in the data', async () => {
    const { logger, log } = LOGS[kind]()
    const { send, arrived } = await connected(logger)
    const data = { items: Array.from({ length: 60 }, (_, index) => `item ${index}`) }
    send({ level: 'info', data })
    await arrived()
    expect(log.texts[0]).toHaveLength(201)
    expect(log.texts[0]).toMatch(/^\{"items":\["item 0".*…$/)
    expect(log.lines[0]?.mcp.data).toEqual(data)
  })
})

describe('a remote peer is not trusted', () => {
  const ESC = String.fromCharCode(27)
  const BELL = String.fromCharCode(7)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

  test.each([
    ['line breaks', 'one\ntwo\r\nthree\rfour', 'one\\ntwo\\nthree\\rfour'],
    ['tabs', 'a\tb', 'a\\tb'],
    ['colours', `${ESC}[1;31mred${ESC}[0m`, 'red'],
    ['cursor moves', `a${ESC}[2J${ESC}[1;1Hb${ESC}[?25lc`, 'abc'],
    ['one-byte CSI', 'a\u009b31mb', 'ab'],
    ['a title', `a${ESC}]0;pwned${BELL}b`, 'ab'],
    ['a link', `${ESC}]8;;http://x${ESC}\\text${ESC}]8;;${ESC}\\`, 'text'],
    ['a title that never ends', `a${ESC}]0;the rest`, 'a0;the rest'],
    ['a reset', `a${ESC}cb`, 'ab'],
    ['a lone escape at the end', `a${ESC}`, 'a\\x1b'],
    ['an unfinished sequence', `a${ESC}[`, 'a'],
    ['NUL, backspace, DEL', 'a\u0000b\bc\u007f', 'a\\x00b\\x08c\\x7f'],
    ['line separators', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['reversed text', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['zero-width characters', 'pass\u200bwo\ufeffrd\u2060', 'pass\\u200bwo\\ufeffrd\\u2060'],
    ['a joiner where nothing joins', 'a\u200db\u200cc', 'a\\u200db\\u200cc'],
    ['marks of direction', 'a\u200fb\u061cc', 'a\\u200fb\\u061cc'],
    ['tags', `a${String.fromCodePoint(0xe0069, 0xe0067)}b`, 'a\\u{e0069}\\u{e0067}b'],
    ['selectors after no emoji', `a\ufe0fb${String.fromCodePoint(0xe0100)}`, 'a\\ufe0fb\\u{e0100}'],
    ['fillers', 'a\u3164b\u115fc\u2800', 'a\\u3164b\\u115fc\\u2800'],
    ['a soft hyphen', 'ex\u00adact', 'ex\\xadact'],
    ['half of a pair', 'a\ud800b', 'a\ufffdb'],
    ['annotations', 'a\ufff9b\ufffbc', 'a\\ufff9b\\ufffbc'],
    [
      'a message in tags',
      `a${String.fromCodePoint(...Array(1000).fill(0xe0061))}b`,
      `a${'\\u{e0061}'.repeat(4)}[996 more invisible characters]b`,
    ],
    ['other languages and emoji', 'añ 日本 👩‍💻 ❤️ 1️⃣ 🏳️‍🌈 👩🏽‍🚀', 'añ 日本 👩‍💻 ❤️ 1️⃣ 🏳️‍🌈 👩🏽‍🚀'],
    ['words that are written with joiners', 'می\u200cخواهم क्\u200dष', 'می\u200cخواهم क्\u200dष'],
  ])('%s', async (_, data, text) => {
    const { logger, log } = pinoLog()
    const { send, arrived } = await connected(logger)
    send({ level: 'info', data })
    send({ level: 'info', data: { message: data } })
    await arrived()
    expect(log.texts).toEqual([text, text])
  })

  test('inside of structured data line breaks and tabs stay, everything else goes', async () => {
    const { logger, log } = pinoLog()
    const { send, arrived } = await connected(logger)
    send({ level: 'info', data: { event: `${ESC}[31mred\u009b0m` } })
    const data = { [`k${ESC}[1m\ney`]: [`${ESC}[31mred\n\tstack\r\n${BELL}`] }
    send({ level: 'info', logger: `my\nlog${ESC}[0mger`, data })
    await arrived()
    expect(log.texts[0]).toBe('{"event":"red"}')
    expect(log.lines[1]?.mcp).toMatchObject({ logger: 'my\\nlogger', data: { 'k\\ney': ['red\n\tstack\n\\x07'] } })
  })

  test('nothing hidden reaches the data, the keys and the names either', async () => {
    const { logger, log } = pinoLog()
    const { send, arrived } = await connected(logger)
    const tag = String.fromCodePoint(0xe0061)
    send({ level: 'info', logger: `l\u200b`, data: { [`k${tag}`]: `v\u202e${tag}`, note: 'a\n\u200bb' } })
    await arrived()
    expect(log.lines[0]?.mcp).toMatchObject({
      logger: 'l\\u200b',
      data: { 'k\\u{e0061}': 'v\\u202e\\u{e0061}', note: 'a\n\\u200bb' },
    })
  })

  test('what JSON escapes is not escaped a second time', async () => {
    const { logger, log } = pinoLog()
    const { send, arrived } = await connected(logger)
    send({ level: 'info', data: { note: `a\nb${BELL}c\u0000d\u0085e\u200bf`, [`k${BELL}`]: 1 } })
    await arrived()
    expect(log.texts).toEqual([String.raw`{"note":"a\nb\u0007c\u0000d\x85e\u200bf","k\u0007":1}`])
  })

  test.each([
    ['titles that never end', `${ESC}]0;`],
    ['sequences that never end', `${ESC}[0;`],
    ['links', `${ESC}]8;;a`],
    ['joiners', '👩\u200d'],
    ['invisible characters', '\u200b'],
    ['escapes', ESC],
  ])('%s, many of them, take no time', async (_, unit) => {
    const { logger } = pinoLog()
    const { send, arrived } = await connected(logger, { payload: { maxString: 200_000, maxSize: 1_000_000 } })
    send({ level: 'info', data: unit.repeat(Math.floor(50_000 / unit.length)) })
    const before = performance.now()
    await arrived()
    expect(performance.now() - before).toBeLessThan(500)
  })

  test('a name of a server and an unknown level are shown on one line as well', async () => {
    const session = legacySession('v1', { name: `evil\n${ESC}[31mserver` })
    const { logger, log } = pinoLog()
    const warnings: string[] = []
    forwardLogs(session.client, logger, { onWarning: ({ message }) => warnings.push(message) })
    await session.connect()
    session.send({ level: `in\nfo${ESC}[0m`, data: 'x' })
    await session.arrived()
    expect(log.lines[0]?.mcp).toMatchObject({ server: 'evil\\nserver', level: 'in\\nfo' })
    expect(warnings.filter((message) => CONTROL.test(message))).toEqual([])
  })

  test('no forged line in a text format', async () => {
    const { combine, printf, simple, splat } = winston.format
    const line = printf(({ level, message }) => `2026-01-01 ${level}: ${message}`)
    for (const format of [combine(splat(), line), simple()]) {
      const { logger, log } = winstonLog({ format })
      const { send, arrived } = await connected(logger)
      send({ level: 'info', data: 'all fine\n2026-01-01 error: root logged in' })
      send({ level: 'info', data: { message: 'a\r\n2026-01-01 error: b', note: 'c\nd' } })
      await arrived()
      expect(log.raw).toHaveLength(2)
      for (const raw of log.raw) expect(raw.trimEnd().split(/[\r\n]/)).toHaveLength(1)
    }
  })

  test('nothing is taken for a format string', async () => {
    const { logger: one, log: oneLog } = pinoLog()
    const { combine, json, splat } = winston.format
    const { logger: two, log: twoLog } = winstonLog({ format: combine(splat(), json()) })
    const text = '%s %d %i %j %o %O %c %% %'
    for (const logger of [one, two]) {
      const { send, arrived } = await connected(logger)
      send({ level: 'info', data: text })
      send({ level: 'info', data: { message: text, splat: ['a', 'b'], meta: { message: 'more' } } })
      await arrived()
    }
    expect(oneLog.texts).toEqual([text, text])
    expect(twoLog.texts).toEqual([text, text])
  })

  test.each(KINDS)('no field of the local record can be forged, %s', async (kind) => {
    const { logger, log } = LOGS[kind]()
    const { send, arrived } = await connected(logger.child({ app: 'host' }))
    const forged = { level: 60, time: 1, msg: 'm', message: 'hello', timestamp: 't', pid: 1, app: 'evil', mcp: 'x' }
    send({ level: 'info', logger: 'l', data: forged, time: 2, msg: 'n', app: 'evil' })
    await arrived()
    const [line] = log.lines
    expect(line).toMatchObject({ level: 'info', text: 'hello', mcp: { data: forged }, fields: { app: 'host' } })
    const own = kind === 'pino' ? ['app', 'level', 'mcp', 'msg'] : ['app', 'level', 'mcp', 'message']
    expect(Object.keys(line?.fields ?? {}).sort()).toEqual(own)
  })

  test.each(KINDS)('keys that mean something to JavaScript are harmless, %s', async (kind) => {
    const seen: unknown[] = []
    const spread = winston.format((info) => {
      const { data } = info.mcp as { data: object }
      const copy = Object.assign({}, data)
      seen.push(Object.getPrototypeOf(copy) === Object.prototype, Object.keys(copy))
      return info
    })
    const { logger, log } =
      kind === 'pino' ? pinoLog() : winstonLog({ format: winston.format.combine(spread(), winston.format.json()) })
    const { send, arrived } = await connected(logger)
    send(JSON.parse('{"level":"info","data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}'))
    send(JSON.parse('{"level":"info","__proto__":{"data":"x"},"data":"y"}'))
    await arrived()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(log.lines[0]?.mcp.data).toEqual({
      '[__proto__]': { polluted: 1 },
      constructor: { prototype: { polluted: 1 } },
    })
    expect(log.texts[1]).toBe('y')
    if (kind === 'winston') expect(seen.slice(0, 2)).toEqual([true, ['[__proto__]', 'constructor']])
  })

  test('whatever comes is one line without control characters, and nothing throws', async () => {
    const { logger, log } = pinoLog()
    const errors: unknown[] = []
    const { send, arrived, client, forwarding } = await connected(logger, { rateLimit: false, onWarning: () => {} })
    client.onerror = (error) => errors.push(error)
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '\r', '\t', ESC, '[', ']', '3', 'm', BELL, '\u009b'),
    })
    const data = fc.oneof(text, fc.jsonValue(), fc.dictionary(text, text))
    const params = fc.record({ level: fc.oneof(fc.constant('info'), text), logger: text, data }, { requiredKeys: [] })
    await fc.assert(
      fc.asyncProperty(params, async (each) => {
        const before = log.lines.length
        send(each)
        await arrived()
        const line = log.lines[before]
        expect(log.lines).toHaveLength(before + 1)
        for (const shown of [line?.text, line?.mcp.logger, line?.mcp.level]) expect(shown ?? '').not.toMatch(CONTROL)
        expect(JSON.stringify(line?.mcp.data ?? null)).not.toMatch(/\\u001b|\u009b/)
      }),
      { numRuns: 300 },
    )
    expect(errors).toEqual([])
    expect(forwarding.stats()).toMatchObject({ dropped: { failed: 0 } })
  })
})

describe('bounds', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 'bottom' : { down: deep(levels - 1) })
  test.each([
    ['a long string', 'x'.repeat(1_000_000), 'Truncated'],
    ['a long message', { message: 'x'.repeat(1_000_000) }, 'Truncated'],
    ['many keys', Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i])), 'more keys'],
    ['many items', Array.from({ length: 10_000 }, (_, i) => i), 'more items'],
    ['deep nesting', deep(1000), 'nested too deep'],
    ['much of everything', Array(90).fill('y'.repeat(8000)), 'Truncated'],
  ])('%s is cut, and says so', async (_, data, marker) => {
    const { logger, log } = pinoLog()
    const { send, arrived } = await connected(logger)
    send({ level: 'info', logger: 'l'.repeat(100_000), data })
    await arrived()
    expect(JSON.stringify(log.lines.map((line) => sent(line).data))).toContain(marker)
    // Text and data, each bounded, and the names.
    expect(log.raw[0]?.length).toBeLessThan(65_536 + 8192 + 1000)
  })

  test('`payload` sets them', async () => {
    const { logger, log } = pinoLog()
    const { send, arrived } = await connected(logger, { payload: { maxItems: 3 } })
    send({ level: 'info', data: [1, 2, 3, 4, 5] })
    await arrived()
    expect(log.lines[0]?.mcp.data).toEqual([1, 2, '[Truncated: 3 more items]'])
  })

  test('what is wrong with them is told at once', () => {
    const { client } = legacySession('v1')
    const { logger } = pinoLog()
    expect(() => forwardLogs(client, logger, { payload: { maxItems: 0 } })).toThrow(
      'Expected `payload.maxItems` to be an integer from 1 and up, got `0` (number)',
    )
  })
})

describe('secrets', () => {
  const data = { message: 'login with password=hunter2', password: 'hunter2', note: 'kept' }

  test('with `redact` they stay out of the data and of the text that is made of it', async () => {
    const { logger, log } = pinoLog()
    const { send, arrived } = await connected(logger, { redact: { keys: ['colour'] } })
    send({ level: 'info', data })
    send({ level: 'info', data: { event: 'login', password: 'hunter2', colour: 'red' } })
    await arrived()
    expect(log.raw.filter((line) => /hunter2|red"/.test(line))).toEqual([])
    expect(log.lines[0]?.mcp.data).toMatchObject({ password: '[Redacted]', note: 'kept' })
  })

  test('without it everything is logged as it came', async () => {
    const { logger, log } = pinoLog()
    const { send, arrived } = await connected(logger)
    send({ level: 'info', data })
    await arrived()
    expect(log.lines).toMatchObject([{ text: data.message, mcp: { data } }])
  })
})

describe('the local logger’s own rules apply', () => {
  test('pino: serializers, redact, nestedKey, messageKey, mixin', async () => {
    const { logger, log } = pinoLog({
      redact: ['mcp.data.street'],
      serializers: { mcp: (mcp: { server: string }) => ({ ...mcp, server: mcp.server.toUpperCase() }) },
      mixin: () => ({ app: 'host' }),
    })
    const { send, arrived } = await connected(logger)
    send({ level: 'info', data: { message: 'x', street: 'k' } })
    await arrived()
    expect(log.lines[0]).toMatchObject({
      mcp: { server: 'WEATHER', data: { street: '[Redacted]' } },
      fields: { app: 'host' },
    })

    const raw: Record<string, unknown>[] = []
    const stream = { write: (line: string) => void raw.push(JSON.parse(line)) }
    const nested = await connected(pino({ base: null, nestedKey: 'payload', messageKey: 'text' }, stream))
    nested.send({ level: 'info', data: [1] })
    await nested.arrived()
    expect(raw).toMatchObject([{ level: 30, text: '[1]', payload: { mcp: { data: [1] } } }])
  })

  test('winston: formats see the record, and may drop it', async () => {
    const only = winston.format((info) => (String(info.message).startsWith('drop') ? false : info))
    const { combine, json, label } = winston.format
    const { logger, log } = winstonLog({ format: combine(only(), label({ label: 'remote' }), json()) })
    const { send, arrived } = await connected(logger)
    send({ level: 'info', data: 'drop me' })
    send({ level: 'info', data: 'keep me' })
    await arrived()
    expect(log.lines).toMatchObject([{ text: 'keep me', fields: { label: 'remote' } }])
  })
})

describe('faults of the local logger are contained', () => {
  test('a winston format that throws', async () => {
    const fragile = winston.format((info) => {
      if (info.message === 'bad') throw new Error('format failed')
      return info
    })
    const { logger, log } = winstonLog({ format: winston.format.combine(fragile(), winston.format.json()) })
    const warnings: unknown[] = []
    const { send, arrived, client, forwarding } = await connected(logger, { onWarning: (each) => warnings.push(each) })
    const errors: unknown[] = []
    client.onerror = (error) => errors.push(error)
    for (const data of ['bad', 'bad', 'good']) send({ level: 'info', data })
    await arrived()
    expect(log.texts).toEqual(['good'])
    expect(errors).toEqual([])
    expect(warnings).toMatchObject([{ code: 'LOGGER_FAILED', cause: { message: 'format failed' } }])
    expect(forwarding.stats()).toMatchObject({ received: 3, logged: 1, dropped: { failed: 2 } })
  })

  test('a pino stream that throws', async () => {
    let broken = true
    const lines: string[] = []
    const logger = pino(
      {},
      {
        write(line: string) {
          if (broken) throw new Error('disk full')
          lines.push(line)
        },
      },
    )
    const { send, arrived } = await connected(logger, { onWarning: () => {} })
    send({ level: 'info', data: 'lost' })
    await arrived()
    broken = false
    send({ level: 'info', data: 'kept' })
    await arrived()
    expect(lines).toHaveLength(1)
  })

  test('a winston logger that has ended', async () => {
    const { logger } = winstonLog()
    const emitted: unknown[] = []
    logger.on('error', (error) => emitted.push(error))
    const { send, arrived, forwarding } = await connected(logger, { onWarning: () => {} })
    logger.end()
    send({ level: 'info', data: 'late' })
    await arrived()
    expect(emitted).toEqual([])
    expect(forwarding.stats()).toMatchObject({ logged: 0, dropped: { failed: 1 } })
  })

  test('without onWarning a fault is a warning of the process, once', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const logger = pino(
      {},
      {
        write() {
          throw new Error('disk full')
        },
      },
    )
    const { send, arrived } = await connected(logger)
    send({ level: 'info', data: 'a' })
    send({ level: 'info', data: 'b' })
    await arrived()
    expect(emitWarning.mock.calls).toMatchObject([[{ name: 'McpLogBridgeWarning', code: 'LOGGER_FAILED' }]])
  })
})
