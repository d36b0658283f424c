import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The packed tarball, unpacked where none of the optional peers is: what it loads is what it needs.

const folder = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-'))
const modules = join(folder, 'node_modules')
const home = join(modules, 'mcp-log-bridge')

/** What every entry needs. */
const EVERYWHERE = ['fastest-levenshtein', 'yocto-queue']

beforeAll(() => {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(
    execFileSync('npm', pack, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  mkdirSync(home, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', home, '--strip-components=1'])
  writeFileSync(join(folder, 'package.json'), '{}')
  for (const name of EVERYWHERE) provide(name)
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Installs a package and all that it depends on. */
function provide(name: string): void {
  const target = join(modules, name)
  if (existsSync(target)) return
  const source = join('node_modules', name)
  cpSync(source, target, { recursive: true })
  const { dependencies = {} } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
  for (const each of Object.keys(dependencies)) provide(each)
}

function evaluate(code: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' })
}

describe('without the dependencies of a winston transport', () => {
  test.each(['mcp-log-bridge', 'mcp-log-bridge/pino', 'mcp-log-bridge/client'])('%s loads', (name) => {
    expect(evaluate(`import * as it from '${name}'; process.stdout.write(String(Object.keys(it).length > 0))`)).toBe(
      'true',
    )
  })

  test('mcp-log-bridge/winston does not: it needs its dependencies', () => {
    expect(() => evaluate(`import 'mcp-log-bridge/winston'`)).toThrow(/Cannot find package/)
  })

  test('mcp-log-bridge/guard loads, and guards', () => {
    expect(evaluate(`import 'mcp-log-bridge/guard'; process.stdout.write('stray')`)).toBe('')
  })

  test('mcp-log-bridge/package.json is there', () => {
    const code = `import it from 'mcp-log-bridge/package.json' with { type: 'json' }; process.stdout.write(it.name)`
    expect(evaluate(code)).toBe('mcp-log-bridge')
  })
})

describe('with its dependencies, and no winston', () => {
  beforeAll(() => {
    provide('winston-transport')
    provide('triple-beam')
  })

  test('mcp-log-bridge/winston loads', () => {
    expect(existsSync(join(modules, 'winston'))).toBe(false)
    expect(
      evaluate(`import { McpTransport } from 'mcp-log-bridge/winston'; process.stdout.write(McpTransport.name)`),
    ).toBe('McpTransport')
  })

  test('require() works too', () => {
    const code = `process.stdout.write(require('mcp-log-bridge/winston').McpTransport.name)`
    const out = execFileSync(process.execPath, ['-e', code], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    expect(out).toBe('McpTransport')
  })
})

test('runtime dependencies are those, each without dependencies of its own or winston’s', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(Object.keys(dependencies)).toEqual([...EVERYWHERE, 'triple-beam', 'winston-transport'].sort())
})

test('nothing in it writes to stdout or the console', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('src', name))
    // The guard of stdout has to name it, and so has what captures the console.
    .filter((file) => !['stdout', 'console'].some((folder) => file.startsWith(join('src', folder))))
  expect(files).toContain(join('src', 'index.ts'))
  const offenders = files.filter((file) => /\bconsole\.|process\.stdout/.test(readFileSync(file, 'utf8')))
  expect(offenders).toEqual([])
})
