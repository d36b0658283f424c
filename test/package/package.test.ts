import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The packed tarball, unpacked where none of the optional peers is: what it loads is what it needs.

const folder = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-'))
const modules = join(folder, 'node_modules')
const home = join(modules, 'mcp-log-bridge')

const ENTRIES = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => join('mcp-log-bridge', subpath))

beforeAll(() => {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const [{ filename }] = JSON.parse(
    execFileSync('npm', pack, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  mkdirSync(home, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', home, '--strip-components=1'])
  writeFileSync(join(folder, 'package.json'), '{}')
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
    expect(() => evaluate(`import 'mcp-log-bridge/winston'`)).toThrow(
      /Cannot find module '(triple-beam|winston-transport)'/,
    )
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
    provide('@opentelemetry/api')
  })

  test('mcp-log-bridge/winston loads', () => {
    expect(existsSync(join(modules, 'winston'))).toBe(false)
    expect(
      evaluate(`import { McpTransport } from 'mcp-log-bridge/winston'; process.stdout.write(McpTransport.name)`),
    ).toBe('McpTransport')
  })

  test.each(ENTRIES)('%s gives require() and import the same, each by its name', (name) => {
    const code = `
      import { createRequire } from 'node:module'
      import * as imported from '${name}'
      const required = createRequire(import.meta.url)('${name}')
      const same = Object.keys(required).every((key) => required[key] === imported[key])
      process.stderr.write(JSON.stringify([same, Object.keys(required), Object.keys(imported)]))`
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: folder,
      encoding: 'utf8',
    })
    const [same, required, imported] = JSON.parse(stderr)
    expect(same).toBe(true)
    expect(required.toSorted()).toEqual(imported.toSorted())
  })
})

test('runtime dependencies are winston’s own; the license of what is in the chunks is there', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(Object.keys(dependencies)).toEqual(['triple-beam', 'winston-transport'])
  const licenses = readFileSync(join(home, 'dist/chunks/LICENSES'), 'utf8')
  expect(licenses.match(/^\S+ \d+\.\d+\.\d+$/gm)?.map((line) => line.split(' ')[0])).toEqual([
    'denque',
    'fastest-levenshtein',
  ])
  expect(licenses.match(/^(?:MIT License|\s+Apache License)$/gm)).toHaveLength(2)
})

test('no file asks for a builtin by require(), nor for its own place: a bundle of ES modules has neither', () => {
  const code = readdirSync(join(home, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(home, 'dist', name), 'utf8'))
  expect(code.join('\n')).toContain('process.getBuiltinModule(')
  expect(code.filter((text) => /require\([^)]*node:|__filename|__dirname|import\.meta/.test(text))).toEqual([])
})

test('the definition of each function and class that an entry exports is shown in TypeScript', () => {
  const dist = join(home, 'dist')
  const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts.map'))
  const sources = maps.flatMap((name) => {
    const { sources } = JSON.parse(readFileSync(join(dist, name), 'utf8')) as { sources: string[] }
    return sources.map((source) => join(dist, dirname(name), source))
  })
  expect(maps.length).toBeGreaterThan(10)
  expect(sources).toContain(join(dist, 'src/winston/transport.ts'))
  expect(sources.filter((file) => !existsSync(file))).toEqual([])
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: object }
  for (const subpath of Object.keys(exports).filter((each) => each !== './package.json')) {
    const index = readFileSync(join(dist, subpath, 'index.d.ts'), 'utf8')
    for (const [, names = '', file = ''] of index.matchAll(/export \{([^}]+)\} from '(\.[^']+)\.js'/g)) {
      if (!names.split(',').every((name) => /^\s*(?:type |$)/.test(name)))
        expect(maps).toContain(join(subpath, `${file}.d.ts.map`))
    }
  }
})

test('a declaration’s line leads to the line of its source', () => {
  const file = join(home, 'dist/winston/transport.d.ts')
  const at = (text: string): number =>
    readFileSync(text, 'utf8')
      .split('\n')
      .findIndex((line) => /class McpTransport\b/.test(line))
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
  const column = 'export declare class '.length
  expect(map.findEntry(at(file), column)).toMatchObject({ originalLine: at('src/winston/transport.ts') })
})

test('no import loads what only a running bridge needs', () => {
  const code = (name: string): string => `
    import { createRequire } from 'node:module'
    import '${name}'
    const { cache } = createRequire(import.meta.url)
    process.stderr.write(JSON.stringify(Object.keys(cache).filter((file) => file.includes('/mcp-log-bridge/'))))`
  for (const name of ['mcp-log-bridge', 'mcp-log-bridge/pino', 'mcp-log-bridge/winston', 'mcp-log-bridge/client']) {
    const args = ['--input-type=module', '-e', code(name)]
    const { stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    const chunks = (JSON.parse(stderr) as string[]).map((file) => basename(file, '.js'))
    expect(chunks).toContain('index')
    expect(
      chunks.filter((each) => ['payload', 'server', 'sdk', 'stdout', 'stderr', 'level-store'].includes(each)),
    ).toEqual([])
  }
})

test('a hub has loaded all that it needs: no log call opens a file', () => {
  const code = `
    import { createRequire } from 'node:module'
    import { createClientLogging } from 'mcp-log-bridge'
    import { mcpDestination } from 'mcp-log-bridge/pino'
    const { cache } = createRequire(import.meta.url)
    const destination = mcpDestination()
    const before = Object.keys(cache)
    destination.logging.logger('forecast').info('Asking', { city: 'Bern', token: 'x'.repeat(40) })
    destination.write('{"level":30,"msg":"x","password":"y"}')
    const counted = destination.logging.stats().accepted
    process.stderr.write(JSON.stringify([counted, before.length, Object.keys(cache).length]))`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' })
  const [counted, before, after] = JSON.parse(stderr)
  expect(counted).toBeGreaterThan(0)
  expect(after).toBe(before)
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
