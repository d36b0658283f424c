import { LEVEL, levelOf } from './key-names.js'
import {
  hasRandomPart,
  isAlgorithm,
  isCount,
  isFileOfKey,
  isKeyFile,
  isNameOfSecret,
  isPhrase,
  isState,
  isTold,
  isType,
  saysNothing,
} from './values.js'

/** Names of what people make up and remember: a word, a path or a URL may be one. */
const MADE_UP = /pass|pwd|pw$|phrase|wort|pin|code/i
export const isMadeUp = (name: string): boolean => MADE_UP.test(name)
const TOKEN = /token\d?$/i

/**
 * Whether a text under the name of a secret only tells about it: a mask, a state, the name of an algorithm, the type of a
 * column, the place where the secret is. The same for keys and for names in texts.
 */
export function isNoSecret(value: string, name: string): boolean {
  if (saysNothing(value) || isState(value) || isCount(value) || isAlgorithm(value) || isTold(value)) return true
  if (isType(value) || isPhrase(value) || isLabel(value) || isPunctuation(value)) return true
  if (isMadeUp(name)) return false
  if (isKeyFile(value) || isFileOfKey(value) || isNameOfSecret(value) || isPlainUrl(value)) return true
  if (TOKEN.test(name)) return isKindOfToken(value)
  return /credentials$/i.test(name) && FETCH_CREDENTIALS.has(value)
}

/** Values of `credentials` in the options of `fetch`. */
const FETCH_CREDENTIALS: ReadonlySet<string> = new Set(['include', 'same-origin', 'omit'])

/** What a form calls the field, in any language: `Password`, `Mot de passe`, `Enter your password`. */
function isLabel(value: string): boolean {
  if (value.length > 64 || !/^\p{Lu}[\p{Ll}'-]+(?: [\p{L}'-]+){0,6}[?:]?$/u.test(value)) return false
  const level = levelOf(value.replace(/[?:]$/, ''))
  return level === LEVEL.all || level === LEVEL.counted
}

/** `)` of a parser, `=>` of a lexer. */
const isPunctuation = (value: string): boolean => value.length < 4 && !/[^\x21-\x2f:-@[-`{-~]/.test(value)

/** Without a user, a query, or a part that no one would say. */
function isPlainUrl(value: string): boolean {
  return /^https?:\/\/[\w.-]{1,128}(?::\d{1,5})?(?:\/[\w.~/-]{0,256})?$/.test(value) && !hasRandomPart(value)
}

/** The kind of a token, in a parser's words, in those of a chain, and of a design: `IDENT`, `USDC`, `color.text.primary`. */
function isKindOfToken(value: string): boolean {
  return /^(?:[A-Z_]{2,12}|(?:[A-Z][a-z]{1,16}){1,3}|[a-z]{2,20}(?:\.[a-z]{2,20}){1,5}|#[0-9a-f]{3,8}|--[a-z]+(?:-[a-z]+){0,6})$/.test(
    value,
  )
}

/** The rules for a field of a form: `required|min:8`. */
const RULE = /^(?:[a-z_]{2,20}(?::[\w,.]{1,20})?\|){1,12}[a-z_]{2,20}(?::[\w,.]{1,20})?$/
const ONE_RULE = /^(?:min|max|length|size|between|same|confirmed|in|gte?|lte?)(?::[\w,]{1,20})?$/

export const isRule = (value: string): boolean => (RULE.test(value) && !hasRandomPart(value)) || ONE_RULE.test(value)
