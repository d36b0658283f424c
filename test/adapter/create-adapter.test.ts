import { describe, expect, expectTypeOf, test } from 'vitest'
import { type Adapter, type AdapterOptions, createAdapter, type LoggerTraits } from '../../src/adapter/index.js'
import { createClientLogging, type McpLevel } from '../../src/index.js'
import { datas, openSession } from '../harness/session.js'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

async function open(traits: Partial<LoggerTraits> = {}, options: AdapterOptions = {}) {
  const warnings: string[] = []
  const onWarning = ({ message }: Error): number => warnings.push(message)
  const adapter = createAdapter(
    { ...(options.logging === undefined && { onWarning }), ...options },
    { levels: LEVELS, ...traits },
  )
  const session = await openSession((server) => adapter.attach(server))
  return { ...session, adapter, warnings, stats: () => adapter.logging.stats() }
}

/** What becomes of these levels. */
async function mapped(levels: readonly (string | number)[], traits: Partial<LoggerTraits>, options?: AdapterOptions) {
  const { during, adapter, warnings } = await open(traits, options)
  const received = await during(() => {
    for (const level of levels) adapter.log(level, () => ({ message: String(level) }))
  })
  return { levels: Object.fromEntries(received.map(({ level, data }) => [String(data), level])), warnings }
}

describe('levels', () => {
  test('by name, in the logger’s own order', async () => {
    const levels = ['silly', 'chatter', 'debug', 'info', 'audit', 'warn', 'crit']
    expect(await mapped(levels, { levels })).toEqual({
      levels: { debug: 'debug', info: 'info', audit: 'info', warn: 'warning', crit: 'critical' },
      warnings: [],
    })
  })

  test('by number, and between two numbers', async () => {
    const levels = { error: 50, info: 30, trace: 10 }
    expect(await mapped([10, 30, 45, 50, 99, 'error', 'trace'], { levels })).toEqual({
      levels: { 30: 'info', 45: 'info', 50: 'error', 99: 'error', error: 'error' },
      warnings: [],
    })
  })

  test('`levels` says otherwise', async () => {
    const overrides: Record<string, McpLevel | false> = { info: 'notice', warn: false, odd: 'alert' }
    expect((await mapped(['info', 'warn', 'odd'], {}, { levels: overrides })).levels).toEqual({
      info: 'notice',
      odd: 'alert',
    })
  })

  test('one that is not listed goes by its name, else as `info`, which is told once', async () => {
    const { levels, warnings } = await mapped(['Warning', 'odd', 'odd', 7], {})
    expect(levels).toEqual({ Warning: 'warning', odd: 'info', 7: 'info' })
    expect(warnings).toEqual([
      'Unknown level "odd" is sent as `info`: set `levels`',
      'Unknown level 7 is sent as `info`: set `levels`',
    ])
  })
})

describe('the record', () => {
  test('message and fields; either of them alone; nothing', async () => {
    const { during, adapter } = await open()
    const received = await during(() => {
      adapter.log('info', () => ({ message: 'both', fields: { a: 1, message: 'mine' } }))
      adapter.log('info', () => ({ message: 'alone' }))
      adapter.log('info', () => ({ fields: { a: 1 } }))
      adapter.log('info', () => ({}))
    })
    expect(datas(received)).toEqual([{ message: 'both', a: 1, _message: 'mine' }, 'alone', { a: 1 }, ''])
  })

  test.each([
    ['`loggerName`', { loggerName: 'option' }, { logger: 'said', fields: { tool: 'field' } }, 'option'],
    ['the record', {}, { logger: 'said', fields: { tool: 'field' } }, 'said'],
    ['a field', {}, { fields: { tool: 'field' } }, 'field'],
    ['a field that is omitted', {}, { fields: { name: 'own' } }, 'own'],
    ['what is served', {}, {}, 'work'],
  ])('its logger is named by %s', async (_, options, record, name) => {
    const { during, adapter } = await open({ isOwnField: (field) => field === 'name' }, options)
    const [received] = await during(() => adapter.log('info', () => ({ message: 'x', ...record })))
    expect(received?.logger).toBe(name)
  })

  test('the logger’s own fields are omitted, unless `keep` names them', async () => {
    const isOwnField = (name: string, value: unknown): boolean => name === 'pid' || value === 'own'
    const { during, adapter } = await open({ isOwnField }, { keep: ['pid'] })
    const received = await during(() => adapter.log('info', () => ({ fields: { pid: 1, a: 'own', b: 'mine' } })))
    expect(datas(received)).toEqual([{ pid: 1, b: 'mine' }])
  })

  test('an Error, and one that the logger has serialised, have the same form', async () => {
    const { during, adapter } = await open()
    const error = Object.assign(new RangeError('too far'), { code: 'E_FAR' })
    const { name, message, stack, code } = error
    const received = await during(() => {
      adapter.log('error', () => ({ message: 'x', fields: { err: error } }))
      adapter.log('error', () => ({ message: 'x', fields: { err: { message, name, stack, code } } }))
    })
    const data = { message: 'x', err: { name: 'RangeError', message: 'too far', code: 'E_FAR' } }
    expect(datas(received)).toEqual([data, data])
  })

  test('a field that cannot be read spoils no other', async () => {
    const { during, adapter } = await open()
    const fields = {
      a: 1,
      get b() {
        throw new Error('no')
      },
    }
    expect(datas(await during(() => adapter.log('info', () => ({ message: 'x', fields }))))).toEqual([
      { message: 'x', a: 1, b: '[Unreadable]' },
    ])
  })

  test('nothing is asked of one that nobody gets; one that throws is counted', async () => {
    const { during, adapter, setLevel, stats, warnings } = await open()
    await setLevel('error')
    const received = await during(() => {
      adapter.log('info', () => expect.fail('formed for nobody'))
      adapter.log('error', () => {
        throw new Error('no')
      })
    })
    expect(received).toEqual([])
    expect(stats()).toMatchObject({ sent: 0, dropped: { level: 1, failed: 1 } })
    expect(warnings).toEqual(['A record could not be formed'])
  })
})

