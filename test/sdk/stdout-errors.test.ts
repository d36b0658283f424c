import { EventEmitter } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { createClientLogging } from '../../src/index.js'
import { Scripted } from '../harness/scripted.js'

const epipe = (): Error => Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })

/** As the stdio transport of SDK v1: it knows its stream, and does not listen to it. */
function onStdout(stdout: EventEmitter) {
  const client = new Scripted()
  const close = vi.fn(async () => client.transport.onclose?.())
  const onerror = vi.fn()
  Object.assign(client.transport, { _stdout: stdout, close, onerror })
  return { client, close, onerror }
}

describe('an error of stdout', () => {
  test('closes the connection and tells the server, once', async () => {
    const stdout = new EventEmitter()
    const { client, close, onerror } = onStdout(stdout)
    const logging = createClientLogging()
    await client.attach(logging)
    await client.initialize()
    const error = epipe()
    stdout.emit('error', error)
    stdout.emit('error', epipe())
    expect(onerror.mock.calls).toEqual([[error]])
    expect(close).toHaveBeenCalledTimes(1)
    expect(logging.stats().connections).toBe(0)
    logging.logger().info('nobody there')
    expect(client.data).toEqual([])
  })

  test('is not hidden from the application', async () => {
    const stdout = new EventEmitter()
    const { client } = onStdout(stdout)
    const listener = vi.fn()
    stdout.on('error', listener)
    await client.attach(createClientLogging())
    stdout.emit('error', epipe())
    expect(listener).toHaveBeenCalledTimes(1)
  })

  test('is left to a transport that listens itself', async () => {
    const stdout = new EventEmitter()
    const { client, close, onerror } = onStdout(stdout)
    client.transport.start = async () => void stdout.on('error', () => client.close())
    await client.attach(createClientLogging())
    stdout.emit('error', epipe())
    expect([onerror.mock.calls, close.mock.calls]).toEqual([[], []])
  })

  test('is nobody’s any more after detach', async () => {
    const stdout = new EventEmitter()
    const { client } = onStdout(stdout)
    const logging = createClientLogging()
    const { close: detach } = logging.attach(client.server)
    await client.server.connect(client.transport)
    expect(stdout.listenerCount('error')).toBe(1)
    detach()
    expect(stdout.listenerCount('error')).toBe(0)
    expect(() => stdout.emit('error', epipe())).toThrow('EPIPE')
  })

  test('takes one listener, however many clients come and go', async () => {
    const stdout = new EventEmitter()
    const logging = createClientLogging()
    for (let n = 0; n < 20; n++) {
      const { client } = onStdout(stdout)
      await client.attach(logging)
      client.close()
    }
    expect(stdout.listenerCount('error')).toBe(1)
  })

  test('is heard on a server attached late', async () => {
    const stdout = new EventEmitter()
    const { client, onerror } = onStdout(stdout)
    const { server, transport } = client
    await server.connect(transport)
    createClientLogging().attach(Object.assign(server, { transport }))
    Object.assign(transport, { onerror })
    stdout.emit('error', epipe())
    expect(onerror).toHaveBeenCalledTimes(1)
  })
})
