import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ForwardStderrOptions, forwardStderr } from '../../../src/client/index.js'
import { pinoLog } from '../../harness/local-log.js'

function stream(options: Partial<ForwardStderrOptions> = {}) {
  const source = new PassThrough()
  const { logger, log } = pinoLog()
  const forwarding = forwardStderr(source, logger, { serverName: 's', ...options })
  return { source, log, forwarding }
}

/** What is logged of a text: level, text, and how many rows its data has. */
async function logged(text: string, options: Partial<ForwardStderrOptions> = {}) {
  const { source, log } = stream(options)
  source.end(text)
  await once(source, 'close')
  return log.lines.map(({ level, text: shown, mcp }) => [level, shown, String(mcp.data).split('\n').length])
}

describe('rows that belong together are one record at the level of the first', () => {
  test.each([
    [
      'a stack trace of Node',
      'error: no forecast\n    at run (/srv/a.js:3:5)\n    at main (/srv/a.js:9:1)\ninfo: next\n',
      [
        ['error', 'error: no forecast', 3],
        ['info', 'info: next', 1],
      ],
    ],
    [
      'an error with fields, as console.error shows it',
      'Error: no forecast\n    at run (/srv/a.js:3:5) {\n  code: "E1",\n  [cause]: Error: timeout\n      at x (/a.js:1:1)\n}\nplain\n',
      [
        ['error', 'Error: no forecast', 6],
        ['info', 'plain', 1],
      ],
    ],
    [
      'a traceback under the line that reports it',
      'ERROR:api:no forecast\nTraceback (most recent call last):\n  File "a.py", line 3, in run\n    get()\nKeyError: 3\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "a.py", line 5, in run\nRuntimeError: boom\nINFO:api:next\n',
      [
        ['error', 'ERROR:api:no forecast', 11],
        ['info', 'INFO:api:next', 1],
      ],
    ],
    [
      'a traceback by itself',
      'INFO:api:start\nTraceback (most recent call last):\n  File "a.py", line 3, in run\n    get()\napi.errors.NotFound: Bern\nbye\n',
      [
        ['info', 'INFO:api:start', 1],
        ['error', 'api.errors.NotFound: Bern', 4],
        ['info', 'bye', 1],
      ],
    ],
    [
      'an exception that Node did not catch',
      'starting\n/srv/a.js:3\nthrow new Error("no forecast")\n^\n\nError: no forecast\n    at run (/srv/a.js:3:5)\n\nNode.js v22.12.0\nagain\n',
      [
        ['info', 'starting', 1],
        ['error', 'Error: no forecast', 8],
        ['info', 'again', 1],
      ],
    ],
    [
      'whatever else was thrown',
      'file:///srv/a.js:3\nthrow "no forecast"\n^\nno forecast\n(Use `node --trace-uncaught ...` to show where)\n\nNode.js v22.12.0\n',
      [['error', 'no forecast', 7]],
    ],
    [
      'a path by itself is none',
      '/srv/data:3\n  is read\nready\n',
      [
        ['info', '/srv/data:3', 1],
        ['info', '  is read'.trim(), 1],
        ['info', 'ready', 1],
      ],
    ],
    [
      'a panic of Rust',
      "thread 'main' panicked at src/main.rs:3:5:\nno forecast\nnote: run with `RUST_BACKTRACE=1`\nbye\n",
      [
        ['error', "thread 'main' panicked at src/main.rs:3:5: no forecast", 3],
        ['info', 'bye', 1],
      ],
    ],
    [
      'a panic of Go',
      'panic: no forecast\n\ngoroutine 1 [running]:\nmain.run(0xc000012, {0x1, 0x2})\n\t/srv/a.go:3 +0x1d\nmain.main()\n\t/srv/a.go:9 +0x1d\nexit status 2\n',
      [['error', 'panic: no forecast', 8]],
    ],
    [
      'a stack of zap',
      '2026-11-25T03:53:50Z\tERROR\tapi\tno forecast\nmain.run\n\t/srv/a.go:3\nmain.main\n\t/srv/a.go:9\n2026-11-25T03:53:51Z\tINFO\tapi\tnext\n',
      [
        ['error', '2026-11-25T03:53:50Z\\tERROR\\tapi\\tno forecast', 5],
        ['info', '2026-11-25T03:53:51Z\\tINFO\\tapi\\tnext', 1],
      ],
    ],
    [
      'a trace of Java with causes',
      '2026-11-25 03:53:50,472 ERROR [main] api.Run - no forecast\njava.io.IOException: x\n\tat api.Run.main(Run.java:3)\nCaused by: java.net.ConnectException: y\n\t... 3 more\nINFO next\n',
      [
        ['error', '2026-11-25 03:53:50,472 ERROR [main] api.Run - no forecast', 5],
        ['info', 'INFO next', 1],
      ],
    ],
    [
      '.NET’s category, and the text below',
      'fail: Api.Run[3]\n      no forecast\n      System.Exception: boom\n         at Api.Run() in /srv/a.cs:line 3\ninfo: Api.Run[0]\n      next\n',
      [
        ['error', 'fail: Api.Run[3] no forecast', 4],
        ['info', 'info: Api.Run[0] next', 2],
      ],
    ],
    [
      'java.util.logging has the level on the row below',
      'Nov 25, 2026 3:53:50 AM api.Run main\nSEVERE: no forecast\njava.lang.IllegalStateException: x\n\tat api.Run.main(Run.java:3)\nNov 25, 2026 3:53:51\u202fAM api.Run main\nFINE: next\n',
      [
        ['error', 'Nov 25, 2026 3:53:50 AM api.Run main SEVERE: no forecast', 4],
        ['debug', 'Nov 25, 2026 3:53:51\u202fAM api.Run main FINE: next', 2],
      ],
    ],
    [
      'rows that rich has wrapped',
      '[11/25/26 03:53:50] WARNING  no forecast for a place   a.py:3\n                             with a long name                 \n                    INFO     next                      a.py:5\n',
      [
        ['warn', '[11/25/26 03:53:50] WARNING  no forecast for a place   a.py:3', 2],
        ['info', 'INFO     next                      a.py:5', 1],
      ],
    ],
    [
      'a box',
      'start\n╭───────────╮\n│ Server v1 │\n│ error: no │\n╰───────────╯\nready\n',
      [
        ['info', 'start', 1],
        ['info', '│ Server v1 │', 4],
        ['info', 'ready', 1],
      ],
    ],
    [
      'an object over several rows',
      'Config: {\n  port: 3,\n  level: "error"\n}\nready\n',
      [
        ['info', 'Config: {', 4],
        ['info', 'ready', 1],
      ],
    ],
    [
      'pino-pretty’s fields',
      '[03:53:50.472] ERROR (api/12): no forecast\n    err: {\n      "type": "Error",\n      "stack":\n          Error: no forecast\n              at run (/srv/a.js:3:5)\n    }\n[03:53:50.473] INFO (api/12): next\n',
      [
        ['error', '[03:53:50.472] ERROR (api/12): no forecast', 7],
        ['info', '[03:53:50.473] INFO (api/12): next', 1],
      ],
    ],
    [
      'a hint below a warning of Node',
      '(node:12) Warning: old\n(Use `node --trace-warnings ...` to show where the warning was created)\nready\n',
      [
        ['warn', '(node:12) Warning: old', 2],
        ['info', 'ready', 1],
      ],
    ],
    [
      'blank rows between records',
      'INFO one\n\n\nERROR two\n',
      [
        ['info', 'INFO one', 1],
        ['error', 'ERROR two', 1],
      ],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await logged(text)).toEqual(expected)
    // Rows that end in CR LF, and in colours.
    expect(await logged(text.replaceAll('\n', '\r\n'))).toEqual(expected)
    expect(await logged(text.replaceAll(/^(\S.*)$/gm, '\u001b[1;31m$1\u001b[0m'))).toEqual(expected)
  })

  test('JSON over several rows is read as one', async () => {
    const fields = { level: 'error', message: 'no forecast', where: ['Bern'] }
    const { source, log } = stream()
    source.end(`${JSON.stringify(fields, undefined, 2)}\nready\n`)
    await once(source, 'close')
    expect(log.lines).toMatchObject([
      { level: 'error', text: 'no forecast', mcp: { data: fields } },
      { level: 'info', text: 'ready' },
    ])
  })

  test('a record is bounded: what is more makes another one at the same level', async () => {
    const frames = Array.from({ length: 100 }, (_, index) => `    at frame${index} (/srv/a.js:3:5)\n`).join('')
    const { source, log } = stream({ maxLine: 1000 })
    source.end(`error: deep\n${frames}info: next\n`)
    await once(source, 'close')
    expect(log.lines.at(-1)).toMatchObject({ level: 'info', text: 'info: next' })
    const parts = log.lines.slice(0, -1)
    expect(parts.map(({ level }) => level)).toEqual(parts.map(() => 'error'))
    expect(parts.map(({ mcp }) => mcp.data).join('\n')).toBe(`error: deep\n${frames}`.trimEnd())
    for (const { mcp } of parts) expect(String(mcp.data).length).toBeLessThanOrEqual(1000)
  })
})

