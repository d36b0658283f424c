// What an idle session weighs, with the bridge attached and without: the SDK's own weight is in both.
import { createClientLogging } from 'mcp-log-bridge'
import { connect } from './server.js'

const SESSIONS = 2000

/** @param {'v1' | 'v2'} sdk @param {boolean} attached @returns {Promise<import('./measure.js').Run>} */
async function fill(sdk, attached) {
  const bridge = attached ? createClientLogging() : undefined
  /** @type {unknown[]} */
  const held = []
  const open = async () => held.push(await connect(sdk, { bridge }))
  for (let i = 0; i < 50; i++) await open()
  const before = await settledHeap()
  for (let i = 0; i < SESSIONS; i++) await open()
  const heap = ((await settledHeap()) - before) / SESSIONS
  return () => ({ heap: held.length > 0 ? heap : 0 })
}

async function settledHeap() {
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}

/** @type {import('./run.js').Group[]} */
export const groups = /** @type {const} */ (['v1', 'v2']).map((sdk) => {
  const [bridge, bare] = [`idle session, ${sdk}: attached`, `idle session, ${sdk}: SDK alone`]
  return {
    inQuick: false,
    settings: { processes: 3, rounds: 1, batch: 1, warmUp: 0, execArgv: ['--expose-gc'] },
    variants: { [bridge]: () => fill(sdk, true), [bare]: () => fill(sdk, false) },
    rows: [
      {
        section: 'other',
        title: `heap of an attached idle session beyond the SDK’s own, ${sdk}`,
        ratio: (t) => (t(bridge, 'heap') - t(bare, 'heap')) / 1024,
        floor: () => 0,
        unit: ' KB',
        goal: 2,
        why: 'A tap on the server and one on its transport, a connection and a delivery, and the closures that stand in front of the SDK’s own functions.',
      },
      {
        section: 'other',
        title: `the SDK’s own, ${sdk}`,
        ratio: (t) => t(bare, 'heap') / 1024,
        unit: ' KB',
      },
    ],
  }
})
