// What a maintainer runs before publishing: fails where the version, its changelog, the tree or the tarball is not ready.
//   npm run release:check
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { version, repository } = JSON.parse(readFileSync('package.json', 'utf8'))
const faults = []

/** @param {string} command @param {readonly string[]} args */
const read = (command, args) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

/** Builds and packs. @returns {string} the hash of the tarball */
function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-release-'))
  try {
    execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
    const [{ filename, size, entryCount }] = JSON.parse(
      read('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]),
    )
    process.stdout.write(`${filename}: ${(size / 1000).toFixed(0)} kB, ${entryCount} files\n`)
    return createHash('sha256')
      .update(readFileSync(join(folder, filename)))
      .digest('hex')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (read('git', ['status', '--porcelain']) !== '') faults.push('The tree has changes that are not committed')
if (read('git', ['tag', '--list', `v${version}`]) !== '') faults.push(`Version ${version} is tagged already`)
const [, latest] = readFileSync('CHANGELOG.md', 'utf8').match(/^## (.+)$/m) ?? []
if (latest !== version) faults.push(`CHANGELOG.md begins with ${latest}, not with ${version}`)
if (!/^git\+https:\/\/github\.com\//.test(repository?.url))
  faults.push('Provenance needs the address of the repository in package.json')
const [first, second] = [pack(), pack()]
if (first !== second) faults.push('Two builds of the same tree give two tarballs')

for (const fault of faults) process.stdout.write(`${fault}\n`)
process.exitCode = faults.length > 0 ? 1 : 0
if (faults.length === 0)
  for (const script of ['check', 'check:types', 'check:runtimes', 'matrix', 'test'])
    execFileSync('npm', ['run', script], { stdio: 'inherit' })
