import { doesNotThrow, strictEqual as equal, ok } from 'node:assert'
import { type Check, textOf } from './check-context.js'

/** Values that logging has to survive. Made anew for each check, since reading some of them changes them. */
const HOSTILE: Readonly<Record<string, () => unknown>> = {
  'a getter that throws': () => ({
    get field() {
      throw new Error('getter')
    },
  }),
  'a toJSON that throws': () => ({
    toJSON() {
      throw new Error('toJSON')
    },
  }),
  'a cycle': () => {
    const loop: Record<string, unknown> = {}
    loop.self = loop
    return loop
  },
  'an object without a prototype': () => Object.assign(Object.create(null), { a: 1 }),
  'a prototype as a key': () => JSON.parse('{"__proto__":{"polluted":true}}'),
  'a deeply nested object': () => {
    let deep: object = {}
    for (let level = 0; level < 500; level++) deep = { deep }
    return deep
  },
  'a BigInt': () => 2n ** 70n,
  'a symbol': () => Symbol('symbol'),
  'a function': () => () => {},
  NaN: () => Number.NaN,
  'an invalid date': () => new Date(Number.NaN),
  'a map': () => new Map<unknown, unknown>([[{}, new Set([1])]]),
  'a buffer': () => Buffer.alloc(100_000),
  'a long text': () => 'x'.repeat(200_000),
  'half a surrogate pair': () => '\ud800',
  nothing: () => undefined,
}

/** Upper limit of a record in characters of JSON, by default, with room for the envelope. */
const MAX_SIZE = 70_000

/** The content of a record. */
export const RECORD_CHECKS: Readonly<Record<string, Check>> = {
  async 'sends message and fields'(context) {
    const { during, info } = await context.connected()
    const received = await during(() => info('Asking the weather service', { city: 'Bern', days: { count: 3 } }))
    equal(received.length, 1)
    for (const record of received) {
      for (const part of ['Asking the weather service', 'city', 'Bern', 'days', 'count', '3']) {
        ok(textOf(record).includes(part), `Expected ${JSON.stringify(part)} in ${textOf(record)}`)
      }
    }
  },

  async 'applies the option `loggerName`'(context) {
    const { during, info } = await context.connected({ loggerName: 'forecasts' })
    const [record] = await during(() => info('text'))
    equal(record?.logger, 'forecasts')
  },

  async 'sends name, message, code and cause of an Error, and its stack only if asked for'(context) {
    const cause = new Error('the line is down')
    const err = Object.assign(new TypeError('no forecast', { cause }), { code: 'E_FORECAST' })
    const [frame = ''] = String(err.stack).match(/[^\s(]+:\d+:\d+/) ?? []
    for (const stacks of [false, true]) {
      const { during, info } = await context.connected({ stacks })
      const text = (await during(() => info('failed', { err }))).map(textOf).join()
      for (const part of ['TypeError', 'no forecast', 'E_FORECAST', 'the line is down']) {
        ok(text.includes(part), `Expected ${JSON.stringify(part)} in ${text}`)
      }
      equal(text.includes(frame), stacks, `Whether a stack is in ${text}`)
    }
  },

  async 'sends no secret'(context) {
    const { during, info, stats } = await context.connected({ redact: { keys: ['pin'] } })
    const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`
    const fields = { city: 'Bern', password: 'hidden-1', user: { apiKey: 'hidden-2', pin: 'hidden-3' } }
    const received = await during(() => info(`Asking with ${token}`, fields))
    equal(received.length, 1)
    const text = received.map(textOf).join()
    ok(text.includes('Bern'), `Expected "Bern" in ${text}`)
    for (const secret of [token, 'hidden-1', 'hidden-2', 'hidden-3']) {
      ok(!text.includes(secret), `Expected no ${JSON.stringify(secret)} in ${text}`)
    }
    equal(stats().redacted, 1)
  },

  async 'never throws, and sends something valid and bounded, whatever is logged'(context) {
    const { during, info } = await context.connected()
    for (const [what, make] of Object.entries(HOSTILE)) {
      const received = await during(() => {
        doesNotThrow(() => info(`with ${what}`, { value: make() }), what)
      })
      equal(received.length, 1, what)
      const text = received.map(textOf).join()
      ok(text.includes(`with ${what}`), `Expected the message in ${text}`)
      ok(text.length <= MAX_SIZE, `Expected at most ${MAX_SIZE} characters with ${what}, got ${text.length}`)
    }
    ok(!('polluted' in {}), 'Expected no prototype to be changed')
  },

  async 'never throws, and counts what the logger itself cannot read'(context) {
    const { during, info, stats } = await context.connected()
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const received = await during(() => {
      doesNotThrow(() => info('with a revoked proxy', { value: proxy }))
    })
    equal(received.length + stats().dropped.failed, 1)
  },
}
