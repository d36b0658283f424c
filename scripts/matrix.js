// Runs the contract suite with other versions of Node, of the SDKs and of the loggers, so that each two of them meet at
// least once, and writes what came of it to docs/compatibility.md:
//   npm run matrix                  all rows
//   npm run matrix -- node=24       with one of them, and all others as they are in this project; writes nothing
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { arch, platform, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { table, writeSection } from './compatibility-page.js'

const SUITE = ['test/server/contract.test.ts', 'test/winston/contract.test.ts']
const V2 = ['server', 'client', 'node'].map((name) => `@modelcontextprotocol/${name}`)

/** @typedef {keyof typeof FACTORS} Name */
/** @typedef {Record<Name, string>} Row a version of each factor */

/** The oldest first, the newest last. */
const FACTORS = {
  node: { title: 'Node', packages: [`node-${platform()}-${arch()}`], versions: ['20', '22', '24', '26'] },
  v1: { title: 'SDK v1', packages: ['@modelcontextprotocol/sdk'], versions: ['1.10', '1.17', '1.24', '1'] },
  v2: { title: 'SDK v2', packages: V2, versions: ['2.0', '2.2', '2'] },
  winston: { title: 'winston', packages: ['winston'], versions: ['3.8', '3.13', '3'] },
  pino: { title: 'pino', packages: ['pino'], versions: ['8.21', '9.0', '9', '10'] },
}
const NAMES = /** @type {Name[]} */ (Object.keys(FACTORS))

/** Rows in which each two versions of different factors meet, each as many new pairs as can be. @returns {Row[]} */
function pairwise() {
  const pairs = (/** @type {Row} */ row) => {
    const cells = NAMES.filter((name) => row[name] !== undefined).map((name) => `${name}@${row[name]}`)
    return cells.flatMap((cell, index) => cells.slice(index + 1).map((other) => `${cell} ${other}`))
  }
  const all = NAMES.reduce(
    (rows, name) => rows.flatMap((row) => FACTORS[name].versions.map((version) => ({ ...row, [name]: version }))),
    /** @type {Row[]} */ ([/** @type {Row} */ ({})]),
  )
  const missing = new Set(all.flatMap(pairs))
  const rows = []
  while (missing.size > 0) {
    const gain = (/** @type {Row} */ row) => pairs(row).filter((pair) => missing.has(pair)).length
    const best = all.reduce((best, row) => (gain(row) > gain(best) ? row : best))
    for (const pair of pairs(best)) missing.delete(pair)
    rows.push(best)
  }
  return rows
}

/** What is asked for, `node=24`, with the packages of this project. @param {readonly string[]} wanted @returns {Partial<Row>} */
function asked(wanted) {
  const row = Object.fromEntries(wanted.map((each) => each.split('=')))
  const unknown = Object.keys(row).find((name) => !(name in FACTORS))
  if (unknown !== undefined) throw new Error(`Expected one of ${NAMES.join(', ')}, got ${unknown}`)
  return row
}

const folder = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-matrix-'))

/** @type {Map<string, ReturnType<typeof versionIn>>} */
const installed = new Map()

/** Installs one version of a factor by itself, if one is asked for. @param {Name} name @param {string | undefined} wanted */
function install(name, wanted) {
  if (wanted === undefined) return versionIn(resolve('node_modules'), name)
  const key = `${name}@${wanted}`
  const known = installed.get(key)
  if (known !== undefined) return known
  const { packages } = FACTORS[name]
  const home = join(folder, key)
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), '{}')
  // The middleware for Node has fewer releases, and the newest asks for a new server.
  const specs = packages.map((each) => `${each}@${each.endsWith('/node') && wanted !== '2' ? '2.0' : wanted}`)
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...specs], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const result = versionIn(join(home, 'node_modules'), name)
  installed.set(key, result)
  return result
}

/** @param {string} modules @param {Name} name */
function versionIn(modules, name) {
  const manifest = join(modules, FACTORS[name].packages[0] ?? '', 'package.json')
  return { home: modules, version: JSON.parse(readFileSync(manifest, 'utf8')).version }
}

