import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { createClientLogging } from '../../src/index.js'
import { addMcpDestination, mcpDestination } from '../../src/pino/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { v1Tools } from '../harness/tool-server.js'

// Every wrong option is refused when the adapter is made, in the same words whoever takes it.

const logging = createClientLogging()
const ONE_OF = '`debug`, `info`, `notice`, `warning`, `error`, `critical`, `alert`, `emergency`'

/** Options, then the whole message after "Expected ". */
const COMMON: readonly (readonly [unknown, typeof TypeError | typeof RangeError, string])[] = [
  [null, TypeError, '`options` to be an object, got `null` (null)'],
  [7, TypeError, '`options` to be an object, got `7` (number)'],
  [[], TypeError, '`options` to be an object, got `[…]` (array)'],
  ['x', TypeError, '`options` to be an object, got `"x"` (string)'],
  [{ server: {} }, TypeError, '`server` to be an McpServer or Server of an MCP SDK, got `{…}` (object)'],
  [
    { server: undefined },
    TypeError,
    '`server` to be an McpServer or Server of an MCP SDK, or absent, got `undefined` (undefined)',
  ],
  [{ server: null }, TypeError, '`server` to be an McpServer or Server of an MCP SDK, got `null` (null)'],
  [{ loggerName: 7 }, TypeError, '`loggerName` to be a string, got `7` (number)'],
  [{ levels: 'info' }, TypeError, '`levels` to be an object, got `"info"` (string)'],
  [
    { levels: { audit: 'warn' } },
    TypeError,
    `\`levels.audit\` to be one of ${ONE_OF}, \`false\`, got \`"warn"\` (string)`,
  ],
  [
    { levels: { audit: true } },
    TypeError,
    `\`levels.audit\` to be one of ${ONE_OF}, \`false\`, got \`true\` (boolean)`,
  ],
  [{ keep: 'pid' }, TypeError, '`keep` to be an array of field names, got `"pid"` (string)'],
  [{ keep: ['pid', 7] }, TypeError, '`keep` to be an array of field names, got `[…]` (array)'],
  [
    { keep: ['pid', 'stack'] },
    TypeError,
    '`keep` to be without `stack`, which `stacks: true` sends, got `[…]` (array)',
  ],
  [{ levelUntilSet: 'warn' }, TypeError, `\`levelUntilSet\` to be one of ${ONE_OF}, \`none\`, got \`"warn"\` (string)`],
  [{ background: 'some' }, TypeError, '`background` to be one of `local`, `all`, `none`, got `"some"` (string)'],
  [{ beforeConnect: true }, TypeError, '`beforeConnect` to be one of `keep`, `drop`, got `true` (boolean)'],
  [{ shape: 'flat' }, TypeError, '`shape` to be one of `default`, `text`, `fastmcp`, got `"flat"` (string)'],
  [{ queue: 5 }, TypeError, '`queue` to be an object, got `5` (number)'],
  [{ queue: { maxRecords: 0 } }, RangeError, '`queue.maxRecords` to be an integer from 1 and up, got `0` (number)'],
  [{ queue: { maxRecords: '9' } }, TypeError, '`queue.maxRecords` to be an integer from 1 and up, got `"9"` (string)'],
  [{ queue: { maxSize: 1.5 } }, RangeError, '`queue.maxSize` to be an integer from 1 and up, got `1.5` (number)'],
  [{ responseWait: -1 }, RangeError, '`responseWait` to be a number from 0 and up, got `-1` (number)'],
  [{ closeTimeout: Number.NaN }, RangeError, '`closeTimeout` to be a number from 0 and up, got `NaN` (number)'],
  [{ onWarning: 'log' }, TypeError, '`onWarning` to be a function, got `"log"` (string)'],
  [{ logging: {} }, TypeError, '`logging` to be made by createClientLogging() of this version, got `{…}` (object)'],
  [
    { logging: () => {} },
    TypeError,
    '`logging` to be made by createClientLogging() of this version, got `logging` (function)',
  ],
]

