// From the log call of a server to the handler of an official client, over a real pipe.
import { overStdio } from './clients.js'

const SDKS = /** @type {const} */ (['v1', 'v2'])

/** @param {'v1' | 'v2'} sdk @param {string} how */
const flood = async (sdk, how) => (await overStdio(sdk, [sdk, 'stdio', how])).flood

export const variants = Object.fromEntries(
  SDKS.flatMap((sdk) => [
    [`pino → bridge, ${sdk}`, () => flood(sdk, 'bridge')],
    [`bare sendLoggingMessage, ${sdk}`, () => flood(sdk, 'bare')],
    [`bare sendLoggingMessage, awaited, ${sdk}`, () => flood(sdk, 'awaited')],
  ]),
)

/** 100,000 records of each, in portions that can be interleaved. */
export const settings = { processes: 2, rounds: 10, batch: 5000 }

export const WHY =
  'Rows 9 and 10: client and server share two cores, so that the server’s time counts in full. Through pino a record is formatted, parsed, searched and queued; the bare call, which is handed an object, skips all of that.'

/** @type {import('./run.js').Row[]} */
export const rows = SDKS.flatMap((sdk) => [
  {
    row: '9',
    title: `100,000 records through pino over stdio to the official client, last one received ÷ bare sendLoggingMessage, ${sdk}`,
    ratio: (t) => t(`pino → bridge, ${sdk}`) / t(`bare sendLoggingMessage, ${sdk}`),
    goal: 1,
    why: WHY,
  },
  {
    row: '9',
    title: `the same ÷ sendLoggingMessage awaited each time, ${sdk}`,
    ratio: (t) => t(`pino → bridge, ${sdk}`) / t(`bare sendLoggingMessage, awaited, ${sdk}`),
  },
])
