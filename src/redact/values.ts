/** What a value looks like: nothing at all, a word of a sentence, or letters and digits that no one would say. */

const MASKED =
  /^(?:[*•.#-]{1,64}|[xX]{3,64}|(?:bearer|basic|digest|negotiate)|\[(?:redacted|truncated|circular|unreadable|removed|filtered|hidden|masked|secret|object|array|function|getter|setter|class|map|set|date|symbol)\b[^\]]*\]?|<[\w -]{0,40}>|\([a-z][a-z -]{1,40}\)|\$\{[\w.:-]{1,60}(?::\?[^}]{0,60})?\}?|\$\(?[A-Z_]\w{0,60}\)?|\$\d{1,2}|\?|\$?\{\{[^{}]{0,60}\}{0,2}|%[a-z]|%\(\w{1,40}\)s|%\w{1,40}%|null|undefined|none|nil|true|false|\(none\)|n\/a|change[-_]?me|your[-_][a-z_-]{1,40})?$/i

/** Masked already, a placeholder, or no value at all. */
export function saysNothing(value: string): boolean {
  return MASKED.test(value) || /^\[[A-Z_ ]{2,40}\]$/.test(value)
}

/** What stands after `token:` or `password:` in a sentence about one, or in source code. */
const PROSE = new Set(
  `a an the is are was were has have must should may can cannot could will would not no yes and or of in for from to with
  by on at as if it its be been does did too invalid valid missing required requires optional unknown empty ok okay failed
  failure denied mismatch correct incorrect wrong unexpected undefined nil string number boolean object function any void
  async await new const let var return set unset found hidden secret password token include omit sent ready pending error
  success present absent active inactive stale fresh weak strong short long same different unchanged unavailable default
  value text type null got on off that this which see use using only also already length count field bytes public private
  unsupported malformed due path field ident identifier str int bool char json only theme after before when while until than per
  check please cleared none old current good bad used allow deny allowlist write read min minimum max maximum all any
  buffer example provided included optional masked protected`.split(/\s+/),
)

/** What is told of a secret in quotes or in a field: hardly anybody's secret. */
const STATES: ReadonlySet<string> = new Set(
  `valid invalid missing required optional expired revoked rotated sent pending verified unverified failed none unset set
  ok disabled enabled hidden masked redacted provided included example empty unknown used unused active inactive`.split(
    /\s+/,
  ),
)

export function isState(value: string): boolean {
  return STATES.has(value.toLowerCase())
}

/** A word that tells how it is with a secret, and not what it is: `verified`, `missing`, `must be long`. */
export function isProse(value: string): boolean {
  const match = /^(?:\(([A-Za-z]+)[ a-z]{0,40}\)|([A-Za-z]+)(?=$|[\s.,;:!?)\]]))/.exec(value)
  const word = (match?.[1] ?? match?.[2])?.toLowerCase()
  return word !== undefined && (PROSE.has(word) || (word.length > 4 && word.endsWith('ed')))
}