/** A name that no option has, and what is said of it. */
const UNKNOWN: readonly (readonly [unknown, string])[] = [
  [{ stack: true }, 'Unknown option `stack`: did you mean `stacks`?'],
  [{ ratelimit: false }, 'Unknown option `ratelimit`: did you mean `rateLimit`?'],
  [{ redact: { path: ['a'] } }, 'Unknown option `redact.path`: did you mean `redact.paths`?'],
  [{ payload: { maxDept: 1 } }, 'Unknown option `payload.maxDept`: did you mean `payload.maxDepth`?'],
  [{ queue: { maxrecords: 1 } }, 'Unknown option `queue.maxrecords`: did you mean `queue.maxRecords`?'],
  [
    { rateLimit: { window: 1 } },
    'Unknown option `rateLimit.window`: expected one of `rateLimit.perSecond`, `rateLimit.burst`, `rateLimit.reserve`',
  ],
]

const HUB_OPTIONS = {
  levelUntilSet: 'debug',
  background: 'all',
  beforeConnect: 'drop',
  shape: 'fastmcp',
  queue: {},
  rateLimit: false,
  responseWait: 1,
  closeTimeout: 1,
  onWarning: () => {},
  payload: {},
  stacks: true,
  redact: false,
}

const MAKERS: Readonly<Record<string, (options: never) => unknown>> = {
  McpTransport: (options) => new McpTransport(options),
  mcpDestination: (options) => mcpDestination(options),
  addMcpDestination: (options) => addMcpDestination(pino({ enabled: false }, { write() {} }), options),
}

const thrown = (work: () => unknown): Error => {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe.each(Object.entries(MAKERS))('%s', (_, make) => {
  test.each(COMMON)('refuses %j', (options, kind, message) => {
    const error = thrown(() => make(options as never))
    expect(error.message).toBe(`Expected ${message}`)
    expect(error.constructor).toBe(kind)
  })

  test.each(UNKNOWN)('refuses the unknown %j', (options, message) => {
    expect(() => make(options as never)).toThrow(new TypeError(message))
  })

  test('refuses a server in place of options', () => {
    expect(() => make(v1Tools(undefined, {}) as never)).toThrow(/got a server or client: pass `\{ server \}`/)
  })

  test.each(Object.entries(HUB_OPTIONS))("refuses `%s` beside `logging`: it is the hub's", (name, value) => {
    const error = thrown(() => make({ logging, [name]: value } as never))
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toContain(
      `Expected \`${name}\` to be absent where \`logging\` is given: set it there, got \``,
    )
    expect(() => make({ [name]: value } as never)).not.toThrow()
  })

  test('takes what is right', () => {
    const levels = { audit: 'notice', chatter: false }
    for (const options of [
      undefined,
      {},
      { logging },
      { levels, keep: ['pid'], loggerName: 'shop' },
      { logging, levels },
    ]) {
      expect(() => make(options as never)).not.toThrow()
    }
  })
})

test('no server is attached if an option is wrong', () => {
  const server = v1Tools(undefined, {})
  const { connect } = server.server
  for (const options of [{ level: 7 }, { keep: 7 }, { queue: 7 }]) {
    expect(() => new McpTransport({ server, ...options } as never)).toThrow(TypeError)
  }
  expect(server.server.connect).toBe(connect)
})

test('a pino logger is left as it was if the options are wrong', () => {
  const stream = { write() {} }
  const logger = pino({}, stream)
  expect(() => addMcpDestination(logger, { keep: 7 as never })).toThrow(TypeError)
  expect((logger as never as Record<symbol, unknown>)[pino.symbols.streamSym as never]).toBe(stream)
})

test.each([
  [{ level: 7 }, '`level` to be a string, got `7` (number)'],
  [{ silent: 'yes' }, '`silent` to be a boolean, got `"yes"` (string)'],
  [{ handleExceptions: 1 }, '`handleExceptions` to be a boolean, got `1` (number)'],
  [{ handleRejections: null }, '`handleRejections` to be a boolean, got `null` (null)'],
  [{ format: 'json' }, '`format` to be a winston format, got `"json"` (string)'],
  [{ format: null }, '`format` to be a winston format, got `null` (null)'],
  [{ log: () => {} }, "`log` to be absent: it would replace this transport's own, got `log` (function)"],
])('McpTransport refuses %j', (options, message) => {
  expect(() => new McpTransport(options as never)).toThrow(new TypeError(`Expected ${message}`))
})