describe('a record waits for more rows', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('no longer than 100 ms; what comes a little later has its level, much later the default', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { source, log } = stream()
    const write = async (text: string): Promise<void> => {
      const read = once(source, 'data')
      source.write(text)
      await read
    }
    await write('error: one\n')
    vi.advanceTimersByTime(99)
    expect(log.lines).toEqual([])
    vi.advanceTimersByTime(1)
    expect(log.texts).toEqual(['error: one'])
    vi.advanceTimersByTime(500)
    await write('    at late (/srv/a.js:3:5)\n')
    vi.advanceTimersByTime(100)
    vi.advanceTimersByTime(5000)
    await write('  a list\n')
    vi.advanceTimersByTime(100)
    expect(log.lines.map(({ level }) => level)).toEqual(['error', 'error', 'info'])
  })

  test('not at all if it is JSON', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { source, log } = stream()
    const read = once(source, 'data')
    source.write('{"level":50,"msg":"one"}\n')
    await read
    expect(log.texts).toEqual(['one'])
  })
})

describe('`readLevel`', () => {
  test('`false`: every record has the default, JSON its text all the same', async () => {
    const text = 'ERROR one\n    at x\n{"level":50,"msg":"two"}\n'
    expect(await logged(text, { readLevel: false, defaultLevel: 'notice' })).toEqual([
      ['info', 'ERROR one', 2],
      ['info', 'two', 1],
    ])
  })

  test('a function in place of it, of lines without colours', async () => {
    const lines: string[] = []
    const readLevel = (line: string) => {
      lines.push(line)
      return line.startsWith('!') ? 'alert' : undefined
    }
    const text = '\u001b[31m!one\u001b[0m\nERROR two\n{"level":50,"msg":"three"}\n'
    expect(await logged(text, { readLevel })).toEqual([
      ['fatal', '!one', 1],
      ['info', 'ERROR two', 1],
      ['info', 'three', 1],
    ])
    expect(lines).toEqual(['!one', 'ERROR two', '{"level":50,"msg":"three"}'])
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('no')
      },
      ['RECORD_FAILED'],
    ],
    ['gives no level', () => 'loud' as never, []],
  ])('one that %s', async (_, readLevel, codes) => {
    const warnings: string[] = []
    const onWarning = ({ code }: { readonly code: string }): void => void warnings.push(code)
    expect(await logged('one\ntwo\n', { readLevel, onWarning })).toEqual([
      ['info', 'one', 1],
      ['info', 'two', 1],
    ])
    expect(warnings).toEqual(codes)
  })
})

