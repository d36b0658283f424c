/**
 * How much of the value under a key stays home: nothing of it; a string, array or object; a number as well; or a string
 * only where it has the form `user:password`, as of `auth` in the options of `http.request`.
 */
export const LEVEL = { none: 0, text: 1, all: 2, pair: 3 } as const

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** The noun at the end of a name decides: `dbPassword` is one, `passwordless` and `passwordField` are not. */
const SECRET_NOUNS = set(`
  password passwd passphrase passcode pwd secret credential creds cred token apikey authorization cookie jwt bearer otp
  totp cvv cvc csc csrf xsrf sid sessid sessionid phpsessid jsessionid connectionstring privatekey mnemonic seedphrase
  contraseña contrasena passwort kennwort motdepasse senha wachtwoord parola пароль 密码 パスワード
`)

/** Plurals count things as often as they hold them: their numbers may pass. */
const SECRET_PLURALS = set('passwords passwds passphrases secrets credentials cookies apikeys jwts privatekeys')

/** Names written as one word end in one of these: `ACCESSTOKEN`, `dbpassword`, `PGPASSWORD`. */
const SECRET_ENDS = [
  ...['password', 'passwd', 'passphrase', 'secret', 'apikey', 'token', 'cookie', 'credentials', 'authorization'],
  ...['privatekey', 'secretkey', 'accesskey', 'authkey', 'sessionid', 'sessid', 'connectionstring', 'connstr', 'pwd'],
]

/** A key, an id or a string is secret if it is one of these: `privateKey` is, `publicKey`, `primaryKey` and `userId` not. */
const SECRET_PAIRS = set(`
  apikey accesskey secretkey privatekey signingkey encryptionkey decryptionkey masterkey authkey accountkey sharedkey
  servicekey storagekey sshkey gpgkey rsakey hmackey deploykey serverkey functionskey functionkey adminkey
  writekey ingestkey licensekey sessionkey clientkey consumerkey subscriptionkey symmetrickey cryptkey
  sessionid connectsid connectionstring connstring connectionstr connstr seedphrase recoveryphrase recoverycode
  recoverycodes backupcode backupcodes verificationcode authcode authorizationcode clientassertion samlresponse
  samlassertion setcookie securitycode cardpin pincode keypass storepass
`)

const PASS_OWNERS_NOT = set('boarding render single multi first second high low band test depth shadow by com one two')

/** Tokens that are counted, parsed or cancelled, not presented. */
const HARMLESS_TOKENS = set(`
  next page continuation cancel cancellation progress sync stop start end eos bos pad unk mask cls sep special first
  last unexpected expected syntax lexer parser design color current previous prev invalid delimiter separator word
  punctuation closing opening resume per input output prompt completion max min total
`)
const TOKEN_OWNERS = set(
  'access refresh auth api id bearer session csrf xsrf security push device deploy bot user secret',
)

/** What may follow the noun and leaves it one: `passwordHash`, `tokenValue`, `password2`. */
const TRAILERS = set(`
  value hash hashed digest confirm confirmation plain plaintext text string raw old new current header base64 b64 encoded
  encrypted binary env data again repeat verify 
`)

/** The words of a name in any case and with any separator: `x-api-key`, `apiKey`, `API_KEY`, `APIKey`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/\d+$/, ''))
    .filter((word) => word !== '')
}

/** One of {@link LEVEL}, by the name alone. */
export function levelOf(name: string): number {
  const words = wordsOf(name)
  while (words.length > 1 && TRAILERS.has(words.at(-1) as string) && !SECRET_PAIRS.has(words.slice(-2).join('')))
    words.pop()
  const last = words.at(-1)
  if (last === undefined) return LEVEL.none
  const before = words.at(-2) ?? ''
  if (last === 'token') return HARMLESS_TOKENS.has(before) ? LEVEL.none : LEVEL.all
  if (last === 'tokens') return TOKEN_OWNERS.has(before) ? LEVEL.text : LEVEL.none
  if (last === 'pass' || last === 'passes') return PASS_OWNERS_NOT.has(before) ? LEVEL.none : LEVEL.text
  // npm's `_auth` is `user:password` in base64.
  if (last === 'auth') return before === 'x' || /(?:^|\s)_auth$/.test(name) ? LEVEL.all : LEVEL.pair
  // `accountSid` and `callSid` are Twilio's ids.
  if (last === 'sid') return before === '' || before === 'connect' || before === 'session' ? LEVEL.all : LEVEL.none
  if (SECRET_NOUNS.has(last) || SECRET_PAIRS.has(before + last)) return LEVEL.all
  if (SECRET_PLURALS.has(last)) return LEVEL.text
  if (last.endsWith('s') && SECRET_PAIRS.has(before + last.slice(0, -1))) return LEVEL.text
  return SECRET_ENDS.some((end) => last.endsWith(end)) ? LEVEL.all : LEVEL.none
}
