// How things are compared: each in a process of its own, all of them alive at once, in many short rounds. In each round
// each has its turn, so that whatever disturbs the machine disturbs them alike, and a ratio is taken within the round.
// What is measured is the processor's time: that of a process which has to wait for others stands still.
import { fork } from 'node:child_process'

/**
 * What one turn has found: `cpu` in nanoseconds per operation, and whatever else a variant measures by itself.
 *
 * @typedef {Record<string, number>} Figures
 */

/**
 * Does something `n` times. What it returns stands in place of its process's own figures: the time of a server that runs
 * in another process, for example.
 *
 * @typedef {(n: number) => void | Figures | Promise<void | Figures>} Run
 */

/** @typedef {Record<string, () => Run | Promise<Run>>} Variants */

/** A figure of a variant in one round, by default its `cpu`. @typedef {(variant: string, figure?: string) => number} FigureOf */

/**
 * @typedef {object} Settings
 * @property {number} [processes] generations of processes: each gets another lot of the just-in-time compiler
 * @property {number} [rounds] in each generation
 * @property {number} [turn] milliseconds: short, so that the machine seldom changes its pace within a round; long enough
 *   to hold its share of garbage collection
 * @property {number} [batch] operations in a turn, in place of a time
 * @property {number} [warmUp] milliseconds of processor time until the compiler has settled
 * @property {string[]} [execArgv]
 */

/** @typedef {{ median: number, q1: number, q3: number, least: number }} Spread */

/**
 * @param {URL} file that exports `groups`
 * @param {readonly string[]} names of the variants to compare
 * @param {string} node path of the binary
 * @param {Settings} [settings]
 * @returns {Promise<Record<string, Figures>[]>} one for each round
 */
export async function compare(file, names, node, settings = {}) {
  const { processes = 6, rounds = 20, turn = 20, batch, warmUp = 400, execArgv = [] } = settings
  /** @type {Record<string, Figures>[]} */
  const found = []
  for (let generation = 0; generation < processes; generation++) {
    const variants = await Promise.all(names.map((name) => start(file, name, node, execArgv)))
    try {
      for (const variant of variants) await variant.ask({ turn, batch, warmUp })
      for (let round = 0; round < rounds; round++) found.push(await takeTurns(variants))
    } finally {
      for (const variant of variants) variant.stop()
    }
  }
  return found
}

/** @param {Variant[]} variants */
async function takeTurns(variants) {
  /** @type {Record<string, Figures>} */
  const figures = {}
  for (const variant of shuffled(variants)) figures[variant.name] = await variant.ask({})
  return figures
}

/** @typedef {Awaited<ReturnType<typeof start>>} Variant */

/**
 * @param {URL} file
 * @param {string} name
 * @param {string} execPath
 * @param {string[]} execArgv
 */
async function start(file, name, execPath, execArgv) {
  const child = fork(new URL('variant.js', import.meta.url), [file.href, name], { execPath, execArgv })
  /** @type {{ resolve(answer: Figures): void, reject(error: Error): void } | undefined} */
  let waiting
  child.on('message', (answer) => waiting?.resolve(/** @type {Figures} */ (answer)))
  child.on('exit', () => waiting?.reject(new Error(`${name} has ended`)))
  /** @param {import('./variant.js').Request} [request] @returns {Promise<Figures>} */
  const ask = (request) =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      if (request !== undefined) child.send(request)
    })
  await ask()
  return {
    name,
    ask,
    stop() {
      waiting = undefined
      if (child.connected) child.disconnect()
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
 * @param {readonly Record<string, Figures>[]} rounds
 * @param {(figure: FigureOf) => number} ratio
 * @returns {Spread}
 */
export function spread(rounds, ratio) {
  const sorted = rounds
    .map((round) => ratio((variant, figure = 'cpu') => round[variant]?.[figure] ?? Number.NaN))
    .sort((a, b) => a - b)
  const at = (/** @type {number} */ share) => {
    const place = (sorted.length - 1) * share
    const low = sorted[Math.floor(place)] ?? Number.NaN
    const high = sorted[Math.ceil(place)] ?? Number.NaN
    return low + (high - low) * (place - Math.floor(place))
  }
  // Of each variant alone: two that were fast in different rounds.
  const least = ratio((variant, figure = 'cpu') =>
    Math.min(...rounds.map((round) => round[variant]?.[figure] ?? Number.NaN)),
  )
  return { median: at(0.5), q1: at(0.25), q3: at(0.75), least }
}
