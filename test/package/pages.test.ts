import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { prettyFactory } from 'pino-pretty'
import { describe, expect, test, vi } from 'vitest'
import { picture } from '../../scripts/picture.js'
import { connectV1 } from '../harness/clients.js'

// What the pages quote is what the examples are, and what they write. A comment above a block says where it is from.

const docs = readdirSync('docs').filter((name) => name.endsWith('.md'))
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs.map((name) => `docs/${name}`)]

interface Block {
  readonly page: string
  readonly language: string
  readonly text: string
  /** The comment above it. */
  readonly from: string
}

const blocks: readonly Block[] = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/(?:<!-- (.*?) -->\n)?```(\w*)\n([\s\S]*?)```\n/g)].map(
    ([, from = '', language = '', text = '']) => ({ page, language, text, from }),
  ),
)

/** A whole example, or the parts of it between `#region name` and `#endregion`. */
function sourceOf(from: string): string {
  const [file = '', name] = from.split('#')
  const source = readFileSync(file, 'utf8')
  if (name === undefined) return source
  const regions = [...source.matchAll(new RegExp(`^( *)// #region ${name}\n([\\s\\S]*?)^ *// #endregion\n`, 'gm'))]
  return regions.map(([, indent = '', text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')).join('')
}

describe.each(PAGES)('%s', (page) => {
  const of = (...languages: string[]): Block[] =>
    blocks.filter((each) => each.page === page && languages.includes(each.language))

  test('every block of code is an example, or a part of one, word for word', () => {
    for (const { text, from } of of('js')) expect(text).toBe(sourceOf(from))
    // The types on the page of options are checked where they are written.
    for (const { text, from } of of('ts')) if (from !== '') expect(text).toBe(sourceOf(from))
  })

  test('every quoted output says where it is from', () => {
    for (const { text, from } of of('', 'json')) expect(Object.keys(written), text).toContain(from.split(' of ')[0])
  })
})

/** What an example writes or sends, by the words in the comment. Times and durations are those of the page. */
const written: Readonly<Record<string, (command: string, quoted: string) => Promise<string>>> = {
  stdout: async (command, quoted) => {
    const { stdout } = await promisify(execFile)(process.execPath, command.split(' '))
    return withTimesOf(quoted, stdout)
  },
  'what a client receives': async (file) => {
    const received = await receivedFrom(file)
    return received.map((each) => `${JSON.stringify(each)}\n`).join('')
  },
  // As the Inspector's `mcpdo logging/tail` and its text form print a record.
  mcpdo: async (file) => {
    const received = await receivedFrom(file)
    return received.map(({ level, logger, data }) => `[${level}] ${logger}: ${JSON.stringify(data)}\n`).join('')
  },
  'stderr, pretty,': async (file, quoted) => {
    const transport = new StdioClientTransport({ command: process.execPath, args: [file], stderr: 'pipe' })
    const format = prettyFactory({ ignore: 'pid,hostname', colorize: false })
    const lines: string[] = []
    createInterface({ input: transport.stderr as Readable }).on('line', (line) => {
      if (JSON.parse(line).level > 20) lines.push(format(line))
    })
    const client = new Client({ name: 'inspector', version: '1.2.0' })
    await client.connect(transport)
    const _meta = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
    await client.callTool({ name: 'forecast', _meta })
    await client.callTool({ name: 'alerts' })
    await vi.waitFor(() => expect(lines.length).toBe(2))
    await client.close()
    // Where the example is, and what is below it on the stack, is of this machine.
    const text = lines.join('').replaceAll(`file://${process.cwd()}`, 'file:///app')
    return withTimesOf(quoted, text.replace(/(request-log\.js:\d+:\d+\n)(?: +at .*\n)+/, '$1              …\n'))
  },
}

async function receivedFrom(file: string) {
  const transport = new StdioClientTransport({ command: process.execPath, args: [file], stderr: 'ignore' })
  const client = await connectV1(transport)
  await client.callTool('forecast')
  await client.close()
  return client.received
}

const TIMES = [/\[\d\d:\d\d:\d\d\.\d{3}\]/g, /\b\d+ ms\b/g, /(?<=durationMs: )\d+/g]

/** The text with the times and durations of another one. */
function withTimesOf(quoted: string, text: string): string {
  return TIMES.reduce((timed, pattern) => {
    const times = quoted.match(pattern) ?? []
    return timed.replace(pattern, (own) => times.shift() ?? own)
  }, text)
}

const outputs = blocks.filter(({ from, language }) => ['', 'json'].includes(language) && from !== '')

test.each(outputs)('$page: $from', async ({ from, language, text }) => {
  const [kind = '', command = ''] = from.split(' of ')
  const actual = await written[kind]?.(command, text)
  // Several loggers on one stream do not agree on who comes first.
  const form = (each = ''): unknown => (language === 'json' ? JSON.parse(each) : each.split('\n').sort())
  expect(form(actual)).toEqual(form(text))
})

test('docs/picture.svg is what the demo shows: `npm run picture` draws it', async () => {
  expect(readFileSync('docs/picture.svg', 'utf8')).toBe(await picture())
})

test('what the README calls measured is in the table of goals, and reached', () => {
  const rows = readFileSync('docs/performance.md', 'utf8').split('\n')
  const claims = [
    'heap, 200,000 records to a client that does not read',
    'one record inside a request, 10,000 attached sessions',
  ]
  for (const claim of claims) {
    const found = rows.filter((row) => row.includes(`| ${claim}`))
    expect(found.length, claim).toBeGreaterThan(0)
    for (const row of found) expect(row).toMatch(/\| yes \|$/)
  }
})

test('the README leads within one screen to code, and every example is named', () => {
  const readme = readFileSync('README.md', 'utf8')
  const lines = readme.split('\n')
  expect(lines.indexOf('```js')).toBeLessThan(12)
  expect(lines.length).toBeLessThanOrEqual(201)
  const pages = PAGES.map((page) => readFileSync(page, 'utf8')).join('\n')
  const examples = readdirSync('examples').filter((name) => name.endsWith('.js'))
  expect(examples.filter((name) => !pages.includes(`examples/${name}`))).toEqual([])
})
