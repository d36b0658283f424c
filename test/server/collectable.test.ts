import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

// A transport for each request or session, and nobody ever closes one: what the SDK lets go of must not be held.

const run = promisify(execFile)

interface Outcome {
  /** Bytes of heap. */
  readonly perSession: number
  readonly stats: { readonly accepted: number; readonly sent: number; readonly connections: number }
}

async function serve(sdk: string, kind: 'bridge' | 'bare'): Promise<Outcome> {
  const { stdout } = await run(process.execPath, ['test/fixtures/unclosed-sessions.js', sdk, kind])
  return JSON.parse(stdout)
}

test.each(['v1', 'v2'])('SDK %s: sessions that the application just drops are collected', async (sdk) => {
  const [bridge, bare] = [await serve(sdk, 'bridge'), await serve(sdk, 'bare')]
  // A session that is kept is some 15 kB; what is left is noise of the heap.
  expect(bridge.perSession).toBeLessThan(bare.perSession + 1000)
  expect(bridge.stats).toMatchObject({ accepted: 1200, sent: 1200 })
  expect(bridge.stats.connections).toBeLessThan(100)
})
