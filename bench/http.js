// Over real HTTP: the processor time and the heap of a server in a process of its own, and what its clients see.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { call, listen, openSession } from './http-client.js'

/** @typedef {{ cpu: number, heap: number, dropped: number }} ServerFigures */

/** @param {string} sdk @param {string} how */
async function startServer(sdk, how) {
  const program = fileURLToPath(new URL('programs/http.js', import.meta.url))
  const child = fork(program, [sdk, how], { execArgv: ['--expose-gc'] })
  const [address] = await once(child, 'message')
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (address).port}`,
    /** @param {{ records?: number, interval?: number }} [request] @returns {Promise<ServerFigures>} */
    ask: async (request = {}) => {
      const answer = once(child, 'message')
      child.send(request)
      return (await answer)[0]
    },
  }
}

/** @template T @param {number} count @param {(i: number) => Promise<T>} work @returns {Promise<T[]>} by a few at a time */
async function each(count, work) {
  /** @type {T[]} */
  const done = []
  for (let i = 0; i < count; i += 50) {
    const some = Array.from({ length: Math.min(50, count - i) }, (_, place) => work(i + place))
    done.push(...(await Promise.all(some)))
  }
  return done
}

const CALLS = 100
const RECORDS = 100

/** @param {string} sdk @param {string} how @returns {Promise<import('./measure.js').Run>} */
async function bursts(sdk, how) {
  const { url, ask } = await startServer(sdk, how)
  const session = await openSession(url)
  const one = async () => {
    const response = await call(url, session, 'burst')
    let heard = 0
    listen(response, () => heard++)
    await once(response, 'end')
    if (heard !== RECORDS) throw new Error(`${heard} of ${RECORDS} records have arrived`)
  }
  return async (n) => {
    const { cpu } = await ask()
    await Promise.all(Array.from({ length: CALLS }, one))
    return { cpu: ((await ask()).cpu - cpu) / n }
  }
}

/**
 * Sessions whose calls stay open and log one record in each interval (ms).
 *
 * @param {string} how
 * @param {{ sessions: number, callsEach: number, records: number, interval: number }} load
 * @returns {Promise<import('./measure.js').Run>}
 */
async function beats(how, { sessions, callsEach, records, interval }) {
  const { url, ask } = await startServer('v1', how)
  const before = await ask()
  const ids = await each(sessions, () => openSession(url))
  /** @type {number[]} */
  let latencies = []
  const heard = (/** @type {Record<string, any>} */ { at }) => {
    latencies.push((Number(process.hrtime.bigint()) - at) / 1e6)
  }
  await each(sessions * callsEach, async (i) => {
    listen(await call(url, ids[i % sessions] ?? '', 'beat'), heard)
  })
  const all = sessions * callsEach * records
  return async () => {
    latencies = []
    const start = await ask()
    const end = await ask({ records, interval })
    for (let i = 0; latencies.length < all && i < 100; i++) await new Promise((resolve) => setTimeout(resolve, 20))
    const sorted = latencies.sort((a, b) => a - b)
    return {
      cpu: (end.cpu - start.cpu) / all,
      load: (end.cpu - start.cpu) / (records * interval * 1e6),
      heap: (end.heap - before.heap) / sessions,
      missing: all - sorted.length,
      dropped: end.dropped,
      p50: sorted[Math.floor(sorted.length * 0.5)] ?? Number.NaN,
      p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    }
  }
}

const SESSIONS = { sessions: 2500, callsEach: 1, records: 4, interval: 1000 }
/** At one record per second each, 10,000 calls need more than the two cores that they were measured on. */
const OPEN_CALLS = { sessions: 1000, callsEach: 10, records: 2, interval: 4000 }

/** @type {import('./run.js').Group[]} */
export const groups = [
  ...['v1', 'v2'].map((sdk) => {
    const [bridge, bare] = [`HTTP, ${sdk}: pino → bridge`, `HTTP, ${sdk}: bare notification`]
    return {
      settings: { processes: 4, rounds: 8, batch: CALLS * RECORDS, warmUp: 1500 },
      variants: { [bridge]: () => bursts(sdk, 'bridge'), [bare]: () => bursts(sdk, 'bare') },
      rows: [
        {
          title: `HTTP, 100 calls × 100 records at once, server’s CPU, pino → bridge ÷ bare notification, ${sdk}`,
          ratio: (/** @type {import('./measure.js').FigureOf} */ t) => t(bridge) / t(bare),
          goal: 0.95,
          why: 'Through pino a record is formatted, searched and queued; the bare call, which is handed an object, skips all of that. Both leave most of the time to the SDK’s transport and to Node’s HTTP.',
        },
      ],
    }
  }),
  {
    inQuick: false,
    settings: { processes: 2, rounds: 4, batch: 1, warmUp: 0 },
    variants: {
      '2,500 sessions: pino → bridge': () => beats('bridge', SESSIONS),
      '2,500 sessions: bare notification': () => beats('bare', SESSIONS),
    },
    rows: [
      {
        title: '2,500 HTTP sessions × 1 record/s, server’s CPU, pino → bridge ÷ bare notification',
        ratio: (t) => t('2,500 sessions: pino → bridge') / t('2,500 sessions: bare notification'),
        goal: 1.1,
        why: 'A record on its own in a quiet second pays everything once: the timer of the queue, cold caches, and a scope of its own, where the bare call pays the notification alone.',
      },
      {
        title: 'the same, heap per session with an open call, beyond the bare server’s',
        ratio: (t) =>
          (t('2,500 sessions: pino → bridge', 'heap') - t('2,500 sessions: bare notification', 'heap')) / 1024,
        unit: ' KB',
        goal: 3,
        why: 'A tap on the server and one on its transport, a connection, a delivery, an open request, its stream and the last of its state.',
      },
      {
        section: 'other',
        title: 'the same, of one core the server’s share, bare',
        ratio: (t) => t('2,500 sessions: bare notification', 'load'),
      },
    ],
  },
  {
    inQuick: false,
    settings: { processes: 2, rounds: 2, batch: 1, warmUp: 0 },
    variants: {
      '10,000 open calls: pino → bridge': () => beats('bridge', OPEN_CALLS),
      '10,000 open calls: bare notification': () => beats('bare', OPEN_CALLS),
    },
    rows: [
      {
        title: '10,000 open calls over HTTP (1,000 sessions) × 1 record in 4 s: records dropped or missing',
        ratio: (t) =>
          t('10,000 open calls: pino → bridge', 'missing') + t('10,000 open calls: pino → bridge', 'dropped'),
        unit: '',
        goal: 0,
      },
      {
        title: 'the same, p99 of the latency from log call to client, pino → bridge ÷ bare notification',
        ratio: (t) => t('10,000 open calls: pino → bridge', 'p99') / t('10,000 open calls: bare notification', 'p99'),
        goal: 1.5,
        why: 'Server and client share two cores with whatever else runs: near the end of what one core can do, a little more work is much more latency.',
      },
      {
        section: 'other',
        title: 'the same, server’s CPU, pino → bridge ÷ bare notification',
        ratio: (t) => t('10,000 open calls: pino → bridge') / t('10,000 open calls: bare notification'),
      },
      ...['p50', 'p99'].flatMap((figure) =>
        ['pino → bridge', 'bare notification'].map((what) => ({
          section: /** @type {const} */ ('other'),
          title: `the same, ${figure}, ${what}`,
          unit: ' ms',
          ratio: (/** @type {import('./measure.js').FigureOf} */ t) => t(`10,000 open calls: ${what}`, figure),
        })),
      ),
      {
        section: 'other',
        title: 'the same, of one core the server’s share, bare',
        ratio: (t) => t('10,000 open calls: bare notification', 'load'),
      },
    ],
  },
]
