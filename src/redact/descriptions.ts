import { LEVEL, levelOf } from './key-names.js'
import { isMadeUp, isNoSecret, isRule } from './no-secret.js'
import { isCountable, looksRandom } from './values.js'
import { lastWordOf } from './words.js'

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/**
 * What is told of a secret without telling it: a part of a schema, the options of a cookie, the claims of a token, its place
 * in a source, whose it is and what for.
 */
const DESCRIPTIVE = set(`
  type format description title label placeholder name names $ref ref required optional nullable minlength maxlength min max
  length minimum maximum pattern enum deprecated readonly writeonly items properties oneof anyof allof examples example widget
  path domain samesite httponly secure maxage expires expiresin expiration expiry alg algorithm algorithms issuer audience
  provider providers enabled disabled version location in scheme kind status state policy rotation count size strength
  autocomplete sensitive writable configurable priority partitioned overwrite signed ttl datatype column nullable unique
  errors message rule rules validators kid typ iss aud exp iat nbf sub jti azp scope scopes roles groups permissions
  policies namespace labels annotations source user uid username email login host port region account project tenant profile
  device client prefix last4 suffix header bearerformat flows url uri href endpoint params method fields keys cookie
  symbol decimals address chain contract start end line loc range span offset memory iterations cost parallelism
  rounds bits digits period window curve use keyops claims purpose usage limit remaining attempts channel decision created updated modified lastsync sentto
`)
/** The last words of such a key: `createdAt`, `last_used_at`, `userId`, `tokenType`. */
const DESCRIPTIVE_ENDS = set(
  'at on until since date time count length size ttl age id ids name names type url uri arn version versions status state policy format email stages mode filename widget',
)
/** Where a parser has found it. */
const PLACES = ['start', 'line', 'loc', 'range', 'span', 'offset', 'pos']
/** A description has fewer keys, and is no deeper. */
const MOST_KEYS = 24
const DEEPEST = 3
const MOST_ITEMS = 100

/** Whether an object or list under the name of a secret tells about it only. What it holds is looked at as well then. */
export function describes(value: object, name: string, depth = 0): boolean {
  if (Array.isArray(value)) {
    return value.length <= MOST_ITEMS && value.every((each: unknown) => isTold(each, '', name, depth - 1))
  }
  let keys = 0
  for (const key in value) {
    if (++keys > MOST_KEYS) return false
    const field = (value as Record<string, unknown>)[key]
    if (isTold(field, key, name, depth) || isOwnName(key)) continue
    if (isDescriptive(key) && !((depth > 0 || Array.isArray(field)) && hasRandom(field))) continue
    if (key !== 'value' || !PLACES.some((place) => place in value)) return false
  }
  return keys > 0
}

function isTold(field: unknown, key: string, name: string, depth: number): boolean {
  switch (typeof field) {
    case 'string':
      return field === '' || isNoSecret(field, isMadeUp(key) ? key : name) || (key === '' && isRule(field))
    case 'number':
      return isCountable(field)
    case 'object':
      return field === null || (depth < DEEPEST && (isEmptyList(field) || describes(field, name, depth + 1)))
    case 'boolean':
    case 'undefined':
      return true
    default:
      return false
  }
}

const isEmptyList = (field: object): boolean => Array.isArray(field) && field.length === 0

/** An id at the top is one of the secret; further down it may be the secret. */
function hasRandom(field: unknown): boolean {
  if (Array.isArray(field)) return field.slice(0, MOST_ITEMS).some(hasRandom)
  return typeof field === 'string' && looksRandom(field)
}

const isDescriptive = (key: string): boolean =>
  DESCRIPTIVE.has(key.toLowerCase().replace(/[_.-]/g, '')) || DESCRIPTIVE_ENDS.has(lastWordOf(key))

/** A name of a secret itself, so that its value is hidden there. */
function isOwnName(key: string): boolean {
  const level = levelOf(key)
  return level === LEVEL.all || level === LEVEL.text || level === LEVEL.counted
}
