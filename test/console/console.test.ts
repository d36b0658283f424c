import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { forwardLogs } from '../../src/client/index.js'
import { type CaptureConsoleOptions, type CapturedConsole, captureConsole } from '../../src/console/index.js'
import { createClientLogging, type McpLevel } from '../../src/index.js'
import { datas, levelsAndData, openSession } from '../harness/session.js'
import { legacySession } from '../harness/sessions.js'
import { v1Tools } from '../harness/tool-server.js'

/** A console that writes to memory. */
function memoryConsole() {
  const streams = { stdout: '', stderr: '' }
  const to = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      write(chunk, _encoding, done) {
        streams[name] += chunk
        done()
      },
    })
  const made = new Console({ stdout: to('stdout'), stderr: to('stderr'), colorMode: false })
  return { made, streams, lines: () => (streams.stdout + streams.stderr).split('\n').filter((line) => line !== '') }
}

const own = globalThis.console
let printed: ReturnType<typeof memoryConsole>
const open: CapturedConsole[] = []

beforeEach(() => {
  printed = memoryConsole()
  globalThis.console = printed.made
})

afterEach(async () => {
  for (const captured of open.splice(0)) await captured.close()
  globalThis.console = own
})

function capture(options: CaptureConsoleOptions = {}): CapturedConsole {
  const captured = captureConsole({ print: 'none', ...options })
  open.push(captured)
  return captured
}

async function captured(options?: CaptureConsoleOptions, level?: McpLevel) {
  const capturing = capture(options)
  const session = await openSession((server) => capturing.attach(server), level)
  return { ...session, capturing, stats: () => capturing.logging.stats() }
}

test('each method has its level', async () => {
  const { during } = await captured()
  const received = await during(() => {
    console.debug('debug')
    console.log('log')
    console.info('info')
    console.warn('warn')
    console.error('error')
    console.assert(false, 'assert')
    console.assert(true, 'not printed')
    console.trace('trace')
    console.dir('dir')
    console.dirxml('dirxml')
    console.table('table')
    console.count()
  })
  expect(levelsAndData(received)).toEqual([
    ['debug', 'debug'],
    ['info', 'log'],
    ['info', 'info'],
    ['warning', 'warn'],
    ['error', 'error'],
    ['error', 'Assertion failed: assert'],
    ['error', 'Trace: trace'],
    ['info', "'dir'"],
    ['info', 'dirxml'],
    ['info', 'table'],
    ['info', 'default: 1'],
  ])
})

test('`levels` takes the names of methods', async () => {
  const { during } = await captured({ levels: { table: 'debug', trace: false, log: 'notice' } })
  const received = await during(() => {
    console.table('a')
    console.trace('b')
    console.log('c')
  })
  expect(levelsAndData(received)).toEqual([
    ['debug', 'a'],
    ['notice', 'c'],
  ])
})

/** What is printed is what Node itself prints for the same call. */
const CALLS: Readonly<Record<string, (to: Console) => void>> = {
  'a format': (to) => to.log('%s is %d of %i, %j, %o and 100%%', 'a', 1.5, 2.7, { a: 1 }, [1], 'rest'),
  'no argument': (to) => to.log(),
  'values of each kind': (to) =>
    to.log(1, -0, 1n, true, null, undefined, Symbol('s'), [1, 'a'], { a: { b: { c: {} } } }),
  'instances, maps and sets': (to) =>
    to.log(
      new (class Stock {
        left = 2
      })(),
      new Map([['a', 1]]),
      new Set([1]),
      new Date(0),
      /x/,
      () => {},
    ),
  'what looks inside out': (to) => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const loop: Record<string, unknown> = { a: 1 }
    loop.self = loop
    to.info(
      loop,
      {
        get a() {
          return expect.fail('called')
        },
      },
      proxy,
      { proxy },
    )
  },
  lines: (to) => to.warn('a\nb', { text: 'c\nd' }),
  'dir with options': (to) => to.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }),
  'a table': (to) =>
    to.table([
      { city: 'Bern', at: 540 },
      { city: 'Oslo', at: 23 },
    ]),
  'a table of some columns': (to) => to.table([{ city: 'Bern', at: 540 }], ['at']),
  'a table of a map': (to) => to.table(new Map([['Bern', 540]])),
  'an assertion with a value': (to) => to.assert(0, 'a', { a: 1 }),
  'an assertion alone': (to) => to.assert(null),
  counters: (to) => {
    to.count()
    to.count('a')
    to.count('a')
    to.countReset('a')
    to.count('a')
    to.count(undefined)
  },
  groups: (to) => {
    to.log('before')
    to.group('outer', 1)
    to.log('a\nb')
    to.groupCollapsed()
    to.table([[1]])
    to.groupEnd()
    to.warn('c')
    to.groupEnd()
    to.groupEnd()
    to.log('after')
  },
}

