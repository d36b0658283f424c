import { describe, expect, test } from 'vitest'
import { createSanitizer, type JsonValue, type PayloadOptions } from '../../src/payload/sanitizer.js'
import type { PiiKind } from '../../src/redact/pii.js'
import type { RedactOptions } from '../../src/redact/redactor.js'
import fc from '../harness/fast-check.js'
import { BENIGN, BENIGN_LINES } from './corpora/benign.js'
import { HOSTILE_LINES, SECRET_KEYS, SECRET_NAMES, SECRETS } from './corpora/secrets.js'

const R = '[Redacted]'
const clean = (value: unknown, redact: RedactOptions | false = {}, options: PayloadOptions = {}): JsonValue =>
  createSanitizer({ ...options, redact }).clean(value).data

/** Not even eight characters in a row may be left. */
function expectNothingOf(secret: string, result: JsonValue): void {
  const json = JSON.stringify(result)
  const escaped = JSON.stringify(secret).slice(1, -1)
  for (let at = 0; at === 0 || at + 8 <= escaped.length; at++) expect(json).not.toContain(escaped.slice(at, at + 8))
}

describe('secrets by their form', () => {
  test('the corpus is as large as it ought to be', () => {
    expect(SECRETS.length).toBeGreaterThanOrEqual(150)
    expect(new Set(SECRETS.map(({ form }) => form)).size).toBeGreaterThanOrEqual(40)
    expect(new Set(SECRETS.map(({ text }) => text)).size).toBe(SECRETS.length)
  })

  const places: Readonly<Record<string, (text: string) => unknown>> = {
    bare: (text) => text,
    'in a sentence': (text) => `cannot reach the service with ${text} after 3 attempts`,
    'at the end of a sentence': (text) => `We tried ${text}.`,
    'in brackets': (text) => `failed (${text}), giving up`,
    'in quotes': (text) => ({ line: `value "${text}" and '${text}'` }),
    'in a URL': (text) => `https://example.com/callback?state=1&next=${text}`,
    'in a path': (text) => `GET /hooks/${text} 200`,
    'in JSON text': (text) => JSON.stringify({ a: [{ b: text }] }),
    'in a nested field': (text) => ({ a: [{ b: { c: text } }] }),
    'as a key': (text) => ({ [text]: 1 }),
    'in a Map': (text) => new Map([['a', text]]),
    'in a Set': (text) => new Set([text]),
    'after an escape': (text) => `a\\n${text}\\t, %20${text}, \u001b[32m${text}\u001b[39m`,
    'in a symbol': (text) => Symbol(text),
    'in an Error': (text) => new Error(`cannot use ${text}`),
    'in a cause': (text) => new Error('failed', { cause: new Error('inner', { cause: text }) }),
    'in a field of an Error': (text) => Object.assign(new Error('failed'), { config: { data: text } }),
  }
  test.each(Object.entries(places))('%s', (_, place) => {
    const sanitizer = createSanitizer()
    for (const { text, secret } of SECRETS) {
      const { data, failed } = sanitizer.clean(place(text))
      expectNothingOf(secret, data)
      expect(failed).toBe(false)
    }
  })

  test('what is around a secret stays', () => {
    const [token] = SECRETS.filter(({ form }) => form === 'GitHub token').map(({ text }) => text)
    expect(clean(`push with ${token} failed`)).toBe(`push with ${R} failed`)
    expect(clean('postgres://app:s3cr3t@db:5432/orders?ssl=true')).toBe(`postgres://app:${R}@db:5432/orders?ssl=true`)
    expect(clean('GET /login?user=jane&password=x&lang=en 200')).toBe(`GET /login?user=jane&password=${R}&lang=en 200`)
    expect(clean('{"user":"jane","password":"x\\"y","n":1}')).toBe(`{"user":"jane","password":"${R}","n":1}`)
    expect(clean('{\\"password\\":\\"x\\",\\"n\\":1}')).toBe(`{\\"password\\":\\"${R}\\",\\"n\\":1}`)
    expect(clean('user: jane, password: x, lang: en')).toBe(`user: jane, password: ${R}, lang: en`)
    expect(clean('Authorization: Bearer abc.def\nHost: example.com')).toBe(`Authorization: ${R}\nHost: example.com`)
    expect(clean("headers['x-api-key'] = 'abc'; next()")).toBe(`headers['x-api-key'] = '${R}'; next()`)
    expect(clean('Server=db;Password=a;b;Encrypt=true')).toBe(`Server=db;Password=${R};Encrypt=true`)
    expect(clean('passwords: ["a","b"] loaded')).toBe(`passwords: ${R} loaded`)
    expect(clean('secrets: ["a","b"] loaded')).toBe('secrets: ["a","b"] loaded')
    expect(clean('access token: Bearer abc, expires: 3600')).toBe(`access token: ${R}, expires: 3600`)
    expect(clean('password := "x" // set')).toBe(`password := "${R}" // set`)
    expect(clean('credentials: {"user":"jane"}')).toBe('credentials: {"user":"jane"}')
    expect(clean('passes: 12')).toBe('passes: 12')
  })

  test('what only begins like a mask is none', () => {
    for (const text of ['x'.repeat(65), `***a`, 'xxxy', '<a>b', '%ab', '[redacted]b']) {
      expect(clean(`{"password":"${text}"}`)).toBe(`{"password":"${R}"}`)
    }
  })

  test('a value whose end is missing is redacted to the end', () => {
    expect(clean('{"password":"abc def')).toBe(`{"password":"${R}`)
    expect(clean("password=\\'abc def")).toBe(`password=\\'${R}`)
    expect(clean('tokens of access tokens: [a, b')).toBe(`tokens of access tokens: ${R}`)
    expect(clean('-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC')).toBe(R)
  })

  test('wherever a long text is cut, no part of a secret is left', () => {
    const sanitizer = createSanitizer({ payload: { maxString: 300 } })
    for (const { text, secret } of SECRETS) {
      for (let before = 240; before <= 310; before += 7) {
        expectNothingOf(
          secret,
          sanitizer.clean(`${'lorem '.repeat(100).slice(0, before)} ${text} ${'ipsum '.repeat(300)}`).data,
        )
      }
    }
  })

  test('a private key is one, however short', () => {
    expect(clean('-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END EC PRIVATE KEY-----')).toBe(R)
  })

  test('two in one text, overlapping and side by side', () => {
    expect(clean('password=a secret=b')).toBe(`password=${R} secret=${R}`)
    expect(clean('Cookie: a=b; token=c; d=e')).toBe(`Cookie: ${R}`)
    const jwt = SECRETS.find(({ form }) => form === 'JSON Web Token')?.text
    expect(clean(`token=${jwt} Authorization: Bearer ${jwt}`)).toBe(`token=${R} Authorization: ${R}`)
  })
})

