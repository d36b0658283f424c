// Prints how many stderr lines come out at the level that they state: `node scripts/stderr-formats.js FILE.json [DIR]`.
// FILE.json maps the name of a format to sample output in which each event says its level (`msg-error`). Lines of prose
// are those of all README files below DIR (`node_modules`): they state no level and should get none.
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { forwardStderr } from 'mcp-log-bridge/client'

const EVENT = /msg-(debug|info|notice|warning|error|critical|alert|emergency)/
/** No line of prose states it, so whatever comes out at another level was given one. */
const UNSTATED = 'alert'

const [file, prose = 'node_modules'] = process.argv.slice(2)
if (file !== undefined) await printFormats(JSON.parse(readFileSync(file, 'utf8')))
await printProse(prose)

/** @param {string} text @param {import('mcp-log-bridge').McpLevel} defaultLevel */
async function forwarded(text, defaultLevel) {
  /** @type {import('mcp-log-bridge/client').ForwardedRecord[]} */
  const records = []
  const stderr = new PassThrough()
  forwardStderr(stderr, (record) => records.push(record), { serverName: 's', defaultLevel, rateLimit: false })
  stderr.end(text)
  await once(stderr, 'close')
  return records
}

/** @param {Record<string, string>} formats */
async function printFormats(formats) {
  let [right, all, whole] = [0, 0, 0]
  for (const [name, text] of Object.entries(formats)) {
    const expected = text.split('\n').filter((line) => EVENT.test(line)).length
    const wrong = []
    let found = 0
    for (const record of await forwarded(text, 'info')) {
      const level = EVENT.exec(record.text)?.[1] ?? EVENT.exec(JSON.stringify(record.data) ?? '')?.[1]
      if (level === undefined) continue
      found++
      if (level !== record.level) wrong.push(`${record.level} for ${record.text}`)
    }
    if (found !== expected) wrong.push(`${found} records of ${expected} lines`)
    all += expected
    right += Math.max(0, expected - wrong.length)
    if (wrong.length === 0) whole++
    else process.stdout.write(`${name}\n${wrong.map((each) => `    ${each}\n`).join('')}`)
  }
  const count = Object.keys(formats).length
  process.stdout.write(`lines ${right} of ${all} (${percent(right, all)}), formats ${whole} of ${count}\n`)
}

/** @param {string} directory */
async function printProse(directory) {
  let [given, all] = [0, 0]
  for (const readme of readmes(directory)) {
    for (const line of readFileSync(readme, 'utf8').split(/\r?\n/)) {
      if (line.trim() === '') continue
      all++
      const [record] = await forwarded(line, UNSTATED)
      if (record === undefined || record.level === UNSTATED) continue
      given++
      if (process.env.SHOW) process.stdout.write(`    ${record.level}: ${line.slice(0, 120)}\n`)
    }
  }
  process.stdout.write(`prose ${given} of ${all} lines given a level (${percent(given, all)})\n`)
}

/** @param {string} directory @returns {Generator<string>} */
function* readmes(directory) {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    if (statSync(path).isDirectory()) yield* readmes(path)
    else if (/^readme.*\.(?:md|markdown)$/i.test(name)) yield path
  }
}

/** @param {number} part @param {number} whole */
function percent(part, whole) {
  return `${((100 * part) / whole).toFixed(2)} %`
}
