import { isMadeUp } from './no-secret.js'
import { isPhrase, isProse, looksRandom } from './values.js'

/** What stands after the name of a secret and its separator, and is no secret: prose, source code, references. */

/**
 * Whether what follows the separator and a blank is said of the secret: `Fencing token: 33`, `password: updated`,
 * `password = (sensitive value)`, `Password: Forgot your password?`. Nobody makes up a key of plain words, and one that is
 * cut short for display is none: `token: signature mismatch`, `token: eyJ…`.
 *
 * @param head the beginning of it
 */
export function isSpoken(head: string, name: string, separator: string): boolean {
  if (isProse(head) || (COUNT.test(head) && !CARD_CODE.test(name)) || SPOKEN.test(head)) return true
  if (separator === '=' && NEXT_FIELD.test(head)) return true
  return !isMadeUp(name) && SAID_OF_KEY.test(head)
}

/** `token: 12 of 40` */
const COUNT = /^\d{1,3}(?![\w.])|^\d+ (?:of|left|remaining|used|in|per)\b/
const CARD_CODE = /cv[vcn]|csc/i
const SPOKEN =
  /^(?:[A-Z]\w{2,60} \(\d|\([a-z][a-z -]{1,40}\)|[A-Z][a-z]{1,12}(?: [a-z]{1,12}){0,5} (?:password|passphrase|token|secret|key|code|pin)s?\b(?!=))/
/** `TOKEN= USER=jane` */
const NEXT_FIELD = /^[A-Za-z_]\w{0,40}=[^=\s]/
const SAID_OF_KEY = /^(?:[a-z]{2,14} [a-z(][a-z]*(?![\w=:])|v\d{1,3} [a-z]|[\w-]{1,8}(?:\.{3}|…))/

/** `password === confirmPassword`, `token != other` */
export function isCompared(text: string, start: number, head: string): boolean {
  if (!/^[A-Za-z_$][\w$.]*(?=$|[\s);&|])/.test(head) || looksRandom(head)) return false
  return /[=!]=\s*$/.test(text.slice(Math.max(0, start - 5), start))
}

/** A name that has a value of its own: `token: expiresIn: 3600`. */
export function isNameOfNext(head: string, end: number): boolean {
  return head[end] === ':' && head[end + 1] === ' ' && /^[A-Za-z_/-]+$/.test(head.slice(0, end))
}

/** `["This field may not be blank."]` */
export function areMessages(list: string): boolean {
  const items = list.match(/"[^"]*"|'[^']*'/g) ?? []
  return items.length > 0 && items.every((item) => isPhrase(item.slice(1, -1)))
}

/** `arn:aws:secretsmanager:eu-west-1:123456789012:secret:name` names a secret and tells none. */
export function isResource(text: string, start: number, name: string): boolean {
  return name === 'secret' && /:\d{12}:$/.test(text.slice(Math.max(0, start - 14), start))
}

/** `${TOKEN:?missing}` */
export const isDefault = (text: string, start: number): boolean => text[start - 1] === '{' && text[start - 2] === '$'

/** `{{resolve:secretsmanager:prod/db:SecretString:password}}` of CloudFormation. */
export function isReference(text: string, start: number): boolean {
  return /\{\{resolve:\S*$/.test(text.slice(Math.max(0, start - 120), start))
}
