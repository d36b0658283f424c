// Measures everything, or the files that are named, and writes docs/performance.md:
//   npm run bench
//   npm run bench -- --node 20,22,24,26
//   npm run bench -- filtered delivered
//   npm run bench -- --quick             a few rounds of what goals are set for; only prints
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { compare, spread } from './measure.js'
import { currentNode, nodeOf } from './nodes.js'
import { figure, performancePage, verdict } from './page.js'

/** @typedef {import('./measure.js').FigureOf} FigureOf */

/**
 * One line of the page.
 *
 * @typedef {object} Row
 * @property {'goals' | 'same' | 'other'} [section] of the page; `same`: one thing against itself, which shows what can be
 *   told apart
 * @property {string} title
 * @property {(figure: FigureOf) => number} ratio of the figures of one round, or whatever else they tell
 * @property {(figure: FigureOf) => number} [floor] what would be left if the bridge did nothing
 * @property {string} [unit] of goal and figures; none for a ratio
 * @property {number} [goal] not to be exceeded
 * @property {boolean} [grows] it is asked whether something grows, which shows in the fastest turns as well
 * @property {string} [why] shown where the goal is not reached
 */

/**
 * What is compared to each other.
 *
 * @typedef {object} Group
 * @property {import('./measure.js').Variants} variants
 * @property {Row[]} rows
 * @property {import('./measure.js').Settings} [settings]
 * @property {boolean} [inQuick] whether `--quick` measures it, which it does by default
 */

/** @typedef {import('./measure.js').Spread} Spread */

/**
 * A line as it was measured.
 *
 * @typedef {Omit<Row, 'ratio' | 'floor'> & { measured: Spread, floor?: number | undefined }} Result
 */

/**
 * What one version of Node has given for one file.
 *
 * @typedef {object} Report
 * @property {string} day
 * @property {string} node
 * @property {number} load average of the machine in the minute before
 * @property {Result[]} results
 * @property {Record<string, Spread>} times nanoseconds of processor time per operation, by variant
 */

/** In the order of the page. */
const FILES = [
  'filtered',
  'delivered',
  'tool-call',
  'stdio',
  'http',
  'import',
  'growth',
  'memory',
  'stall',
  'forward',
  'redaction',
]

const RESULTS = new URL('results.json', import.meta.url)
const PAGE = new URL('../docs/performance.md', import.meta.url)

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string', default: currentNode }, quick: { type: 'boolean', default: false } },
})
for (const name of named) if (!FILES.includes(name)) throw new RangeError(`No \`${name}\` among ${FILES.join(', ')}`)
const { quick } = values
const versions = values.node.split(',').map((version) => ({ version, path: nodeOf(version) }))

/** @param {string} name @param {string} node path @returns {Promise<Pick<Report, 'results' | 'times'>>} */
async function measure(name, node) {
  const file = new URL(`${name}.js`, import.meta.url)
  /** @type {{ groups: Group[] }} */
  const { groups } = await import(file.href)
  /** @type {Pick<Report, 'results' | 'times'>} */
  const found = { results: [], times: {} }
  for (const { variants, rows, settings = {}, inQuick = true } of groups) {
    if (quick && !inQuick && named.length === 0) continue
    const names = Object.keys(variants)
    const rounds = await compare(file, names, node, quick ? shortened(settings) : settings)
    for (const { ratio, floor, ...row } of rows) {
      const measured = spread(rounds, ratio)
      const result = { ...row, measured, ...(floor && { floor: spread(rounds, floor).median }) }
      found.results.push(result)
      print(result)
    }
    for (const each of names) {
      const time = spread(rounds, (t) => t(each))
      if (Number.isNaN(time.median)) continue
      found.times[each] = time
      process.stdout.write(`${(time.median / 1000).toFixed(3).padStart(14)} µs  ${each}\n`)
    }
  }
  return found
}

/** @param {import('./measure.js').Settings} settings @returns {import('./measure.js').Settings} */
function shortened({ processes = 6, rounds = 20, warmUp = 400, ...others }) {
  return { ...others, processes: Math.min(processes, 2), rounds: Math.min(rounds, 5), warmUp: Math.min(warmUp, 1000) }
}

/** @param {Result} result */
function print(result) {
  const { title, goal, unit = '', measured, floor } = result
  const { median, q1, q3, least } = measured
  const goalText = goal === undefined ? '' : `≤ ${goal}${unit}: ${verdict(result).toUpperCase()}`
  const notes = [`least ${figure(least)}`, floor === undefined ? '' : `floor ${figure(floor)}`, goalText]
  const range = `${figure(median)} [${figure(q1)} ${figure(q3)}]${unit}`
  process.stdout.write(`${range.padEnd(24)} ${notes.filter(Boolean).join(', ')}  ${title}\n`)
}

/** By file and version of Node. @type {Record<string, Record<string, Report>>} */
const reports = JSON.parse(readFileSync(RESULTS, 'utf8'))
for (const { version, path } of versions) {
  for (const name of named.length > 0 ? named : FILES) {
    process.stdout.write(`\n${name}, Node ${version}\n`)
    const [load = 0] = loadavg()
    const found = await measure(name, path)
    if (quick) continue
    const day = new Date().toISOString().slice(0, 10)
    reports[name] = { ...reports[name], [version]: { day, node: version, load, ...found } }
    writeFileSync(RESULTS, `${JSON.stringify(reports, undefined, 1)}\n`)
  }
}
if (!quick) {
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${process.platform} ${process.arch}`
  const files = FILES.map((name) => reports[name] ?? {})
  const missing = FILES.filter((name) => reports[name] === undefined)
  writeFileSync(PAGE, performancePage(files, machine, missing))
}