describe('secrets by their name', () => {
  test.each(SECRET_NAMES)('%s', (name) => {
    const secret = 'Q7h8IB22zcZrMM'
    expect(clean({ a: { [name]: secret } })).toStrictEqual({ a: { [name]: R } })
    expectNothingOf(secret, clean(`${name}=${secret}`))
    expectNothingOf(secret, clean(`connecting with ${name}: ${secret} to db`))
    expectNothingOf(secret, clean(`run --${name} ${secret} --fast`))
  })
})

describe('secrets by their key', () => {
  test.each(SECRET_KEYS)('%s', (key) => {
    const secret = 'plain'
    expect(clean({ a: [{ [key]: secret }] })).toStrictEqual({ a: [{ [key]: R }] })
    expect(clean(new Map([[key, secret]]))).toStrictEqual({ [key]: R })
    expect(clean({ [key]: [secret] })).toStrictEqual({ [key]: R })
    expect(clean({ [key]: { value: secret } })).toStrictEqual({ [key]: R })
    expect(clean(Object.assign(new Error('m'), { [key]: secret }))).toStrictEqual({
      name: 'Error',
      message: 'm',
      [key]: R,
    })
    expect(clean(`https://example.com/?a=1&${key}=${secret}&b=2`)).toBe(`https://example.com/?a=1&${key}=${R}&b=2`)
    expect(clean(new URL(`https://example.com/?${key}=${secret}`))).not.toContain(secret)
    expect(clean(new URLSearchParams({ [key]: secret }))).not.toContain(secret)
    expect(clean({ [key]: true })).toStrictEqual({ [key]: true })
    expect(clean({ [key]: null })).toStrictEqual({ [key]: null })
  })

  test('in headers of any shape', () => {
    const headers = { Authorization: 'x', Cookie: 'a=b', 'X-Api-Key': 'y', Accept: 'z' }
    expect(clean(new Headers(headers))).toStrictEqual({ accept: 'z', authorization: R, cookie: R, 'x-api-key': R })
    expect(clean({ rawHeaders: Object.entries(headers).flat() })).toStrictEqual({
      rawHeaders: ['Authorization', R, 'Cookie', R, 'X-Api-Key', R, 'Accept', 'z'],
    })
    class Request {
      readonly rawHeaders = ['Authorization', 'x', 'Accept', 'z']
    }
    expect(clean(new Request())).toStrictEqual({ rawHeaders: ['Authorization', R, 'Accept', 'z'] })
    expect(clean({ rawHeaders: 'none', fields: ['cookie', 'theme'] })).toStrictEqual({
      rawHeaders: 'none',
      fields: ['cookie', 'theme'],
    })
    expect(clean({ headers: Object.entries(headers) })).toStrictEqual({
      headers: [['Authorization', R], ['Cookie', R], ['X-Api-Key', R], ['Accept', 'z']], // biome-ignore format: pairs
    })
    expect(
      clean({
        headers: [
          { name: 'Cookie', value: 'a=b' },
          { key: 'Accept', value: 'z' },
        ],
      }),
    ).toStrictEqual({
      headers: [{ name: 'Cookie', value: R }, { key: 'Accept', value: 'z' }], // biome-ignore format: pairs
    })
    expect(
      clean(
        new Map([
          ['name', 'DB_PASSWORD'],
          ['value', 'x'],
        ]),
      ),
    ).toStrictEqual({ name: 'DB_PASSWORD', value: R })
    expect(clean([['cookie', undefined]])).toStrictEqual([['cookie', null]])
    expect(clean([[['cookie', 'x']]], {}, { payload: { maxDepth: 2 } })).toStrictEqual([
      ['[Truncated: nested too deep]'],
    ])
  })

  test('in the arguments of a program', () => {
    expect(clean(['--user', 'jane', '--db-password', 'x', '--verbose'])).toStrictEqual([
      '--user',
      'jane',
      '--db-password',
      R,
      '--verbose',
    ])
  })

  test('numbers are hidden under a name that holds one secret, not under one that may count them', () => {
    expect(clean({ password: 1234, otp: 123_456, token: 7n })).toStrictEqual({ password: R, otp: R, token: R })
    expect(clean({ passwords: 3, secrets: 4, cookies: 5, accessTokens: 6, pass: 7 })).toStrictEqual({
      passwords: 3,
      secrets: 4,
      cookies: 5,
      accessTokens: 6,
      pass: 7, // biome-ignore format: one line
    })
    expect(
      clean({
        passwords: ['x'],
        secrets: { a: 'x' },
        accessTokens: ['x'],
        smtpPass: 'x',
        apiKeys: 'x',
        sessionIds: 'x',
      }),
    ).toStrictEqual({
      passwords: R,
      secrets: R,
      accessTokens: R,
      smtpPass: R,
      apiKeys: R,
      sessionIds: R, // biome-ignore format: one line
    })
  })

  test('`auth` is hidden where it is `user:password`', () => {
    expect(clean({ auth: 'jane:x', basicAuth: 'none' })).toStrictEqual({ auth: R, basicAuth: 'none' })
    expect(clean({ auth: { user: 'jane', pass: 'x' } })).toStrictEqual({ auth: { user: 'jane', pass: R } })
  })
})

