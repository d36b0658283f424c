// Other versions of Node, as packages of the registry hold them.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const currentNode = process.versions.node.split('.')[0] ?? ''

/**
 * @param {string} version major
 * @returns path of its binary, which is kept once it has been installed
 */
export function nodeOf(version) {
  if (version === currentNode) return process.execPath
  const home = fileURLToPath(new URL(`../node_modules/.cache/node-${version}`, import.meta.url))
  const name = `node-${platform()}-${arch()}`
  const path = join(home, 'node_modules', name, 'bin', 'node')
  if (existsSync(path)) return path
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'package.json'), '{}')
  const args = ['install', '--no-audit', '--no-fund', '--silent', `${name}@${version}`]
  execFileSync('npm', args, { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] })
  return path
}
