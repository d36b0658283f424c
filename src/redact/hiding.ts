import { describes } from './descriptions.js'
import { LEVEL } from './key-names.js'
import { isNoSecret, isRule } from './no-secret.js'
import { isCountable, isFilePath, looksRandom, saysNothing } from './values.js'

/** Own keys hide any value, also `true`. */
export const LEVEL_OWN = 100

/** Whether a value under a key of that level is hidden as a whole. */
export function hides(level: number, value: unknown, name: string): boolean {
  if (value === null || value === undefined || value === '') return false
  if (level === LEVEL_OWN) return true
  switch (typeof value) {
    case 'boolean':
      return false
    case 'number':
      return hidesNumber(level, value, name)
    case 'string':
      return hidesText(level, value, name)
    case 'object':
      return hidesObject(level, value, name)
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

/** Names whose value may be a small number. */
const SMALL = /cv[vcn]|csc|otp|pin|code/i

function hidesNumber(level: number, value: number, name: string): boolean {
  if (level === LEVEL.personal) return true
  if (level === LEVEL.code) return value >= 1000 && value <= 99_999_999
  // Below, it is a count: `{ fencingToken: 33 }`.
  if (level === LEVEL.counted || level === LEVEL.all) return !isCountable(value) || SMALL.test(name)
  return isStrong(level) && !Number.isFinite(value)
}

function hidesText(level: number, value: string, name: string): boolean {
  switch (level) {
    case LEVEL.pair:
      return value.includes(':') || looksRandom(value)
    case LEVEL.random:
      return looksRandom(value)
    case LEVEL.code:
      return looksRandom(value) || /^\d{4,8}$/.test(value)
    case LEVEL.noPath:
      return !isFilePath(value) && !isNoSecret(value, name)
    case LEVEL.personal:
      return !saysNothing(value)
    default:
      return !isNoSecret(value, name) && !isRule(value)
  }
}

function hidesObject(level: number, value: object, name: string): boolean {
  try {
    if (isStrong(level)) {
      if (level === LEVEL.noNames && Array.isArray(value) && value.every(isName)) return false
      return !isEmpty(value) && !describes(value, name)
    }
    // `{ tokens: { access, refresh } }`
    const items: unknown = Array.isArray(value) || !/tokens$/i.test(name) ? value : Object.values(value)
    if (!Array.isArray(items)) return false
    return items.slice(0, MOST_ITEMS).some((each) => typeof each === 'string' && hidesText(level, each, name))
  } catch {
    return true
  }
}

const isEmpty = (value: object): boolean => Array.isArray(value) && value.length === 0
const isName = (each: unknown): boolean => typeof each === 'string' && /^[A-Za-z][A-Za-z_./-]*$/.test(each)
const MOST_ITEMS = 100