test('no secret is left of lines and objects as others write them', () => {
  const sanitizer = createSanitizer()
  expect(HOSTILE_LINES.length).toBeGreaterThan(600)
  for (const { value, secrets } of HOSTILE_LINES) {
    const json = JSON.stringify(sanitizer.clean(value).data)
    for (const secret of secrets) expect(json).not.toContain(JSON.stringify(secret).slice(1, -1))
  }
})

test('where a text names more secrets than any does, the rest of it is hidden', () => {
  for (const pair of ['token: is not set\n', 'token=12 of 40 ', '--token "not set" ', '"password" : "not set", ']) {
    expect(clean(pair.repeat(100))).toBe(pair.repeat(100))
    const result = clean(`${pair.repeat(130)}and hunter2hunter2`)
    expect(result).toMatch(/\[Redacted\]$/)
    expect(result).toContain(pair.repeat(100))
  }
})

describe('a name and its value in a list of two', () => {
  test.each(['token', 'password', 'x-api-key'])('%s', (name) => {
    for (const value of [1234, 12, true, null]) {
      expect(clean({ a: [[name, value]] })).toStrictEqual({ a: [[name, value]] })
      expect(clean({ name, value })).toStrictEqual({ name, value })
    }
    expect(clean({ a: [[name, 'abc']] })).toStrictEqual({ a: [[name, R]] })
    expect(clean({ name, value: 'abc' })).toStrictEqual({ name, value: R })
    expect(clean([name, 'Tr0ub4dor3'])).toStrictEqual([name, R])
    expect(clean([name, 'email'])).toStrictEqual([name, 'email'])
  })
})

