// docs/performance.md from what was measured.
import { readFileSync } from 'node:fs'

/** What the figures depend on. */
const PACKAGES = [
  'pino',
  'winston',
  '@modelcontextprotocol/sdk',
  '@modelcontextprotocol/server',
  '@modelcontextprotocol/client',
  'fastmcp',
  'mcp-framework',
]

/** The Node that goals are set for: what most new servers run on. */
const REFERENCE = '24'

/** @typedef {import('./run.js').Result} Result */
/** @typedef {import('./run.js').Report} Report */

/** A row by version of Node. @typedef {Record<string, Result>} Line */

/**
 * @param {Record<string, Report>[]} files by version of Node
 * @param {string} machine
 * @param {string[]} missing files without figures
 */
export function performancePage(files, machine, missing) {
  const reports = files.flatMap((file) => Object.values(file))
  const nodes = [...new Set(reports.map(({ node }) => node))].sort((a, b) => Number(a) - Number(b))
  const reference = nodes.includes(REFERENCE) ? REFERENCE : (nodes.at(-1) ?? '')
  const lines = files.flatMap(linesOf)
  const of = (/** @type {string} */ section) =>
    lines.filter((line) => (Object.values(line)[0]?.section ?? 'goals') === section)
  const days = [...new Set(reports.map(({ day }) => day))].sort()
  const loads = reports.map(({ load }) => load)
  return [
    '# Performance',
    '',
    'Written by `npm run bench`; nothing here is typed by hand but the reasons.',
    '',
    `Measured ${days.join(', ')} on ${machine}, Node ${nodes.join(', ')}: ${versions()}. The load average of the machine`,
    `was ${figure(Math.min(...loads))} to ${figure(Math.max(...loads))} when the files began, the measuring itself included.`,
    '',
    'What is measured is processor time (`process.cpuUsage()`, all threads), not the time on the clock. Each thing that is',
    'compared runs in a process of its own, all of them alive at once, and has its turn of some ten milliseconds in every',
    'round; a ratio is taken within a round, and the processes are started afresh several times. The figure is the median over',
    'all rounds, with the quartiles in brackets; beside it stands what the fastest turn of each gives. Where the quartiles are',
    'further apart than a quarter of the median, the machine was too busy: then the fastest turns have to say the same, and',
    'where something is to stay as it is however much there is of something else, they decide, since growth shows in every',
    'turn. The floor is what would be left if the bridge did nothing. Over stdio and HTTP only the server’s time counts. An',
    'ordinary record is `order placed` with six short fields. Delivered records are logged inside a request in turns of ten,',
    'with redaction and caps on and the rate limit off, and go through a transport that serialises each message and forgets it.',
    '',
    'The import of an entry is the import alone: what it loads when it is first used comes later.',
    '',
    ...(missing.length > 0 ? [`Not measured here: ${missing.join(', ')} (files of \`bench/\`).`, ''] : []),
    '## Goals',
    '',
    `Set for Node ${reference}; the floor and the fastest turns are of that version.`,
    table(
      ['what', 'goal', ...nodes.map((node) => `Node ${node}`), 'fastest', 'floor', 'reached?'],
      of('goals').map((line) => cells(line, nodes, reference)),
    ),
    ...notReached(lines, reference),
    '## What can be told apart',
    '',
    'The same thing against itself: what a row differs from 1 by less than this says nothing.',
    table(
      ['what', ...nodes.map((node) => `Node ${node}`)],
      of('same').map((line) => shortCells(line, nodes)),
    ),
    '## Beside the goals',
    table(
      ['what', 'goal', ...nodes.map((node) => `Node ${node}`), 'fastest', 'floor', 'reached?'],
      of('other').map((line) => cells(line, nodes, reference)),
    ),
    '## Processor time per operation',
    '',
    'Microseconds, median. A record through HTTP or stdio: of the server.',
    timesTable(files, nodes),
  ]
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()
    .concat('\n')
}

