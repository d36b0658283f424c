// How many built files, files of source (by source maps) and function calls of the package one warm record passes, by
// V8's precise coverage:
//   npm run record-path
//   node scripts/record-path.js path/to/another/dist [--list]
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { SourceMap } from 'node:module'
import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { pino } from 'pino'
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

const [folder = fileURLToPath(new URL('../dist', import.meta.url))] = process.argv
  .slice(2)
  .filter((arg) => arg !== '--list')
const dist = pathToFileURL(`${folder}/`)

/** An entry is a folder's index, or was a file. @param {string} name */
function load(name) {
  const [index, file] = [new URL(`${name}/index.js`, dist), new URL(`${name}.js`, dist)]
  return import(existsSync(index) ? index.href : file.href)
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

/** @type {Map<string, (offset: number) => string>} */
const sources = new Map()

/** Finds the source file of what stands at an offset of a built file; the file itself where it has no source map. @param {string} url */
function sourceOf(url) {
  const known = sources.get(url)
  if (known !== undefined) return known
  const map = new URL(`${url}.map`)
  const find = existsSync(map) ? finder(readFileSync(new URL(url), 'utf8'), readFileSync(map, 'utf8')) : () => url
  sources.set(url, find)
  return find
}

/** @param {string} code @param {string} map @returns {(offset: number) => string} */
function finder(code, map) {
  const sourceMap = new SourceMap(JSON.parse(map))
  return (offset) => {
    const before = code.slice(0, offset).split('\n')
    const entry = sourceMap.findEntry(before.length - 1, before.at(-1)?.length ?? 0)
    return 'originalSource' in entry ? entry.originalSource : ''
  }
}

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })

/** The calls of each function since it was asked last. */
async function callsSince() {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return result
    .filter(({ url }) => url.startsWith(dist.href))
    .flatMap(({ url, functions }) =>
      functions.map(({ functionName, ranges }) => ({
        file: url.slice(dist.href.length),
        source: sourceOf(url)(ranges[0]?.startOffset ?? 0),
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
  const built = new Set(calls.map(({ file }) => file)).size
  const written = new Set(calls.map(({ source }) => source)).size
  const count = calls.reduce((sum, each) => sum + each.count, 0)
  const cells = [`${built} built files`, `${written} files of source`, `${count} calls`]
  process.stdout.write(`${path.padEnd(24)}${cells.map((cell) => cell.padStart(20)).join('')}\n`)
  if (process.argv.includes('--list'))
    for (const each of calls) process.stdout.write(`  ${each.file} ${each.source} ${each.name} ${each.count}\n`)
}
session.disconnect()
process.exit()
