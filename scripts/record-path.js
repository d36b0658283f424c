// How many files and function calls of the package one warm record passes, by V8's precise coverage: of the source, with a
// module for each of its files, and of what is published.
//   npm run record-path
//   node scripts/record-path.js path/to/another/dist [--list]
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { pino } from 'pino'
import { build } from 'rolldown'
import winston from 'winston'
import { Upstream } from '../bench/forward.js'
import { serve } from '../bench/server.js'

const WARM = 50
const MESSAGE = 'Asking the weather service'
const FIELDS = { city: 'Bern' }
const RECEIVED = {
  jsonrpc: '2.0',
  method: 'notifications/message',
  params: { level: 'info', logger: 'weather', data: { message: MESSAGE, ...FIELDS } },
}

const [folder] = process.argv.slice(2).filter((arg) => arg !== '--list')
if (folder === undefined) {
  const dist = fileURLToPath(new URL('../dist', import.meta.url))
  const modules = `${dist}/internal/modules`
  await build({
    input: ['pino', 'winston', 'client'].map((entry) => `src/${entry}/index.ts`),
    platform: 'node',
    external: /^[^./]/,
    output: {
      dir: modules,
      format: 'esm',
      preserveModules: true,
      preserveModulesRoot: 'src',
      entryFileNames: '[name].mjs',
    },
  })
  for (const [title, each] of Object.entries({ 'Of the source:': modules, 'As published:': dist })) {
    process.stdout.write(`${title}\n`)
    const args = [fileURLToPath(import.meta.url), each, ...process.argv.slice(2)]
    execFileSync(process.execPath, args, { stdio: 'inherit' })
  }
  process.exit()
}
const root = pathToFileURL(`${folder}/`)

/** An entry is a folder's index, or was a file. @param {string} name */
function load(name) {
  const files = [`${name}/index.js`, `${name}/index.mjs`, `${name}.js`].map((file) => new URL(file, root))
  return import(String(files.find((file) => existsSync(file))))
}

/** Logs one record, and resolves when the far side has it. @typedef {() => Promise<unknown>} Log */

/** @type {Record<string, () => Promise<Log>>} */
const PATHS = {
  'pino, delivered': async () => {
    const destination = (await load('pino')).mcpDestination()
    const { enter, sink } = await serve('v1', { bridge: destination })
    const logger = pino({}, destination)
    return () => {
      const sent = sink.sent(1)
      enter(() => logger.info(FIELDS, MESSAGE))
      return sent
    }
  },
  'winston, delivered': async () => {
    const { McpTransport } = await load('winston')
    const transport = new McpTransport()
    const { enter, sink } = await serve('v1', { bridge: transport })
    const logger = winston.createLogger({ transports: [transport] })
    return () => {
      const sent = sink.sent(1)
      enter(() => logger.info(MESSAGE, FIELDS))
      return sent
    }
  },
  'received by forwardLogs': async () => {
    const { forwardLogs } = await load('client')
    const lines = new PassThrough({ encoding: 'utf8' })
    const client = new Client({ name: 'bench', version: '1.0.0' })
    forwardLogs(client, pino({}, lines))
    const upstream = new Upstream()
    await client.connect(/** @type {never} */ (upstream))
    return () => {
      const written = once(lines, 'data')
      upstream.onmessage?.(RECEIVED)
      return written
    }
  },
}

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })

/** The calls of each function since it was asked last. */
async function callsSince() {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => url.startsWith(root.href))
    .flatMap(({ url, functions }) =>
      functions.map(({ functionName, ranges }) => ({
        file: url.slice(root.href.length),
        name: functionName,
        count: ranges[0]?.count ?? 0,
      })),
    )
    .filter(({ count }) => count > 0)
}

for (const [path, prepare] of Object.entries(PATHS)) {
  const log = await prepare()
  for (let i = 0; i < WARM; i++) await log()
  await setImmediate()
  await callsSince()
  await log()
  await setImmediate()
  const calls = await callsSince()
  const files = new Set(calls.map(({ file }) => file)).size
  const count = calls.reduce((sum, each) => sum + each.count, 0)
  const cells = [`${files} files`, `${count} calls`]
  process.stdout.write(`${path.padEnd(24)}${cells.map((cell) => cell.padStart(12)).join('')}\n`)
  if (process.argv.includes('--list'))
    for (const each of calls) process.stdout.write(`  ${each.file} ${each.name} ${each.count}\n`)
}
session.disconnect()
process.exit()
