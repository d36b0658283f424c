// Runs the official conformance suite against a server that logs through the bridge, and against the same server without it,
// fails where they differ in anything but logging, and writes what came of it to docs/compatibility.md:
//   npm run conformance
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { table, writeSection } from './compatibility-page.js'
import { commandOf } from './judges.js'

const SUITE = '@modelcontextprotocol/conformance'
const VERSION = '0.1.16'

/** The scenarios that are about logging: a server that does not log cannot pass them. */
const LOGGING = ['logging-set-level', 'tools-call-with-logging']

/** @param {string} sdk @param {string} logger @returns {Promise<Map<string, string>>} the status of each check of each scenario */
async function run(sdk, logger) {
  const server = spawn(process.execPath, ['scripts/conformance-server.js', sdk, logger], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const output = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-conformance-'))
  try {
    const [port] = await once(createInterface(server.stderr), 'line')
    const [node = '', ...command] = commandOf(SUITE, VERSION, 'conformance')
    const args = [...command, 'server', '--url', `http://localhost:${port}/mcp`, '--suite', 'all', '-o', output]
    // Its exit code is that of the worst check, which is looked at below.
    await promisify(execFile)(node, args, { maxBuffer: 2 ** 26 }).catch(() => {})
    const scenarios = readdirSync(output).map((folder) => {
      const [, scenario = folder] = folder.match(/^server-(.+)-\d{4}-\d\d-\d\dT/) ?? []
      /** @type {{ id: string, status: string }[]} */
      const checks = JSON.parse(readFileSync(join(output, folder, 'checks.json'), 'utf8'))
      return checks.map(({ id, status }) => /** @type {const} */ ([`${scenario} ${id}`, status]))
    })
    return new Map(scenarios.flat().sort(([a], [b]) => a.localeCompare(b)))
  } finally {
    server.kill()
    rmSync(output, { recursive: true })
  }
}

/** @param {Map<string, string>} checks @param {boolean} logging */
function count(checks, logging) {
  const own = [...checks].filter(([check]) => LOGGING.includes(check.split(' ')[0] ?? '') === logging)
  const passed = own.filter(([, status]) => status !== 'FAILURE')
  return `${passed.length} of ${own.length}`
}

const names = { v1: '@modelcontextprotocol/sdk', v2: '@modelcontextprotocol/server' }
const rows = [['SDK', 'logger', 'logging', 'everything else', 'beside the server without the bridge']]
for (const [sdk, name] of Object.entries(names)) {
  const { version } = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'))
  const plain = await run(sdk, 'none')
  rows.push([`${sdk}, ${version}`, 'none', count(plain, true), count(plain, false), ''])
  for (const logger of ['winston', 'pino']) {
    const checks = await run(sdk, logger)
    const others = [...new Set([...plain.keys(), ...checks.keys()])].filter(
      (check) => !LOGGING.includes(check.split(' ')[0] ?? ''),
    )
    const differences = others.filter((check) => plain.get(check) !== checks.get(check))
    const failed = [...checks].filter(([, status]) => status === 'FAILURE').map(([check]) => check)
    if (checks.size === 0 || differences.length > 0 || failed.length > 0) process.exitCode = 1
    for (const check of [...differences, ...failed])
      process.stdout.write(`${sdk} ${logger}: ${check} ${plain.get(check)} without, ${checks.get(check)} with\n`)
    const verdict = differences.length === 0 ? 'no difference' : differences.join(', ')
    rows.push([`${sdk}, ${version}`, logger, count(checks, true), count(checks, false), verdict])
  }
}
process.stdout.write(`${table(rows)}\n`)

writeSection(
  'The official conformance suite',
  `
Written by \`npm run conformance\`: all server scenarios of \`${SUITE}\` ${VERSION} over Streamable HTTP, against
\`scripts/conformance-server.js\` with a logger and the bridge, and against the same server with neither. Figures are the checks
that pass, those of its logging scenarios by themselves (${LOGGING.map((each) => `\`${each}\``).join(', ')}).

${table(rows)}
`,
)
