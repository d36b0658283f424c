import { pino } from 'pino'
import { expect, test } from 'vitest'
import { FlatReader } from '../../src/pino/flat.js'
import { type LineMetadata, LineReader } from '../../src/pino/line.js'
import { type Draft, shapeData } from '../../src/record.js'
import type { AdapterOptions } from '../../src/server/adapter-options.js'
import { FieldRules } from '../../src/server/field-rules.js'
import type { Hub } from '../../src/server/hub.js'
import fc from '../harness/fast-check.js'

// What is made of a flat object without reading the line has to be what is made of the line.

type Options = pino.LoggerOptions

/** Options that change a record, or look as if they did. */
const OPTIONS: readonly Options[] = [
  { messageKey: 'message' },
  { messageKey: 'a' },
  { errorKey: 'b' },
  { nestedKey: 'inner' },
  { msgPrefix: '[x] ' },
  { base: null },
  { base: { pid: process.pid, app: 'shop', a: 0 } },
  { base: { deep: { pid: process.pid, zone: 'eu' } } },
  { timestamp: false },
  { timestamp: pino.stdTimeFunctions.isoTime },
  { timestamp: () => ',"ts":1,"zone":"utc"' },
  { name: 'orders' },
  { mixin: () => ({ a: 'mixed', m: 1 }) },
  { mixin: () => ({ m: 1 }), mixinMergeStrategy: (fields, mixed) => ({ ...mixed, ...fields, merged: true }) },
  { serializers: { a: (value: unknown) => `#${String(value)}` } },
  { serializers: { msg: (given: unknown) => `«${String(given)}»` } },
  { serializers: { [pino.symbols.serializersSym]: () => ({ all: 'replaced' }) } as never },
  { serializers: { err: () => 'serialised' } },
  { redact: ['a'] },
  { redact: { paths: ['b', '*'], censor: 'X' } },
  { redact: { paths: ['msg'], remove: true } },
  { formatters: { level: (label) => ({ severity: label, a: 1 }) } },
  { formatters: { bindings: (all) => ({ ...all, bound: true }) } },
  { formatters: { log: (fields) => ({ ...fields, formatted: 1 }) } },
  { customLevels: { notice: 35 } },
  { hooks: { streamWrite: (line) => line.replace('1', '2') } },
  { crlf: true },
  { depthLimit: 1, edgeLimit: 1 },
]

const name = fc.constantFrom(
  'a',
  'b',
  'msg',
  'message',
  'err',
  'level',
  'time',
  'pid',
  'name',
  'tool',
  '1',
  'req',
  'x"y',
  '__proto__',
)
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 100, maxLength: 140 }),
)
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  {
    weight: 4,
    arbitrary: fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(-0, 2 ** 60, 10n ** 30n, new Date(0), { in: 1 }, [1], () => 1, Symbol('s')),
  },
)
/** A mixin's fields get a function's own `name`, which cannot be assigned: pino throws, and there is no record. */
const isPrototypeFunction = ([key, of]: readonly [string, unknown]): boolean =>
  key === '__proto__' && typeof of === 'function'
const fields = fc
  .array(
    fc.tuple(name, value).filter((field) => !isPrototypeFunction(field)),
    { maxLength: 5 },
  )
  .map((entries) => Object.fromEntries(entries) as Record<string, unknown>)
const bindings = fc
  .array(fc.tuple(name, value), { maxLength: 3 })
  .map((entries) => Object.fromEntries(entries.filter(([key]) => key !== 'level' && key !== '__proto__')))
const message = fc.oneof(text, fc.constant(undefined))

/** Data and logger's name as they come of both ways; `flat` is `undefined` where only the line will do. */
interface BothWays {
  readonly flat: string | undefined
  readonly line: string
}

/** A stream that reads what pino gives it in both ways. */
function reading(options: AdapterOptions): pino.DestinationStream & { readonly read: BothWays[] } {
  const rules = new FieldRules(options)
  const lines = new LineReader(hub, { levels: undefined, rules })
  const flat = new FlatReader(lines, rules)
  const read: BothWays[] = []
  const stream = {
    read,
    write(this: LineMetadata & { readonly lastObj: unknown }, line: string) {
      const made = flat.read(this, 'info')
      read.push({ flat: made && shown(made), line: shown(lines.read(line, 'info', this)) })
    },
  }
  return Object.assign(stream as never, { [Symbol.for('pino.metadata')]: true, writable: true })
}

const shown = (draft: Draft): string => JSON.stringify([draft.logger, draft.level, shapeData(draft, 'default')])

const hub = { warnOnce() {} } as never as Hub

function merged(chosen: readonly Options[]): Options {
  const all: Record<string, unknown> = {}
  for (const [key, option] of chosen.flatMap((each) => Object.entries(each))) {
    const both = typeof option === 'object' && ['formatters', 'hooks', 'serializers'].includes(key)
    all[key] = both ? { ...(all[key] as object), ...option } : option
  }
  return all
}

test('a record is the same, made of what pino was given or of its line', () => {
  let flatRecords = 0
  fc.assert(
    fc.property(
      fc.subarray([...OPTIONS], { maxLength: 2 }),
      bindings,
      bindings,
      fields,
      message,
      fc.boolean(),
      (chosen, own, later, record, msg, named) => {
        const stream = reading({ omit: ['x"y'], ...(named && { loggerName: 'given' }) })
        const parent = pino(merged(chosen), stream)
        const logger = Object.keys(own).length > 0 ? parent.child(own) : parent
        const log = (): void => (msg === undefined ? logger.info(record) : logger.info(record, msg))
        log()
        log()
        if (Object.keys(later).length > 0) logger.setBindings(later)
        log()
        log()
        expect(stream.read).toHaveLength(4)
        for (const { flat, line } of stream.read) {
          if (flat === undefined) continue
          flatRecords++
          expect(flat).toBe(line)
        }
      },
    ),
    { numRuns: 10_000 },
  )
  expect(flatRecords).toBeGreaterThan(2_000)
}, 120_000)

test('plain loggers and flat records need no line', () => {
  const stream = reading({})
  const logger = pino({ base: { app: 'shop' } }, stream).child({ reqId: 7 })
  logger.info({ a: 1 }, 'once')
  logger.info({ a: 1 }, 'twice')
  expect(stream.read.map(({ flat }) => flat)).toEqual([
    undefined,
    '[null,"info",{"message":"twice","app":"shop","reqId":7,"a":1}]',
  ])
})

test('a getter is read by pino alone', () => {
  const stream = reading({})
  const logger = pino(stream)
  let reads = 0
  const record = {
    get now() {
      return ++reads
    },
  }
  for (let n = 0; n < 3; n++) logger.info(record, 'text')
  expect(reads).toBe(3)
  logger.info(new Proxy({ a: 1 }, {}), 'text')
  expect(stream.read.map(({ flat }) => flat)).toEqual([undefined, undefined, undefined, undefined])
})

test('a child for a single record is not learned', () => {
  const stream = reading({})
  const root = pino(stream)
  for (let n = 0; n < 3; n++) root.child({ n }).info('text')
  expect(stream.read.map(({ flat }) => flat)).toEqual([undefined, undefined, undefined])
})
