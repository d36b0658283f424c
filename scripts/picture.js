// Draws docs/picture.svg from a run of the demo: what a server logged, and what each of its two clients received.
//   npm run picture
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

/** @typedef {{ level: string, logger: string, order: string, text: string }} Row a line of a log */
/** @typedef {{ x: number, y: number, width: number, height: number, title: string, rows: Row[] }} Panel */

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const LINE = 20
const TITLE = 34
const GAP = 16
const LEFT = 410
const RIGHT = 500
const WIDTH = LEFT + RIGHT + 3 * GAP

const COLOURS = /** @type {Record<string, string>} */ ({
  silly: '#6e7681',
  trace: '#6e7681',
  debug: '#8b949e',
  info: '#3fb950',
  warn: '#d29922',
  warning: '#d29922',
  error: '#f85149',
})

/** `info     orders   B1: order received`, as the demo prints it. @param {string} cell @returns {Row[]} */
function rowOf(cell) {
  const found = /^(\w+) +(?:(\w+) +)?(\w\d): (.*)$/.exec(cell.trim())
  if (found === null) return []
  const [, level = '', logger = '', order = '', text = ''] = found
  return [{ level, logger, order, text }]
}

/** The part of the demo over HTTP, by column. */
async function columns() {
  const env = { ...process.env, FORCE_COLOR: '0' }
  const { stdout } = await promisify(execFile)(process.execPath, ['examples/demo.js'], { cwd: ROOT, env })
  const part = stdout.split('\n\n').find((each) => each.trimStart().startsWith('Streamable HTTP')) ?? ''
  const cells = part.split('\n').map((line) => line.split('│'))
  // Two calls at once: how their lines mix is chance.
  const sorted = (/** @type {Row[]} */ rows) => rows.toSorted((a, b) => a.order.localeCompare(b.order))
  return [0, 1, 2].map((column) => sorted(cells.flatMap((line) => rowOf(line[column] ?? ''))))
}

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** @param {Panel} panel */
function drawn({ x, y, width, height, title, rows }) {
  const lines = rows.map(({ level, logger, order, text }, index) => {
    const at = y + TITLE + LINE * (index + 1) - 4
    const colour = COLOURS[level]
    const cells = [
      [x + 14, colour, level],
      ...(logger === '' ? [] : [[x + 92, '#8b949e', logger]]),
      [x + (logger === '' ? 78 : 164), '#c9d1d9', `${order}: ${text}`],
    ]
    return cells.map(
      ([left, fill, cell]) => `  <text x="${left}" y="${at}" fill="${fill}">${escaped(String(cell))}</text>`,
    )
  })
  return [
    `  <rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="#161b22" stroke="#30363d"/>`,
    `  <text x="${x + 14}" y="${y + 23}" fill="#e6edf3" font-weight="bold">${escaped(title)}</text>`,
    ...lines.flat(),
  ]
}

/** @returns {Promise<string>} the picture as SVG */
export async function picture() {
  const [server = [], one = [], other = []] = await columns()
  const height = (/** @type {Row[]} */ rows) => TITLE + LINE * rows.length + 12
  const right = GAP + LEFT + GAP
  const whole = Math.max(height(server), height(one) + GAP + height(other))
  const panels = [
    { x: GAP, y: GAP, width: LEFT, height: whole, title: 'the server’s own log: winston and pino', rows: server },
    { x: right, y: GAP, width: RIGHT, height: height(one), title: 'client 1, which asked for debug', rows: one },
    {
      x: right,
      y: GAP + whole - height(other),
      width: RIGHT,
      height: height(other),
      title: 'client 2, which asked for warning',
      rows: other,
    },
  ]
  const told =
    'Two calls at once. Left, all that the server logged; right, what each client received: its own call, at its own level.'
  const size = `width="${WIDTH}" height="${whole + 2 * GAP}" viewBox="0 0 ${WIDTH} ${whole + 2 * GAP}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${told}"`,
    '  font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">',
    `  <title>${told}</title>`,
    `  <rect width="100%" height="100%" rx="10" fill="#0d1117"/>`,
    ...panels.flatMap(drawn),
    '</svg>',
    '',
  ].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(`${ROOT}docs/picture.svg`, await picture())
}
