import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { optionsPage } from '../../scripts/options.js'
import { forwardStderr } from '../../src/client/index.js'
import { createClientLogging } from '../../src/index.js'
import { resolveLimits } from '../../src/payload/limits.js'
import { progressSettings } from '../../src/progress/options.js'
import { settingsOf } from '../../src/server/options.js'

const page = readFileSync('docs/options.md', 'utf8')

test('the page is what the types and their comments say: `npm run options` writes it', async () => {
  expect(page).toBe(await optionsPage())
})

interface NumberOption {
  readonly path: string
  readonly min: number
  readonly max: number | undefined
  readonly fallback: number
}

/** The options of a function that are numbers, as its part of the page tells of them. */
function numbersOf(heading: string): NumberOption[] {
  const part = page.split(/^### /m).find((each) => each.startsWith(`${heading}\n`)) ?? ''
  const line = /^ *- \*\*`([\w.]+)`\*\* \(`number`\): .* From ([\d.]+) (?:up|to `?(\w+)`?)\. Default: `(\d+)`/gm
  return [...part.matchAll(line)].map(([, path = '', min, max, fallback]) => {
    return {
      path,
      min: Number(min),
      max: Number.isNaN(Number(max)) ? undefined : Number(max),
      fallback: Number(fallback),
    }
  })
}

/** `{ queue: { maxSize: 1 } }` of `queue.maxSize` */
function optionsWith(path: string, value: number): object {
  return path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as object
}

const make: Readonly<Record<string, (options: object) => { close(): unknown }>> = {
  createClientLogging: (options) => createClientLogging(options),
  forwardStderr: (options) => forwardStderr(new PassThrough(), () => {}, { serverName: 'weather', ...options }),
}

test.each(Object.entries(make))('the bounds that are told of %s are those that hold', async (heading, made) => {
  const options = numbersOf(heading)
  expect(options.length).toBe(heading === 'forwardStderr' ? 1 : 14)
  for (const { path, min, max } of options) {
    const name = `Expected \`${path}\``
    await made(optionsWith(path, min)).close()
    expect(() => made(optionsWith(path, min - (min < 1 ? 0.001 : 1))), path).toThrow(name)
    if (max === undefined) continue
    await made(optionsWith(path, max)).close()
    expect(() => made(optionsWith(path, max + 1)), path).toThrow(name)
  }
})

test('the numbers that are told as defaults are those that hold', () => {
  const { maxRecords, maxSize, rateLimit, responseWait, closeTimeout, levels } = settingsOf({})
  const held = {
    queue: { maxRecords, maxSize },
    rateLimit,
    responseWait,
    closeTimeout,
    ttl: levels.ttl,
    progress: { perSecond: 1000 / (progressSettings(true)?.interval ?? 0) },
    payload: resolveLimits(),
  }
  const told = numbersOf('createClientLogging').map(({ path, fallback }) => optionsWith(path, fallback))
  expect(held).toEqual(told.reduce(merged, {}))
})

function merged(all: object, one: object): object {
  const [[name = '', value] = []] = Object.entries(one)
  const before = (all as Record<string, object | undefined>)[name]
  return { ...all, [name]: typeof value === 'object' ? { ...before, ...value } : value }
}
