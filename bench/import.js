// What the import of one subpath costs in a fresh process.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const { exports: subpaths } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const program = fileURLToPath(new URL('programs/import.js', import.meta.url))

/** A package of a few lines in CommonJS: the least that an import costs. */
const LEAST = 'triple-beam'
const SPECIFIERS = Object.keys(subpaths)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => subpath.replace('.', 'mcp-log-bridge'))

/** @param {string} specifier */
const importing = (specifier) => async () => {
  const [figures] = await once(fork(program, [specifier]), 'message')
  return figures
}

const WHY =
  'Reading and compiling the code of the entry and of the chunks that it shares with the others; the floor is the import of a package of a few lines.'

/** @type {import('./run.js').Group[]} */
export const groups = [
  {
    settings: { processes: 1, rounds: 21, batch: 1, warmUp: 0 },
    variants: Object.fromEntries(
      [...SPECIFIERS, LEAST].map((specifier) => [`import of ${specifier}`, () => importing(specifier)]),
    ),
    rows: SPECIFIERS.flatMap((specifier) => [
      {
        title: `import of ${specifier} in a fresh process, CPU`,
        ratio: (t) => t(`import of ${specifier}`) / 1e6,
        floor: (t) => t(`import of ${LEAST}`) / 1e6,
        unit: ' ms',
        goal: 25,
        why: WHY,
      },
      {
        title: `the same, resident size, ${specifier}`,
        ratio: (t) => t(`import of ${specifier}`, 'resident') / 2 ** 20,
        floor: (t) => t(`import of ${LEAST}`, 'resident') / 2 ** 20,
        unit: ' MB',
        goal: 3,
        why: WHY,
      },
    ]),
  },
]
