import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// A timer begun in a tool keeps the request's context: that must not keep the arguments of the call as well.

const run = promisify(execFile)

test.each(['v1', 'v2'])('SDK %s: what a tool leaves behind holds no arguments', async (sdk) => {
  const { stdout } = await run(process.execPath, ['test/fixtures/timers-in-tools.js', sdk])
  const { perCall, timers, logs } = JSON.parse(stdout)
  expect({ timers, logs }).toEqual({ timers: 110, logs: 110 })
  expect(perCall).toBeLessThan(50_000) // a call has 1 MB of arguments
})
