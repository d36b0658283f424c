// Loads the packed package wherever servers run, from a program that uses all of it, and fails where a record does not
// arrive or import and require() lead to two instances:
//   npm run check:runtimes
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { arch, platform, tmpdir } from 'node:os'
import { join } from 'node:path'

const NODES = ['20.19', '22.3', '22', '24', '26']
const TOOLS = ['@opentelemetry/api', 'bun', 'deno', 'esbuild', 'jest@30', 'tsx', 'vitest@4']
const BUNDLERS = ['rollup', '@rollup/plugin-commonjs', '@rollup/plugin-json', '@rollup/plugin-node-resolve', 'webpack']
const PEERS = ['@modelcontextprotocol/sdk@1', 'pino@10', 'winston@3']

const LOADED = `
  const { createClientLogging } = require('mcp-log-bridge')
  const { McpTransport } = require('mcp-log-bridge/winston')
  const { mcpDestination } = require('mcp-log-bridge/pino')
  const { forwardLogs } = require('mcp-log-bridge/client')
  require('mcp-log-bridge/guard')
  require('mcp-log-bridge/otel')
`
const IMPORTED = LOADED.replace(/const (\{.*\}) = require\((.*)\)/g, 'import $1 from $2').replace(
  /require\((.*)\)/g,
  'import $1',
)

/** Two loggers in a tool call, and what its client receives. */
const CALL = `
async function call() {
  const logging = createClientLogging()
  const loggers = [pino({}, mcpDestination({ logging })), createLogger({ transports: [new McpTransport({ logging })] })]
  const server = new McpServer({ name: 'server', version: '1.0.0' })
  logging.attach(server)
  server.registerTool('work', {}, () => {
    for (const logger of loggers) logger.info('at work')
    return { content: [] }
  })
  const client = new Client({ name: 'client', version: '1.0.0' })
  const received = []
  forwardLogs(client, ({ text }) => received.push(text))
  const [near, far] = InMemoryTransport.createLinkedPair()
  await server.connect(near)
  await client.connect(far)
  await client.callTool({ name: 'work' })
  if (received.join() !== 'at work,at work') throw new Error('received ' + JSON.stringify(received))
}
`
const PEERS_IMPORTED = `
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { pino } from 'pino'
import { createLogger } from 'winston'
`
const PEERS_LOADED = PEERS_IMPORTED.replace(/import (.*) from (.*)/g, 'const $1 = require($2)')
const RUN = `
call().then(() => process.stderr.write('received'), (error) => process.stderr.write(String(error?.stack)))
`
const ONE = `
import { createRequire } from 'node:module'
if (createRequire(import.meta.url)('mcp-log-bridge').createClientLogging !== createClientLogging) throw new Error('two instances')
`

const FILES = {
  'package.json': '{ "private": true }',
  'module.mjs': IMPORTED + PEERS_IMPORTED + ONE + CALL + RUN,
  'bundled.mjs': IMPORTED + PEERS_IMPORTED + CALL + RUN,
  'light.mjs':
    "import { createClientLogging } from 'mcp-log-bridge'\nimport { mcpDestination } from 'mcp-log-bridge/pino'\nimport 'mcp-log-bridge/guard'\nmcpDestination({ logging: createClientLogging() })\nprocess.stderr.write('received')\n",
  'commonjs.cjs': LOADED + PEERS_LOADED + CALL + RUN,
  // Without an SDK: what tsx makes of its dependencies in CommonJS does not load in Node 20.
  'typescript.cts': `${IMPORTED}const all: object[] = [createClientLogging(), new McpTransport(), mcpDestination(), forwardLogs]\nif (all.length === 4) process.stderr.write('received')\n`,
  'jest/commonjs.test.js': `${LOADED + PEERS_LOADED + CALL}test('a record arrives', call)\n`,
  'vitest/module.test.mjs': `import { test } from 'vitest'\n${IMPORTED + PEERS_IMPORTED + CALL}test('a record arrives', call)\n`,
  'vitest.config.mjs':
    'export default { test: { include: ["vitest/*.test.mjs"], server: { deps: { inline: JSON.parse(process.env.INLINE) } } } }',
  'rollup.config.mjs': `
    import commonjs from '@rollup/plugin-commonjs'
    import json from '@rollup/plugin-json'
    import { nodeResolve } from '@rollup/plugin-node-resolve'
    const plugins = [nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()]
    export default { input: 'bundled.mjs', output: { file: 'out/rollup.mjs', format: 'esm', inlineDynamicImports: true }, plugins }`,
  'webpack.mjs': `
    import webpack from 'webpack'
    const output = { path: process.cwd() + '/out', filename: 'webpack.cjs' }
    webpack({ mode: 'production', target: 'node', entry: './bundled.mjs', output }, (error, stats) => {
      if (error || stats.hasErrors()) throw error ?? new Error(stats.toString())
    })`,
}