describe('benign', () => {
  test('the corpus is as large as it ought to be', () => expect(BENIGN.length).toBeGreaterThanOrEqual(300))

  test('nothing of it is changed', () => {
    const sanitizer = createSanitizer()
    for (const value of BENIGN) expect(sanitizer.clean(value, Number.POSITIVE_INFINITY).data).toBe(value)
  })

  test('what speaks of secrets and holds none', () => {
    const sanitizer = createSanitizer()
    expect(BENIGN_LINES.length).toBeGreaterThan(2600)
    for (const value of BENIGN_LINES) expect(sanitizer.clean(value).data).toStrictEqual(value)
  })

  test('nor around it', () => {
    const sanitizer = createSanitizer()
    for (const value of BENIGN) {
      const around = {
        message: typeof value === 'string' ? `processed ${value} in 3 ms` : 'processed',
        value: [value],
        n: 1,
      }
      expect(sanitizer.clean(around).data).toStrictEqual(around)
    }
  })
})

describe('own rules', () => {
  test('paths', () => {
    const value = {
      req: { headers: { host: 'h', 'x-key': 'a' } },
      users: [{ ssn: '1', name: 'J' }, { ssn: '2', name: 'K' }],
      a: { b: { c: { x: 's', y: 1 }, y: 2 }, d: { c: { x: 't' } } },
    } // biome-ignore format: as a table
    const copy = structuredClone(value)
    const paths = ['req.headers["x-key"]', 'users[*].ssn', 'a.*.c.x', 'a.b.y', 'not.there', '*.host']
    expect(clean(value, { paths })).toStrictEqual({
      req: { headers: { host: 'h', 'x-key': R } },
      users: [{ ssn: R, name: 'J' }, { ssn: R, name: 'K' }],
      a: { b: { c: { x: R, y: 1 }, y: R }, d: { c: { x: R } } },
    }) // biome-ignore format: as a table
    expect(value).toStrictEqual(copy)
    expect(clean(value, { paths: ['nothing.here'] })).toStrictEqual(value)
  })

  test.each([
    ['a', { a: 1 }, { a: R }],
    ['a.b', { a: { b: null } }, { a: { b: R } }],
    ['a[0]', { a: ['x', 'y'] }, { a: [R, 'y'] }],
    ['a[*]', { a: ['x', 'y'] }, { a: [R, R] }],
    ['a.*', { a: { b: 1, c: 2 } }, { a: { b: R, c: R } }],
    ['*', { a: 1, b: [2] }, { a: R, b: R }],
    ['*.b', { a: { b: 1 }, c: { b: 2 } }, { a: { b: R }, c: { b: R } }],
    ["['a.b'].c", { 'a.b': { c: 1 } }, { 'a.b': { c: R } }],
    ['[`a b`]', { 'a b': 1 }, { 'a b': R }],
    ['a["*"]', { a: { '*': 1, b: 2 } }, { a: { '*': R, b: R } }],
    ['map.k', { map: new Map([['k', 1]]) }, { map: { k: R } }],
    [
      'e.config.url',
      { e: Object.assign(new Error('m'), { config: { url: 'u' } }) },
      { e: { name: 'Error', message: 'm', config: { url: R } } },
    ],
    ['j.a', { j: { toJSON: () => ({ a: 1 }) } }, { j: { a: R } }],
    ['__proto__.a', JSON.parse('{"__proto__":{"a":1}}'), JSON.parse(`{"__proto__":{"a":"${R}"}}`)],
  ])('path %s', (path, value, expected) => {
    expect(clean(value, { paths: [path] })).toStrictEqual(expected)
  })

  test('keys by name and by pattern, any value of them', () => {
    const value = { employeeId: 7, 'Employee-ID': true, salary: 'x', salaryBand: 'y', other: 1 }
    expect(clean(value, { keys: ['employee_id', /^salary/g] })).toStrictEqual({
      employeeId: R,
      'Employee-ID': R,
      salary: R,
      salaryBand: R,
      other: 1,
    })
    expect(clean('employeeId=7 other=1', { keys: ['employeeId'] })).toBe(`employeeId=${R} other=1`)
    expect(clean({ employeeId: null, a: '' }, { keys: ['employeeId'] })).toStrictEqual({ employeeId: null, a: '' })
  })

  test('patterns, whatever their flags', () => {
    expect(clean('order A-1 and a-2', { patterns: [/A-\d/] })).toBe(`order ${R} and a-2`)
    expect(clean('order A-1 and a-2', { patterns: [/A-\d/giy, /and/] })).toBe(`order ${R} ${R} ${R}`)
    expect(clean('abc', { patterns: [/x*/] })).toBe('abc')
  })

  test('the censor', () => {
    expect(clean({ password: 'x', a: 'token=y' }, { censor: '***' })).toStrictEqual({ password: '***', a: 'token=***' })
    const seen: unknown[] = []
    const censor = (value: unknown, path: readonly string[]): string => {
      seen.push([value, [...path]])
      return 'X'
    }
    const value = { user: { password: 'x' }, list: [{ toJSON: () => ({ note: 'token=y' }) }, 'secret=z'] }
    expect(clean(value, { censor })).toStrictEqual({ user: { password: 'X' }, list: [{ note: 'token=X' }, 'secret=X'] })
    expect(seen).toStrictEqual([
      ['x', ['user', 'password']],
      ['y', ['list', '0', 'note']],
      ['z', ['list', '1']],
    ])
  })

  test('false turns it off, and nothing else', () => {
    expect(clean({ password: 'x', n: 1n }, false)).toStrictEqual({ password: 'x', n: '1' })
    expect(clean('Bearer abcdefgh12345678', false)).toBe('Bearer abcdefgh12345678')
    expect(clean({ a: new Map([['password', 'x']]), rawHeaders: ['Cookie', 'x'] }, false)).toStrictEqual({
      a: { password: 'x' },
      rawHeaders: ['Cookie', 'x'],
    })
  })

  test.each<readonly [unknown, string]>([
    [{ paths: 'a' }, 'Expected `redact.paths` to be an array, got `"a"` (string)'],
    [
      { paths: [1] },
      'Expected `redact.paths[0]` to be a path such as `req.headers["x-key"]` or `users[*].ssn`, got `1` (number)',
    ],
    ...['', '.', 'a..b', 'a.', '.a', 'a[', 'a]', 'a[]', 'a["b]', 'a,b', '[a]b'].map(
      (path) =>
        [
          { paths: [path] },
          `Expected \`redact.paths[0]\` to be a path such as \`req.headers["x-key"]\` or \`users[*].ssn\`, got \`${JSON.stringify(path)}\` (string)`,
        ] as const,
    ),
    [{ keys: {} }, 'Expected `redact.keys` to be an array, got `{…}` (object)'],
    [{ keys: ['a', ''] }, 'Expected `redact.keys[1]` to be a name or a RegExp, got `""` (string)'],
    [{ patterns: 1 }, 'Expected `redact.patterns` to be an array, got `1` (number)'],
    [{ patterns: ['a'] }, 'Expected `redact.patterns[0]` to be a RegExp, got `"a"` (string)'],
    [{ censor: 1 }, 'Expected `redact.censor` to be a text or a function, got `1` (number)'],
    [
      { pii: 1 },
      'Expected `redact.pii` to be a boolean or a list of `email`, `card`, `iban`, `phone`, `ip`, `mac`, `ssn`, `birthdate`, got `1` (number)',
    ],
  ])('%o throws', (redact, message) => {
    expect(() => createSanitizer({ redact: redact as RedactOptions })).toThrow(new TypeError(message))
  })
})