test.each(Object.entries(CALLS))('%s: as Node prints it', async (_, call) => {
  const { made, streams } = memoryConsole()
  const stdout = (made as unknown as { _stdout: Writable })._stdout
  Object.assign(made, { _stderr: stdout })
  call(made)
  const { during } = await captured({ payload: { maxString: 10_000 } })
  const received = await during(() => call(console))
  expect(`${datas(received).join('\n')}\n`).toBe(streams.stdout)
})

describe('timers', () => {
  test('tell the time as Node does', async () => {
    const { during } = await captured()
    const received = await during(() => {
      console.time('a')
      console.timeLog('a', 'data', { b: 1 })
      console.timeEnd('a')
    })
    expect(datas(received)).toEqual([
      expect.stringMatching(/^a: \d+(\.\d+)?ms data \{ b: 1 \}$/),
      expect.stringMatching(/^a: \d+(\.\d+)?ms$/),
    ])
  })

  test('that nobody has begun, or somebody before, are not sent, and Node warns once', async () => {
    const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    console.time('before')
    const { during } = await captured({ print: 'as-before' })
    const received = await during(() => {
      console.timeEnd('before')
      console.timeEnd('never')
      console.time('twice')
      console.time('twice')
      console.countReset('never')
    })
    expect(received).toEqual([])
    expect(printed.streams.stdout).toMatch(/^before: .*ms\n$/)
    expect(warnings.mock.calls.map(([message]) => String(message).slice(0, 13))).toEqual([
      'No such label',
      "Label 'twice'",
      "Count for 'ne",
    ])
  })
})

test('a group of one request does not indent what others log', async () => {
  const capturing = capture()
  const sessions = await Promise.all([1, 2].map(() => openSession((server) => capturing.attach(server))))
  const texts = await Promise.all(
    sessions.map(({ during }, index) =>
      during(async () => {
        console.group(`group ${index}`)
        await Promise.resolve()
        console.log(`in ${index}`)
        await Promise.resolve()
        console.groupEnd()
        console.log(`after ${index}`)
      }),
    ),
  )
  expect(texts.map(datas)).toEqual([0, 1].map((index) => [`group ${index}`, `  in ${index}`, `after ${index}`]))
})

describe('an Error', () => {
  const error = Object.assign(new TypeError('no such sku'), { code: 'E_SKU' })
  const err = { name: 'TypeError', message: 'no such sku', code: 'E_SKU' }

  test('is a field, and its first line part of the text', async () => {
    const { during } = await captured()
    const received = await during(() => {
      console.error(error)
      console.error('failed:', error, 2)
      console.warn('%s!', error)
      console.assert(false, ...([error] as never[]))
      console.trace(error)
    })
    expect(datas(received)).toEqual([
      { message: 'TypeError: no such sku', err },
      { message: 'failed: TypeError: no such sku 2', err },
      { message: 'TypeError: no such sku!', err },
      { message: 'Assertion failed: TypeError: no such sku', err },
      { message: 'Trace: TypeError: no such sku', err },
    ])
  })

  test('no stack leaves, unless asked for', async () => {
    for (const stacks of [false, true]) {
      const { during, capturing } = await captured({ stacks })
      const received = await during(() => {
        console.error(error)
        console.log({ nested: error }, [error])
        console.dir(error)
        console.table([error])
        console.trace('here')
      })
      expect(received).toHaveLength(5)
      expect(JSON.stringify(received).includes('console.test.ts:')).toBe(stacks)
      const trace = JSON.stringify(received.at(-1))
      expect(trace.includes('src/console')).toBe(false)
      await capturing.close()
    }
  })
})

