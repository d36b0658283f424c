import { doesNotThrow, strictEqual as equal, ok } from 'node:assert'
import { type Check, textOf } from './contract.js'

/** What logging has to survive. Made anew for each check: some of it is spent once it is looked at. */
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
  'a deep one': () => {
    let deep: object = {}
    for (let level = 0; level < 500; level++) deep = { deep }
    return deep
  },
  'a BigInt': () => 2n ** 70n,
  'a symbol': () => Symbol('symbol'),
  'a function': () => () => {},
  'no number': () => Number.NaN,
  'no date': () => new Date(Number.NaN),
  'a map': () => new Map<unknown, unknown>([[{}, new Set([1])]]),
  'a buffer': () => Buffer.alloc(100_000),
  'a long text': () => 'x'.repeat(200_000),
  'half a character': () => '\ud800',
  nothing: () => undefined,
}

/** Characters of JSON that a record may have at most by default, with room for the envelope. */
const MAX_SIZE = 70_000

/** What a record says. */
export const RECORD_CHECKS: Readonly<Record<string, Check>> = {
  async 'sends message and fields'(trial) {
    const { during, info } = await trial.test()
    const received = await during(() => info('Asking the weather service', { city: 'Bern', days: { count: 3 } }))
    equal(received.length, 1)
    for (const record of received) {
      for (const part of ['Asking the weather service', 'city', 'Bern', 'days', 'count', '3']) {
        ok(textOf(record).includes(part), `Expected ${JSON.stringify(part)} in ${textOf(record)}`)
      }
    }
  },

  async 'names its records by the option `loggerName`'(trial) {
    const { during, info } = await trial.test({ loggerName: 'forecasts' })
    const [record] = await during(() => info('text'))
    equal(record?.logger, 'forecasts')
  },

  async 'sends what an Error says, and its stack only if asked for'(trial) {
    const cause = new Error('the line is down')
    const err = Object.assign(new TypeError('no forecast', { cause }), { code: 'E_FORECAST' })
    const [frame = ''] = String(err.stack).match(/[^\s(]+:\d+:\d+/) ?? []
    for (const stacks of [false, true]) {
      const { during, info } = await trial.test({ stacks })
      const text = (await during(() => info('failed', { err }))).map(textOf).join()
      for (const part of ['TypeError', 'no forecast', 'E_FORECAST', 'the line is down']) {
        ok(text.includes(part), `Expected ${JSON.stringify(part)} in ${text}`)
      }
      equal(text.includes(frame), stacks, `Whether a stack is in ${text}`)
    }
  },

  async 'sends no secret'(trial) {
    const { during, info, stats } = await trial.test({ redact: { keys: ['pin'] } })
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

  async 'never throws, and sends something valid and bounded, whatever is logged'(trial) {
    const { during, info } = await trial.test()
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

  async 'never throws, and counts what even its logger cannot read'(trial) {
    const { during, info, stats } = await trial.test()
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const received = await during(() => {
      doesNotThrow(() => info('with a revoked proxy', { value: proxy }))
    })
    equal(received.length + stats().dropped.failed, 1)
  },
}
