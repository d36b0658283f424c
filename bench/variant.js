// A process that measures one thing, when it is told to: started by measure.js.
//   node variant.js <file> <name>
import { performance } from 'node:perf_hooks'

const [file = '', name = ''] = process.argv.slice(2)
/** @type {{ variants: Record<string, () => Promise<import('./measure.js').Run> | import('./measure.js').Run> }} */
const { variants } = await import(file)
const run = await variants[name]?.()
if (run === undefined) throw new Error(`${file} has no ${name}`)

/** Milliseconds until the compiler has settled. */
const WARM_UP = 400
/** Operations in a turn. */
let count = 16

/** @param {number} n */
async function time(n) {
  const start = performance.now()
  await run?.(n)
  return performance.now() - start
}

/** @param {number} turn milliseconds @param {number | undefined} batch */
async function warm(turn, batch) {
  let n = batch ?? count
  let last = await time(n)
  for (const end = performance.now() + WARM_UP; performance.now() < end; ) {
    if (batch === undefined && last < turn) n = Math.ceil(n * Math.min(2, turn / Math.max(last, 0.1)))
    last = await time(n)
  }
  count = batch ?? Math.max(1, Math.ceil((n * turn) / last))
}

/** @typedef {{ turn?: number, batch?: number }} Request */

process.on('message', async (/** @type {Request} */ { turn, batch }) => {
  if (turn !== undefined) await warm(turn, batch)
  process.send?.(((await time(count)) / count) * 1e6)
})
process.once('disconnect', () => process.exit())
process.send?.('ready')