/** Where the suite runs: the project with other packages. */
const project = join(folder, 'project')
for (const name of ['src', 'dist', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
  cpSync(name, join(project, name), { recursive: true })

/** @param {Partial<Row>} row */
function linkPackages(row) {
  const modules = join(project, 'node_modules')
  rmSync(modules, { recursive: true, force: true })
  const others = new Map(NAMES.flatMap((name) => FACTORS[name].packages.map((each) => [each, name])))
  for (const name of packagesIn('node_modules')) {
    const factor = others.get(name)
    const source = factor === undefined ? resolve('node_modules') : install(factor, row[factor]).home
    const target = join(modules, name)
    mkdirSync(join(target, '..'), { recursive: true })
    symlinkSync(join(source, name), target)
  }
}

/** @param {string} modules */
function packagesIn(modules) {
  return readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((each) => `${name}/${each}`) : [name],
  )
}

/** @param {Partial<Row>} row */
function nodeOf({ node }) {
  if (node === undefined || process.versions.node.startsWith(`${node}.`))
    return { path: process.execPath, version: process.versions.node }
  const { home, version } = install('node', node)
  return { path: join(home, FACTORS.node.packages[0] ?? '', 'bin', 'node'), version }
}

/** @param {Partial<Row>} row */
function run(row) {
  linkPackages(row)
  const node = nodeOf(row)
  const args = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...SUITE, '--reporter=json']
  const { stdout, stderr } = spawnSync(node.path, args, { cwd: project, encoding: 'utf8', maxBuffer: 2 ** 26 })
  const versions = NAMES.map((name) => (name === 'node' ? node.version : install(name, row[name]).version))
  const json = stdout.slice(stdout.indexOf('{"num'))
  /** @type {{ numPassedTests: number, numTotalTests: number, success: boolean, testResults: any[] }} */
  const result = json.startsWith('{')
    ? JSON.parse(json)
    : { success: false, numPassedTests: 0, numTotalTests: 0, testResults: [] }
  const faults = result.testResults.flatMap(({ message, assertionResults }) => [
    ...(message === '' ? [] : [message]),
    ...assertionResults
      .filter((/** @type {any} */ each) => each.status === 'failed')
      .map((/** @type {any} */ each) => `${each.fullName}\n${each.failureMessages.join('\n')}`),
  ])
  if (!result.success && faults.length === 0) faults.push(stderr)
  return {
    versions,
    passed: result.success && result.numPassedTests > 0,
    count: `${result.numPassedTests} of ${result.numTotalTests}`,
    faults,
  }
}

try {
  const wanted = process.argv.slice(2)
  const rows = wanted.length > 0 ? [asked(wanted)] : pairwise()
  const results = rows.map((row) => {
    const result = run(row)
    process.stdout.write(
      `${result.passed ? 'passes' : 'FAILS '}  ${NAMES.map((name, i) => `${name} ${result.versions[i]}`).join(', ')}: ${result.count}\n`,
    )
    for (const fault of result.faults) process.stdout.write(`${fault.slice(0, 2000)}\n`)
    return result
  })
  if (wanted.length === 0) writePage(results)
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}

/** @param {ReturnType<typeof run>[]} results */
function writePage(results) {
  const rows = results.map(({ versions, passed, count }) => [
    ...versions,
    `${passed ? 'passes' : '**fails**'}, ${count}`,
  ])
  const { engines, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  const ranges = Object.entries({ node: engines.node, ...peerDependencies }).map(
    ([name, range]) => `- \`${name}\` ${range}`,
  )
  writeSection(
    'Versions',
    `
Written by \`npm run matrix\`. The contract suite is ${SUITE.map((file) => `\`${file}\``).join(' and ')}: an
application that logs through winston, and one that logs through pino, serves clients of both SDKs and all protocol eras in
memory, over stdio and over HTTP. Each two versions of the table meet in at least one row.

${table([[...NAMES.map((name) => FACTORS[name].title), 'contract suite'], ...rows])}

So the ranges in \`package.json\` are:

${ranges.join('\n')}
`,
  )
}
