// Time per record against whatever an application may let grow. Beside the bridge stands the naive bridge, which does
// the same work without caps and redaction.
import { mcpDestination } from 'mcp-log-bridge/pino'
import { pino } from 'pino'
import { compare, spread } from './measure.js'
import { naive } from './pino-delivered.js'
import { fieldsOf, MESSAGE } from './record.js'
import { connect, delivering } from './server.js'
import { attachIdle } from './sessions.js'

/** @typedef {{ fields: object, message: string }} Logged */

/** @param {number} size @returns {Logged} */
const ordinary = (size) => ({ fields: fieldsOf(size), message: MESSAGE })

/** What grows, over which sizes, and what is logged then. @type {Record<string, [number[], (size: number) => Logged]>} */
const AXES = {
  fields: [
    [1, 3, 10, 30, 100],
    (size) => ({
      fields: Object.fromEntries(Array.from({ length: size }, (_, i) => [`field${i}`, i % 2 ? i : `value ${i}`])),
      message: MESSAGE,
    }),
  ],
  depth: [
    [1, 2, 4, 8, 16],
    (size) => {
      /** @type {object} */
      let fields = { leaf: true }
      for (let i = 1; i < size; i++) fields = { inner: fields, place: i }
      return { fields, message: MESSAGE }
    },
  ],
  'message length': [
    [10, 100, 1000, 10_000],
    (size) => ({ fields: fieldsOf(1), message: 'order placed '.repeat(size).slice(0, size) }),
  ],
  'open requests': [[1, 10, 100, 1000, 10_000], ordinary],
  sessions: [[1, 10, 100, 1000, 10_000], ordinary],
}
/** Of these the naive bridge knows nothing. */
const BRIDGE_ONLY = ['open requests', 'sessions']

/** @param {string} axis @param {number} size @param {Logged} logged @returns {Promise<import('./measure.js').Run>} */
async function bridge(axis, size, { fields, message }) {
  const destination = mcpDestination({ rateLimit: false })
  if (axis === 'sessions') await attachIdle(destination, size - 1)
  const { sink, open } = await connect('v1', { bridge: destination })
  const requests = axis === 'open requests' ? size : 1
  for (let i = 1; i < requests; i++) await open(i + 2)
  const enter = await open(2)
  const logger = pino({}, destination)
  const run = delivering(sink, () => logger.info(fields, message))
  return (n) => enter(() => run(n))
}

const points = Object.entries(AXES).flatMap(([axis, [sizes, record]]) =>
  sizes.flatMap((size) =>
    (BRIDGE_ONLY.includes(axis) ? ['bridge'] : ['bridge', 'naive bridge']).map((what) => ({
      axis,
      size,
      what,
      name: `${axis}: ${what} at ${size}`,
      setUp: (logged = record(size)) => (what === 'bridge' ? bridge(axis, size, logged) : naive(() => logged)),
    })),
  ),
)

export const variants = Object.fromEntries(points.map(({ name, setUp }) => [name, setUp]))

/** @returns {Promise<import('./run.js').Report>} */
export async function measure() {
  /** @type {import('./run.js').Plot[]} */
  const plots = []
  for (const axis of Object.keys(AXES)) {
    const here = points.filter((point) => point.axis === axis)
    const settings = { processes: 2, rounds: 20 }
    const rounds = await compare(
      new URL(import.meta.url),
      here.map(({ name }) => name),
      settings,
    )
    /** @type {import('./run.js').Plot['lines']} */
    const lines = {}
    for (const { name, size, what } of here) {
      lines[what] ??= []
      lines[what].push([size, spread(rounds.map((times) => times[name] ?? Number.NaN)).median])
    }
    plots.push({ title: axis, verdict: verdict(lines.bridge ?? []), lines })
  }
  return { results: [], plots }
}

/** @param {[size: number, time: number][]} line */
function verdict(line) {
  const [[, first] = [0, 0]] = line
  const [[size1, time1] = [0, 0], [size2, time2] = [0, 0]] = line.slice(-2)
  const most = Math.max(...line.map(([, time]) => time))
  if (most / first < 1.3) return `flat (at most ${(most / first).toFixed(2)} of the smallest)`
  // What is fixed must not hide what grows: the exponent of the growth beyond the smallest.
  const exponent = Math.log((time2 - first) / (time1 - first)) / Math.log(size2 / size1)
  const kind = exponent <= 0.75 ? 'less than linear' : exponent <= 1.25 ? 'linear' : 'MORE than linear'
  return `${kind} (towards the end as size to the power of ${exponent.toFixed(2)})`
}
