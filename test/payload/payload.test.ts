import { isDeepStrictEqual, types } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  createSanitizer,
  type JsonValue,
  type PayloadLimits,
  type PayloadOptions,
} from '../../src/payload/sanitizer.js'
import fc from '../harness/fast-check.js'

const clean = (value: unknown, options?: PayloadOptions, owned?: number): JsonValue =>
  createSanitizer(options).clean(value, owned).data
const ALL = Number.POSITIVE_INFINITY

class Shop {
  readonly city = 'Ulm'
  readonly #till = 'private'
  get till(): string {
    return this.#till
  }
}

describe('what JSON does not hold', () => {
  test.each<[string, unknown, JsonValue]>([
    ['undefined', undefined, null],
    ['null', null, null],
    ['NaN', Number.NaN, 'NaN'],
    ['Infinity', Number.POSITIVE_INFINITY, 'Infinity'],
    ['-Infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['a BigInt', 12_345_678_901_234_567_890n, '12345678901234567890'],
    ['a huge BigInt', 2n ** 100_000n, '[BigInt]'],
    ['a symbol', Symbol('x'), 'Symbol(x)'],
    ['a function', function load() {}, '[Function: load]'],
    ['a function without a name', () => {}, '[Function]'],
    ['a class', Shop, '[Function: Shop]'],
    ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid Date', new Date(Number.NaN), 'Invalid Date'],
    ['a RegExp', /a+/gi, '/a+/gi'],
    ['a URL', new URL('https://example.com/a?b=c'), 'https://example.com/a?b=c'],
    ['URLSearchParams', new URLSearchParams({ a: '1', b: 'x y' }), 'a=1&b=x+y'],
    ['Headers', new Headers({ Accept: '*/*' }), { accept: '*/*' }],
    [
      'a Map',
      new Map<unknown, unknown>([
        ['a', 1],
        ['b', { c: 2 }],
      ]),
      { a: 1, b: { c: 2 } },
    ],
    [
      'a Map with other keys',
      new Map<unknown, unknown>([
        ['1', 'a'],
        [1, 'b'],
        [{}, 'c'],
        [[], 'd'],
        [() => {}, 'e'],
      ]),
      { 1: 'a', '1 (2)': 'b', '[Object]': 'c', '[Array]': 'd', '[Function]': 'e' },
    ],
    ['a Set', new Set([1, 'a', undefined]), [1, 'a', null]],
    ['a WeakMap', new WeakMap(), '[WeakMap]'],
    ['a WeakSet', new WeakSet(), '[WeakSet]'],
    ['a WeakRef', new WeakRef({}), '[WeakRef]'],
    ['a Promise', Promise.resolve(1), '[Promise]'],
    ['a Buffer', Buffer.from('secret'), '[Buffer: 6 bytes]'],
    ['a Buffer that was serialised', { type: 'Buffer', data: [1, 2, 3] }, '[Buffer: 3 bytes]'],
    ['a typed array', new Float64Array(4), '[Float64Array: 4 items]'],
    ['a DataView', new DataView(new ArrayBuffer(8)), '[Buffer: 8 bytes]'],
    ['an ArrayBuffer', new ArrayBuffer(16), '[Buffer: 16 bytes]'],
    ['a boxed number', Object(1.5), 1.5],
    ['a boxed string', Object('a'), 'a'],
    ['a boxed boolean', Object(false), false],
    ['a boxed BigInt', Object(1n), '1'],
    ['a boxed symbol', Object(Symbol('y')), 'Symbol(y)'],
    ['a class instance', new Shop(), { city: 'Ulm' }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['toJSON', { toJSON: () => ({ a: 1n }) }, { a: '1' }],
    ['toJSON of a list', Object.assign([1, 2], { toJSON: () => 'list' }), 'list'],
    ['undefined in an object', { a: undefined, b: 1 }, { b: 1 }],
    ['undefined in a list', [undefined, 1], [null, 1]],
    ['a list with holes', new Array(2), [null, null]],
    ['the result of a RegExp', /b/.exec('abc'), ['b']],
    [
      'an object of another realm',
      new (Object.getPrototypeOf(async () => {}).constructor)('return 1'),
      '[Function: anonymous]',
    ],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['a lone surrogate in a key', { '\udc00': 1 }, { '\ufffd': 1 }],
  ])('%s', (_, value, expected) => {
    expect(clean(value)).toStrictEqual(expected)
    expect(clean({ value: [value] })).toStrictEqual({ value: [expected] })
  })

  test('-0 is 0, since JSON knows no other', () => {
    expect(Object.is(clean(-0), 0)).toBe(true)
    expect(Object.is((clean({ a: -0 }) as { a: number }).a, 0)).toBe(true)
  })

  test('an own `__proto__` key stays an own key and changes no prototype', () => {
    const hostile: unknown = JSON.parse('{ "__proto__": { "polluted": true }, "n": 1 }')
    expect(clean(hostile)).toStrictEqual(hostile)
    expect(clean(hostile, {}, ALL)).toBe(hostile)
    const copied = clean(Object.assign(hostile as object, { big: 1n })) as Record<string, unknown>
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype)
    expect(Object.keys(copied)).toEqual(['__proto__', 'n', 'big'])
    expect(copied.polluted).toBeUndefined()
    expect(JSON.stringify(copied)).toBe('{"__proto__":{"polluted":true},"n":1,"big":"1"}')
    expect({}).not.toHaveProperty('polluted')
  })

  test('`constructor`, `prototype` and `toString` are keys like any', () => {
    const value = { constructor: 'a', prototype: 'b', toString: 'c', hasOwnProperty: 'd', length: 3 }
    expect(clean(value)).toStrictEqual(value)
    expect(clean(value, {}, ALL)).toBe(value)
  })
})

describe('what others hold is copied', () => {
  const value = () => ({ a: 1, b: 'text', c: [1, { d: null }, []], e: { f: { g: true } }, h: {} })

  test('all the way down', () => {
    const given = value()
    const result = clean(given) as Record<string, unknown>
    expect(result).toStrictEqual(value())
    given.a = 2
    given.c.push(2)
    given.e.f.g = false
    Object.assign(given.c[1] as object, { d: 'later' })
    expect(result).toStrictEqual(value())
  })

  test('what nobody else holds is returned as it is', () => {
    const given = value()
    expect(clean(given, {}, ALL)).toBe(given)
    expect(given).toStrictEqual(value())
  })

  test('below the levels that nobody else holds', () => {
    const given = { list: [[1]], fields: { deep: { deeper: 1 } }, n: 1 }
    const result = clean(given, {}, 2) as typeof given
    expect(result).toStrictEqual(given)
    expect(result).not.toBe(given)
    expect(result.list).not.toBe(given.list)
    expect(result.list[0]).not.toBe(given.list[0])
    expect(result.fields.deep).not.toBe(given.fields.deep)
    const flat = { n: 1, list: [1, 'a'] }
    expect(clean(flat, {}, 2)).toBe(flat)
    expect(clean(flat, {}, 1)).not.toBe(flat)
  })

  test('of what nobody else holds, a change copies the way down to it and nothing else', () => {
    const same = { a: [1, 2] }
    const list = [1, { token: 'x' }]
    const given = { same, changed: { list, same }, last: 'x' }
    const result = clean(given, {}, ALL) as Record<string, Record<string, unknown>>
    expect(result).toStrictEqual({
      same: { a: [1, 2] },
      changed: { list: [1, { token: '[Redacted]' }], same: { a: [1, 2] } },
      last: 'x',
    })
    expect(result.same).toBe(same)
    expect(result.changed?.same).toBe(same)
    expect(given.changed.list).toBe(list)
    expect(list[1]).toStrictEqual({ token: 'x' })
  })

  test('frozen objects come through', () => {
    const value = Object.freeze({ password: 'x', list: Object.freeze([1n]) })
    expect(clean(value)).toStrictEqual({ password: '[Redacted]', list: ['1'] })
  })

  test('an accessor is read once, and the copy holds what it said', () => {
    let reads = 0
    const value = { get n() { return ++reads } } // biome-ignore format: one line
    const result = clean(value)
    expect(JSON.stringify(result) + JSON.stringify(result)).toBe('{"n":1}{"n":1}')
    expect(reads).toBe(1)
  })

  test('a Proxy is read once and copied', () => {
    const target = { a: 1, b: [1, 2] }
    const result = clean(new Proxy(target, {}))
    expect(result).toStrictEqual(target)
    expect(types.isProxy(result)).toBe(false)
    expect(clean(new Proxy([1, 2], {}))).toStrictEqual([1, 2])
  })
})

describe('errors', () => {
  class OrderError extends Error {
    constructor(
      message: string,
      readonly order: number,
      options?: ErrorOptions,
    ) {
      // biome-ignore format: one line
      super(message, options)
    }
  }

  test('name, message, code, cause, errors and own fields; no stack', () => {
    const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' })
    expect(clean(new OrderError('failed', 7, { cause }))).toStrictEqual({
      name: 'OrderError',
      message: 'failed',
      cause: { name: 'TypeError', message: 'refused', code: 'ECONNREFUSED' },
      order: 7,
    })
    expect(clean({ err: new AggregateError([new Error('a'), 'b'], 'all') })).toStrictEqual({
      err: { name: 'AggregateError', message: 'all', errors: [{ name: 'Error', message: 'a' }, 'b'] },
    })
  })

  test('a name that was given wins over the class', () => {
    expect(clean(Object.assign(new Error('m'), { name: 'Given' }))).toStrictEqual({ name: 'Given', message: 'm' })
    expect(clean(new DOMException('stopped', 'AbortError'))).toMatchObject({ name: 'AbortError', message: 'stopped' })
  })

  test('stacks are sent if asked for', () => {
    const { stack } = clean(new Error('m'), { stacks: true }) as { stack: string }
    expect(stack).toMatch(/^Error: m\n +at /)
  })

  test('an error that pino has serialised comes out like the error itself', () => {
    const error = Object.assign(new OrderError('failed', 7), { code: 'E1' })
    const { stack = '' } = error
    const serialized = { type: 'OrderError', message: 'failed', stack, order: 7, code: 'E1' }
    expect(clean({ err: serialized })).toStrictEqual(clean({ err: error }))
    expect(clean([[serialized]], { stacks: true })).toStrictEqual(clean([[error]], { stacks: true }))
    expect(
      clean({
        type: 'AggregateError',
        message: 'all',
        stack: '',
        aggregateErrors: [serialized],
        cause: serialized,
        name: 'Mine',
      }),
    ).toStrictEqual({
      name: 'Mine',
      message: 'all',
      cause: { name: 'OrderError', message: 'failed', code: 'E1', order: 7 },
      errors: [{ name: 'OrderError', message: 'failed', code: 'E1', order: 7 }],
    })
  })

  test('a DOMException that was serialised with its constants comes out without them', () => {
    const serialized = {
      type: 'AbortError',
      message: 'm',
      stack: '',
      code: 20,
      ABORT_ERR: 20,
      NOT_FOUND_ERR: 8,
      MY_ERR: 1,
    }
    expect(clean(serialized)).toStrictEqual({ name: 'AbortError', message: 'm', code: 20, MY_ERR: 1 })
  })

  test('a stack in any other object is omitted as well, a pile of plates is not', () => {
    const { stack } = new Error('m')
    expect(clean({ a: 1, stack, b: 2 })).toStrictEqual({ a: 1, b: 2 })
    expect(clean(new Map([['stack', stack]]))).toStrictEqual({})
    expect(clean({ a: 1, stack }, { stacks: true })).toStrictEqual({ a: 1, stack })
    expect(clean({ stack: 'LIFO' })).toStrictEqual({ stack: 'LIFO' })
  })

  test('an error whose parts throw still comes out', () => {
    const error = new Error('m')
    for (const key of ['message', 'name', 'code']) {
      Object.defineProperty(error, key, { get: () => { throw new Error('no') } }) // biome-ignore format: one line
    }
    expect(clean(error)).toStrictEqual({ name: '[Unreadable]', message: '[Unreadable]', code: '[Unreadable]' })
  })

  test('a cause that leads back to itself ends', () => {
    const error = new Error('m')
    error.cause = error
    expect(clean(error)).toStrictEqual({ name: 'Error', message: 'm', cause: '[Circular]' })
  })
})

describe('caps', () => {
  test('depth', () => {
    expect(clean({ a: { b: { c: [1] } } }, { payload: { maxDepth: 2 } })).toStrictEqual({
      a: { b: '[Truncated: nested too deep]' },
    })
    expect(clean([[[1]]], { payload: { maxDepth: 2 } })).toStrictEqual([['[Truncated: nested too deep]']])
    expect(clean([new Map([['a', new Date(0)]])], { payload: { maxDepth: 2 } })).toStrictEqual([
      { a: '1970-01-01T00:00:00.000Z' },
    ])
    expect(clean([new Set([new Set()])], { payload: { maxDepth: 2 } })).toStrictEqual([
      ['[Truncated: nested too deep]'],
    ])
  })

  test('keys', () => {
    const options = { payload: { maxKeys: 3 } }
    const exact = { a: 1, b: 2, c: 3 }
    expect(clean(exact, options)).toStrictEqual(exact)
    expect(clean(exact, options, ALL)).toBe(exact)
    const cut = { a: 1, b: 2, '[Truncated]': 'more keys' }
    expect(clean({ ...exact, d: 4 }, options)).toStrictEqual(cut)
    expect(clean(new Map(Object.entries({ ...exact, d: 4 })), options)).toStrictEqual(cut)
    expect(clean(Object.assign(new Shop(), { b: 2, c: 3, d: 4 }), options)).toHaveProperty('[Truncated]')
    expect(clean(new Headers({ a: '1', b: '2', c: '3', d: '4' }), options)).toHaveProperty('[Truncated]')
  })

  test('items', () => {
    const options = { payload: { maxItems: 3 } }
    const exact = [1, 2, 3]
    expect(clean(exact, options)).toStrictEqual(exact)
    expect(clean(exact, options, ALL)).toBe(exact)
    expect(clean([1, 2, 3, 4], options)).toStrictEqual([1, 2, '[Truncated: 2 more items]'])
    expect(clean(new Set([1, 2, 3, 4]), options)).toStrictEqual([1, 2, '[Truncated: 2 more items]'])
    expect(clean(new Proxy([1, 2, 3, 4], {}), options)).toStrictEqual([1, 2, '[Truncated: 2 more items]'])
  })

  test('strings and keys, never in the middle of a character', () => {
    const options = { payload: { maxString: 40 } }
    expect(clean('x'.repeat(40), options)).toBe('x'.repeat(40))
    expect(clean('x'.repeat(41), options)).toBe(`${'x'.repeat(9)}[Truncated: 32 more characters]`)
    expect(clean('😀'.repeat(30), options)).toBe(`${'😀'.repeat(4)}[Truncated: 52 more characters]`)
    expect(clean(`x${'😀'.repeat(30)}`, options)).toBe(`x${'😀'.repeat(4)}[Truncated: 52 more characters]`)
    expect(clean({ ['k'.repeat(50)]: 1 }, options)).toStrictEqual({
      [`${'k'.repeat(9)}[Truncated: 41 more characters]`]: 1,
    })
    expect(clean('abcdef', { payload: { maxString: 3 } })).toBe('ab…')
  })

  test('a secret is not cut before it is seen', () => {
    const text = `${'x'.repeat(30)} password=${'y'.repeat(100)}`
    expect(clean(text, { payload: { maxString: 60 } })).not.toContain('yy')
  })

  test('the whole, also where every character is six of JSON', () => {
    const sanitizer = createSanitizer({ payload: { maxSize: 1000 } })
    for (const text of ['x', '\u0000', '"', 'é']) {
      const value = Array.from({ length: 50 }, (_, index) => ({ [`key${index}`]: text.repeat(100) }))
      const cleaned = sanitizer.clean(value)
      const size = JSON.stringify(cleaned.data).length
      expect(size).toBeLessThanOrEqual(1000)
      expect(size).toBeGreaterThan(200)
      expect(cleaned.size).toBe(size)
    }
    expect(JSON.stringify(clean({ a: 'x'.repeat(300), b: 1 }, { payload: { maxSize: 256 } }))).toContain('[Truncated')
    expect(clean({ ['\u0000'.repeat(400)]: 1 }, { payload: { maxSize: 256 } })).toStrictEqual({
      '[Truncated]': '[Truncated: too large]',
    })
  })

  test('what is redacted away costs time as well, and the time is bounded', () => {
    const value = Array.from({ length: 100 }, () => `password="${'y'.repeat(8000)}"`)
    const json = JSON.stringify(clean(value))
    expect(json).toContain('[Truncated: too large]')
    expect(json).not.toContain('yy')
  })

  test('estimates the size of small records', () => {
    const sanitizer = createSanitizer()
    const value = { message: 'hello', n: 1, list: ['a', true, null] }
    const { size } = sanitizer.clean(value)
    expect(size).toBeGreaterThan(JSON.stringify(value).length * 0.8)
    expect(size).toBeLessThan(JSON.stringify(value).length * 1.5)
  })
})

const raise = (): never => {
  throw new Error('no')
}
/** The symbol is for fast-check's reports: it would read them as well. */
const HOSTILE: readonly object[] = [
  { toJSON: raise, [fc.toStringMethod]: () => 'toJSON throws' },
  Object.defineProperty({ [fc.toStringMethod]: () => 'getter throws' }, 'a', { enumerable: true, get: raise }),
]

describe('properties', () => {
  const anything = fc.anything({
    maxDepth: 4,
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
    key: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'constructor', 'password', 'stack', 'toJSON', 'value', 'data'),
    ),
    values: [
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom('a', '"', '\\', '=', ':', '\u0000', '\ud800', 'password', ' ', '@', '//', '😀'),
      }),
      ...[fc.boolean(), fc.integer(), fc.double(), fc.bigInt(), fc.constant(null), fc.constant(undefined)],
      fc.constantFrom<unknown>(
        Symbol('s'),
        () => 1,
        new Error('e'),
        new Proxy({}, {}),
        Promise.resolve(),
        /r/,
        new WeakMap(),
      ),
      fc.constantFrom<unknown>(...HOSTILE),
    ],
  })
  const limits = fc.record({
    maxDepth: fc.integer({ min: 1, max: 6 }),
    maxKeys: fc.integer({ min: 1, max: 8 }),
    maxItems: fc.integer({ min: 1, max: 8 }),
    maxString: fc.integer({ min: 1, max: 80 }),
    maxSize: fc.integer({ min: 256, max: 600 }),
  })

  test('any value becomes JSON within the caps that survives its way', () => {
    fc.assert(
      fc.property(anything, limits, fc.boolean(), (value, payload, redact) => {
        const sanitizer = createSanitizer({ payload, ...(redact ? {} : { redact }) })
        const { data: result, size, failed } = sanitizer.clean(value)
        const json = JSON.stringify(result)
        expect(isDeepStrictEqual(JSON.parse(json), result)).toBe(true)
        expect(json.isWellFormed()).toBe(true)
        expect(json.length).toBeLessThanOrEqual(payload.maxSize)
        expect(size * 6).toBeGreaterThanOrEqual(json.length)
        expect(failed).toBe(false)
        expectCaps(result, payload, 0)
      }),
      { numRuns: 10_000 },
    )
  })

  test('plain JSON comes back as the same object, unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const before = JSON.stringify(value)
        // Except for -0 and lone surrogates, which JSON has no way to tell.
        fc.pre(before.isWellFormed() && isDeepStrictEqual(JSON.parse(before), value) && !/\\ud[89a-f]/.test(before))
        const options = { redact: false, stacks: true } as const
        expect(isDeepStrictEqual(clean(value, options), value)).toBe(true)
        expect(clean(value, options, ALL) === value).toBe(true)
        expect(JSON.stringify(value)).toBe(before)
      }),
      { numRuns: 2000 },
    )
  })

  test('who holds it makes no difference to what comes of plain JSON', () => {
    fc.assert(
      fc.property(anything, limits, fc.nat(4), (value, payload, levels) => {
        const json = clean(value, { redact: false, stacks: true })
        const cleaned = clean(json, { payload })
        expect(isDeepStrictEqual(clean(json, { payload }, ALL), cleaned)).toBe(true)
        expect(isDeepStrictEqual(clean(json, { payload }, levels), cleaned)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('cleaning plain JSON twice is cleaning it once: what one side cleaned, the other leaves', () => {
    fc.assert(
      fc.property(anything, (value) => {
        // The first time makes JSON of it. A boxed string, say, is no name to it yet, so the second may find more.
        const once = clean(clean(value))
        expect(isDeepStrictEqual(clean(once), once)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  function expectCaps(value: JsonValue, payload: Required<PayloadLimits>, depth: number): void {
    if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(Math.max(payload.maxString, LONGEST_MARKER))
    if (typeof value !== 'object' || value === null) return
    expect(depth).toBeLessThan(payload.maxDepth)
    const [count, most] = Array.isArray(value)
      ? [value.length, payload.maxItems]
      : [Object.keys(value).length, payload.maxKeys]
    expect(count).toBeLessThanOrEqual(most)
    for (const [key, each] of Object.entries(value)) {
      expect(key.length).toBeLessThanOrEqual(Math.max(payload.maxString, LONGEST_MARKER))
      expectCaps(each, payload, depth + 1)
    }
  }
  /** A marker is never cut, whatever `maxString`. */
  const LONGEST_MARKER = 40
})

describe('options', () => {
  test.each([
    [{ payload: null }, TypeError, 'Expected `payload` to be an object, got `null` (null)'],
    [
      { payload: { maxDepth: '3' } },
      TypeError,
      'Expected `payload.maxDepth` to be an integer from 1 to 100, got `"3"` (string)',
    ],
    [
      { payload: { maxDepth: 101 } },
      RangeError,
      'Expected `payload.maxDepth` to be an integer from 1 to 100, got `101` (number)',
    ],
    [
      { payload: { maxKeys: 0 } },
      RangeError,
      'Expected `payload.maxKeys` to be an integer from 1 and up, got `0` (number)',
    ],
    [
      { payload: { maxItems: 1.5 } },
      RangeError,
      'Expected `payload.maxItems` to be an integer from 1 and up, got `1.5` (number)',
    ],
    [
      { payload: { maxString: -1 } },
      RangeError,
      'Expected `payload.maxString` to be an integer from 1 and up, got `-1` (number)',
    ],
    [
      { payload: { maxSize: 255 } },
      RangeError,
      'Expected `payload.maxSize` to be an integer from 256 and up, got `255` (number)',
    ],
    [{ stacks: 'yes' }, TypeError, 'Expected `stacks` to be a boolean, got `"yes"` (string)'],
    [{ redact: true }, TypeError, 'Expected `redact` to be an object, got `true` (boolean)'],
  ])('%o throws', (options, kind, message) => {
    expect(() => createSanitizer(options as PayloadOptions)).toThrow(new (kind as ErrorConstructor)(message))
    expect(() => createSanitizer(options as PayloadOptions)).toThrow(kind as ErrorConstructor)
  })

  test('undefined is the default', () => {
    expect(clean('x'.repeat(8192), { payload: { maxString: undefined } } as unknown as PayloadOptions)).toHaveLength(
      8192,
    )
  })
})
