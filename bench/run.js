// Measures everything, or the files that are named, and writes docs/performance.md:
//   npm run bench
//   npm run bench -- pino-filtered sessions
import { readFileSync, writeFileSync } from 'node:fs'
import { compare, machine, spread } from './measure.js'
import { performancePage } from './page.js'

/** Nanoseconds per operation in one round. @typedef {(variant: string) => number} TimeOf */

/**
 * One line of the page's table.
 *
 * @typedef {object} Row
 * @property {string} row number of the goal
 * @property {string} title
 * @property {(time: TimeOf) => number} ratio of the times of one round
 * @property {number} [goal] not to be exceeded
 * @property {string} [why] shown where the goal is not reached
 */

/**
 * A line as it was measured.
 *
 * @typedef {object} Result
 * @property {string} row
 * @property {string} title
 * @property {number} [goal]
 * @property {string} [why]
 * @property {string} [unit] of goal and figures; none for a ratio
 * @property {number} median
 * @property {number} q1
 * @property {number} q3
 */

/** Time per operation in nanoseconds against what grows. @typedef {{ title: string, verdict: string, lines: Record<string, [size: number, time: number][]> }} Plot */

/**
 * What a file has to tell.
 *
 * @typedef {object} Report
 * @property {string} [measured] day
 * @property {Result[]} results
 * @property {Record<string, number>} [times] nanoseconds per operation, by variant
 * @property {Plot[]} [plots]
 * @property {string} [text] markdown
 */

/**
 * What a file exports: variants and rows to compare them in, or a measurement of its own.
 *
 * @typedef {object} Bench
 * @property {Record<string, () => unknown>} [variants]
 * @property {Row[]} [rows]
 * @property {import('./measure.js').Settings} [settings]
 * @property {() => Promise<Report>} [measure]
 */

/** In the order of the page. */
const FILES = [
  'pino-filtered',
  'winston-filtered',
  'pino-delivered',
  'winston-delivered',
  'sessions',
  'session-memory',
  'tool-call',
  'request-log',
  'stdio',
  'http',
  'peers',
  'redaction',
  'stall',
  'forward',
  'growth',
]

const RESULTS = new URL('results.json', import.meta.url)
const PAGE = new URL('../docs/performance.md', import.meta.url)

/** @param {string} name @returns {Promise<Report>} */
async function report(name) {
  const file = new URL(`${name}.js`, import.meta.url)
  /** @type {Bench} */
  const { variants = {}, rows = [], settings, measure } = await import(file.href)
  if (measure !== undefined) return measure()
  const names = Object.keys(variants)
  const rounds = await compare(file, names, settings)
  const medianOf = (/** @type {string} */ each) => spread(rounds.map((times) => times[each] ?? Number.NaN)).median
  return {
    results: rows
      .map(({ ratio, ...row }) => ({
        ...row,
        ...spread(rounds.map((times) => ratio((each) => times[each] ?? Number.NaN))),
      }))
      // Not everything that a row compares may be installed.
      .filter(({ median }) => !Number.isNaN(median)),
    times: Object.fromEntries(names.map((each) => [each, medianOf(each)])),
  }
}

/** @param {Report} report */
function print({ results, times = {}, plots = [], text = '' }) {
  for (const { row, title, goal, unit = '', median, q1, q3 } of results) {
    const verdict = goal === undefined ? '' : median <= goal ? `≤ ${goal}` : `NOT ≤ ${goal}`
    process.stdout.write(
      `${row.padEnd(6)}${figure(median)} [${figure(q1)} ${figure(q3)}]${unit} ${verdict}  ${title}\n`,
    )
  }
  for (const [name, time] of Object.entries(times)) {
    process.stdout.write(`${(time / 1000).toFixed(3).padStart(14)} µs  ${name}\n`)
  }
  for (const { title, verdict } of plots) process.stdout.write(`${title}: ${verdict}\n`)
  process.stdout.write(text)
}

/** @param {number} value */
const figure = (value) => (Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(1))

const named = process.argv.slice(2)
for (const name of named) if (!FILES.includes(name)) throw new RangeError(`No \`${name}\` among ${FILES.join(', ')}`)

/** @type {Record<string, Report>} */
const reports = JSON.parse(readFileSync(RESULTS, 'utf8'))
for (const name of named.length > 0 ? named : FILES) {
  process.stdout.write(`\n${name}\n`)
  const found = await report(name)
  print(found)
  reports[name] = { measured: new Date().toISOString().slice(0, 10), ...found }
  writeFileSync(RESULTS, `${JSON.stringify(reports, undefined, 2)}\n`)
}
writeFileSync(
  PAGE,
  performancePage(
    FILES.flatMap((name) => reports[name] ?? []),
    machine(),
  ),
)
