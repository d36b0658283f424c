// docs/performance.md from what was measured.
import { readFileSync } from 'node:fs'

/** What the figures depend on. */
const PACKAGES = [
  'pino',
  'winston',
  '@modelcontextprotocol/sdk',
  '@modelcontextprotocol/server',
  '@modelcontextprotocol/client',
]

/** What each row of goals is about. */
const HEADINGS = {
  1: 'pino, a record that nobody wants',
  2: 'winston, a record that nobody wants',
  3: 'pino, delivered',
  4: 'winston, delivered',
  5: 'the bridge’s own share',
  6: 'many sessions',
  7: 'memory of a session',
  8: 'a tool call that logs nothing',
  9: 'end to end over stdio',
  10: 'end to end over HTTP',
  11: 'a client that does not read',
  12: 'forwarding to a local logger',
  13: 'redaction',
  14: 'a request log',
}

/**
 * @param {import('./run.js').Report[]} reports
 * @param {ReturnType<typeof import('./measure.js').machine>} machine
 */
export function performancePage(reports, machine) {
  const results = reports.flatMap((report) => report.results)
  const days = [...new Set(reports.map(({ measured }) => measured))].sort()
  const numbered = Object.entries(HEADINGS).flatMap(([row, heading]) => {
    const own = results.filter((result) => result.row === row)
    return own.map((result, index) => [index === 0 ? `${row}, ${heading}` : '', ...cells(result)])
  })
  const others = results.filter(({ row }) => !(row in HEADINGS))
  return [
    '# Performance',
    '',
    'Written by `npm run bench`; nothing here is typed by hand but the reasons.',
    '',
    `Measured ${days.join(', ')} on ${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}: ${versions()}.`,
    '',
    'Each thing that is compared runs in a process of its own, all of them alive at once, and has its turn of some ten',
    'milliseconds in every round; a ratio is taken within a round. The figure is the median over all rounds, with the',
    'quartiles in brackets. An ordinary record is `order placed` with six short fields. Delivered records are logged',
    'inside a request in turns of ten, with redaction and caps on and the rate limit off, and go through a transport that',
    'serialises each message and forgets it. Where several processes work at once (stdio, HTTP) the spread is wide.',
    '',
    '## Goals',
    table(['row', 'what ÷ what', 'goal', 'measured', 'reached?'], numbered),
    ...notReached(results),
    '## Floors and neighbours',
    '',
    'How far a row is from what is possible at all, and what others take for the same work.',
    table(
      ['what ÷ what', 'measured'],
      others.map((result) => [result.title, measured(result)]),
    ),
    '## Time per operation',
    ...reports.flatMap(({ times }) => (times === undefined ? [] : [timesTable(times)])),
    '## Growth',
    '',
    'Time per delivered record (row 14).',
    ...reports.flatMap(({ plots = [] }) => plots.map(plotText)),
    ...reports.flatMap(({ text }) => text ?? []),
  ]
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()
    .concat('\n')
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

/** @param {import('./run.js').Result} result */
function cells(result) {
  const { title, goal, unit = '', median } = result
  return [
    title,
    goal === undefined ? '' : `≤ ${goal}${unit}`,
    measured(result),
    goal === undefined ? '' : median <= goal ? 'yes' : `no: ${percent(median / goal - 1)} above`,
  ]
}

/** @param {import('./run.js').Result} result */
const measured = ({ median, q1, q3, unit = '' }) => `${figure(median)}${unit} [${figure(q1)}–${figure(q3)}]`

/** @param {number} value */
export const figure = (value) => (Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(1))

/** @param {number} share */
const percent = (share) => `${Math.round(share * 100)} %`

/** @param {import('./run.js').Result[]} results */
function notReached(results) {
  const reasons = new Set(results.flatMap(({ goal, median, why }) => (goal && median > goal && why ? [why] : [])))
  return reasons.size === 0 ? [] : ['## What is not reached, and why', '', ...[...reasons].map((why) => `- ${why}`), '']
}

/** @param {string[]} head @param {string[][]} rows */
function table(head, rows) {
  const line = (/** @type {string[]} */ each) => `| ${each.join(' | ')} |`
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n')
}

/** @param {Record<string, number>} times */
function timesTable(times) {
  const rows = Object.entries(times).map(([name, time]) => [name, `${(time / 1000).toFixed(2)} µs`])
  return table(['variant', 'median'], rows)
}

const WIDTH = 40

/** @param {import('./run.js').Plot} plot */
function plotText({ title, verdict, lines }) {
  const names = Object.keys(lines)
  const most = Math.max(...Object.values(lines).flatMap((line) => line.map(([, time]) => time)))
  const width = Math.max(...names.map((name) => name.length))
  const sizes = (lines[names[0] ?? ''] ?? []).map(([size]) => size)
  const rows = sizes.flatMap((size, index) =>
    names.map((name, which) => {
      const time = lines[name]?.[index]?.[1] ?? 0
      const bar = '█'.repeat(Math.max(1, Math.round((time / most) * WIDTH)))
      return `${(which === 0 ? String(size) : '').padStart(7)}  ${name.padEnd(width)}  ${bar} ${figure(time / 1000)}`
    }),
  )
  return ['', `${title}: ${verdict}`, '', '```text', `${title}, µs per record`, ...rows, '```', ''].join('\n')
}
