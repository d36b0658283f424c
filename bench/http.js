// From the log call of a server to the handler of an official client, over Streamable HTTP, in one tool call.
import { overHttp } from './clients.js'
import { WHY } from './stdio.js'

const SDKS = /** @type {const} */ (['v1', 'v2'])

/** @param {'v1' | 'v2'} sdk @param {string} how */
const flood = async (sdk, how) => (await overHttp(sdk, how)).flood

export const variants = Object.fromEntries(
  SDKS.flatMap((sdk) => [
    [`pino → bridge, ${sdk}`, () => flood(sdk, 'bridge')],
    [`bare related notification, ${sdk}`, () => flood(sdk, 'bare')],
  ]),
)

/** 100,000 records of each, in portions that can be interleaved. */
export const settings = { processes: 2, rounds: 10, batch: 5000 }

/** @type {import('./run.js').Row[]} */
export const rows = SDKS.map((sdk) => ({
  row: '10',
  title: `the same over Streamable HTTP, one tool call for each 5,000 ÷ bare notification with relatedRequestId, ${sdk}`,
  ratio: (t) => t(`pino → bridge, ${sdk}`) / t(`bare related notification, ${sdk}`),
  goal: 1,
  why: WHY,
}))
