import { LEVEL } from './key-names.js'
import { isFilePath, isKeyFile, isState, isTold, looksRandom } from './values.js'

/** Own keys hide any value, also `true`. */
export const LEVEL_OWN = 100

/** Values of `credentials` in the options of `fetch`. */
const FETCH_CREDENTIALS: ReadonlySet<string> = new Set(['include', 'same-origin', 'omit'])

/** Whether a value under a key of that level is hidden as a whole. */
export function hides(level: number, value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false
  if (level === LEVEL_OWN) return true
  switch (typeof value) {
    case 'boolean':
      return false
    case 'number':
      return hidesNumber(level, value)
    case 'string':
      return hidesText(level, value)
    case 'object':
      return hidesObject(level, value)
    default:
      return isStrong(level)
  }
}

const isStrong = (level: number): boolean =>
  level === LEVEL.text ||
  level === LEVEL.counted ||
  level === LEVEL.all ||
  level === LEVEL.noPath ||
  level === LEVEL.noNames

function hidesNumber(level: number, value: number): boolean {
  if (level === LEVEL.personal) return true
  if (level === LEVEL.code) return value >= 1000 && value <= 99_999_999
  // Below, it is a count: `{ fencingToken: 33 }`.
  if (level === LEVEL.counted) return !(Math.abs(value) < 1000)
  return level === LEVEL.all || (isStrong(level) && !Number.isFinite(value))
}

function hidesText(level: number, value: string): boolean {
  switch (level) {
    case LEVEL.pair:
      return value.includes(':') || looksRandom(value)
    case LEVEL.random:
      return looksRandom(value)
    case LEVEL.code:
      return looksRandom(value) || /^\d{4,8}$/.test(value)
    case LEVEL.noPath:
      return !isFilePath(value)
    default:
      return !(FETCH_CREDENTIALS.has(value) || isState(value) || isKeyFile(value) || isTold(value))
  }
}

function hidesObject(level: number, value: object): boolean {
  try {
    if (!Array.isArray(value)) return isStrong(level) && !describes(value)
    if (level === LEVEL.noNames) return !value.every((each) => typeof each === 'string' && IS_NAME.test(each))
    if (isStrong(level)) return value.length > 0
    return value.slice(0, MOST_ITEMS).some((each) => typeof each === 'string' && hidesText(level, each))
  } catch {
    return true
  }
}

const IS_NAME = /^[A-Za-z][A-Za-z_./-]*$/
const MOST_ITEMS = 100

/** What is told of a secret without telling it: a part of a schema, the options of a cookie. */
const DESCRIPTIVE: ReadonlySet<string> = new Set(
  `type format description title label placeholder name id ref required optional nullable minlength maxlength min max length
  minimum maximum pattern enum deprecated readonly writeonly path domain samesite httponly secure
  maxage expires expiresin expiresat expiry issuedat createdat updatedat rotatedat lastused alg algorithm algorithms issuer
  audience provider enabled disabled version location in scheme kind status state policy rotation count size strength
  autocomplete sensitive writable configurable priority partitioned overwrite signed ttl datatype column nullable unique
  errors message rule rules kid typ iss aud exp iat nbf sub jti`.split(/\s+/),
)
/** A description has fewer keys. */
const MOST_KEYS = 24

function describes(value: object): boolean {
  let keys = 0
  for (const key in value) {
    if (++keys > MOST_KEYS) return false
    if (DESCRIPTIVE.has(key.toLowerCase().replace(/[^a-z]/g, ''))) continue
    const field: unknown = (value as Record<string, unknown>)[key]
    const isCount = typeof field === 'number' && Math.abs(field) < 1000
    if (field !== null && field !== undefined && typeof field !== 'boolean' && !isCount) return false
  }
  return keys > 0
}
