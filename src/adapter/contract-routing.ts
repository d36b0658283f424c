import { deepStrictEqual as deepEqual, strictEqual as equal, match, throws } from 'node:assert'
import type { AdapterOptions } from '../server/adapter-options.js'
import { createClientLogging } from '../server/create-client-logging.js'
import { type Check, loggerOf, messagesIn, type Tested, textOf } from './contract.js'

const NAMES = Array.from({ length: 12 }, (_, index) => `<${String(index).padStart(2, '0')}>`)

/** Logs twice in a call of this name, with others in between. */
async function logTwice({ info }: Pick<Tested, 'info'>, name: string): Promise<void> {
  info(`${name} first`)
  await new Promise((resolve) => setImmediate(resolve))
  info(`${name} second`)
}

/** Who gets a record and when, and what is counted. */
export const ROUTING_CHECKS: Readonly<Record<string, Check>> = {
  async 'sends a record for the request in which it was logged'(trial) {
    const tested = await trial.test()
    const all = await Promise.all(NAMES.map((name) => tested.during(() => logTwice(tested, name), name)))
    const received = all.flat()
    equal(received.length, NAMES.length * 2)
    deepEqual(
      received.map(({ call }) => call),
      messagesIn(received, NAMES),
    )
  },

  async 'sends a record to the session in which it was logged'(trial) {
    const tested = await trial.test()
    const other = await trial.open((server) => tested.adapter.attach(server))
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

  async 'sends the records of a request before its response, in their order'(trial) {
    const tested = await trial.test()
    const received = await tested.during(() => {
      for (const name of NAMES) tested.info(name)
    })
    deepEqual(messagesIn(received, NAMES), NAMES)
    deepEqual(await tested.rest(), [])
  },

  async 'counts what it sends and what it drops'(trial) {
    const tested = await trial.test()
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

  async 'sends what is queued on `flush`'(trial) {
    const tested = await trial.test()
    let sent = 0
    await tested.during(async () => {
      for (const name of NAMES) tested.info(name)
      await tested.adapter.logging.flush()
      ;({ sent } = tested.stats())
    })
    equal(sent, NAMES.length)
  },

  async 'sends nothing once it is closed, and may be closed twice'(trial) {
    const tested = await trial.test()
    await tested.adapter.close()
    await tested.adapter.close()
    deepEqual(await tested.during(() => tested.info('late')), [])
  },

  async 'leaves a hub open that it was given'(trial) {
    const logging = createClientLogging()
    const tested = await trial.test({ logging })
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

  async 'attaches the option `server`'(trial) {
    let info: Tested['info'] = () => {}
    const session = await trial.open((server) => {
      info = loggerOf(trial.make({ server })).info
    })
    equal((await session.during(() => info('text'))).length, 1)
  },

  async 'starts no loop by a log call within a log call'(trial) {
    let inner: Tested['info'] = () => {}
    const shaped = await trial.test({
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
    const failing = await trial.test({ shape: () => JSON.parse('no JSON'), onWarning })
    inner = failing.info
    deepEqual(await failing.during(() => failing.info('text')), [])
    equal(warned, 1)
  },

  async 'throws at construction for a wrong option'(trial) {
    const wrong = (options: object) => () => trial.make(options as AdapterOptions)
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
