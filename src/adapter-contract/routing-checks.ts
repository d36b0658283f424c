import { deepStrictEqual as deepEqual, strictEqual as equal, match, throws } from 'node:assert'
import type { AdapterOptions } from '../server/adapter-options.js'
import { createClientLogging } from '../server/create-client-logging.js'
import { type Check, loggerOf, messagesIn, type Tested, textOf } from './check-context.js'

const NAMES = Array.from({ length: 12 }, (_, index) => `<${String(index).padStart(2, '0')}>`)

/** Logs twice, and lets other calls run in between. */
async function logTwice({ info }: Pick<Tested, 'info'>, name: string): Promise<void> {
  info(`${name} first`)
  await new Promise((resolve) => setImmediate(resolve))
  info(`${name} second`)
}

/** Who gets a record, when, and how it is counted. */
export const ROUTING_CHECKS: Readonly<Record<string, Check>> = {
  async 'sends a record for the request in which it was logged'(context) {
    const tested = await context.connected()
    const all = await Promise.all(NAMES.map((name) => tested.during(() => logTwice(tested, name), name)))
    const received = all.flat()
    equal(received.length, NAMES.length * 2)
    deepEqual(
      received.map(({ call }) => call),
      messagesIn(received, NAMES),
    )
  },

  async 'sends a record to the session in which it was logged'(context) {
    const tested = await context.connected()
    const other = await context.openSession((server) => tested.adapter.attach(server))
    const work = (name: string) => () => logTwice(tested, name)
    const received = await Promise.all([tested.during(work('<one>')), other.during(work('<two>'))])
    deepEqual(
      received.map((each) => messagesIn(each, ['<one>', '<two>'])),
      [
        ['<one>', '<one>'],
        ['<two>', '<two>'],
      ],
    )
  },

  async 'sends the records of a request before its response, in their order'(context) {
    const tested = await context.connected()
    const received = await tested.during(() => {
      for (const name of NAMES) tested.info(name)
    })
    deepEqual(messagesIn(received, NAMES), NAMES)
    deepEqual(await tested.late(), [])
  },

  async 'counts what it sends and what it drops'(context) {
    const tested = await context.connected()
    const [label = ''] = tested.levels[0] ?? []
    await tested.setLevel('emergency')
    await tested.during(() => tested.log(label, 'dropped', {}))
    await tested.setLevel('debug')
    const received = await tested.during(() => tested.log(label, 'sent', {}))
    const { accepted, sent, queued, inFlight, dropped } = tested.stats()
    deepEqual({ accepted, sent, queued, inFlight }, { accepted: 2, sent: 1, queued: 0, inFlight: 0 })
    equal(dropped.level, 1)
    equal(received.length, 1)
  },

  async 'sends what is queued on `flush`'(context) {
    const tested = await context.connected()
    let sent = 0
    await tested.during(async () => {
      for (const name of NAMES) tested.info(name)
      await tested.adapter.logging.flush()
      ;({ sent } = tested.stats())
    })
    equal(sent, NAMES.length)
  },

  async 'sends nothing once it is closed, and may be closed twice'(context) {
    const tested = await context.connected()
    await tested.adapter.close()
    await tested.adapter.close()
    deepEqual(await tested.during(() => tested.info('late')), [])
  },

  async 'leaves a hub open that it was given'(context) {
    const logging = createClientLogging()
    const tested = await context.connected({ logging })
    equal(tested.adapter.logging, logging)
    equal((await tested.during(() => tested.info('text'))).length, 1)
    await tested.adapter.close()
    const received = await tested.during(() => {
      tested.info('late')
      logging.logger().info('open')
    })
    deepEqual(received.map(textOf), ['open'])
    await logging.close()
  },

  async 'attaches the option `server`'(context) {
    let info: Tested['info'] = () => {}
    const session = await context.openSession((server) => {
      info = loggerOf(context.makeLogger({ server })).info
    })
    equal((await session.during(() => info('text'))).length, 1)
  },

  async 'starts no loop by a log call within a log call'(context) {
    let inner: Tested['info'] = () => {}
    const shaped = await context.connected({
      shape: ({ message }) => {
        inner('inside')
        return message
      },
    })
    inner = shaped.info
    equal((await shaped.during(() => shaped.info('text'))).length, 1)
    await shaped.adapter.close()

    let warned = 0
    const onWarning = (): void => {
      warned++
      inner('a warning')
    }
    const failing = await context.connected({ shape: () => JSON.parse('no JSON'), onWarning })
    inner = failing.info
    deepEqual(await failing.during(() => failing.info('text')), [])
    equal(warned, 1)
  },

  async 'throws at construction for a wrong option'(context) {
    const wrong = (options: object) => () => context.makeLogger(options as AdapterOptions)
    throws(wrong({ queue: { maxRecords: 0 } }), (error: Error) => {
      match(error.message, /`queue\.maxRecords`/)
      return error instanceof RangeError
    })
    throws(wrong({ lvels: {} }), (error: Error) => {
      match(error.message, /`lvels`/)
      return error instanceof TypeError
    })
  },
}
