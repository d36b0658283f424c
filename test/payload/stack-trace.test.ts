import { inspect } from 'node:util'
import { runInNewContext, Script } from 'node:vm'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import winston from 'winston'
import { isStackTrace, withoutStackFrames } from '../../src/payload/stack-trace.js'
import { mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { datas, openSession } from '../harness/session.js'

class Shop {
  get open(): Error {
    return new Error('get')
  }

  'a name with blanks'(): Error {
    return new Error('blanks')
  }
}

async function awaited(): Promise<Error> {
  await null
  return new Error('awaited')
}

/** Errors from all kinds of places, so that V8 itself writes each kind of frame. */
async function errors(): Promise<readonly Error[]> {
  const shop = new Shop()
  const rejected = await Promise.all([1].map(async () => Promise.reject(new Error('all')))).catch((error) => error)
  const parsed = ((): Error => {
    try {
      return JSON.parse('{')
    } catch (error) {
      return error as Error
    }
  })()
  return [
    new TypeError('plain'),
    shop.open,
    shop['a name with blanks'](),
    await (async () => awaited())(),
    rejected,
    parsed,
    // biome-ignore lint/security/noGlobalEval: its frames have two places
    eval('new Error("evaluated")'),
    runInNewContext('(() => new Error("context"))()'),
    ...[1].map(() => new Error('callback')),
    new Error('outer', { cause: new Error('inner') }),
    new AggregateError([new Error('one')], 'several'),
  ]
}

/** What no frame may leave of. */
const TELLING = /stack-trace\.test|node_modules|node:internal|<anonymous>|:\d+:\d+\)|\bat \S+ \(/

describe('frames as V8 writes them', () => {
  const forms: Readonly<Record<string, (stack: string, error: Error) => string>> = {
    'a stack': (stack) => stack,
    'a stack in a text': (stack) => `failed: ${stack}`,
    'a stack and what follows': (stack) => `${stack}\nretrying`,
    'with line breaks of Windows': (stack) => stack.replaceAll('\n', '\r\n'),
    'as JSON': (stack) => JSON.stringify({ level: 'error', stack }),
    'as JSON in JSON': (stack) => JSON.stringify({ line: JSON.stringify({ stack }) }),
    'on one line': (stack) => stack.replaceAll(/\n\s*/g, ' '),
    'joined by bars': (stack) => stack.replaceAll(/\n\s*/g, ' | '),
    'as it is inspected': (_, error) => inspect(error),
    'inspected in colours': (_, error) => inspect(error, { colors: true }),
    'its frames alone': (stack) => stack.slice(stack.indexOf('\n    at ')),
    'its frames alone, on one line': (stack) => stack.slice(stack.indexOf('\n    at ')).replaceAll(/\n\s*/g, ' '),
    'paths of Windows': (stack) => stack.replaceAll(/\(\/[^:]*:/g, '(C:\\new app\\src\\index.js:'),
  }

  test.each(Object.entries(forms))('%s', async (_, form) => {
    for (const error of await errors()) {
      const text = form(error.stack as string, error)
      expect(isStackTrace(text)).toBe(true)
      expect(withoutStackFrames(text)).not.toMatch(TELLING)
    }
  })

  test.each([
    '    at native',
    '    at Array.map (native)',
    '    at async Promise.all (index 0)',
    '    at <anonymous>',
    '    at eval (webpack-internal:///(rsc)/./app/page.js:10:3)',
    '    at Object.run [as main] (file:///srv/my app/dist/index.js:1:2)',
    '    at wasm://wasm/00041e2a:wasm-function[3]:0x1f',
    '    at run (wasm://wasm/00041e2a:wasm-function[3]:0x1f)',
    '    at eval (eval at load (/srv/app.js:1:2), <anonymous>:1:1)',
    '    at REPL1:1:7',
    '    at [eval]:1:7',
    '    at handler (bundle.js:1:20482)',
    'at handler (/srv/app.js:3)',
  ])('%s', (frame) => {
    expect(withoutStackFrames(`Error: no\n${frame}`)).toBe('Error: no')
    expect(withoutStackFrames(frame)).toBe('')
  })

  test('the excerpt that a SyntaxError begins with', () => {
    let error: unknown
    try {
      new Script('let a\nlet b b\n', { filename: '/srv/app/index.js' })
    } catch (cause) {
      error = cause
    }
    const { stack } = error as Error
    expect(stack).toMatch(/^\/srv\/app\/index\.js:2\nlet b b\n {6}\^\n\nSyntaxError/)
    expect(withoutStackFrames(`failed: \n${stack}`)).toMatch(/^failed: \nSyntaxError: Unexpected identifier.*$/)
    expect(withoutStackFrames('a:1\nb\n  ^\n')).toBe('a:1\nb\n  ^\n')
  })

  test('what is not a frame stays where it was', () => {
    expect(
      withoutStackFrames('failed: Error: no\n    at run (/srv/app.js:1:2)\n    at /srv/b.js:3:4\nretry at 10:20'),
    ).toBe('failed: Error: no\nretry at 10:20')
    expect(withoutStackFrames('{"stack":"Error: no\\n    at run (/srv/app.js:1:2)","code":"E"}')).toBe(
      '{"stack":"Error: no","code":"E"}',
    )
  })
})

test.each([
  'meet me at noon',
  'Dinner\n    at the restaurant (downtown)\n    at eight',
  'started at 10:20:30',
  'started\n  at 10:20:30\n  at 2024-01-01T10:20:30',
  'started at noon (UTC 10:20:30)',
  'started at boot (10:20:30)',
  'listening at http://localhost:3000',
  'listening at 127.0.0.1:8080',
  'unexpected token at src/config.json:10:5',
  'unexpected token at line 3 (src/config.ts:10:5)',
  'look at this (native)',
  'cat /etc/hosts:1:2, that 1:2:3',
  'format at index 0',
  'at',
  'at ',
  '',
])('ordinary text stays: %j', (text) => {
  expect(withoutStackFrames(text)).toBe(text)
})

test('hostile text takes no time', () => {
  const started = performance.now()
  for (const piece of [
    'at ',
    'at a (',
    'at :1:1',
    ':1:1',
    '\n at ',
    ' ',
    '\\n',
    'at (/:1:1)',
    '(<anonymous>)',
    'at b \n',
  ]) {
    withoutStackFrames(piece.repeat(9000 / piece.length))
  }
  expect(performance.now() - started).toBeLessThan(1000)
})

describe('on the wire', () => {
  const { stack = '' } = new Error('boom')
  const long = `${'x'.repeat(7900)}\n${stack.slice(stack.indexOf('\n') + 1)}`.repeat(2)
  const records: readonly [message: string, fields: object][] = [
    ['nest', { context: 'CatsService', stack: [stack] }],
    ['ecs', { error: { type: 'Error', message: 'boom', stack_trace: stack } }],
    ['trace', { trace: stack }],
    ['lines', { lines: stack.split('\n') }],
    ['deep', { a: [{ b: { c: [[stack]] } }] }],
    ['key', { [stack]: 1 }],
    ['long', { long }],
    [stack, {}],
    [`failed: ${stack}`, { err: new Error(`child: ${stack}`, { cause: stack }) }],
  ]

  async function sent(stacks: boolean): Promise<unknown[]> {
    const transport = new McpTransport({ stacks })
    const destination = mcpDestination({ stacks })
    const logger = winston.createLogger({ transports: [transport] })
    const pinoLogger = pino(destination)
    const session = await openSession((server) => {
      transport.attach(server)
      destination.attach(server)
    })
    const received = await session.during(() => {
      for (const [message, fields] of records) {
        logger.error(message, fields)
        pinoLogger.error(fields, message)
      }
    })
    await session.close()
    return datas(received)
  }

  test('no frame leaves, whatever it hangs on', async () => {
    const received = await sent(false)
    expect(received).toHaveLength(records.length * 2)
    for (const data of received) expect(JSON.stringify(data)).not.toMatch(TELLING)
    expect(received).toContainEqual({ message: 'lines', lines: ['Error: boom'] })
    expect(received).toContainEqual({ message: 'trace', trace: 'Error: boom' })
  })

  test('with `stacks: true` they do', async () => {
    for (const data of await sent(true)) expect(JSON.stringify(data)).toContain('stack-trace.test')
  })
})
