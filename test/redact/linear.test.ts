import { expect, test } from 'vitest'
import { createSanitizer } from '../../src/payload/sanitizer.js'

// What is a sign of a secret, over and over: no pattern may be tried at every place once its sign is somewhere. Times of
// one run are compared with one another, since a machine may be slow.

const UNITS = [
  ...['a:', 'a:a@tcp(', 'token: ', 'password=', '"password":"', 'token=\\"', 'Authorization: required ', '--password '],
  ...[
    'mysql -p',
    '<password>',
    'name="password" ',
    '?key=',
    '&sig=',
    'https://',
    'https://a:b',
    'Bearer ',
    'eyJ',
    'ghp_',
  ],
  ...['a_b-', 'AKIA', 'Q~', '-us', ':A', '$2$', '|', '!', 'hook/', 'PRIVATE KEY', '-----BEGIN PRIVATE KEY', '{{', '${'],
  ...['password: |\n', 'insert into a (password) values (', "Duplicate entry '", 'ENV A ', 'echo a | ', 'a:5432:b:'],
  ...[
    'AUTH ',
    'secret(',
    'ab=',
    '.v1.',
    '+A',
    'NRAL',
    '====',
    '::::',
    '\\',
    '%41',
    '%25',
    '\\u0041',
    '\u001b[31m',
    '[1;',
  ],
  ...['é=', '\u200b', '\n ', "password='", '(password)=(', 'Some("', 'x1', 'name="password"\r\n', 'a1b2-', '&#65;'],
  ...[
    'at a:1:2 ',
    'at ',
    'a:1:2 ',
    'at a (/b:1:2)\n',
    'sk-',
    'KEY-KEY-',
    'token: &#65;',
    'a b c ',
    '{{resolve:token:',
    'token: ab c ',
  ],
  ...['!!str ', 'token: &a ', 'password: !!str ', '["This is it."]', 'token: [', 'a@b.c ', '{"token":', 'required|'],
]
const SHORT = 4000
const LONG = 16 * SHORT
/** Linear is 16; a quadratic pattern takes 256. */
const MOST = 80
/** Below this, in milliseconds, a pause of the engine's is all that is measured. */
const NOISE = 4

const sanitizer = createSanitizer({ payload: { maxString: LONG, maxSize: 8 * LONG } })

function quickest(text: string): number {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < 3; run++) {
    const begin = process.cpuUsage()
    sanitizer.clean(text)
    const { user, system } = process.cpuUsage(begin)
    best = Math.min(best, (user + system) / 1000)
  }
  return best
}

const filled = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length)

test.each([
  ...UNITS,
  ...UNITS.map((unit, index) => unit + UNITS[(index * 7 + 3) % UNITS.length]),
  ...UNITS.map((unit, index) => `x${unit} ${UNITS[(index * 11 + 5) % UNITS.length]}`),
])('%j over and over takes time in proportion to the text', (unit) => {
  // A busy machine may spoil one measurement, not all of them.
  for (let attempt = 1; ; attempt++) {
    const long = quickest(filled(unit, LONG))
    const growth = long / quickest(filled(unit, SHORT))
    if (long < NOISE || growth < MOST) return
    if (attempt === 5) expect(growth).toBeLessThan(MOST)
  }
})
