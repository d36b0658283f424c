// What an idle session weighs, with the bridge attached and without: the SDK's own weight is in both.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createClientLogging } from 'mcp-log-bridge'
import { spread } from './measure.js'

const SESSIONS = 2000
const ROUNDS = 5

/** @returns {Promise<import('./run.js').Report>} */
export async function measure() {
  /** @type {import('./run.js').Result[]} */
  const results = []
  for (const sdk of ['v1', 'v2']) {
    /** @type {number[]} */
    const differences = []
    /** @type {number[]} */
    const alone = []
    for (let round = 0; round < ROUNDS; round++) {
      const without = await weigh(sdk, 'bare')
      differences.push((await weigh(sdk, 'bridge')) - without)
      alone.push(without)
    }
    results.push(
      {
        row: '7',
        title: `memory per attached idle session beyond the SDK’s own, ${sdk}`,
        unit: ' KB',
        goal: 2,
        why: 'Row 7: a tap on the server and one on its transport, a connection and a delivery, and the closures that stand in front of the SDK’s own functions. A transport that has an own field `onclose` costs 450 bytes more than one whose class or SDK adds it later, since V8 keeps its fields in a dictionary from then on.',
        ...spread(differences),
      },
      { row: '7', title: `the SDK’s own, ${sdk}`, unit: ' KB', ...spread(alone) },
    )
  }
  return { results }
}

/** @param {string} sdk @param {string} how @returns {Promise<number>} kilobytes per session */
async function weigh(sdk, how) {
  const child = fork(fileURLToPath(import.meta.url), [sdk, how], { execArgv: ['--expose-gc'] })
  const [answer] = await once(child, 'message')
  child.kill('SIGKILL')
  return Number(answer)
}

/** @param {'v1' | 'v2'} sdk @param {string | undefined} how */
async function fill(sdk, how) {
  const { connect } = await import('./server.js')
  const bridge = how === 'bridge' ? createClientLogging() : undefined
  const held = []
  const open = async () => held.push(await connect(sdk, { bridge }))
  for (let i = 0; i < 50; i++) await open()
  const before = await settledHeap()
  for (let i = 0; i < SESSIONS; i++) await open()
  process.send?.(((await settledHeap()) - before) / SESSIONS / 1024)
  setInterval(() => held.length, 1000)
}

async function settledHeap() {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , sdk, how] = process.argv
  await fill(sdk === 'v2' ? 'v2' : 'v1', how)
}
