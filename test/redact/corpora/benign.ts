import { readFileSync } from 'node:fs'

/** What ordinary logs are full of, and what looks like a secret to a rule that is too eager. None of it may be changed. */

let state = 7
function random(alphabet: string, length: number): string {
  let text = ''
  for (let index = 0; index < length; index++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    text += alphabet[Math.floor((state / 2_147_483_648) * alphabet.length)]
  }
  return text
}
const hex = (length: number): string => random('0123456789abcdef', length)
const base64 = (length: number): string =>
  random('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', length)
const times = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => make(i))

const IDENTIFIERS = [
  ...times(12, () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`),
  ...times(8, () => hex(40)),
  ...times(8, () => hex(64)),
  ...times(4, () => hex(32)),
  ...times(4, () => hex(7)),
  ...times(4, () => `sha256:${hex(64)}`),
  ...times(3, () => `sha512-${base64(86)}==`),
  ...times(3, () => `00-${hex(32)}-${hex(16)}-01`),
  ...times(3, () => random('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 26)),
  ...times(3, () => random('abcdefghijklmnopqrstuvwxyz0123456789', 25)),
  ...times(3, () => `req_${random('abcdefghijklmnopqrstuvwxyz0123456789', 14)}`),
  ...times(3, () => `cus_${random('abcdefghijklmnopqrstuvwxyzABCDEF0123456789', 14)}`),
  ...times(2, () => `ch_${random('abcdefghijklmnopqrstuvwxyzABCDEF0123456789', 24)}`),
  ...times(2, () => `pk_live_${random('abcdefghijklmnopqrstuvwxyzABCDEF0123456789', 24)}`),
  ...times(2, () => `AC${hex(32)}`),
  'arn:aws:iam::123456789012:role/orders-service',
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/orders-AbCdEf',
  'projects/acme-prod/secrets/db-password/versions/3',
  'urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66',
  'registry.example.com/acme/orders@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'W/"33a64df551425fcc55e4d42a148795d9f25f89d4"',
  'kubernetes.io/service-account-token',
  'ip-10-0-12-34.eu-west-1.compute.internal',
  'orders-7d9c5b8f6d-x2x4z',
]

const TEXTS = `
GET /api/orders/1234 200 12.5 ms
POST /login 401 3 ms
listening on http://localhost:3000
connected to postgres://db.internal:5432/orders
connected to redis://cache:6379/0 as default
mongodb://db1.internal:27017,db2.internal:27017/orders?replicaSet=rs0
https://user@example.com/path
ssh://git@github.com/acme/orders.git
git@github.com:acme/orders.git
https://example.com/search?q=red+shoes&page=2&sort=price%3Aasc
https://example.com/@acme/orders
https://unpkg.com/react@18.2.0/umd/react.production.min.js
http://[::1]:8080/health
file:///usr/src/app/dist/index.js:10:15
https://fonts.example.com/css2?family=Inter:wght@400;700&display=swap
user 42 logged in from 192.168.0.12:51514
tokens: 42
prompt tokens: 1200, completion tokens: 345
total_tokens=1545 max_tokens=4096
tokenCount=12
used 1200 of 4096 tokens
Unexpected token: punc (})
SyntaxError: Unexpected token } in JSON at position 42
next page token: CAESBkFCQ0RFRg
nextPageToken=CAESBkFCQ0RFRg
progressToken: 7
cancellation token: 17
passwordless login enabled: true
password reset requested by user 42
password must be at least 12 characters
password: must be at least 12 characters
password: required
password: null
the password is wrong
your password was changed
Password changed for user 42
secret not found: prod/orders
secret rotation finished in 120 ms
token expired after 3600 s
token: expired
token: undefined
token is invalid
invalid token: missing
Authorization: required
missing Authorization header
cookie: not set
cookies enabled: true
api key missing
api key: missing
credentials: include
Basic authentication required
Basic usage: see the manual
Bearer token required
Bearer authentication failed
bearer of bad news
WWW-Authenticate: Bearer realm="example"
author=jane
author: Jane Doe
authored by: Jane
authority=example.com
keyboard=de
key=value
key: orders/2026/11/21.csv
keys=12
primary key: id
foreign key: order_id
public key: RSA 2048
publicKey=ssh-ed25519
monkey=see
turkey: 3
hockey=ice
cache key: orders:1234
partition_key=customer-17
sort key: createdAt
pass: 12, fail: 0
bypass=true
compass: north
passed=120
passport=none
passenger: 3
session started
session: morning
session timeout=3600
sessions: 12
secretary=Jane
secretariat: UN
discrete=1
cookiecutter=1.2
tokenizer: cl100k
tokenizer=bpe
tokenization took 3 ms
authentication=none
authenticated: true
credentialed=false
sid=-
code=ECONNREFUSED
connect ECONNREFUSED 127.0.0.1:5432
getaddrinfo ENOTFOUND db.internal
signature mismatch
signature: invalid
const token = process.env.GITHUB_TOKEN
export API_KEY=\${API_KEY}
password=***
password=********
password: [Redacted]
token=[REDACTED]
Authorization: [Redacted]
https://user:***@example.com
Authorization: <token>
--token <token>
usage: deploy --password <password>
--verbose --dry-run --output json
--key-file /etc/ssl/private/server.key
--user jane --group staff
npm install --save-dev @types/node@20.19.43
node --max-old-space-size=4096 dist/index.js
docker run -u 1000:1000 acme/orders
chown -R node:node /app
HOME=/home/app PWD=/usr/src/app SHELL=/bin/sh
pwd=/usr/src/app
v20.19.0
1.2.3-beta.4+build.567
>=20.19 <23
€ 1,234.56
USD 99.99
-0.000123
1e-7
12:34:56.789
2026-11-21T10:57:46.123Z
2026-11-21 10:57:46,123 INFO [main] orders: started
Sat, 21 Nov 2026 10:57:46 GMT
+02:00
50%
127.0.0.1
2001:db8:85a3::8a2e:370:7334
00:1a:2b:3c:4d:5e
52.5200,13.4050
rgb(255, 0, 128)
#ff8800
SELECT id, name FROM users WHERE password IS NOT NULL
SELECT * FROM tokens WHERE expires_at < now()
UPDATE users SET last_login = now() WHERE id = 42
INSERT INTO secrets (name) VALUES ($1)
CREATE INDEX idx_orders_customer ON orders (customer_id)
/usr/local/lib/node_modules/npm/bin/npm-cli.js
C:\\\\Users\\\\app\\\\AppData\\\\Local\\\\Temp\\\\orders.log
/etc/ssl/private/server.key
/run/secrets/db_password
/var/run/secrets/kubernetes.io/serviceaccount/token
src/auth/password-reset.controller.ts
src/tokens/refresh-token.service.ts
node_modules/jsonwebtoken/index.js
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36
curl/8.5.0
text/html; charset=utf-8
multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW
no-cache, no-store, max-age=0
gzip, deflate, br
en-GB,en;q=0.9,de;q=0.8
application/vnd.api+json
The quick brown fox jumps over the lazy dog
Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor
Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft
supercalifragilisticexpialidocious
pneumonoultramicroscopicsilicovolcanoconiosis
a-very-long-kebab-case-slug-of-a-blog-post-about-api-keys-and-tokens
THIS_IS_A_VERY_LONG_CONSTANT_NAME_FOR_NO_REASON
sk-loading-indicator-with-a-rather-long-name
sk-button-primary
key-value-store-of-the-orders-service
test_orders_are_shipped_within_two_days
live_orders_dashboard_refresh_interval
access-control-allow-origin
access-log-rotation-interval-seconds
api-gateway-orders-service-production
patch-orders-service-deployment
pathological-input-detected-in-parser
data-testid-orders-table-row-selected
AKIA is the prefix of key ids
ghp_ is the prefix of tokens
-----BEGIN CERTIFICATE-----
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDf0examplekeyexamplekeyexamplekeyex jane@laptop
SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDVnQn5nRHhZ0kqv1I
data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7
eyJpZCI6MTIzNCwic29ydCI6ImNyZWF0ZWRBdCJ9
eyJjdXJzb3IiOjEyMzQ1Nn0=
eyJpZCI6MTIzNCwic29ydCI6ImNyZWF0ZWRBdCJ9.json-export
{"level":"info","msg":"started","port":3000}
{"tokens":42,"tokenCount":7,"passwordless":true}
{\\"id\\":1,\\"name\\":\\"orders\\"}
{ id: 1, name: 'orders', tags: [ 'a', 'b' ] }
<h1>Not Found</h1>
<orders><order id="1">shoes</order></orders>
<a href="https://example.com/?a=1&b=2">link</a>
if (a < b && c > d) return a
x => x * 2
a == b ? c : d
for (let i = 0; i < 10; i++)
日本語のログ: 成功
журнал: успех
🚀 deployed
`
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.replaceAll('\\\\', '\\').replaceAll('\\$', '$'))

const OBJECTS: readonly object[] = [
  { tokens: 42 },
  { tokenCount: 42, maxTokens: 4096, promptTokens: 12, completion_tokens: 9, totalTokens: 21 },
  { usage: { input_tokens: 12, output_tokens: 34 } },
  { msPerToken: 12.5, timeToFirstToken: 120, maxToken: 100, bos_token: '<s>' },
  { tokens: ['The', 'quick', 'brown'] },
  { passwordless: true, hasPassword: true, password: true, passwordRequired: true },
  { password: null, secret: '', token: false, apiKey: null },
  { passwordChangedAt: '2026-11-21T10:57:46.123Z', passwordLength: 12, passwordPolicy: 'strong', passwordField: 'pw' },
  { keyboard: 'de', monkey: 'see', author: 'Jane', authority: 'example.com', turkey: 1, donkey: 'grey' },
  { publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1', public_key: 'RSA 2048', publicKeyId: 'k1' },
  {
    key: 'orders/1.csv',
    keys: ['a', 'b'],
    primaryKey: 'id',
    foreignKey: 'order_id',
    cacheKey: 'orders:1',
    sortKey: 'n',
  },
  { keyId: 'k-17', keyName: 'main', tokenType: 'Bearer', token_type: 'bearer', tokenExpiresAt: 1_800_000_000 },
  {
    nextToken: 'CAES',
    nextPageToken: 'CAES',
    pageToken: 'x',
    continuationToken: 'y',
    progressToken: 'p-1',
    syncToken: 'z',
  },
  { secretName: 'prod/orders', secretArn: 'arn:aws:x', secretVersion: 3, secretsCount: 4, secrets: 4 },
  { cookieConsent: 'all', cookieEnabled: true, cookies: 3, cookieName: 'theme' },
  { sessionDuration: 12, sessions: 3, session: 'morning', sessionTimeout: 3600 },
  { authMethod: 'oauth2', authType: 'basic', auth: 'required', authenticated: true, authProvider: 'acme', oauth: true },
  { credentialsType: 'service-account', credentialed: false, credentialsProvider: 'env' },
  { pass: 12, fail: 0, passed: true, bypass: 'none', compass: 'north', passRate: 0.99, renderPass: 'main' },
  { accountSid: 'AC-1', callSid: 'CA-1', sidebar: 'left', inside: 'yes' },
  { code: 'ECONNREFUSED', errno: -111, syscall: 'connect', address: '127.0.0.1', port: 5432 },
  { req: { method: 'GET', url: '/api/orders?page=2', headers: { host: 'example.com', accept: '*/*' } } },
  { res: { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'content-length': 12 } } },
  { cpu: { user: 12_345, system: 678 }, heapUsed: 12_345_678, uptime: 12.5 },
  { user: { id: 42, role: 'admin', locale: 'de-DE' }, items: [{ sku: 'A-1', quantity: 2, price: 9.99 }] },
  { build: { version: '1.2.3', commit: '9f86d08', branch: 'feature/api-keys' } },
  { fields: ['password', 'email'], required: ['token', 'id'], scopes: ['read:orders', 'write:orders'] },
  { credentials: 'include', mode: 'cors', redirect: 'follow' },
  { secretless: true, tokenized: 'yes', tokenizer: 'bpe', authored: 'Jane', cookbook: 'pasta' },
  { jwtVerified: true, jwksUri: 'https://issuer.example/jwks.json', issuer: 'https://issuer.example' },
  { password: '[Redacted]' },
  { argv: ['node', 'dist/index.js', '--port', '3000', '--verbose'] },
  {
    headers: [
      ['content-type', 'application/json'],
      ['accept', '*/*'],
    ],
  },
  { name: 'theme', value: 'dark' },
  { type: 'created', message: 'order 1', data: { id: 1 } },
  { nested: { deep: { deeper: { list: [1, [2, [3]]], ok: true } } } },
]

/** More of it, a JSON text on each line: texts and objects that speak of secrets and hold none. */
export const BENIGN_LINES: readonly unknown[] = readFileSync(new URL('benign.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line): unknown => JSON.parse(line))

export const BENIGN: readonly unknown[] = [...IDENTIFIERS, ...TEXTS, ...OBJECTS]
