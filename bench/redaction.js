// What it costs to look for secrets, and to clean a record altogether. More cases, and the worst ones: payload.js.
import { createSanitizer } from '../dist/internal/sanitizer.mjs'
import { compare, spread } from './measure.js'
import { REQUEST } from './record.js'

const prose = 'The quick brown fox took 12.5 ms for user 42 in region eu-west-1, cache miss. '.repeat(1000)
/** The whole of a long text is to be looked through. */
const payload = { maxString: 1_000_000, maxSize: 5_000_000 }

/** @param {(value: unknown) => unknown} use @param {() => unknown[]} values @returns {import('./measure.js').Run} */
function over(use, values) {
  const list = values()
  return (n) => {
    for (let i = 0; i < n; i++) use(list[i % list.length])
  }
}

/** @type {Record<string, () => unknown[]>} */
const RECORDS = {
  '200 bytes': () => Array.from({ length: 64 }, (_, status) => JSON.parse(JSON.stringify({ ...REQUEST, status }))),
  '64 KB': () => [prose.slice(0, 65_536)],
  '64 KB, caps lifted': () => [prose.slice(0, 65_536)],
}

/** Texts full of what begins a secret and ends in none. */
const ADVERSARIES = ['=', '://', 'eyJ-', 'password=', 'Bearer ', '-----BEGIN PRIVATE KEY-----', 'a1B2']
const LENGTHS = [1000, 4000, 16_000, 64_000]
const adversarial = LENGTHS.map((length) => ({ length, name: `adversarial, ${length} characters` }))

export const variants = {
  ...Object.fromEntries(
    Object.entries(RECORDS).flatMap(([size, values]) => {
      const options = size.endsWith('caps lifted') ? { payload } : {}
      const all = createSanitizer(options)
      const caps = createSanitizer({ ...options, redact: false })
      return [
        [`${size}: redaction and caps`, () => over((value) => all.clean(value), values)],
        [`${size}: caps`, () => over((value) => caps.clean(value), values)],
        [`${size}: JSON.stringify`, () => over((value) => JSON.stringify(value), values)],
      ]
    }),
  ),
  ...Object.fromEntries(
    adversarial.map(({ length, name }) => {
      const sanitizer = createSanitizer({ payload })
      const texts = () => ADVERSARIES.map((each) => each.repeat(length / each.length))
      return [name, () => over((value) => sanitizer.clean(value), texts)]
    }),
  ),
}

/** @returns {Promise<import('./run.js').Report>} */
export async function measure() {
  const names = Object.keys(variants)
  const rounds = await compare(new URL(import.meta.url), names)
  const each = (/** @type {(t: import('./run.js').TimeOf) => number} */ ratio) =>
    spread(rounds.map((times) => ratio((name) => times[name] ?? Number.NaN)))
  const results = Object.keys(RECORDS).flatMap((size) => [
    {
      row: '13',
      title: `redaction of a record of ${size} without secrets ÷ JSON.stringify of it`,
      goal: 0.5,
      why: 'Row 13: with the default caps a text of 64 KB is cut before it is searched. With the caps lifted every character is searched, several times, while JSON.stringify copies plain text as fast as memory allows.',
      ...each((t) => (t(`${size}: redaction and caps`) - t(`${size}: caps`)) / t(`${size}: JSON.stringify`)),
    },
    {
      row: '13',
      title: `redaction and caps together, ${size} ÷ JSON.stringify`,
      ...each((t) => t(`${size}: redaction and caps`) / t(`${size}: JSON.stringify`)),
    },
  ])
  const linear = {
    row: '13',
    title: 'adversarial strings: time for 64,000 characters ÷ 4 times that for 16,000',
    goal: 1.1,
    ...each((t) => t('adversarial, 64000 characters') / (4 * t('adversarial, 16000 characters'))),
  }
  return {
    results: [...results, linear],
    times: Object.fromEntries(names.map((name) => [name, each((t) => t(name)).median])),
  }
}
