import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

// A link that leads nowhere is found here, on the page as it is in the repository and as it is published.

const docs = readdirSync('docs').filter((name) => name.endsWith('.md'))
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...docs.map((name) => `docs/${name}`)]

/** Without its blocks and spans of code. */
const textOf = (page: string): string => readFileSync(page, 'utf8').replace(/```[\s\S]*?```|`[^`\n]*`/g, '')

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

interface Link {
  readonly target: string
  readonly file: string
  readonly anchor: string | undefined
}

/** The relative links of a page: in brackets, by reference, and of HTML. */
function linksOf(page: string): Link[] {
  const found = textOf(page).matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)|(?:href|src)="([^"]+)"/gm)
  return [...found]
    .map(([, inline, reference, html]) => inline ?? reference ?? html ?? '')
    .filter((target) => !/^[a-z][a-z+.-]*:|^\/\//i.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      return { target, file: path === '' ? page : posix.join(posix.dirname(page), path), anchor }
    })
}

test.each(PAGES)('every link of %s leads somewhere', (page) => {
  const broken = linksOf(page).filter(
    ({ file, anchor }) => !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor)),
  )
  expect(broken.map(({ target }) => target)).toEqual([])
})

test.each(PAGES)('every test and example that %s names is there', (page) => {
  const named = readFileSync(page, 'utf8').matchAll(/`((?:test|examples|scripts)\/[\w/.-]+\.[jt]s)`/g)
  expect([...named].map(([, file = '']) => file).filter((file) => !existsSync(file))).toEqual([])
})

test('what the README leads to is published', () => {
  const pack = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ files }] = JSON.parse(pack) as [{ files: { path: string }[] }]
  const reached = new Set(['README.md'])
  for (const page of reached) {
    if (page.endsWith('.md') && existsSync(page)) for (const { file } of linksOf(page)) reached.add(file)
  }
  expect(reached.size).toBeGreaterThan(1)
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining([...reached]))
})
