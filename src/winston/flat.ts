import type { FieldRules } from '../server/field-rules.js'
import type { Logged } from './logged.js'
import type { Info } from './logger.js'

type Fields = Record<string, unknown>

/**
 * Message and fields of a record that is a plain text and plain values, as most are; `undefined` where it needs a closer
 * look.
 */
export function flatFields(info: Info, logged: Logged, rules: FieldRules): Fields | undefined {
  const { message } = info
  if (typeof message !== 'string' || message !== logged.message || message.includes('\u001b')) return undefined
  if (logged.error !== undefined || info.exception === true || info.rejection === true) return undefined
  if (Object.getPrototypeOf(info) !== Object.prototype || rules.keeps('level')) return undefined
  const fields: Fields = { message }
  for (const name in info) {
    if (name === 'message' || name === 'level') continue
    const field = Object.getOwnPropertyDescriptor(info, name)
    // A getter is read once, by whoever takes the closer look.
    if (field === undefined || field.get !== undefined || !isFlat(field.value) || name === '__proto__') return undefined
    const { value } = field
    if (!rules.isSpecial(name)) fields[name] = value
    else if (!rules.omit(name, value)) return undefined // it may name the logger
  }
  return fields
}

function isFlat(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
