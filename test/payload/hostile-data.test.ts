import { describe, expect, test } from 'vitest'
import { createSanitizer, type JsonValue, type PayloadOptions } from '../../src/payload/sanitizer.js'

const raise = (): never => {
  throw new Error('hunter2')
}
const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/** Every trap throws, one after the other. */
const TRAPS = ['get', 'getPrototypeOf', 'has', 'ownKeys', 'getOwnPropertyDescriptor'] as const

const cleaner =
  (options?: PayloadOptions) =>
  (value: unknown): JsonValue =>
    createSanitizer(options).clean(value).data

describe('data that fights back', () => {
  const cases: Readonly<Record<string, () => unknown>> = {
    'a getter that throws': () => Object.defineProperty({ a: 1 }, 'b', { enumerable: true, get: raise }),
    'a setter without a getter': () => Object.defineProperty({ a: 1 }, 'b', { enumerable: true, set: raise }),
    'an item that throws': () => Object.defineProperty([1, 2], 0, { enumerable: true, get: raise }),
    'a toJSON that throws': () => ({ toJSON: raise }),
    'a toJSON that can not be read': () => Object.defineProperty({ a: 1 }, 'toJSON', { get: raise }),
    'a toJSON that nobody sees': () => Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 2n }),
    'a toJSON of a list': () => Object.defineProperty([1], 'toJSON', { value: raise }),
    'a Date whose methods lie': () => Object.assign(new Date(0), { toISOString: raise, getTime: raise, toJSON: raise }),
    'a Map whose methods lie': () => Object.assign(new Map([['a', 1]]), { entries: raise, [Symbol.iterator]: raise }),
    'a Set whose size lies': () => Object.defineProperty(new Set([1]), 'size', { get: raise }),
    'a Promise with a then that throws': () => Object.defineProperty(Promise.resolve(), 'then', { get: raise }),
    'a RegExp whose source throws': () => Object.defineProperty(/x/, 'source', { get: raise }),
    'an Error with a name that is no text': () => Object.assign(new Error('m'), { name: { toString: raise } }),
    'an Error whose class can not be read': () => Object.defineProperty(new Error('m'), 'constructor', { get: raise }),
    'an Error like a serialised one, with getters': () =>
      Object.defineProperty({ type: 'T', stack: 's' }, 'message', { get: raise }),
    'a function whose name throws': () => Object.defineProperty(() => {}, 'name', { get: raise }),
    'a function whose name can not be read': () => new Proxy(() => {}, { getOwnPropertyDescriptor: raise }),
    'a Symbol.toPrimitive that throws': () => ({ [Symbol.toPrimitive]: raise, [Symbol.toStringTag]: 'x' }),
    'a Symbol.toStringTag that throws': () => Object.defineProperty({}, Symbol.toStringTag, { get: raise }),
    'an object that looks like a Map': () => Object.create(Map.prototype, { a: { value: 1, enumerable: true } }),
    'an object that looks like an Error': () => Object.create(Error.prototype, { message: { get: raise } }),
    'an object that looks like Headers': () => Object.create(Headers.prototype),
    'an object that looks like a Buffer': () => ({ type: 'Buffer', data: { length: raise } }),
    'a prototype that is a Proxy': () =>
      Object.create(new Proxy({}, { ownKeys: raise, get: raise, getPrototypeOf: raise })),
    'a revoked Proxy': () => revoked({}),
    'a revoked Proxy of a list': () => revoked([]),
    'a revoked Proxy of a function': () => revoked(() => {}),
    'a revoked Proxy as a prototype': () => Object.create(revoked({})),
    'a revoked Proxy as a pair': () => [revoked([]), ['cookie', 'x']],
    ...Object.fromEntries(
      TRAPS.map((trap) => [`a Proxy whose ${trap} throws`, () => new Proxy({ a: 1 }, { [trap]: raise })]),
    ),
    'a Proxy that is its own prototype, as far as it tells': () => {
      const proxy: object = new Proxy({}, { getPrototypeOf: () => proxy })
      return proxy
    },
    'a Proxy of a list that is endless': () => new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 53 : 1) }),
    'a list whose length is no number': () =>
      new Proxy([1], { get: (list, key) => (key === 'length' ? 'many' : Reflect.get(list, key)) }),
    globalThis: () => globalThis,
    process: () => process,
    'a module': () => import.meta,
    'an iterator': () => [1, 2][Symbol.iterator](),
    'a generator that never ends': () => (function* () { for (;;) yield 1 })(), // biome-ignore format: one line
  }

  test.each(Object.entries(cases))('%s', (_, make) => {
    const sanitizer = createSanitizer()
    for (const value of [
      make(),
      [make()],
      { a: make() },
      new Map([['k', make()]]),
      new Error('m', { cause: make() }),
    ]) {
      const { data, size, failed } = sanitizer.clean(value)
      const json = JSON.stringify(data)
      expect(failed).toBe(false)
      expect(size * 6).toBeGreaterThanOrEqual(json.length)
      expect(json.length).toBeLessThanOrEqual(65_536)
      // What was thrown may say anything.
      expect(json).not.toContain('hunter2')
    }
  })

  test('what can be read beside it is read', () => {
    const clean = cleaner()
    expect(clean(cases['a getter that throws']?.())).toStrictEqual({ a: 1, b: '[Unreadable]' })
    expect(clean(cases['a setter without a getter']?.())).toStrictEqual({ a: 1 })
    expect(clean(cases['an item that throws']?.())).toStrictEqual(['[Unreadable]', 2])
    expect(clean(cases['a toJSON that throws']?.())).toBe('[Unreadable]')
    expect(clean(cases['a toJSON that nobody sees']?.())).toBe('2')
    expect(clean(cases['a Date whose methods lie']?.())).toBe('1970-01-01T00:00:00.000Z')
    expect(clean(cases['a Map whose methods lie']?.())).toStrictEqual({ a: 1 })
    expect(clean([1, revoked({}), 2])).toStrictEqual([1, '[Unreadable]', 2])
  })
})

