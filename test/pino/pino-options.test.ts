import { hostname } from 'node:os'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClientLogging } from '../../src/index.js'
import { addMcpDestination, mcpDestination } from '../../src/pino/index.js'
import type { Received } from '../harness/clients.js'
import fc from '../harness/fast-check.js'
import { openSession, type Session } from '../harness/session.js'

// Options of pino in pairs (and more): tested one at a time they hide what they do to each other.

const logging = createClientLogging({ redact: false, rateLimit: false })
let session: Session

beforeAll(async () => {
  session = await openSession((server) => logging.attach(server))
})

afterAll(() => session.close())

/** What a set of options does to the record that is expected of one log call. */
interface Expected {
  level: string
  message: string
  /** Fields beside or beneath `nestedKey`. */
  fields: Record<string, unknown>
  bindings: Record<string, unknown>
  nested: string | undefined
  errorKey: string
}

interface Choice {
  readonly options: pino.LoggerOptions
  readonly effect?: (expected: Expected) => void
}

/** Under a name that only the application knows to be private. */
const SECRET = 'hidden-4711'

const CHOICES: Readonly<Record<string, Choice>> = {
  messageKey: { options: { messageKey: 'text' } },
  'messageKey message': { options: { messageKey: 'message' } },
  errorKey: {
    options: { errorKey: 'failure' },
    effect: (expected) => Object.assign(expected, { errorKey: 'failure' }),
  },
  nestedKey: {
    options: { nestedKey: 'payload' },
    effect: (expected) => Object.assign(expected, { nested: 'payload' }),
  },
  msgPrefix: {
    options: { msgPrefix: '[shop] ' },
    effect: (expected) => Object.assign(expected, { message: `[shop] ${expected.message}` }),
  },
  'base null': { options: { base: null } },
  'base own': {
    options: { base: { pid: 1, app: 'shop' } },
    effect: (expected) => Object.assign(expected.bindings, { pid: 1, app: 'shop' }),
  },
  'base in another order': { options: { base: { hostname: hostname(), pid: process.pid } } },
  'timestamp false': { options: { timestamp: false } },
  'timestamp iso': { options: { timestamp: pino.stdTimeFunctions.isoTime } },
  'timestamp renamed': { options: { timestamp: () => ',"@timestamp":"2026-01-01T00:00:00Z","zone":"utc"' } },
  name: {
    options: { name: 'orders' },
    effect: (expected) => Object.assign(expected.bindings, { name: 'orders' }),
  },
  mixin: {
    options: { mixin: () => ({ mixed: 1 }) },
    effect: (expected) => Object.assign(expected.fields, { mixed: 1 }),
  },
  serializers: {
    options: { serializers: { order: (order: { id: number }) => `#${order.id}` } },
    effect: (expected) => Object.assign(expected.fields, { order: '#7' }),
  },
  'redact censor': {
    options: { redact: ['remark'] },
    effect: (expected) => Object.assign(expected.fields, { remark: '[Redacted]' }),
  },
  'redact remove': {
    options: { redact: { paths: ['remark'], remove: true } },
    effect: (expected) => void delete expected.fields.remark,
  },
  'formatters.level': { options: { formatters: { level: (label) => ({ severity: label.toUpperCase() }) } } },
  'formatters.bindings': {
    options: { formatters: { bindings: ({ pid }) => ({ process: pid }) } },
    effect: (expected) => {
      // That of this very process is omitted, whatever it is called.
      expected.bindings = expected.bindings.pid === undefined ? {} : { process: expected.bindings.pid }
    },
  },
  'formatters.log': {
    options: { formatters: { log: (fields) => ({ ...fields, formatted: true }) } },
    effect: (expected) => Object.assign(expected.fields, { formatted: true }),
  },
  customLevels: { options: { customLevels: { notice: 35 } } },
  useOnlyCustomLevels: { options: { customLevels: { info: 3, error: 5 }, useOnlyCustomLevels: true, level: 'info' } },
  'levelComparison DESC': {
    options: { customLevels: { info: 5, error: 3 }, useOnlyCustomLevels: true, levelComparison: 'DESC', level: 'info' },
  },
  'hooks.streamWrite': { options: { hooks: { streamWrite: (line) => line.replaceAll(SECRET, '***') } } },
  'hooks.logMethod': {
    options: {
      hooks: {
        logMethod(args, method) {
          method.apply(this, args)
        },
      },
    },
  },
  crlf: { options: { crlf: true } },
  'depthLimit, edgeLimit': { options: { depthLimit: 2, edgeLimit: 5 } },
}

/** Options that are objects themselves, side by side. */
function merge(all: readonly pino.LoggerOptions[]): pino.LoggerOptions {
  const merged: Record<string, unknown> = {}
  for (const options of all) {
    for (const [key, value] of Object.entries(options)) {
      const both = ['formatters', 'hooks', 'serializers'].includes(key)
      merged[key] = both ? { ...(merged[key] as object), ...(value as object) } : value
    }
  }
  return merged as pino.LoggerOptions
}