describe('a line that is cut', () => {
  test('keeps the level and the text of its beginning', async () => {
    const { source, log } = stream({ maxLine: 60 })
    source.write(`ERROR ${'x'.repeat(100)}\n`)
    source.end(`{"level":50,"name":"api","msg":"${'y'.repeat(100)}"}\nready\n`)
    await once(source, 'close')
    expect(log.lines).toMatchObject([
      { level: 'error', text: `ERROR ${'x'.repeat(54)}… [cut]` },
      { level: 'error', text: 'y'.repeat(28), mcp: { logger: 'api' } },
      { level: 'info', text: 'ready' },
    ])
    expect(String(log.lines[1]?.mcp.data)).toMatch(/^\{"level":50.*y… \[cut\]$/)
  })
})

describe('a line that is drawn over', () => {
  test.each([
    ['a progress bar', '  10%\r  50%\r 100%\nready\n', ['100%', 'ready']],
    ['with the line break after it', '10%\r50%\r\r\nready\n', ['50%', 'ready']],
    ['by moving the cursor', '\u001b[2K\u001b[1G10%\u001b[2K\u001b[1G90%\nready\n', ['90%', 'ready']],
    ['cleared at last', '10%\r90%\r    \nready\n', ['ready']],
  ])('%s: its last state only', async (_, text, texts) => {
    expect((await logged(text)).map(([, shown]) => shown)).toEqual(texts)
    const { source, log } = stream()
    for (const character of text) source.write(character)
    source.end()
    await once(source, 'close')
    expect(log.texts).toEqual(texts)
  })

  test('for ever, without a line break: nothing collects', async () => {
    const { source, log } = stream({ maxLine: 100 })
    for (let step = 0; step < 10_000; step++) source.write(`\r${step} of many`)
    source.end()
    await once(source, 'close')
    expect(log.texts).toEqual(['9999 of many'])
  })
})

describe('tail()', () => {
  test('the last 50 lines, whatever became of them', async () => {
    const { source, log, forwarding } = stream({ rateLimit: { perSecond: 0, burst: 1, reserve: 0 }, ignore: [/./] })
    for (let line = 1; line <= 60; line++) source.write(`\u001b[31mline ${line}\u001b[0m\u0007\n`)
    source.end('no line break')
    await once(source, 'close')
    expect(log.lines.length).toBeLessThan(5)
    const expected = Array.from({ length: 49 }, (_, index) => `line ${index + 12}\\x07`)
    expect(forwarding.tail()).toEqual([...expected, 'no line break'])
  })

  test('redacted if that is asked for, and bounded', async () => {
    const { source, forwarding } = stream({ redact: {} })
    source.write('password=hunter22 in use\n')
    source.end('x'.repeat(10_000))
    await once(source, 'close')
    const [first, second] = forwarding.tail()
    expect(first).not.toContain('hunter22')
    expect(second?.length).toBeLessThan(2100)
  })
})

describe('a flood', () => {
  test('is not read once the rate limit has no room', async () => {
    let read = 0
    const readLevel = (): undefined => void read++
    const rateLimit = { perSecond: 0, burst: 5, reserve: 0 }
    const { source, log, forwarding } = stream({ readLevel, rateLimit })
    source.end('one\n'.repeat(1000))
    await once(source, 'close')
    expect(log.texts).toEqual([...Array(5).fill('one'), '995 log messages of s dropped (rate limit)'])
    expect(forwarding.stats()).toMatchObject({ received: 1000, logged: 5, dropped: { 'rate-limit': 995 } })
    expect(read).toBeLessThanOrEqual(6)
  })

  test('of JSON is not parsed, and what explains it gets through', async () => {
    const rateLimit = { perSecond: 0, burst: 10, reserve: 5 }
    const { source, log } = stream({ rateLimit })
    const parse = vi.spyOn(JSON, 'parse')
    const write = (line: string): boolean => source.write(`${line}\n`)
    for (let line = 0; line < 1000; line++) write('{"level":30,"msg":"one"}')
    for (const level of ['50', '"warn"', '"FATAL"']) write(`{"level":${level},"msg":"why"}`)
    write('{"severity":"ERROR","message":"why"}')
    source.end()
    await once(source, 'close')
    const parsed = parse.mock.calls.filter(([text]) => text.includes('"msg":"one"') && !text.includes('mcp')).length
    parse.mockRestore()
    expect(log.texts.filter((text) => text === 'one')).toHaveLength(5)
    expect(log.texts.filter((text) => text === 'why')).toHaveLength(4)
    expect(parsed).toBeLessThan(10)
  })
})

describe('hostile lines cost no time', () => {
  test.each([
    '\u001b]',
    '\u001b[',
    '\u001b];a',
    ';',
    'a.',
    'A.',
    '\\',
    '{',
    '[',
    '{"a":',
    ' ',
    '\t',
    '\r',
    'a.b(',
    '\u2502',
  ])('%j again and again', async (piece) => {
    const { source } = stream({ rateLimit: false })
    const line = piece.repeat(16_000 / piece.length)
    const start = process.cpuUsage()
    for (let round = 0; round < 20; round++) source.write(`ERROR x\n${line}!\n{"level":"${line}\n`)
    source.end()
    await once(source, 'close')
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1500)
  })
})
