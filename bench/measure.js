// How things are compared: every one in a process of its own, all of them alive at once, in many short rounds. In each
// round each has its turn, so that whatever disturbs the machine disturbs them alike, and the ratio is taken within the
// round. A process of its own, because one that uses AsyncLocalStorage makes every promise of its process dearer: a
// bridge must pay that itself, not share it with what it is compared to.
import { fork } from 'node:child_process'
import { cpus } from 'node:os'

/** Does something `n` times. @typedef {(n: number) => void | Promise<void>} Run */

/**
 * @typedef {object} Settings
 * @property {number} [processes] generations of processes: each gets another lot of the just-in-time compiler
 * @property {number} [rounds] in each generation
 * @property {number} [turn] milliseconds: short, so that the machine seldom changes its pace within a round; long
 *   enough for the clock, and to hold its share of garbage collection
 * @property {number} [batch] operations in a turn, in place of a time
 */

/** Nanoseconds per operation of one round, by name. @typedef {Record<string, number>} Times */

/** @typedef {{ median: number, q1: number, q3: number }} Spread */

/**
 * @param {URL} file that exports `variants`
 * @param {readonly string[]} names of those to compare
 * @param {Settings} [settings]
 * @returns {Promise<Times[]>} one for each round
 */
export async function compare(file, names, { processes = 3, rounds = 30, turn = 10, batch } = {}) {
  /** @type {Times[]} */
  const found = []
  for (let generation = 0; generation < processes; generation++) {
    const variants = await Promise.all(names.map((name) => start(file, name)))
    try {
      for (const variant of variants) await variant.warm(turn, batch)
      for (let round = 0; round < rounds; round++) found.push(await takeTurns(variants))
    } finally {
      for (const variant of variants) variant.stop()
    }
  }
  return found
}

/** @param {Variant[]} variants */
async function takeTurns(variants) {
  /** @type {Times} */
  const times = {}
  for (const variant of shuffled(variants)) times[variant.name] = await variant.time()
  return times
}

/** @typedef {Awaited<ReturnType<typeof start>>} Variant */

/** @typedef {{ resolve(answer: number): void, reject(error: Error): void }} Waiting */

/**
 * @param {URL} file
 * @param {string} name
 */
async function start(file, name) {
  const child = fork(new URL('variant.js', import.meta.url), [file.href, name], { execArgv: ['--expose-gc'] })
  /** @type {Waiting | undefined} */
  let waiting
  child.on('message', (answer) => waiting?.resolve(Number(answer)))
  child.on('exit', () => waiting?.reject(new Error(`${name} has ended`)))
  /** @param {object} [request] @returns {Promise<number>} */
  const ask = (request) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      if (request !== undefined) child.send(request)
    })
  await ask()
  return {
    name,
    /** @param {number} turn @param {number} [batch] */
    warm: (turn, batch) => ask({ turn, batch }),
    time: () => ask({}),
    stop() {
      waiting = undefined
      child.disconnect()
    },
  }
}

/**
 * @template T
 * @param {readonly T[]} list
 */
function shuffled(list) {
  return list
    .map((each) => ({ each, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ each }) => each)
}

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (/** @type {number} */ share) => {
    const place = (sorted.length - 1) * share
    const low = sorted[Math.floor(place)] ?? Number.NaN
    const high = sorted[Math.ceil(place)] ?? Number.NaN
    return low + (high - low) * (place - Math.floor(place))
  }
  return { median: at(0.5), q1: at(0.25), q3: at(0.75) }
}

export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
})