/** @param {Record<string, Report>} file @returns {Line[]} */
function linesOf(file) {
  const titles = new Set(Object.values(file).flatMap(({ results }) => results.map(({ title }) => title)))
  return [...titles].map((title) =>
    Object.fromEntries(
      Object.entries(file).flatMap(([node, { results }]) => {
        const found = results.find((result) => result.title === title)
        return found === undefined ? [] : [[node, found]]
      }),
    ),
  )
}

function versions() {
  const manifests = [
    ['mcp-log-bridge', '../package.json'],
    ...PACKAGES.map((name) => [name, `../node_modules/${name}/package.json`]),
  ]
  return manifests
    .map(([name, path]) => `${name} ${JSON.parse(readFileSync(new URL(path ?? '', import.meta.url), 'utf8')).version}`)
    .join(', ')
}

/** @param {Line} line @param {string[]} nodes @param {string} reference */
function cells(line, nodes, reference) {
  const result = line[reference] ?? Object.values(line)[0]
  if (result === undefined) return []
  const { title, goal, unit = '', measured, floor } = result
  const reached = verdict(result)
  return [
    title,
    goal === undefined ? '' : `≤ ${goal}${unit}`,
    ...nodes.map((node) => spreadText(line[node])),
    Number.isNaN(measured.least) ? '' : figure(measured.least),
    floor === undefined ? '' : figure(floor),
    reached === 'no' ? `no: ${above(result)}` : reached,
  ]
}

/** @param {Line} line @param {string[]} nodes */
function shortCells(line, nodes) {
  return [Object.values(line)[0]?.title ?? '', ...nodes.map((node) => spreadText(line[node]))]
}

/** @param {Result | undefined} result */
function spreadText(result) {
  if (result === undefined) return ''
  const { median, q1, q3 } = result.measured
  return `${figure(median)}${result.unit ?? ''} [${figure(q1)}–${figure(q3)}]`
}

/**
 * Where the quartiles are far apart, what else ran on the machine has been measured as well: then the fastest turns have to
 * say the same.
 *
 * @param {Result} result
 * @returns {'' | 'yes' | 'no' | 'cannot be told'}
 */
export function verdict({ goal, measured: { median, q1, q3, least }, grows = false }) {
  if (goal === undefined) return ''
  if (grows) return least <= goal ? 'yes' : 'no'
  const isWide = q3 - q1 > 0.25 * Math.abs(median)
  if (isWide && median <= goal !== least <= goal) return 'cannot be told'
  return median <= goal ? 'yes' : 'no'
}

/** @param {Result} result */
function above({ goal = 0, measured: { median } }) {
  return goal === 0 ? '' : `${Math.ceil((median / goal - 1) * 100)} % above`
}

/** @param {number} value */
export const figure = (value) => (Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(1))

/** @param {Line[]} lines @param {string} reference */
function notReached(lines, reference) {
  /** @type {Map<string, string[]>} Titles by reason. */
  const reasons = new Map()
  for (const line of lines) {
    const result = line[reference]
    if (result?.why === undefined || verdict(result) !== 'no') continue
    reasons.set(result.why, [...(reasons.get(result.why) ?? []), `${result.title} (${above(result)})`])
  }
  if (reasons.size === 0) return []
  return [
    '## What is not reached, and why',
    '',
    ...[...reasons].flatMap(([why, titles]) => [`- ${titles.join('; ')}.`, `  ${why}`]),
    '',
  ]
}

/** @param {string[]} head @param {string[][]} rows */
function table(head, rows) {
  const line = (/** @type {string[]} */ each) => `| ${each.join(' | ')} |`
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n')
}

/** @param {Record<string, Report>[]} files @param {string[]} nodes */
function timesTable(files, nodes) {
  const rows = files.flatMap((file) => {
    const names = new Set(Object.values(file).flatMap(({ times }) => Object.keys(times)))
    return [...names].map((name) => [
      name,
      ...nodes.map((node) => {
        const time = file[node]?.times[name]
        return time === undefined ? '' : (time.median / 1000).toFixed(2)
      }),
    ])
  })
  return table(['what', ...nodes.map((node) => `Node ${node}`)], rows)
}