describe('personal data, if asked for', () => {
  test.each([
    ['mail from jane.doe+news@mail.example.co.uk today', `mail from ${R} today`],
    ['card 4111 1111 1111 1111 declined', `card ${R} declined`],
    ['card 5500-0000-0000-0004, 378282246310005', `card ${R}, ${R}`],
    ['pay to DE89 3704 0044 0532 0130 00 now', `pay to ${R} now`],
    ['iban=GB82WEST12345698765432', `iban=${R}`],
    ['call +49 (0) 89 1234-5678 or +14155550123', `call ${R} or ${R}`],
  ])('%s', (text, expected) => {
    expect(clean(text, { pii: true })).toBe(expected)
    expect(clean(text)).toBe(text)
  })

  test('keys', () => {
    expect(clean({ email: 'x', phoneNumber: 1, ssn: '2', other: 3 }, { pii: true })).toStrictEqual({
      email: R,
      phoneNumber: R,
      ssn: R,
      other: 3,
    })
  })

  test.each([
    ['pay IBAN GB82 WEST 1234 5698 7654 32 BY FRIDAY', `pay IBAN ${R} BY FRIDAY`],
    ['DE89.3704.0044.0532.0130.00, DE89-3704-0044-0532-0130-00', `${R}, ${R}`],
    ['card 4111.1111.1111.1111', `card ${R}`],
    ['müller@bücher.de and jane%40example.com', `${R} and ${R}`],
  ])('in other dress: %s', (text, expected) => expect(clean(text, { pii: true })).toBe(expected))

  test('under compound names, as a number as well', () => {
    const value = {
      userEmail: 'a',
      contactEmail: 'b',
      customer_phone: 491234567,
      emailSent: true,
      span: 'x',
      number: 42,
    }
    expect(clean(value, { pii: true })).toStrictEqual({ ...value, userEmail: R, contactEmail: R, customer_phone: R })
    expect(clean({ 'x-forwarded-for': 'a, b', remoteAddress: '::1', zip: 1 }, { pii: ['ip'] })).toStrictEqual({
      'x-forwarded-for': R,
      remoteAddress: R,
      zip: 1,
    })
  })

  test.each<readonly [PiiKind, string, string]>([
    ['ip', 'fe80::1, ::1, ::ffff:10.0.0.1 and [2001:db8::7]:443', `${R}, ${R}, ${R} and [${R}]:443`],
    ['ip', 'from 192.168.0.12:51514 and 2001:db8:85a3::8a2e:370:7334', `from ${R}:51514 and ${R}`],
    ['mac', 'device 00:1a:2b:3c:4d:5e joined', `device ${R} joined`],
    ['ssn', 'ssn of 123-45-6789', `ssn of ${R}`],
    ['birthdate', 'born on 1990-02-03, seen on 2026-11-25', `born on ${R}, seen on 2026-11-25`],
  ])('%s is found by name only', (kind, text, expected) => {
    expect(clean(text, { pii: [kind] })).toBe(expected)
    expect(clean(text, { pii: true })).toBe(text)
  })

  test.each(['10:57:46', 'version 1.2.3.4', '2026-11-25', '000-12-3456', '00:1a:2b'])(
    '%s is no ip, mac or ssn',
    (text) => {
      expect(clean(text, { pii: ['ip', 'mac', 'ssn', 'birthdate'] })).toBe(text)
    },
  )

  test.each([
    'git@github.com:acme/orders.git',
    'react@18.2.0',
    'order 1234567890123',
    '52.5200,13.4050',
    '4111 1111 1111 1112',
    '1234567890123',
    '1700000000000',
    'DE00370400440532013000',
    '+1',
    '12:34:56+02:00',
    'a@b',
    '@acme/orders',
    'v1.2.3+45',
  ])('%s is none', (text) => expect(clean(text, { pii: true })).toBe(text))
})

