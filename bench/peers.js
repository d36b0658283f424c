// Context logs of frameworks beside the bridge: the same work, a tool that logs 10,000 records over stdio.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { overStdio } from './clients.js'

const installed = existsSync(new URL('peers/node_modules', import.meta.url))

/** @param {string} name */
const peer = async (name) =>
  (await overStdio('v1', [], fileURLToPath(new URL(`peers/${name}.js`, import.meta.url)))).flood

export const variants = {
  'pino → bridge': async () => (await overStdio('v1', ['v1', 'stdio', 'bridge'])).flood,
  ...(installed && {
    'fastmcp, context log': () => peer('fastmcp'),
    'mcp-framework, context log': () => peer('mcp-framework'),
  }),
}

export const settings = { processes: 2, rounds: 5, batch: 10_000 }

/** @type {import('./run.js').Row[]} */
export const rows = ['fastmcp', 'mcp-framework'].map((name) => ({
  row: 'peer',
  title: `pino → bridge, 10,000 records over stdio to the last one received (v1) ÷ context logs of ${name}`,
  ratio: (t) => t('pino → bridge') / t(`${name}, context log`),
}))
