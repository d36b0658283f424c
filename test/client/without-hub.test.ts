import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, test, vi } from 'vitest'
import { forwardLogs } from '../../src/client/index.js'
import { createClientLogging } from '../../src/index.js'
import { LOGS } from '../harness/local-log.js'
import { legacySession } from '../harness/sessions.js'

// Copies of the package share what they know of requests, so no other test may have run in this process.

test('a process without a hub does not use AsyncLocalStorage, which would make its promises dearer', async () => {
  const run = vi.spyOn(AsyncLocalStorage.prototype, 'run')
  const session = legacySession('v1')
  const { logger, log } = LOGS.pino()
  forwardLogs(session.client, logger)
  await session.connect()
  session.send({ level: 'info', data: 'alone' })
  await session.arrived()
  expect(run).not.toHaveBeenCalled()
  createClientLogging()
  session.send({ level: 'info', data: 'with a hub' })
  await session.arrived()
  expect(run).toHaveBeenCalled()
  expect(log.texts).toEqual(['alone', 'with a hub'])
  run.mockRestore()
})