describe('data without an end', () => {
  test('cycles, and the same object twice', () => {
    const clean = cleaner()
    const node: Record<string, unknown> = { n: 1 }
    node.self = node
    node.list = [node, { up: node }]
    node.map = new Map([['m', node]])
    expect(clean(node)).toStrictEqual({
      n: 1,
      self: '[Circular]',
      list: ['[Circular]', { up: '[Circular]' }],
      map: { m: '[Circular]' },
    })
    const twice = { a: 1 }
    expect(clean({ x: twice, y: [twice] })).toStrictEqual({ x: { a: 1 }, y: [{ a: 1 }] })
  })

  test('a toJSON that returns itself, or another like it for ever', () => {
    const clean = cleaner()
    const self = { a: 1, toJSON: (): unknown => self }
    expect(clean(self)).toStrictEqual({ a: 1, toJSON: '[Function: toJSON]' })
    const another = (): object => ({ toJSON: another })
    expect(clean(another())).toBe('[Truncated: nested too deep]')
  })

  test('a getter that makes another level for ever', () => {
    const clean = cleaner({ payload: { maxDepth: 3 } })
    const endless = (): object => Object.defineProperty({}, 'next', { enumerable: true, get: endless })
    expect(clean(endless())).toStrictEqual({ next: { next: { next: '[Truncated: nested too deep]' } } })
  })

  test('a depth of 100,000', () => {
    const clean = cleaner()
    let list: unknown[] = []
    let object: object = {}
    let error = new Error('inner')
    for (let depth = 0; depth < 100_000; depth++) {
      list = [list]
      object = { object }
      error = new Error('outer', { cause: error })
    }
    for (const value of [list, object, error])
      expect(JSON.stringify(clean(value))).toContain('[Truncated: nested too deep]')
  })

  test('a graph of few objects and 2 ** 60 ways', () => {
    const sanitizer = createSanitizer({ payload: { maxDepth: 100 } })
    let node: object = { leaf: 1 }
    for (let depth = 0; depth < 60; depth++) node = { left: node, right: node }
    const { data, failed } = sanitizer.clean(node)
    expect(JSON.stringify(data).length).toBeLessThanOrEqual(65_536)
    expect(failed).toBe(false)
  })
})

describe('data without measure', () => {
  const size = (value: JsonValue): number => JSON.stringify(value).length

  test('100 MB of text, in one piece and in many', () => {
    const clean = cleaner()
    const text = 'x'.repeat(100_000_000)
    expect(clean(text)).toMatch(/^x{8000,}\[Truncated: 999\d+ more characters\]$/)
    expect(size(clean({ [text]: text }))).toBeLessThan(20_000)
    expect(size(clean(Array(1000).fill(text)))).toBeLessThanOrEqual(65_536)
  })

  test('a list of a thousand million holes, and a Map and a Set of a million', () => {
    const clean = cleaner()
    expect(clean(Array(1_000_000_000))).toHaveLength(100)
    const numbers = Array.from({ length: 1_000_000 }, (_, index) => index)
    expect(clean(numbers)).toHaveLength(100)
    expect(clean(new Set(numbers))).toHaveLength(100)
    expect(clean(new Set(numbers))).toHaveProperty('99', '[Truncated: 999901 more items]')
    expect(Object.keys(clean(new Map(numbers.map((n) => [n, n]))) as object)).toHaveLength(100)
    expect(clean(new Uint8Array(100_000_000))).toBe('[Uint8Array: 100000000 items]')
  })

  test('a million keys', () => {
    const clean = cleaner()
    const value = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, index) => [`key${index}`, index]))
    const result = clean(value) as Record<string, JsonValue>
    expect(Object.keys(result)).toHaveLength(100)
    expect(result['[Truncated]']).toBe('more keys')
  })

  test('undefined fields without end are not read to the end', () => {
    let reads = 0
    const value = new Proxy(
      Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`k${index}`, undefined])),
      {
        get: () => {
          reads++
          return undefined
        },
      },
    )
    createSanitizer().clean(value)
    expect(reads).toBeLessThan(1000)
  })

  test('keys made of data do not pile up, nor hide what they are', () => {
    const clean = cleaner()
    for (let index = 0; index < 5000; index++) {
      expect(clean({ [`id${index}`]: 1, password: 'x' })).toStrictEqual({ [`id${index}`]: 1, password: '[Redacted]' })
    }
  })
})

describe('logging while logging', () => {
  test('a getter that cleans something else disturbs nothing', () => {
    const sanitizer = createSanitizer()
    const inner = { token: 'x', list: [1n] }
    const talkative = Object.defineProperty({}, 'b', {
      enumerable: true,
      get: () => JSON.stringify(sanitizer.clean(inner).data),
    })
    const value: Record<string, unknown> = { text: 'z'.repeat(1000), a: [talkative, { c: { password: 'y' } }] }
    value.self = value
    const expected = {
      text: 'z'.repeat(1000),
      a: [{ b: '{"token":"[Redacted]","list":["1"]}' }, { c: { password: '[Redacted]' } }],
      self: '[Circular]',
    }
    for (const { data, size, failed } of [sanitizer.clean(value), sanitizer.clean(value)]) {
      expect(data).toStrictEqual(expected)
      expect(size).toBeGreaterThan(1000)
      expect(failed).toBe(false)
    }
  })
})
