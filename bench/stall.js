// What a client that stops reading costs a server, measured from outside, on child programs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ask, openSession } from './http-client.js'

const RECORDS = 200_000
/** Without the bridge the event loop stands still for minutes when the client reads again: fewer records show it. */
const BARE_RECORDS = 20_000

/** @typedef {'stdio' | 'http'} Way */

/** @param {string} sdk @param {Way} way @param {'bare' | 'bridge'} mode @returns {Promise<import('./measure.js').Figures>} */
async function flood(sdk, way, mode) {
  const program = fileURLToPath(new URL('programs/flood.js', import.meta.url))
  const records = String(mode === 'bare' ? BARE_RECORDS : RECORDS)
  const child = spawn(process.execPath, ['--expose-gc', program, sdk, way, mode, records], { stdio: 'pipe' })
  const next = reports(child)
  const read = way === 'stdio' ? await stallStdio(child) : await stallHttp((await next('listening')).port)
  const { heap, rss } = await next('flooded')
  read()
  child.kill('SIGUSR2')
  const { gap } = await next('drained')
  child.kill('SIGKILL')
  return { heap: heap / 2 ** 20, resident: rss / 2 ** 20, gap }
}

/**
 * Waits for what the program says on stderr.
 *
 * @param {import('node:child_process').ChildProcessWithoutNullStreams} child
 */
function reports(child) {
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]()
  return async (/** @type {string} */ event) => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`The program ended before it reported \`${event}\``)
      if (!value.startsWith('{')) continue
      const report = JSON.parse(value)
      if (report.event === event) return report
      if (report.crashed) throw new Error(report.crashed)
    }
  }
}

/** @param {import('node:child_process').ChildProcessWithoutNullStreams} child @returns reads on */
async function stallStdio(child) {
  const write = (/** @type {object} */ message) => child.stdin.write(`${JSON.stringify(message)}\n`)
  const clientInfo = { name: 'stall', version: '1' }
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
  write({ jsonrpc: '2.0', id: 0, method: 'initialize', params })
  await once(child.stdout, 'readable')
  child.stdout.read()
  write({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return () => child.stdout.resume()
}

/** @param {number} port @returns reads on */
async function stallHttp(port) {
  const url = `http://127.0.0.1:${port}`
  const response = await ask(url, await openSession(url), 'ping')
  return () => response.resume()
}

const GOALS = /** @type {const} */ ([
  ['heap', ' MB', 4, 'heap'],
  ['resident', ' MB', 40, 'resident size'],
  ['gap', ' ms', 25, 'event-loop gap on resume'],
])

/** @type {import('./run.js').Group[]} */
export const groups = /** @type {const} */ (['stdio', 'http']).flatMap((way) =>
  ['v1', 'v2'].map((sdk) => {
    const [bridge, bare] = [`stalled, ${sdk} ${way}: bridge`, `stalled, ${sdk} ${way}: bare`]
    /** @type {import('./run.js').Group} */
    const group = {
      inQuick: false,
      settings: { processes: 1, rounds: 3, batch: 1, warmUp: 0 },
      variants: { [bridge]: () => () => flood(sdk, way, 'bridge'), [bare]: () => () => flood(sdk, way, 'bare') },
      rows: GOALS.flatMap(([figure, unit, goal, what]) => [
        {
          section: 'other',
          title: `${what}, 200,000 records to a client that does not read, ${sdk} ${way}`,
          unit,
          goal,
          ratio: (t) => t(bridge, figure),
        },
        {
          section: 'other',
          title: `${what}, the SDK alone with 20,000 records, ${sdk} ${way}`,
          unit,
          ratio: (t) => t(bare, figure),
        },
      ]),
    }
    return group
  }),
)
