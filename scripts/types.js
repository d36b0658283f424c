// Compiles programs that use the packed package, with every TypeScript and resolution that is supported:
//   npm run check:types
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const VERSIONS = ['5.5', '5.9', '6', '7']

const ESM = { type: 'module' }
const COMMONJS = { type: 'commonjs' }

/** @type {{ name: string, module: string, resolution: string, manifest: object, until?: number }[]} */
const KINDS = [
  // TypeScript 7 has none of it, and 6 asks for a flag.
  { name: 'node10, CommonJS', module: 'commonjs', resolution: 'node10', manifest: COMMONJS, until: 6 },
  { name: 'node10, ESM', module: 'esnext', resolution: 'node10', manifest: ESM, until: 6 },
  { name: 'node16, CommonJS', module: 'node16', resolution: 'node16', manifest: COMMONJS },
  { name: 'node16, ESM', module: 'node16', resolution: 'node16', manifest: ESM },
  { name: 'nodenext, CommonJS', module: 'nodenext', resolution: 'nodenext', manifest: COMMONJS },
  { name: 'nodenext, ESM', module: 'nodenext', resolution: 'nodenext', manifest: ESM },
  { name: 'bundler, ESM', module: 'esnext', resolution: 'bundler', manifest: ESM },
  { name: 'bundler, CommonJS', module: 'esnext', resolution: 'bundler', manifest: COMMONJS },
]

const PROGRAM = `
import 'mcp-log-bridge/guard'
import { BridgeWarning, compareLevels, createClientLogging, type ClientLoggingOptions, type McpLevel } from 'mcp-log-bridge'
import { forwardLogs, forwardStderr, type ForwardedRecord } from 'mcp-log-bridge/client'
import * as otel from 'mcp-log-bridge/otel'
import { addMcpDestination, mcpDestination } from 'mcp-log-bridge/pino'
import { McpTransport } from 'mcp-log-bridge/winston'
import { pino } from 'pino'
import { createLogger } from 'winston'

const options: ClientLoggingOptions = { onWarning: (warning: BridgeWarning) => void warning.code }
const logging = createClientLogging(options)
const level: McpLevel = 'notice'
export const order: number = compareLevels(level, 'error')
export const transport: McpTransport = new McpTransport({ logging })
export class Mine extends McpTransport {}
export const winston = createLogger({ transports: [transport, new Mine()] })
export const logger = pino({}, mcpDestination({ logging }))
addMcpDestination(logger)
export const forward = (client: Parameters<typeof forwardLogs>[0]) =>
  forwardLogs(client, (record: ForwardedRecord) => void record.level)
export const read: Function = forwardStderr
export const names: string[] = Object.keys(otel)
// @ts-expect-error There is no such level.
export const wrong: McpLevel = 'warn'
`

const folder = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-types-'))
/** @param {string[]} args @param {string} cwd */
const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

try {
  const pack = npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], '.')
  const [{ filename }] = JSON.parse(pack)
  const packages = [`./${filename}`, 'pino@10', 'winston@3', '@types/node@20']
  const compilers = VERSIONS.map((version) => `typescript-${version}@npm:typescript@${version}`)
  writeFileSync(join(folder, 'package.json'), '{}')
  npm(['install', '--no-audit', '--no-fund', '--silent', ...packages, ...compilers], folder)

  const failures = []
  for (const { name, module, resolution, manifest, until = Number.POSITIVE_INFINITY } of KINDS) {
    const project = join(folder, name.replace(/\W+/g, '-'))
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(project, 'program.ts'), PROGRAM)
    for (const version of VERSIONS.filter((each) => Number(each) <= until)) {
      const compiler = join(folder, 'node_modules', `typescript-${version}`, 'bin', 'tsc')
      const args = `--ignoreConfig --noEmit --strict --exactOptionalPropertyTypes --skipLibCheck false --target es2022
        --types node --module ${module} --moduleResolution ${resolution}`.split(/\s+/)
      // As winston's and pino's own declarations ask for there.
      if (resolution === 'node10') args.push('--esModuleInterop')
      if (resolution === 'node10' && version === '6') args.push('--ignoreDeprecations', '6.0')
      if (Number(version) < 6) args.shift()
      const { status, stdout } = spawnSync(process.execPath, [compiler, ...args, 'program.ts'], {
        cwd: project,
        encoding: 'utf8',
      })
      process.stdout.write(`${status === 0 ? 'compiles' : 'FAILS   '}  TypeScript ${version.padEnd(4)} ${name}\n`)
      if (status !== 0) failures.push(stdout)
    }
  }
  if (failures.length > 0) process.stdout.write(failures.join('\n'))
  process.exitCode = failures.length > 0 ? 1 : 0
} finally {
  rmSync(resolve(folder), { recursive: true })
}
