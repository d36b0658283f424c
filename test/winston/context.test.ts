import { setImmediate as turn } from 'node:timers/promises'
import { LEVEL } from 'triple-beam'
import { afterEach, expect, test, vi } from 'vitest'
import winston from 'winston'
import TransportStream from 'winston-transport'
import { createClientLogging, currentRequest, requestFields } from '../../src/index.js'
import { McpTransport } from '../../src/winston/index.js'
import { connectV1, type Received, type TestClient } from '../harness/clients.js'
import { gate } from '../harness/gate.js'
import { JsonTransport } from '../harness/json-transport.js'
import { datas, levelsAndData, openSession, type Session } from '../harness/session.js'
import { v1Tools, type Work } from '../harness/tool-server.js'

const { format } = winston

let session: Session | undefined
afterEach(() => session?.close())

/** A transport that takes its time over each record, so that winston puts all others aside. */
class Slow extends TransportStream {
  readonly seen: Record<PropertyKey, unknown>[] = []
  #next: (() => void) | undefined
  #free = false

  override log(info: Record<PropertyKey, unknown>, next: () => void): void {
    this.seen.push(info)
    if (this.#free) next()
    else this.#next = next
  }

  /** From now on it is fast. */
  async release(): Promise<void> {
    this.#free = true
    this.#next?.()
    this.#next = undefined
    await turn()
    await turn()
  }
}

const texts = (slow: Slow): unknown[] => slow.seen.map(({ message }) => message)

/** More than winston's buffers hold: some records have not even been formatted when they are logged. */
const MANY = 60
const numbers = (from = 0): string[] => Array.from({ length: MANY }, (_, index) => `${from + index}`)

async function congested(
  options: { format?: winston.Logform.Format; own?: winston.Logform.Format; level?: string } = {},
): Promise<{ logger: winston.Logger; slow: Slow; transport: McpTransport }> {
  const slow = new Slow()
  const transport = new McpTransport({
    ...(options.own && { format: options.own }),
    ...(options.level && { level: options.level }),
  })
  const logger = winston.createLogger({
    level: 'silly',
    ...(options.format && { format: options.format }),
    transports: [slow, transport],
  })
  for (const text of numbers(-MANY)) logger.info(text) // outside of any request, before the first client: gone
  transport.logging.stats()
  session = await openSession((server) => transport.attach(server))
  await session.rest()
  return { logger, slow, transport }
}

const SESSIONS = 200
const RECORDS = 20

/** How a session is told from the outside: each has a client of its own. */
async function crowd(work: Work): Promise<TestClient[]> {
  return Promise.all(
    Array.from({ length: SESSIONS }, async () => {
      const server = v1Tools(logging, { work })
      const [clientEnd, serverEnd] = JsonTransport.pair()
      await server.connect(serverEnd)
      return connectV1(clientEnd)
    }),
  )
}
const logging = createClientLogging({ rateLimit: false })

/** Milliseconds for each record: winston's queues are full throughout. */
const SLOW = 5

test.each([
  ['formats that change records in place', format.combine(format.errors(), format.timestamp(), format.json())],
  ['a format that makes new objects', format((info) => ({ ...info, message: info.message }))()],
  ['a format that drops all symbols but the level', format((info) => pick(info))()],
])(`${SESSIONS} requests × ${RECORDS} records beside a slow transport, with %s`, async (_, each) => {
  const sibling = new TransportStream({
    log(_info: unknown, next: () => void) {
      setTimeout(next, SLOW).unref()
    },
  })
  const logger = winston.createLogger({ format: each, transports: [sibling, new McpTransport({ logging })] })
  const clients = await crowd(async ({ tag }) => {
    const child = logger.child({ tag })
    for (let index = 0; index < RECORDS; index++) {
      if (index % 2 === 0) child.info(`${tag} ${index}`)
      else logger.error(new Error(`${tag} ${index}`))
      await turn()
    }
  })
  await Promise.all(clients.map((client, index) => client.callTool('work', { tag: `s${index}` })))
  for (const [index, client] of clients.entries()) {
    const messages = client.received.map(({ data }) =>
      typeof data === 'string' ? data : (data as { message: string }).message,
    )
    expect(messages).toEqual(Array.from({ length: RECORDS }, (__, record) => `s${index} ${record}`))
  }
  await Promise.all(clients.map((client) => client.close()))
})

function pick(info: winston.Logform.TransformableInfo): winston.Logform.TransformableInfo {
  const { level, message } = info
  return Object.assign({ level, message, [LEVEL]: info[LEVEL] }) as winston.Logform.TransformableInfo
}

test('what is put aside goes out at once, in order, and not again when winston comes to it', async () => {
  const { logger, slow } = await congested()
  const records = await session?.during(() => {
    for (const text of numbers()) logger.info(text)
  })
  expect(datas(records ?? [])).toEqual(numbers())
  expect(texts(slow)).toHaveLength(1)
  await slow.release()
  expect(await session?.rest()).toEqual([])
  expect(texts(slow)).toEqual([...numbers(-MANY), ...numbers()])
  expect(datas((await session?.during(() => logger.info('free again'))) ?? [])).toEqual(['free again'])
})

test('what nobody wants is not judged once more in the context of another call', async () => {
  // Symbols are gone, so that nothing on the record tells.
  const { logger, slow, transport } = await congested({ format: format((info) => pick(info))() })
  await session?.setLevel('error')
  expect(await session?.during(() => logger.info('not wanted'))).toEqual([])
  await session?.setLevel('debug')
  const dropped = transport.logging.stats().dropped.level
  const records = await session?.during(() => slow.release())
  expect(records).toEqual([])
  expect(transport.logging.stats().dropped.level).toBe(dropped)
})

test('formats run once for what is passed on, once more for what is put aside', async () => {
  const runs: string[] = []
  const step = (name: string): winston.Logform.Format =>
    format((info) => {
      runs.push(`${name} ${info.message}`)
      return info
    })()
  const { logger, slow } = await congested({ format: step('logger'), own: step('own') })
  runs.length = 0
  await session?.during(() => logger.info('aside'))
  await slow.release()
  const aside = runs.filter((each) => each.endsWith('aside')).sort()
  expect(aside).toEqual(['logger aside', 'logger aside', 'own aside', 'own aside'])
  runs.length = 0
  await session?.during(() => logger.info('on'))
  expect(runs).toEqual(['logger on', 'own on'])
})

test('formats are not run for nobody', async () => {
  const step = vi.fn((info: winston.Logform.TransformableInfo) => info)
  const { logger, slow, transport } = await congested({ format: format(step)() })
  await session?.close()
  step.mockClear()
  const { accepted, dropped } = transport.logging.stats()
  logger.info('for nobody')
  logger.silly('no level')
  logger.write({ level: 'info', message: 'without a symbol' })
  expect(step).not.toHaveBeenCalled()
  const now = transport.logging.stats()
  expect(now.accepted - accepted).toBe(3)
  expect([now.dropped['no-client'] - dropped['no-client'], now.dropped.unmapped - dropped.unmapped]).toEqual([2, 1])
  await slow.release()
})

test("winston's own record stays as it is, arguments included", async () => {
  const { logger, slow } = await congested({ format: format.combine(format.splat(), format.json()) })
  const records = await session?.during(() => {
    logger.info('%s of %d', 'one', 2, { id: 3 })
    logger.info('no tokens', { a: 1 }, { b: 2 })
  })
  const expected = [
    { message: 'one of 2', id: 3 },
    { message: 'no tokens', a: 1, b: 2 },
  ]
  expect(datas(records ?? [])).toEqual(expected)
  await slow.release()
  expect(slow.seen.slice(-2)).toEqual(expected.map((each) => expect.objectContaining(each)))
})

test('the switches and levels hold for what is put aside', async () => {
  const dropping = format((info) => (info.message === 'dropped' ? false : info))
  const { logger, slow, transport } = await congested({ level: 'warn', format: dropping(), own: dropping() })
  const records = await session?.during(() => {
    logger.info('below')
    logger.warn('dropped')
    logger.warn('sent')
    transport.silent = true
    logger.warn('silent')
    transport.silent = false
    logger.silent = true
    logger.warn('silent')
    logger.silent = false
    logger.write({ level: 'error', [LEVEL]: 'error', message: 'exception', exception: true })
    logger.write({ level: 'error', [LEVEL]: 'error', message: 'rejection', rejection: true })
    transport.level = 'info'
    logger.info('sent too')
  })
  expect(datas(records ?? [])).toEqual(['sent', 'sent too'])
  await slow.release()
  expect(await session?.rest()).toEqual([])
})

test('a format may change the level of what is put aside, both ways', async () => {
  const by = format((info) => {
    if (info.as) info[LEVEL] = info.level = String(info.as)
    return info
  })
  const { logger, slow } = await congested({ format: by() })
  await session?.setLevel('warning')
  const records = await session?.during(() => {
    logger.info('up', { as: 'error' })
    logger.error('down', { as: 'info' })
  })
  expect(levelsAndData(records ?? [])).toEqual([['error', { message: 'up', as: 'error' }]])
  await slow.release()
})

test('a format that throws loses that record, and says so', async () => {
  const throwing = format((info) => {
    if (info.message === 'bad') throw new Error('a format of its own')
    return info
  })
  const { logger, slow, transport } = await congested({ own: throwing() })
  const warned = vi.fn()
  transport.on('warn', warned)
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
  expect(datas((await session?.during(() => logger.info('bad') && logger.info('good'))) ?? [])).toEqual(['good'])
  expect(warned.mock.calls).toMatchObject([[{ code: 'RECORD_FAILED', message: 'A format threw' }]])
  transport.format = undefined as never
  await slow.release()
})

test.each(['passed on', 'put aside'] as const)('calls from within formats and other transports, %s', async (how) => {
  let logger: winston.Logger
  const nested = format((info) => {
    if (info.message === 'outer, dropped') {
      logger.warn('inner of dropped')
      return false
    }
    if (info.message === 'outer, thrown') {
      logger.warn('inner of thrown')
      throw new Error('a format of its own')
    }
    if (info.message === 'outer') logger.warn('inner of format')
    return { ...info, seen: true } // a new object
  })
  const talking = new TransportStream({
    log(info: { message: unknown }, next: () => void) {
      if (info.message === 'outer') logger.error('inner of transport')
      next()
    },
  })
  const made = await congested({ format: nested() })
  logger = made.logger
  made.logger.remove(made.transport)
  made.logger.add(talking).add(made.transport)
  if (how === 'passed on') await made.slow.release()
  const records = await session?.during(() => {
    logger.info('outer, dropped')
    if (how === 'passed on') expect(() => logger.info('outer, thrown')).toThrow('a format of its own')
    logger.info('outer')
  })
  await made.slow.release()
  const all = [...(records ?? []), ...((await session?.rest()) ?? [])]
  const counts = new Map<string, number>()
  for (const { level, data } of all) {
    const key = `${level} ${(data as { message: string }).message}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  // A format that logs and runs once more for a record put aside logs once more.
  const twice = how === 'put aside' ? 2 : 1
  expect(Object.fromEntries(counts)).toEqual({
    'warning inner of dropped': twice,
    ...(how === 'passed on' && { 'warning inner of thrown': 1 }),
    'warning inner of format': twice,
    'info outer': 1,
    'error inner of transport': 1,
  })
})

test('one logger writing to another from within a transport, the MCP transport on both', async () => {
  const transport = new McpTransport()
  session = await openSession((server) => transport.attach(server))
  const second = winston.createLogger({ transports: [transport] })
  const forward = new TransportStream({
    log(info: { message: unknown }, next: () => void) {
      second.warn(`forwarded ${info.message}`)
      next()
    },
  })
  const first = winston.createLogger({ transports: [forward, transport] })
  transport.on('logged', ({ message }) => {
    if (message === 'a') second.info('from a listener')
  })
  expect(levelsAndData(await session.during(() => first.info('a')))).toEqual([
    ['warning', 'forwarded a'],
    ['info', 'a'],
    ['info', 'from a listener'],
  ])
})

test('records that winston marks with their level itself', async () => {
  const { logger, slow } = await congested()
  const records = await session?.during(() => {
    logger.startTimer().done({ message: 'took', level: 'warn' })
    logger.write({ level: 'info', message: 'written' })
  })
  expect(levelsAndData(records ?? [])).toEqual([
    ['warning', { message: 'took', durationMs: expect.any(Number) }],
    ['info', 'written'],
  ])
  await slow.release()
})

test('a corked or paused logger puts aside as well', async () => {
  const transport = new McpTransport()
  session = await openSession((server) => transport.attach(server))
  const logger = winston.createLogger({ transports: [transport] })
  const records = await session.during(async () => {
    logger.pause()
    logger.info('paused')
    logger.resume()
    await turn()
    logger.cork()
    logger.info('corked')
  })
  logger.uncork()
  expect(datas([...records, ...(await session.rest())])).toEqual(['paused', 'corked'])
})

test('a format that asks for the request gets that of its record, also for one that winston has put aside', async () => {
  const { logger, slow } = await congested({ format: format((info) => Object.assign(info, requestFields()))() })
  const own: (string | number | undefined)[] = []
  for (let call = 0; call < 3; call++) {
    await session?.during(() => {
      own.push(currentRequest()?.id)
      for (const text of numbers()) logger.info(text)
    })
  }
  logger.info('outside')
  await session?.during(() => slow.release())
  const expected = own.flatMap((id) => Array.from({ length: MANY }, () => id))
  expect(slow.seen.slice(MANY).map(({ requestId }) => requestId)).toEqual([...expected, undefined])
  expect(new Set(own).size).toBe(3)
})

test('the context is read when the call is made: read in log() it is wrong', async () => {
  // What every transport would do that has no hold of the logger: the reason for all of this.
  const late: (string | number | undefined)[] = []
  const naive = new TransportStream({
    log(_info: unknown, next: () => void) {
      late.push(currentRequest()?.id)
      next()
    },
  })
  const { logger, slow } = await congested()
  logger.add(naive)
  const seen = gate()
  let own: string | number | undefined
  const records = await session?.during(() => {
    own = currentRequest()?.id
    logger.info('mine')
    seen.open()
  })
  await seen.opened
  await session?.during(() => slow.release())
  expect(own).toBeDefined()
  expect(late.at(-1)).not.toBe(own)
  expect((records as Received[]).map(({ data }) => data)).toEqual(['mine'])
})
