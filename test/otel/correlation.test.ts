import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

// OpenTelemetry's globals and hooks need a process of their own.
test.each(['pino', 'winston'])('%s: every record carries the trace of the call that it was logged in', async (kind) => {
  const { stdout } = await run(process.execPath, ['test/fixtures/opentelemetry/correlated.js', kind, '500'])
  expect(JSON.parse(stdout)).toEqual({
    exported: 1000,
    exportedWrong: 0,
    received: 1000,
    receivedWrong: 0,
    spans: 0,
  })
})
