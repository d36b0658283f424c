import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** What the check says of such a tree. */
function check(files: Readonly<Record<string, string>>): { readonly status: number | null; readonly faults: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-log-bridge-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const { status, stdout } = spawnSync(process.execPath, ['scripts/imports.js', folder], { encoding: 'utf8' })
  const lines = stdout.trim().split('\n')
  return { status, faults: lines.slice(lines.findIndex((line) => line.includes(' circles, ')) + 1) }
}

test('what runs one way passes', () => {
  const files = {
    'pino/line.ts': "import { log } from '../server/hub.js'\nimport type { Server } from '../sdk/tap.js'\n",
    'pino/index.ts': "export { fields } from '../request/scope.js'\n",
    'server/hub.ts':
      "import type { Rules } from '../redact/rules.js'\nimport {\n  type A,\n  type B,\n} from '../redact/rules.js'\n",
    'client/intake.ts': "import { bucket } from '../delivery/rate-limit.js'\n",
    'redact/rules.ts': '/** @example import { log } from "./hub.js" */\n',
  }
  expect(check(files)).toEqual({ status: 0, faults: [] })
})

test.each([
  ['back', { 'levels/a.ts': "import { b } from '../server/b.js'\n" }, 'not allowed: levels/a → server/b'],
  [
    'back for types',
    { 'levels/a.ts': "import type { B } from '../sdk/b.js'\n" },
    'not allowed: levels/a → sdk/b (types)',
  ],
  [
    'back over lines',
    { 'levels/a.ts': "import {\n  type B,\n  c,\n} from '../sdk/b.js'\n" },
    'not allowed: levels/a → sdk/b',
  ],
  ['back at run time', { 'levels/a.ts': "void import('../sdk/b.js')\n" }, 'not allowed: levels/a → sdk/b'],
  ['back without a name', { 'levels/a.ts': "import '../sdk/b.js'\n" }, 'not allowed: levels/a → sdk/b'],
  ['more than types', { 'server/a.ts': "import { b } from '../redact/b.js'\n" }, 'not allowed: server/a → redact/b'],
  [
    'to use what it may pass on',
    { 'pino/a.ts': "import { b } from '../request/b.js'\n" },
    'not allowed: pino/a → request/b',
  ],
  [
    'another file of a folder',
    { 'client/a.ts': "import { b } from '../delivery/b.js'\n" },
    'not allowed: client/a → delivery/b',
  ],
  ['from a folder without a row', { 'other/a.ts': '' }, 'no row in the table of scripts/imports.js: other'],
])('an import %s does not', (_, files, fault) => {
  expect(check(files as Record<string, string>)).toEqual({ status: 1, faults: [fault] })
})

test('a circle does not, even of types and through a third file', () => {
  const files = {
    'levels/a.ts': "import type { B } from './b.js'\n",
    'levels/b.ts': "import { c } from './c.js'\n",
    'levels/c.ts': "export type { A } from './a.js'\n",
  }
  expect(check(files)).toEqual({ status: 1, faults: ['circle: levels/a → levels/b → levels/c → levels/a'] })
})

test('a file with the name of a folder, and one that is too long, do not', () => {
  expect(check({ 'levels/redact.ts': '', 'redact/a.ts': '\n'.repeat(241), 'redact/b.ts': '\n'.repeat(240) })).toEqual({
    status: 1,
    faults: ['has the name of a folder: levels/redact.ts', 'over 240 lines: redact/a.ts (241)'],
  })
})
