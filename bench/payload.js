// What it costs to clean a record: medians of rounds that take turns, so that a busy machine is unfair to all alike.
// Run with: npm run build && node bench/payload.js
import { createSanitizer } from '../dist/internal/sanitizer.mjs'
import { REQUEST } from './record.js'

const ROUNDS = 41

/** @type {(values: number[]) => number} */
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0

/** @type {(contestants: Record<string, (index: number) => unknown>, calls: number) => Record<string, number>} */
function race(contestants, calls) {
  /** @type {Record<string, number[]>} */
  const times = {}
  for (let round = 0; round < ROUNDS + 5; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      const start = process.hrtime.bigint()
      for (let index = 0; index < calls; index++) run(index)
      const time = Number(process.hrtime.bigint() - start) / calls
      // The first rounds are for the compiler.
      if (round >= 5) times[name] = [...(times[name] ?? []), time]
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]))
}

/** @type {(title: string, values: unknown[], calls: number, options?: import('../dist/internal/sanitizer.mjs').PayloadOptions) => void} */
function compare(title, values, calls, options = {}) {
  const on = createSanitizer(options)
  const off = createSanitizer({ ...options, redact: false })
  const at = (/** @type {number} */ index) => values[index % values.length]
  const result = race(
    {
      json: (index) => JSON.stringify(at(index)),
      on: (index) => on.clean(at(index)),
      off: (index) => off.clean(at(index)),
    },
    calls,
  )
  const { json = 0, on: all = 0, off: safe = 0 } = result
  const cells = [json, all, safe, all - safe].map(
    (time) => `${time < 10_000 ? time.toFixed(0).padStart(7) : `${(time / 1000).toFixed(1).padStart(6)}k`}`,
  )
  const ratios = [all / json, (all - safe) / json].map((ratio) => ratio.toFixed(2).padStart(6))
  console.log([title.padEnd(34), ...cells, ...ratios].join(' '))
}

console.log('ns per record'.padEnd(34), '   JSON   clean  no red.  redact  clean/ redact/')
const many = Array.from({ length: 64 }, (_, status) => JSON.parse(JSON.stringify({ ...REQUEST, status })))
compare('200 bytes, no secret', many, 5000)
compare(
  '200 bytes, a password and a token',
  many.map((each) => ({ ...each, password: 'x', path: `/hook?token=${'y'.repeat(20)}` })),
  5000,
)
compare('a message', ['user 42 logged in from 192.168.0.12 after 3 attempts'], 20_000)
const prose = 'The quick brown fox took 12.5 ms for user 42 in region eu-west-1, cache miss. '.repeat(1000)
compare('64 KB of prose', [prose.slice(0, 65_536)], 50)
compare('64 KB of prose, maxString 100,000', [prose.slice(0, 65_536)], 50, {
  payload: { maxString: 100_000, maxSize: 200_000 },
})
compare('64 KB of one letter', ['x'.repeat(65_536)], 50)

console.log('\nworst cases, ms: the median, and the longest of 15')
const deepList = nested(() => [])
/** @type {Record<string, () => unknown>} */
const cases = {
  'text of 100 MB': flat(() => 'x'.repeat(100_000_000)),
  'text of 100 MB, all separators': flat(() => '='.repeat(100_000_000)),
  'text of 8 KB, all `password=`': flat(() => 'password='.repeat(1000)),
  'text of 8 KB, all `://`': flat(() => '://@'.repeat(2000)),
  'text of 8 KB, all `eyJ-`': flat(() => 'eyJ-'.repeat(2000)),
  'text of 8 KB, all `Bearer `': flat(() => 'Bearer '.repeat(1200)),
  'text of 8 KB, all NUL': flat(() => '\u0000'.repeat(8192)),
  '100 texts of 8 KB with passwords': flat(() =>
    Array.from({ length: 100 }, (_, i) => `${i} ${'password=x1 '.repeat(680)}`),
  ),
  'list of 1,000,000 numbers': flat(() => Array.from({ length: 1_000_000 }, (_, index) => index)),
  'list of 1,000,000,000 holes': flat(() => Array(1_000_000_000)),
  'Map of 1,000,000': flat(() => new Map(Array.from({ length: 1_000_000 }, (_, index) => [index, index]))),
  'depth of 100,000': () => deepList,
  'graph of 2 ** 60 ways': flat(() => {
    let node = {}
    for (let depth = 0; depth < 60; depth++) node = { left: node, right: node }
    return node
  }),
  'tree of 100 ** 3 leaves': flat(() =>
    Array(100).fill(Array(100).fill(Array.from({ length: 100 }, (_, index) => ({ index })))),
  ),
  'object of 10,000 keys': flat(() => keys(10_000)),
  'object of 1,000,000 keys': flat(() => keys(1_000_000)),
  'Proxy of 10,000 keys': flat(() => new Proxy(keys(10_000), {})),
}

/** @type {(make: () => unknown) => () => unknown} */
function flat(make) {
  /** @type {unknown} */
  let value
  return () => {
    value ??= make()
    return value
  }
}

/** @type {(make: () => unknown[]) => unknown} */
function nested(make) {
  let list = make()
  for (let depth = 0; depth < 100_000; depth++) list = [list]
  return list
}

/** @type {(count: number) => object} */
function keys(count) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]))
}

for (const [name, make] of Object.entries(cases)) {
  const sanitizer = createSanitizer()
  const value = make()
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now()
    sanitizer.clean(value)
    return performance.now() - start
  })
  const longest = Math.max(...times)
  console.log(name.padEnd(34), median(times).toFixed(2).padStart(9), longest.toFixed(2).padStart(9))
}

console.log(
  '\nlinear: ms for 25,000 and for 100,000 characters of what is meant to be slow, and the ratio, 4 if linear',
)
const patient = createSanitizer({ payload: { maxString: 1_000_000, maxSize: 5_000_000 }, redact: { pii: true } })
const seeds = [
  ...[
    'a',
    '=',
    ':',
    '"',
    '\\',
    '://',
    '://@',
    'http://a:b/',
    'eyJ-',
    'eyJ.',
    'ghp_',
    'sk-ant-',
    'glc_/',
    'A3-',
    'key_',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    'password=',
    'password="',
    'password=\\"',
    'password:[',
    'password=&a',
    'cookie: ',
  ],
  ...['token: Bearer ', 'Bearer ', '--a', '--password x ', '<a', '<a>', ' -u a:', "BY '", 'password is ', '1:A', 'aQ~'],
  ...['jdbc:oracle:a:', 'a:@tcp(', '\u001b[a=', '%a=', 'a@', 'a.', '1 ', '+1', 'AB12 ', 'MTk4', '\ud800', '😀'],
]
for (const seed of seeds) {
  const [short = 0, long = 0] = [25_000, 100_000].map((length) => {
    const text = seed.repeat(length).slice(0, length)
    const times = Array.from({ length: 9 }, () => {
      const start = performance.now()
      patient.clean(text)
      return performance.now() - start
    })
    return median(times)
  })
  const cells = [short.toFixed(2).padStart(7), long.toFixed(2).padStart(7), (long / short).toFixed(1).padStart(5)]
  console.log(JSON.stringify(seed).padEnd(34), ...cells)
}
