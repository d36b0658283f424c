// What it costs to look for secrets, and to clean a record altogether.
import { createSanitizer } from '../dist/internal/sanitizer.mjs'
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
const LENGTHS = [16_000, 64_000]

/** @param {string} size @returns {import('./run.js').Group} */
function cleaning(size) {
  const values = /** @type {() => unknown[]} */ (RECORDS[size])
  const options = size.endsWith('caps lifted') ? { payload } : {}
  const all = createSanitizer(options)
  const caps = createSanitizer({ ...options, redact: false })
  const [both, capped, json] = [`${size}: redaction and caps`, `${size}: caps`, `${size}: JSON.stringify`]
  return {
    inQuick: false,
    variants: {
      [both]: () => over((value) => all.clean(value), values),
      [capped]: () => over((value) => caps.clean(value), values),
      [json]: () => over((value) => JSON.stringify(value), values),
    },
    rows: [
      {
        section: 'other',
        title: `redaction of a record of ${size} without secrets ÷ JSON.stringify of it`,
        ratio: (t) => (t(both) - t(capped)) / t(json),
        goal: 0.5,
        why: 'With the default caps a text of 64 KB is cut before it is searched. With the caps lifted every character is searched, several times, while JSON.stringify copies plain text as fast as memory allows.',
      },
      {
        section: 'other',
        title: `redaction and caps together, ${size} ÷ JSON.stringify`,
        ratio: (t) => t(both) / t(json),
      },
    ],
  }
}

/** @type {import('./run.js').Group[]} */
export const groups = [
  ...Object.keys(RECORDS).map(cleaning),
  {
    inQuick: false,
    variants: Object.fromEntries(
      LENGTHS.map((length) => {
        const sanitizer = createSanitizer({ payload })
        const texts = () => ADVERSARIES.map((each) => each.repeat(length / each.length))
        return [`adversarial, ${length} characters`, () => over((value) => sanitizer.clean(value), texts)]
      }),
    ),
    rows: [
      {
        section: 'other',
        title: 'adversarial strings: time for 64,000 characters ÷ 4 times that for 16,000',
        ratio: (t) => t('adversarial, 64000 characters') / (4 * t('adversarial, 16000 characters')),
        goal: 1.1,
      },
    ],
  },
]
