// Writes the table of docs/security.md: whose context a shared queue, pool or emitter runs a job in.
//   npm run build && node scripts/queues.js
import { AsyncResource } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import Bottleneck from 'bottleneck'
import DataLoader from 'dataloader'
import fastq from 'fastq'
import genericPool from 'generic-pool'
import { createClientLogging, currentRequest } from 'mcp-log-bridge'
import PQueue from 'p-queue'
import { concatMap, Subject } from 'rxjs'

const CALLS = 50

/** A job that logs. @typedef {() => Promise<void>} Job */
/** Runs a job by a library that all sessions share. @typedef {(job: Job) => unknown} Run */

/** @type {Record<string, () => Run | Promise<Run>>} */
const SHARED = {
  'fastq, callbacks': () => {
    const queue = fastq((/** @type {Job} */ job, done) => void job().then(() => done(null)), 1)
    return (job) => new Promise((resolve) => queue.push(job, resolve))
  },
  'fastq, promises': () => {
    const queue = fastq.promise((/** @type {Job} */ job) => job(), 1)
    return (job) => queue.push(job)
  },
  'p-queue, one at a time': () => {
    const queue = new PQueue({ concurrency: 1 })
    return (job) => queue.add(job)
  },
  'p-queue, four at once': () => {
    const queue = new PQueue({ concurrency: 4 })
    return (job) => queue.add(job)
  },
  bottleneck: () => {
    const limiter = new Bottleneck({ maxConcurrent: 1 })
    return (job) => limiter.schedule(job)
  },
  'generic-pool': () => {
    const pool = genericPool.createPool({ create: async () => ({}), destroy: async () => {} }, { max: 2 })
    return (job) => pool.use(job)
  },
  dataloader: () => {
    const loader = new DataLoader(
      async (/** @type {readonly Job[]} */ jobs) => {
        for (const job of jobs) await job()
        return jobs.map(() => true)
      },
      { cache: false },
    )
    return (job) => loader.load(job)
  },
  'rxjs concatMap': () => {
    const jobs = /** @type {Subject<{ job: Job, done: (value?: unknown) => void }>} */ (new Subject())
    jobs.pipe(concatMap(({ job, done }) => job().then(done))).subscribe()
    return (job) => new Promise((done) => jobs.next({ job, done }))
  },
  'debounce, one timer for all': () => {
    /** @type {(() => void)[]} */
    const waiting = []
    /** @type {NodeJS.Timeout | undefined} */
    let timer
    return (job) =>
      new Promise((resolve) => {
        waiting.push(() => void job().then(resolve))
        clearTimeout(timer)
        timer = setTimeout(() => {
          for (const run of waiting.splice(0)) run()
        }, 2)
      })
  },
  'EventEmitter, emitted later': () => {
    const emitter = new EventEmitter()
    /** @type {(() => void)[]} */
    const waiting = []
    emitter.on('next', () => waiting.shift()?.())
    return (job) =>
      new Promise((resolve) => {
        waiting.push(() => void job().then(resolve))
        setTimeout(() => emitter.emit('next'), 1)
      })
  },
  'one Worker’s message listener': () => {
    const worker = new Worker(
      'require("worker_threads").parentPort.on("message", (id) => setTimeout(() => require("worker_threads").parentPort.postMessage(id), 1))',
      { eval: true },
    )
    worker.unref()
    /** @type {Map<number, () => void>} */
    const waiting = new Map()
    worker.on('message', (id) => waiting.get(id)?.())
    return (job) =>
      new Promise((resolve) => {
        const id = waiting.size
        waiting.set(id, () => void job().then(resolve))
        worker.postMessage(id)
      })
  },
}

/** How many of the jobs of two sessions ran in the context of another request. @param {Run} run @param {boolean} bind */
async function wrong(run, bind) {
  const logging = createClientLogging()
  let count = 0
  const session = async () => {
    const server = new McpServer({ name: 'app', version: '1.0.0' })
    server.registerTool('work', {}, async () => {
      const mine = currentRequest()
      const job = async () => {
        if (currentRequest() !== mine) count++
        await wait(1)
      }
      await run(bind ? AsyncResource.bind(job) : job)
      return { content: [] }
    })
    logging.attach(server)
    /** @type {Map<unknown, () => void>} */
    const waiting = new Map()
    const transport = {
      onmessage: /** @type {((message: object) => void) | undefined} */ (undefined),
      start: async () => {},
      close: async () => {},
      send: async (/** @type {{ id?: unknown }} */ { id }) => waiting.get(id)?.(),
    }
    await server.connect(/** @type {any} */ (transport))
    let last = 0
    /** @param {string} method @param {object} params */
    const request = (method, params) =>
      new Promise((resolve) => {
        const id = ++last
        waiting.set(id, () => resolve(undefined))
        transport.onmessage?.({ jsonrpc: '2.0', id, method, params })
      })
    const clientInfo = { name: 'client', version: '1.0.0' }
    await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo })
    return async () => {
      await wait(Math.random() * 20)
      await request('tools/call', { name: 'work', arguments: {} })
    }
  }
  const sessions = [await session(), await session()]
  await Promise.all(sessions.flatMap((call) => Array.from({ length: CALLS }, call)))
  return count
}

let table = `| shared by two sessions        | jobs in another request’s context, of ${2 * CALLS} | with \`AsyncResource.bind\` |\n| --- | --- | --- |\n`
for (const [name, make] of Object.entries(SHARED)) {
  table += `| ${name} | ${await wrong(await make(), false)} | ${await wrong(await make(), true)} |\n`
}
const page = 'docs/security.md'
const text = readFileSync(page, 'utf8')
const [begin, end] = ['<!-- node scripts/queues.js -->\n', '<!-- end -->\n']
const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)]
writeFileSync(page, `${text.slice(0, from)}\n${table}\n${text.slice(to)}`)
process.stdout.write(table)
process.exit(0)
