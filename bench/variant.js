// A process that measures one thing, when it is told to: started by measure.js.
//   node variant.js <file> <name>
const [file = '', name = ''] = process.argv.slice(2)
/** @type {{ groups: import('./run.js').Group[] }} */
const { groups } = await import(file)
const run = await groups.find(({ variants }) => name in variants)?.variants[name]?.()
if (run === undefined) throw new Error(`${file} has no ${name}`)

/** Operations in a turn. */
let count = 16

/** Milliseconds of all threads: what compiles and collects garbage beside the main one is a part of the price. */
function cpuTime() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** @param {number} n @returns {Promise<import('./measure.js').Figures>} */
async function measure(n) {
  const before = cpuTime()
  const own = await run?.(n)
  return own ?? { cpu: ((cpuTime() - before) / n) * 1e6 }
}

/** @param {Required<Pick<Request, 'turn' | 'warmUp'>> & Request} request */
async function warm({ turn, batch, warmUp }) {
  if (batch !== undefined) count = batch
  const start = cpuTime()
  for (;;) {
    const before = cpuTime()
    if (before - start >= warmUp) return
    await run?.(count)
    const taken = Math.max(cpuTime() - before, 0.1)
    if (batch === undefined) count = Math.max(1, Math.ceil(count * Math.min(2, turn / taken)))
    // What works in another process takes no time of this one.
    else if (taken < warmUp / 10) return
  }
}

/** @typedef {{ turn?: number, batch?: number | undefined, warmUp?: number }} Request */

process.on('message', async (/** @type {Request} */ { turn, batch, warmUp }) => {
  if (turn === undefined || warmUp === undefined) process.send?.(await measure(count))
  else {
    await warm({ turn, batch, warmUp })
    process.send?.({})
  }
})
process.once('disconnect', () => process.exit())
process.send?.({})
