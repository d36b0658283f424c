// docs/compatibility.md: a section for each script that writes one.
import { readFileSync, writeFileSync } from 'node:fs'

const PAGE = 'docs/compatibility.md'

/** Puts a section in the place of the one of that heading. @param {string} heading @param {string} text */
export function writeSection(heading, text) {
  const sections = readFileSync(PAGE, 'utf8').split(/^(?=## )/m)
  const at = sections.findIndex((each) => each.startsWith(`## ${heading}\n`))
  if (at === -1) throw new Error(`Expected ${PAGE} to have a section "${heading}"`)
  sections[at] = `## ${heading}\n\n${text.trim()}\n${at === sections.length - 1 ? '' : '\n'}`
  writeFileSync(PAGE, sections.join(''))
}

/** A table whose columns are as wide as their widest cell. @param {readonly (readonly string[])[]} rows the titles first */
export function table(rows) {
  const [titles = [], ...cells] = rows
  const widths = titles.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`
  return [line(titles), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...cells.map(line)].join('\n')
}
