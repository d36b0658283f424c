// Programs of others that the bridge is tried with, in exact versions, outside of the project's own packages.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, homedir, platform } from 'node:os'
import { join } from 'node:path'

/** Kept between runs. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mcp-log-bridge')

/** @param {string} name @param {string} version @returns {string} the folder of the package */
export function provide(name, version) {
  const home = join(CACHE, `${name.replace('/', '+')}@${version}`)
  const folder = join(home, 'node_modules', name)
  if (existsSync(join(folder, 'package.json'))) return folder
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'package.json'), '{ "private": true }')
  const args = ['install', '--no-audit', '--no-fund', '--silent', '--ignore-scripts', `${name}@${version}`]
  execFileSync('npm', args, { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] })
  return folder
}

/** The newest LTS of Node, on which all of them run. */
export const newestNode = () => join(provide(`node-${platform()}-${arch()}`, '24'), 'bin')

/** How a command of a package is started. @param {string} name @param {string} version @param {string} command */
export function commandOf(name, version, command) {
  const folder = provide(name, version)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return [join(newestNode(), 'node'), join(folder, bin[command])]
}