const folder = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-runtimes-'))
const ENV = { ...process.env, INLINE: '[]' }

/** @param {string} command @param {readonly string[]} args @param {object} [env] */
const run = (command, args, env) => spawnSync(command, args, { cwd: folder, encoding: 'utf8', env: { ...ENV, ...env } })

/** @param {readonly string[]} args @param {object} [env] */
const node = (args, env) => run(process.execPath, args, env)

/** @param {string} name */
const bin = (name) => join(folder, 'node_modules', '.bin', name)

/** @param {readonly string[]} packages @param {string} cwd */
function install(packages, cwd) {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], { cwd, stdio: 'inherit' })
}

/** @param {'esm' | 'cjs'} format @param {string} input @param {string} output */
function esbuild(format, input, output) {
  const args = [
    input,
    '--bundle',
    '--platform=node',
    `--format=${format}`,
    `--outfile=out/${output}`,
    '--log-level=error',
  ]
  return [run(bin('esbuild'), args), node([`out/${output}`])]
}

try {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  for (const name of ['jest', 'vitest', 'out']) mkdirSync(join(folder, name))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
  const nodes = NODES.map(
    (version) => `node-${version}@npm:node-${platform()}-${arch()}@${version.includes('.') ? `${version}.0` : version}`,
  )
  install([`./${filename}`, ...PEERS, ...TOOLS, ...BUNDLERS, ...nodes], folder)

  /** @type {[string, () => ReturnType<typeof run>[]][]} */
  const checks = [
    ...NODES.map(
      (version) =>
        /** @type {[string, () => ReturnType<typeof run>[]]} */ ([
          `Node ${version}, import and require()`,
          () =>
            ['module.mjs', 'commonjs.cjs'].map((file) =>
              run(join(folder, 'node_modules', `node-${version}`, 'bin', 'node'), [file]),
            ),
        ]),
    ),
    ['Bun', () => ['module.mjs', 'commonjs.cjs'].map((file) => run(bin('bun'), [file]))],
    ['Deno', () => [run(bin('deno'), ['run', '-A', 'module.mjs'])]],
    ['tsx', () => ['module.mjs', 'typescript.cts'].map((file) => run(bin('tsx'), [file]))],
    ['Jest, CommonJS as by default', () => [run(bin('jest'), ['jest'])]],
    ['vitest', () => [run(bin('vitest'), ['run'])]],
    ['vitest, inlined', () => [run(bin('vitest'), ['run'], { INLINE: '["mcp-log-bridge"]' })]],
    ['vitest, all inlined', () => [run(bin('vitest'), ['run'], { INLINE: 'true' })]],
    ['esbuild to CommonJS', () => esbuild('cjs', 'bundled.mjs', 'esbuild.cjs')],
    ['esbuild to an ES module, without winston', () => esbuild('esm', 'light.mjs', 'esbuild.mjs')],
    ['webpack', () => [node(['webpack.mjs']), node(['out/webpack.cjs'])]],
    ['rollup', () => [run(bin('rollup'), ['-c', '--silent']), node(['out/rollup.mjs'])]],
  ]
  for (const [name, check] of checks) {
    const results = check()
    const faults = results.filter(({ status }) => status !== 0)
    const last = results.at(-1)
    const isTest = /^(Jest|vitest)/.test(name)
    const works = faults.length === 0 && (isTest || last?.stderr.endsWith('received'))
    process.stdout.write(`${works ? 'works' : 'FAILS'}  ${name}\n`)
    if (works) continue
    process.exitCode = 1
    for (const { stdout, stderr } of results) process.stdout.write(`${stdout}${stderr}`.slice(0, 3000))
  }
} finally {
  rmSync(folder, { recursive: true })
}
