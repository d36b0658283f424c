/** What a value looks like: nothing at all, a word of a sentence, or letters and digits that no one would say. */

const MASKED =
  /^(?:[*•.#-]{1,64}|[xX]{3,64}|(?:bearer|basic|digest|negotiate|token)(?: [*•.xX]{3,64})?|\[(?:[\w ]{0,24} )?(?:redacted|truncated|circular|unreadable|removed|filtered|hidden|masked|secret|secure|omitted|changed|unchanged|protected|object|array|function|getter|setter|class|map|set|date|symbol)\b[^\]]*\]?|\*{1,8}[A-Za-z]{4,12}\*{1,8}|(?:[A-Za-z]{2,8}[_-])?(?:[*•]{3,64}|\.{3}|…)(?:\w{4})?|(?:bearer|basic) \[[a-z]{4,12}\]|(?:bearer|basic) <[\w -]{1,40}>|<[\w -]{0,40}>|\([a-z][a-z -]{1,40}\)|\$\{[\w.:-]{1,60}(?::\?[^}]{0,60})?\}?|\$\(?[A-Z_]\w{0,60}\)?|\$\d{1,2}|\?|\$?\{\{[^{}]{0,60}\}{0,2}|%[a-z]|%\(\w{1,40}\)s|%\w{1,40}%|null|undefined|none|nil|true|false|\(none\)|n\/a|change[-_]?me|your[-_][a-z_-]{1,40}|:[a-z_]{2,40})?$/i

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** Masked already, a placeholder, or no value at all. */
export function saysNothing(value: string): boolean {
  return MASKED.test(value) || /^\[[A-Z_ ]{2,40}\]$/.test(value)
}

/** What stands after `token:` or `password:` in a sentence about one, or in source code. */
const PROSE = set(
  `a an the is are was were has have must should may can cannot could will would not no yes and or of in for from to with
  by on at as if it its be been does did too invalid valid missing required requires optional unknown empty ok okay failed
  failure denied mismatch correct incorrect wrong unexpected undefined nil string number boolean object function any void
  async await new const let var return set unset found hidden secret password token include omit sent ready pending error
  success present absent active inactive stale fresh weak strong short long same different unchanged unavailable default
  value text type null got on off that this which see use using only also already length count field bytes public private
  unsupported malformed due path field ident identifier str int bool char json only theme after before when while until than per
  check please cleared none old current good bad used allow deny allowlist write read min minimum max maximum all any
  buffer example provided included optional masked protected`,
)

/** What is told of a secret in quotes or in a field: hardly anybody's secret. */
const STATES = set(
  `valid invalid missing required optional expired revoked rotated sent pending verified unverified failed none unset set
  ok disabled enabled hidden masked redacted provided included example empty unknown used unused active inactive present
  absent configured unconfigured changed unchanged match mismatch matched mismatched incorrect denied allowed accepted rejected
  granted default auto always never on off yes no lax strict asc desc read write inherit locked unlocked blank external
  internal public private beta reset deprecated supported unsupported available unavailable trial anonymous environment skipped`,
)

export function isState(value: string): boolean {
  return STATES.has(value.toLowerCase()) || value === 'pass' || value === 'fail'
}

/** What stands beside a state: `not set`, `from environment`, `min 8 characters`. */
const SAYS = set(
  `env file vault config keychain characters character chars digits letters bytes via by into mode test days minutes hours
  seconds ago in at least more than other use security service account provider chain managed system here last first
  next still yet already see docs below above least most between under over`,
)

/** A few words that say nothing, or a sentence: `not set`, `too short`, `This field is required.` */
export function isPhrase(value: string): boolean {
  if (value.length > 160 || !value.includes(' ') || !/^[\w ,.;:'"`()/!?-]+$/.test(value)) return false
  if (/^[A-Z][a-z']*(?: [\w'"`,;:()/-]+){2,30}[.!?]$/.test(value)) return !hasRandomPart(value)
  const words = value.toLowerCase().match(/[a-z']+|\d+/g) ?? []
  return words.length > 1 && words.length < 12 && words.every(isSaid)
}

const isSaid = (word: string): boolean =>
  PROSE.has(word) || STATES.has(word) || SAYS.has(word) || (word.length < 4 && /^\d/.test(word))

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
  /^(?:!(?:vault|Ref|Sub|GetAtt|ImportValue|Join|Select|env|secret|include|reference)\b|ENC[[(]|op:\/\/|file:\/\/\/|env:[A-Z]|(?:ssm|vault|sm|secretsmanager|kms|arn:aws[\w-]{0,8}):[/\w]|\$_[A-Z]{3,8}\[|(?:Optional|Union|List|Vec|Option|Array|Promise)[[<]|&(?:'\w{1,20} )?(?:mut )?(?:str|\[u8\])(?!\w)|(?:Secret)?(?:String|Str)(?![\w"'(])|process\.env|os\.environ|env\.|import\.meta|config\.|secrets\.|vars?\.|ENV\[|\$?[A-Za-z_]\w{0,40}(?:::|->)\w{1,40}(?:\(|->|::)|\$?\{\{|\$\(|(?:[\w.]{1,40}\.)?[gG]et[eE]nv\()/

/** An expression that names where a secret comes from; in source code, `spaced`, also a call and a property. */
export function isExpression(value: string, spaced: boolean): boolean {
  if (CODE.test(value)) return true
  return (
    spaced &&
    (/^[a-z_$][\w$]*(?:\.[A-Za-z_$][A-Za-z_$]*)+[;,)]?(?:\s|$)/.test(value) ||
      /^[A-Za-z_][\w.]*\((?!["'])|^[A-Za-z_$][\w$]*(?:\.[A-Za-z_]\w*)+[([]/.test(value) ||
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

/** The fingerprint of a key, the name of a header, the address of a contract, an id of Twilio's. */
export function isTold(value: string): boolean {
  return /^(?:SHA256:[A-Za-z0-9+/]{43}=?|MD5(?::[0-9a-f]{2}){16}|x-[a-z]+(?:-[a-z]+){0,6}|0x[0-9a-f]{40}|(?:AC|CA|SM|MM|CF|PN)[0-9a-f]{32}|id=[\w-]{1,40}(?:,\w{1,10}=[\w./-]{1,80}){0,4}|arn:aws[\w-]{0,8}:[\w:/.+=@-]{4,200})$/i.test(
    value,
  )
}

const TYPE =
  '(?:string|str|number|int|integer|bigint|bool|boolean|text|uuid|object|array|buffer|bytes|blob|null|undefined|any|unknown|char|varchar|character varying|nvarchar|date|timestamp|json)'
const TYPES = new RegExp(`^${TYPE}(?:\\(\\d{1,5}\\))?(?:\\[\\])?(?: ?\\| ?${TYPE}){0,4}$`, 'i')

/** The type of a column or of a field: `varchar(255)`, `string | null`. */
export function isType(value: string): boolean {
  return TYPES.test(value)
}

/** A duration or a size: `12ms`, `10m`, `64 bytes`. */
export function isCount(value: string): boolean {
  return /^\d{1,4}(?:\.\d{1,3})? ?(?:ms|s|m|h|d|w|y|min|sec|hours?|days?|bytes?|bits?|chars?|characters|b|kb|mb|k|px|%)$/i.test(
    value,
  )
}

/** A number that may well be a count. */
export function isCountable(value: number): boolean {
  return Math.abs(value) < 1000
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
  const value = text.includes('%') || text.includes(':') ? text.replace(ESCAPE_OR_TIME, '/') : text
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

/** Whether a part of a path, or a word, looks random. */
export function hasRandomPart(value: string): boolean {
  return value.split(/[ /|]/).some((part) => looksRandom(part))
}

const ESCAPE_OR_TIME = /%[0-9A-Fa-f]{2}|\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?/g

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
