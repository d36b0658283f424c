// From the log call of a server to its client, over a real pipe.
import { flooding, officialClient, plainClient } from './stdio-client.js'

const WHY =
  'Through pino a record is formatted, searched and queued; the bare call, which is handed an object, skips all of that.'

/** @typedef {import('./measure.js').FigureOf} FigureOf */

/** The compiler of the server settles late, since most of a record's way is the SDK's. */
const settings = { processes: 4, rounds: 8, batch: 10_000, warmUp: 1000 }

/** @type {import('./run.js').Group[]} */
export const groups = [
  .../** @type {const} */ (['v1', 'v2']).map((sdk) => {
    const [bridge, bare] = [`stdio, ${sdk}: pino → bridge`, `stdio, ${sdk}: bare sendLoggingMessage`]
    return {
      settings,
      variants: {
        [bridge]: () => flooding(plainClient, 'stdio.js', [sdk, 'bridge']),
        [bare]: () => flooding(plainClient, 'stdio.js', [sdk, 'bare']),
      },
      rows: [
        {
          title: `stdio end to end, server’s CPU, pino → bridge ÷ bare sendLoggingMessage, ${sdk}`,
          ratio: (/** @type {FigureOf} */ t) => t(bridge) / t(bare),
          goal: 1.6,
          why: WHY,
        },
        {
          section: /** @type {const} */ ('other'),
          title: `the same, time to the last record received, ${sdk}`,
          ratio: (/** @type {FigureOf} */ t) => t(bridge, 'elapsed') / t(bare, 'elapsed'),
        },
      ],
    }
  }),
  ...['fastmcp', 'mcp-framework'].map((framework) => {
    const [bridge, own] = [`${framework}: pino → bridge`, `${framework}: context log`]
    return {
      settings,
      variants: {
        [bridge]: () => flooding(officialClient, `${framework}.js`, ['bridge']),
        [own]: () => flooding(officialClient, `${framework}.js`, ['own']),
      },
      rows: [
        {
          title: `${framework}, 10,000 records over stdio to the official client, server’s CPU, pino → bridge ÷ its context log`,
          ratio: (/** @type {FigureOf} */ t) => t(bridge) / t(own),
          goal: 0.85,
          why: 'A context log is handed an object and sends it as it is.',
        },
        {
          section: /** @type {const} */ ('other'),
          title: `the same, time to the last record received, ${framework}`,
          ratio: (/** @type {FigureOf} */ t) => t(bridge, 'elapsed') / t(own, 'elapsed'),
        },
      ],
    }
  }),
]