const NAMES = Object.keys(CHOICES)
/** Two that set the same option would hide each other, not meet. */
const groupOf = (name: string): string =>
  name.startsWith('useOnly') || name.startsWith('levelC')
    ? 'customLevels'
    : name.startsWith('formatters') || name.startsWith('hooks')
      ? name
      : (name.split(' ')[0] as string)

/** In the order of the list, so that effects on bindings come after those that make them. */
const choices = fc
  .subarray(NAMES, { minLength: 1, maxLength: 5 })
  .map((names) => names.filter((name, index) => names.findIndex((each) => groupOf(each) === groupOf(name)) === index))

function expectedOf(names: readonly string[]): Expected {
  const expected: Expected = {
    level: 'error',
    message: 'no such order',
    fields: { order: { id: 7 }, remark: SECRET },
    bindings: {},
    nested: undefined,
    errorKey: 'err',
  }
  for (const name of names) CHOICES[name]?.effect?.(expected)
  if (names.includes('hooks.streamWrite') && expected.fields.remark === SECRET) expected.fields.remark = '***'
  // pino calls `formatters.bindings` for the base only, and adds no name without one.
  if (names.includes('base null')) expected.bindings = {}
  return expected
}

/** As the client gets it. */
function dataOf({ message, fields, bindings, nested, errorKey }: Expected): Record<string, unknown> {
  const err = { name: 'RangeError', message: 'boom', code: 'E_ORDER' }
  const own = { ...fields, [errorKey]: err }
  return { message, ...bindings, ...(nested === undefined ? own : { [nested]: own }) }
}

async function logged(log: (error: Error) => void): Promise<Received> {
  const error = Object.assign(new RangeError('boom'), { code: 'E_ORDER' })
  const records = await session.during(() => log(error))
  expect(records).toHaveLength(1)
  return records[0] as Received
}

const WAYS = {
  alone: (options: pino.LoggerOptions) => pino(options, mcpDestination({ logging })),
  'in multistream': (options: pino.LoggerOptions) =>
    pino(options, pino.multistream([{ stream: mcpDestination({ logging }), level: 0 as never }])),
  'added later': (options: pino.LoggerOptions) => {
    const logger = pino(options, { write() {} })
    addMcpDestination(logger, { logging })
    return logger
  },
}

async function check(way: keyof typeof WAYS, names: readonly string[]): Promise<void> {
  const expected = expectedOf(names)
  const logger = WAYS[way](merge(names.map((name) => (CHOICES[name] as Choice).options)))
  const record = await logged((error) => {
    const fields = { order: { id: 7 }, remark: SECRET, [expected.errorKey]: error }
    logger.child({ tool: 'search' }).error(fields, 'no such order')
  })
  expect(record).toEqual({ level: expected.level, logger: 'search', data: dataOf(expected) })
}

/** `levelComparison: 'DESC'` and multistream don't go together in pino itself. */
const possible = (way: keyof typeof WAYS, names: readonly string[]): boolean =>
  way !== 'in multistream' || !names.includes('levelComparison DESC')

test.each(NAMES)('%s', async (name) => {
  for (const way of Object.keys(WAYS) as (keyof typeof WAYS)[]) if (possible(way, [name])) await check(way, [name])
})

test('every pair', async () => {
  for (const [index, one] of NAMES.entries()) {
    for (const other of NAMES.slice(index + 1)) {
      if (groupOf(one) !== groupOf(other)) await check('alone', [one, other])
    }
  }
})

test('up to five at once, in every way there is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...(Object.keys(WAYS) as (keyof typeof WAYS)[])), choices, async (way, names) => {
      fc.pre(possible(way, names))
      await check(way, names)
    }),
    { numRuns: 300 },
  )
})

test('a line that `hooks.streamWrite` has made something else of is the message', async () => {
  const logger = pino(
    {
      level: 'debug',
      redact: ['remark'],
      hooks: { streamWrite: (line) => `${JSON.parse(line).msg} (${JSON.parse(line).remark})\n` },
    },
    mcpDestination({ logging }),
  )
  expect(await logged(() => logger.warn({ remark: SECRET }, 'text'))).toEqual({
    level: 'warning',
    logger: 'work',
    data: 'text ([Redacted])',
  })
})

test('a level formatter that leaves nothing makes no JSON; the text still comes', async () => {
  const logger = pino({ base: null, timestamp: false, formatters: { level: () => ({}) } }, mcpDestination({ logging }))
  const { level, data } = await logged(() => logger.warn('text'))
  expect([level, data]).toEqual(['warning', expect.stringContaining('text')])
})

test('a message that is not in the line is not looked for in the last field', async () => {
  const hooks = { streamWrite: (line: string) => line.replace(/,"msg":"text"\}\n$/, '}\n') }
  const logger = pino({ hooks }, mcpDestination({ logging }))
  const { data } = await logged(() => logger.info({ a: { b: 1, msg: 'text' } }, 'text'))
  expect(data).toEqual({ a: { b: 1, msg: 'text' } })
})