/** A part of a pattern or a template: `(\w+)`, `[^&]*`, `%s`. */
export function isPattern(value: string): boolean {
  return /^[([]{0,2}(?:\^|\\[wdsSWDb]|\.[*+?]|\?[:=!<])/.test(value)
}

const CODE =
  /^(?:!(?:vault|Ref|Sub|GetAtt|ImportValue|Join|Select|env|secret|include|reference)\b|ENC[[(]|op:\/\/|file:\/\/\/|env:[A-Z]|(?:ssm|vault|sm|secretsmanager|kms|arn:aws[\w-]{0,8}):[/\w]|\$_[A-Z]{3,8}\[|(?:Optional|Union|List|Vec|Option|Array|Promise)[[<]|process\.env|os\.environ|env\.|import\.meta|config\.|secrets\.|vars?\.|ENV\[|\$?\{\{|\$\(|(?:[\w.]{1,40}\.)?[gG]et[eE]nv\()/

/** An expression that names where a secret comes from; in source code, `spaced`, also a call and a property. */
export function isExpression(value: string, spaced: boolean): boolean {
  if (CODE.test(value)) return true
  return (
    spaced &&
    (/^[a-z_$][\w$]*(?:\.[A-Za-z_$][A-Za-z_$]*)+[;,)]?(?:\s|$)/.test(value) ||
      /^[a-z_][\w.]*\((?!["'])|^[A-Za-z_$][\w$]*(?:\.[A-Za-z_]\w*)+[([]/.test(value) ||
      /^(?:input|prompt|getpass|ask|read|readline|require|env|config|param|lookup|get|fetch|load)\(/.test(value))
  )
}

const ALGORITHM =
  /^(?:(?:hmac|pbkdf2|rsa|ecdsa|ssh)[-_]?)?(?:argon2(?:id|i|d)?|bcrypt|scrypt|pbkdf2|sha[-_]?\d{1,3}|md5|rsa(?:[-_]?\d{4})?|ed25519|x25519|ed448|ecdsa|dsa|p-?\d{3}|(?:hs|rs|es|ps)\d{3}|aes[-_]?\d{0,3}(?:[-_]?(?:gcm|cbc|ctr))?|secp\d{3}[kr]1)$/i

/** The name of an algorithm: `ssh key: ed25519`. */
export function isAlgorithm(value: string): boolean {
  return ALGORITHM.test(value)
}

/** A file by its extension, or by the place where such files are: `/run/secrets/token`, `certs/app.key`. */
export function isKeyFile(value: string): boolean {
  return (
    /^(?:\/(?:run|var|etc|home|usr|opt|mnt|srv|root|tmp|secrets?|certs?)\/[\w./-]{1,200}|(?:[\w./~-]{0,200}\/)?[\w.-]{1,64}\.(?:key|pem|crt|cer|p12|pfx|jks|pub|json|ya?ml|txt|env))$/.test(
      value,
    ) && !looksRandom(value)
  )
}

/** The name of a secret in a store: `prod/orders`. */
export function isNameOfSecret(value: string): boolean {
  return /^[a-z][a-z-]{1,40}(?:\/[a-z][a-z0-9-]{0,40}){1,6}$/.test(value) && !looksRandom(value)
}

/** The fingerprint of a key, and the name of a header. */
export function isTold(value: string): boolean {
  return /^(?:SHA256:[A-Za-z0-9+/]{43}=?|MD5(?::[0-9a-f]{2}){16}|x-[a-z]+(?:-[a-z]+){0,6})$/i.test(value)
}

/** The path of a file with a name that is one: where a key is, not the key. */
export function isFileOfKey(value: string): boolean {
  return /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/](?:[\w. -]{1,64}[\\/]){1,12}[\w.-]{1,64}$/.test(value) && !looksRandom(value)
}

const DATE = /^\d{4}-\d\d-\d\dT?/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Fewer characters are a code, a version or a unit: `x86_64`, `3d2h`. */
const SHORTEST_RANDOM = 8
const MOST_LOOKED_AT = 256

/** Letters and digits that change places as they do in no word, name or date: what generators of secrets give. */
export function looksRandom(text: string, shortest = SHORTEST_RANDOM): boolean {
  const value = text.includes('%') ? text.replace(/%[0-9A-Fa-f]{2}/g, '/') : text
  const length = Math.min(value.length, MOST_LOOKED_AT)
  if (length < shortest) return false
  let changes = 0
  let last = 0
  for (let at = 0; at < length; at++) {
    const kind = kindOf(value.charCodeAt(at))
    if (kind === SPACE) return false
    if (kind + last === LETTER + DIGIT && kind !== 0 && last !== 0) changes++
    last = kind
  }
  return changes >= 2 && !DATE.test(value) && !UUID.test(value)
}

const LETTER = 1
const DIGIT = 2
const SPACE = 4

function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return DIGIT
  const lower = code | 32
  if (lower >= 97 && lower <= 122) return LETTER
  return code <= 32 ? SPACE : 0
}

/** A place in a file system: what `PWD` holds in a shell. */
export function isFilePath(value: string): boolean {
  return /^(?:\/|~|[A-Za-z]:[\\/])/.test(value)
}
