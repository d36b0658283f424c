// Prints the folders of src/ with the imports between them, and fails on what would tie them together:
//   node scripts/imports.js [folder]
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAX_LINES = 240

/** What a logger's adapter may import. */
const ADAPTER = [
  ...['server', 'sdk (types)', 'request (exports)', 'loggers', 'levels'],
  ...['record', 'warning', 'check'],
]

/**
 * Each folder of src/, or file beside them, and the folders or files it may import. "(types)" after a name allows types
 * alone, "(exports)" allows to pass on alone (`export … from`).
 *
 * @type {Record<string, readonly string[]>}
 */
const MAY_IMPORT = {
  index: [
    ...['server', 'request-log', 'progress', 'level-store', 'delivery', 'sdk', 'request', 'levels', 'payload'],
    ...['redact', 'loggers', 'record', 'warning'],
  ],
  winston: ADAPTER,
  pino: ADAPTER,
  console: ['adapter', 'request', ...ADAPTER],
  bunyan: ['adapter', ...ADAPTER],
  logtape: ['adapter', ...ADAPTER],
  adapter: ['adapter-contract (exports)', ...ADAPTER, 'payload'],
  'adapter-contract': ['server', 'sdk (types)', 'levels', 'check'],
  client: [
    ...['sdk', 'request', 'delivery/rate-limit', 'delivery/dropped-summary', 'levels', 'payload', 'redact (types)'],
    ...['loggers', 'record', 'warning', 'check'],
  ],
  server: [
    ...[
      'request-log',
      'progress',
      'level-store',
      'delivery',
      'sdk',
      'stdout',
      'request',
      'levels',
      'payload',
      'redact (types)',
      'loggers',
    ],
    ...['record', 'warning', 'check'],
  ],
  'request-log': ['sdk', 'request', 'loggers', 'levels', 'payload', 'redact (types)', 'warning', 'check'],
  progress: ['delivery/exit', 'request', 'levels', 'payload', 'record', 'check'],
  'level-store': ['delivery/exit', 'request (types)', 'levels', 'warning (types)', 'check'],
  otel: ['request'],
  delivery: ['request', 'levels', 'record', 'warning', 'check'],
  sdk: ['request', 'levels', 'warning', 'check'],
  request: ['levels', 'payload', 'record', 'check'],
  loggers: ['levels', 'check'],
  levels: ['check'],
  record: ['levels', 'payload', 'check'],
  payload: ['redact', 'check'],
  redact: ['check'],
  guard: ['stdout'],
  stdout: ['sdk', 'request (types)', 'warning', 'check'],
  warning: ['check'],
  check: [],
}

const STATEMENT = /^(import|export)\s+(type\s)?([\w*\s,]*(?:\{[^}]*\})?)\s*from\s*'(\.[^']*)'/gm
const BARE = /\bimport\s*\(?\s*'(\.[^']*)'/g

/** @typedef {{ from: string, to: string, types: boolean, exported: boolean }} Arrow */

/** @param {string} file without `.ts` @param {string} text @returns {Arrow[]} */
function arrowsOf(file, text) {
  const target = (/** @type {string} */ path) => posix.join(posix.dirname(file), path).replace(/\.js$/, '')
  const statements = [...text.matchAll(STATEMENT)].map(([, verb, type, names = '', path = '']) => {
    const each = /^\{(.*)\}$/s.exec(names.trim())?.[1]?.split(',') ?? [names]
    const types = type !== undefined || each.every((name) => /^\s*(type\s|$)/.test(name))
    return { from: file, to: target(path), types, exported: verb === 'export' }
  })
  const bare = [...text.matchAll(BARE)].map(([, path = '']) => {
    return { from: file, to: target(path), types: false, exported: false }
  })
  return [...statements, ...bare]
}

/** @param {string} file */
const folderOf = (file) => file.split('/')[0] ?? file

/** @param {Arrow} arrow */
function isAllowed({ from, to, types, exported }) {
  const own = folderOf(from)
  const ways = ['', ...(types ? [' (types)'] : []), ...(exported ? [' (exports)'] : [])]
  const names = ways.flatMap((way) => [folderOf(to) + way, to + way])
  return folderOf(to) === own || names.some((name) => MAY_IMPORT[own]?.includes(name))
}

/** Each way that leads back to where it began; an import of types counts. @param {Map<string, Arrow[]>} arrows */
function circlesIn(arrows) {
  /** @type {string[]} */
  const circles = []
  const done = new Set()
  /** @param {string} file @param {string[]} path */
  const visit = (file, path) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (path.includes(file) || done.has(file)) return
    for (const to of new Set(arrows.get(file)?.map((arrow) => arrow.to))) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of arrows.keys()) visit(file, [])
  return circles
}

const source = process.argv[2] ?? fileURLToPath(new URL('../src', import.meta.url))
const entries = readdirSync(source, { recursive: true, encoding: 'utf8' }).map((name) => name.split(sep).join('/'))
const files = entries.filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3))
const texts = new Map(files.map((file) => [file, readFileSync(join(source, `${file}.ts`), 'utf8')]))
const lines = new Map([...texts].map(([file, text]) => [file, text.split('\n').length - 1]))
const arrows = new Map([...texts].map(([file, text]) => [file, arrowsOf(file, text)]))
const folders = [...new Set([...Object.keys(MAY_IMPORT), ...files.map(folderOf)])]
const folderNames = new Set(files.flatMap((file) => file.split('/').slice(0, -1)))
const lineCount = (/** @type {string[]} */ those) => those.reduce((sum, file) => sum + (lines.get(file) ?? 0), 0)

for (const folder of folders) {
  const own = files.filter((file) => folderOf(file) === folder)
  if (own.length === 0) continue
  const targets = new Set(own.flatMap((file) => arrows.get(file) ?? []).map(({ to }) => folderOf(to)))
  const size = `${String(own.length).padStart(2)} files ${String(lineCount(own)).padStart(5)} lines`
  process.stdout.write(
    `${folder.padEnd(16)}${size}  → ${folders.filter((to) => to !== folder && targets.has(to)).join(' ')}\n`,
  )
}

const circles = circlesIn(arrows)
const back = [...arrows.values()].flat().filter((arrow) => !isAllowed(arrow))
const faults = [
  ...circles.map((circle) => `circle: ${circle}`),
  ...back.map(({ from, to, types }) => `not allowed: ${from} → ${to}${types ? ' (types)' : ''}`),
  ...folders
    .filter((folder) => !(folder in MAY_IMPORT))
    .map((folder) => `no row in the table of scripts/imports.js: ${folder}`),
  ...files
    .filter((file) => folderNames.has(posix.basename(file)))
    .map((file) => `has the name of a folder: ${file}.ts`),
  ...[...lines]
    .filter(([, count]) => count > MAX_LINES)
    .map(([file, n]) => `over ${MAX_LINES} lines: ${file}.ts (${n})`),
]
process.stdout.write(
  `${files.length} files, ${lineCount(files)} lines, ${circles.length} circles, ${back.length} back arrows\n`,
)
for (const fault of faults) process.stdout.write(`${fault}\n`)
if (faults.length > 0) process.exitCode = 1