describe('fails closed', () => {
  test.each<[string, RedactOptions]>([
    ['a censor that throws', { censor: () => { throw new Error('x') } }], // biome-ignore format: one line
    ['a censor that gives a number', { censor: (() => 5) as unknown as () => string }],
    ['a censor that gives nothing', { censor: (() => undefined) as unknown as () => string }],
  ])('%s', (_, redact) => {
    const sanitizer = createSanitizer({ redact })
    const value = { password: 'hunter2', n: 1 }
    const failure = { data: '[Removed: redaction failed]', size: 29, failed: true, redacted: false }
    expect(sanitizer.clean(value)).toStrictEqual(failure)
    expect(sanitizer.clean([value])).toStrictEqual(failure)
  })

  test('the next record is not concerned', () => {
    let broken = true
    const censor = (): string => {
      if (broken) throw new Error('x')
      return 'X'
    }
    const sanitizer = createSanitizer({ redact: { censor } })
    sanitizer.clean({ a: { b: ['token=x', 'y'] } })
    broken = false
    const { data, failed } = sanitizer.clean({ a: 'token=x', b: 'ok' })
    expect([data, failed]).toStrictEqual([{ a: 'token=X', b: 'ok' }, false])
  })
})

describe('properties', () => {
  test('a password under its key, anywhere in anything, never leaves', () => {
    const secret = 'qJ8zWv5T'
    const tree = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('list'), tie('object'), tie('map')),
      leaf: fc.constantFrom<unknown>(
        { password: secret },
        `pwd=${secret}`,
        [['api-key', secret]],
        new Error(`token: ${secret}`),
        1,
        'x',
        null,
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
      map: fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
    })).value
    fc.assert(
      fc.property(tree, (value) => {
        expect(JSON.stringify(clean(value))).not.toContain(secret)
      }),
      { numRuns: 2000 },
    )
  })

  test('a token in any text never leaves', () => {
    const tokens = SECRETS.filter(({ text, secret }) => text === secret).map(({ text }) => text)
    const around = fc.string({ unit: fc.constantFrom('a', ' ', '=', ':', '"', '/', '\\', '&', '{', '\n', 'é') })
    fc.assert(
      fc.property(around, fc.constantFrom(...tokens), around, (before, token, after) => {
        // A letter or a digit right before or after it makes it another word.
        const result = clean(`${before.replace(/[a]$/, ' ')}${token}${after.replace(/^[a]/, ' ')}`)
        expect(result).not.toContain(token.slice(0, 24))
      }),
      { numRuns: 2000 },
    )
  })
})