describe('secrets do not leave', () => {
  class User {
    readonly password = 'hunter2'
  }
  const LOGS: Readonly<Record<string, () => void>> = {
    'in an object': () => console.log('in', { password: 'hunter2' }),
    'in an instance': () => console.log(new User()),
    'in a map': () => console.log(new Map([['password', 'hunter2']])),
    'deep down': () => console.dir({ a: { b: { c: { d: { password: 'hunter2' } } } } }, { depth: null }),
    'by a format': () => console.log('%j %o %O', { password: 'hunter2' }, { password: 'hunter2' }, new User()),
    'in a table': () => console.table([{ user: 'ada', password: 'hunter2' }]),
    'in a table of pairs': () => console.table({ password: 'hunter2' }),
    'far down a table': () =>
      console.table([...Array.from({ length: 200 }, () => ({ user: 'ada' })), { user: 'ada', password: 'hunter2' }]),
    'among many keys': () =>
      console.dir({
        ...Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, 1])),
        password: 'hunter2',
      }),
    'in a group': () => console.group('in', { password: 'hunter2' }),
    'beside a timer': () => {
      console.time()
      console.timeLog('default', { password: 'hunter2' })
    },
    'in an assertion': () => console.assert(false, 'in', { password: 'hunter2' }),
    'in a trace': () => console.trace(new User()),
    'in an Error': () => console.error(Object.assign(new Error('in'), { password: 'hunter2' })),
    'in its text': () => console.error(new Error('password: hunter2')),
    'by a rule of the application': () => console.log([{ pin: 'hunter2' }]),
  }
  test.each(Object.entries(LOGS))('%s', async (_, log) => {
    const { during } = await captured({ redact: { keys: ['pin'] } })
    const received = await during(log)
    expect(received).toHaveLength(1)
    expect(JSON.stringify(received)).not.toContain('hunter2')
  })
})

test('what cannot be inspected: as before, and counted', async () => {
  const { during, stats } = await captured({ onWarning: () => {} })
  const hostile = {
    [Symbol.for('nodejs.util.inspect.custom')]() {
      throw new Error('no')
    },
  }
  expect(await during(() => console.log(hostile))).toEqual([])
  expect(stats().dropped.failed).toBe(1)
})

describe('printing', () => {
  test('as before', async () => {
    const { made, streams } = memoryConsole()
    const { during } = await captured({ print: 'as-before' })
    for (const call of Object.values(CALLS)) {
      call(made)
      await during(() => call(console))
    }
    expect(printed.streams).toEqual(streams)
  })

  test('each call is one record, though Node’s methods call one another', async () => {
    const { during } = await captured({ print: 'as-before' })
    const received = await during(() => {
      console.assert(false)
      console.trace('a')
      console.table([1])
      console.count()
      console.group('b')
      console.dirxml('c')
    })
    expect(received).toHaveLength(6)
  })

  test.each([['stderr'], ['default']])('%s: everything on standard error, in order', async (print) => {
    const written: string[] = []
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text))
      return true
    })
    const options = print === 'stderr' ? ({ print } as const) : {}
    const capturing = captureConsole(options)
    open.push(capturing)
    console.log('a', { b: 1 })
    console.warn('c')
    console.group('d')
    console.log('e')
    await capturing.close()
    write.mockRestore()
    expect(written).toEqual(['a { b: 1 }\n', 'c\n', 'd\n', '  e\n'])
    expect(printed.streams).toEqual({ stdout: '', stderr: '' })
  })

  test('nowhere', async () => {
    const { during } = await captured({ print: 'none' })
    await during(() => console.error('a'))
    expect(printed.streams).toEqual({ stdout: '', stderr: '' })
  })
})

describe('restoring', () => {
  const methods = () => Object.fromEntries(Object.entries(console).filter(([, each]) => typeof each === 'function'))

  test.each([
    ['close', (capturing: CapturedConsole) => capturing.close()],
    ['Symbol.dispose', (capturing: CapturedConsole) => capturing[Symbol.dispose]()],
  ])('by %s', async (_, end) => {
    const before = methods()
    const { during, capturing, stats } = await captured()
    expect(methods()).not.toEqual(before)
    await end(capturing)
    expect(methods()).toEqual(before)
    expect(await during(() => console.log('after'))).toEqual([])
    expect(printed.lines()).toEqual(['after'])
    expect(stats().accepted).toBe(0)
  })

  test('in any order, with one hub for each session', async () => {
    const before = methods()
    const first = await captured()
    const second = await captured()
    expect(datas(await first.during(() => console.log('to the first')))).toEqual(['to the first'])
    expect(await second.rest()).toEqual([])
    await first.capturing.close()
    expect(datas(await second.during(() => console.log('to the second')))).toEqual(['to the second'])
    await second.capturing.close()
    expect(methods()).toEqual(before)
  })

  test('beneath what somebody else has put on top, which goes on working', async () => {
    const { during, capturing } = await captured()
    const { log } = console
    console.log = (...args) => log('on top:', ...args)
    expect(datas(await during(() => console.log('a')))).toEqual(['on top: a'])
    await capturing.close()
    console.log('b')
    expect(printed.lines()).toEqual(['on top: b'])
    const again = await captured()
    expect(datas(await again.during(() => console.log('c')))).toEqual(['c'])
  })
})