describe('closing', () => {
  test('closes a hub of its own', async () => {
    const { during, adapter, stats } = await open()
    await adapter.close()
    await adapter.close()
    expect(await during(() => adapter.log('info', () => ({ message: 'late' })))).toEqual([])
    expect(stats().dropped.closed).toBe(1)
  })

  test('leaves a hub that was given open', async () => {
    const logging = createClientLogging()
    const { during, adapter } = await open({}, { logging })
    await adapter.close()
    const received = await during(() => {
      adapter.log('info', () => ({ message: 'late' }))
      logging.logger().info('open')
    })
    expect(datas(received)).toEqual(['open'])
  })

  test('an attachment that is closed', async () => {
    const adapter = createAdapter({}, { levels: LEVELS })
    let close = (): void => {}
    const { during } = await openSession((server) => {
      close = adapter.attach(server).close
    })
    close()
    expect(await during(() => adapter.log('info', () => ({ message: 'late' })))).toEqual([])
  })
})

test('`server` is attached at once', async () => {
  let log: Adapter['log'] = () => {}
  const { during } = await openSession((server) => {
    log = createAdapter({ server }, { levels: LEVELS }).log
  })
  expect(datas(await during(() => log('info', () => ({ message: 'x' }))))).toEqual(['x'])
})

describe('what is wrong is told at construction', () => {
  test.each([
    [{ lvels: {} }, {}, 'Unknown option `lvels`: did you mean `levels`?'],
    [{ server: undefined }, {}, 'Expected `server` to be'],
    [{ loggerName: 1 }, {}, 'Expected `loggerName` to be a string, got `1` (number)'],
    [{ queue: { maxRecords: 0 } }, {}, 'Expected `queue.maxRecords` to be an integer from 1 and up, got `0` (number)'],
    [{}, { levels: [] }, 'Expected `traits.levels` to be level names, or an object of their numbers, at least one'],
    [{}, { levels: { info: 'x' } }, 'Expected `traits.levels` to be'],
    [{}, { levels: [1] }, 'Expected `traits.levels` to be'],
    [{}, { levels: undefined }, 'Expected `traits.levels` to be'],
    [{}, { isOwnField: ['pid'] }, 'Expected `traits.isOwnField` to be a function'],
    [{}, { ownOptions: { print: true } }, 'Expected `traits.ownOptions` to be an array of option names'],
  ])('%j %j', (options, traits, message) => {
    const create = (): unknown =>
      createAdapter(options as AdapterOptions, { levels: LEVELS, ...traits } as LoggerTraits)
    expect(create).toThrow(message)
  })

  test('an option of the adapter’s own is known', () => {
    const options: AdapterOptions & { print: string } = { print: 'stderr' }
    expect(() => createAdapter(options, { levels: LEVELS, ownOptions: ['print'] })).not.toThrow()
    expect(() => createAdapter(options, { levels: LEVELS })).toThrow('Unknown option `print`')
  })
})

test('types', () => {
  expectTypeOf(createAdapter).returns.toEqualTypeOf<Adapter>()
  // @ts-expect-error no record
  ;(adapter: Adapter) => adapter.log('info')
  // @ts-expect-error no level of MCP
  ;() => createAdapter({ levels: { audit: 'warn' } }, { levels: LEVELS })
})