describe('nothing comes back', () => {
  test('warnings of the bridge', async () => {
    const onWarning = vi.fn(({ message }: Error) => console.warn(message))
    const { during, stats } = await captured({ onWarning, shape: () => JSON.parse('no') })
    expect(await during(() => console.log('a'))).toEqual([])
    expect(onWarning).toHaveBeenCalledTimes(1)
    expect(stats()).toMatchObject({ sent: 0, dropped: { failed: 1 } })
  })

  test('what its transport prints for each message', async () => {
    const capturing = capture()
    const server = v1Tools(undefined, { work: () => console.log('a') })
    capturing.attach(server)
    const transport = {
      sent: [] as string[],
      onmessage: (_: object): void => {},
      start: async () => {},
      close: async () => {},
      async send(message: object) {
        console.log('sending', message)
        await Promise.resolve()
        console.log('sent', message)
        this.sent.push(JSON.stringify(message))
      },
    }
    await server.connect(transport as never)
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    transport.onmessage({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
    await vi.waitFor(() => expect(transport.sent.join()).toContain('"id":1'))
    transport.onmessage({ jsonrpc: '2.0', method: 'notifications/initialized' })
    transport.onmessage({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'work', arguments: {} } })
    await vi.waitFor(() => expect(transport.sent.join()).toContain('"id":2'))
    await capturing.flush()
    const records = transport.sent.filter((line) => line.includes('"method":"notifications/message"'))
    expect(records.map((line) => JSON.parse(line).params.data)).toContain('a')
    // What it prints while it sends a response is of that request; of a record it would be one more record, and so on.
    expect(records.filter((line) => line.includes("'notifications/message'"))).toEqual([])
  })

  test.each([
    ['a console', () => console],
    ['a function that prints', () => (record: object) => console.log(record)],
  ])('log messages of a server that are forwarded to %s', async (_, sink) => {
    const { during, stats } = await captured({ print: 'as-before' })
    const upstream = legacySession('v1')
    forwardLogs(upstream.client, sink())
    await upstream.connect()
    const received = await during(async () => {
      upstream.send({ level: 'error', data: 'from elsewhere' })
      await upstream.arrived()
    })
    expect(received).toEqual([])
    expect(stats()).toMatchObject({ sent: 0, dropped: { received: 1 } })
    expect(printed.lines().join()).toContain('from elsewhere')
  })

  test('the log of a hub that is mirrored to the console', async () => {
    const logging = createClientLogging({ mirror: console })
    const { during } = await captured({ logging })
    expect(datas(await during(() => logging.logger().info('once')))).toEqual(['once'])
  })
})

test('nothing is formed for nobody, while counters go on', async () => {
  const { during, setLevel } = await captured({}, 'error')
  const hidden = { [Symbol.for('nodejs.util.inspect.custom')]: () => expect.fail('formed for nobody') }
  expect(
    await during(() => {
      console.log(hidden)
      console.count()
    }),
  ).toEqual([])
  await setLevel('info')
  expect(datas(await during(() => console.count()))).toEqual(['default: 2'])
})

test('what is wrong is told, and leaves the console alone', () => {
  const before = { ...console }
  expect(() => captureConsole({ print: 'stdout' as 'stderr' })).toThrow(
    'Expected `print` to be one of `stderr`, `as-before`, `none`, got `"stdout"` (string)',
  )
  expect(() => captureConsole({ prnt: 'none' } as CaptureConsoleOptions)).toThrow('did you mean `print`?')
  expect({ ...console }).toEqual(before)
})
