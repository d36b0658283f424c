import { isService } from './services.js'
import { wordsOf } from './words.js'

/** How much of the value under a key is hidden. */
export const LEVEL = {
  none: 0,
  /** A string, array or object, but not a number. */
  text: 1,
  /** A number as well. */
  all: 2,
  /** A string of the form `user:password`, as of `auth` in the options of `http.request`, or one that looks random. */
  pair: 3,
  /** What looks random: a name that as often means something else, `pat`, `salt`, `mapsKey`. */
  random: 4,
  /** The same, and four to eight digits: `pin`, `smsCode`. */
  code: 5,
  /** Anything but a place in a file system: `PWD`. */
  noPath: 6,
  /** A list only if it holds more than names: `secrets: ['db']`. */
  noNames: 7,
  /** What looks random, but only in the query of a URL: `?key=`, `?sig=`. */
  query: 8,
  /** About a person: a string or a number. */
  personal: 9,
  /** A number as well, unless it counts: `token`. */
  counted: 10,
} as const

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** The noun at the end of a name decides: `dbPassword` is one, `passwordless` and `passwordField` are not. */
const SECRET_NOUNS = set(`
  password passwd passphrase passcode passkey secret credential creds cred token apikey authorization cookie jwt jws jwe
  bearer otp totp hotp cvv cvc cvn csc csrf xsrf sessid sessionid phpsessid jsessionid connectionstring privatekey mnemonic
  seedphrase psk dpop assertion mdp clave senha parola parole haslo hasło heslo sifre şifre sandi geslo lozinka
  contraseña contrasena kennwort passwort motdepasse wachtwoord lösenord losenord kodeord adgangskode salasana jelszó
  jelszo parool slaptažodis zaporka geheimnis matkhau secreto secreta segreto geheim jeton katasandi privkey keytab xprv aspxauth roblosecurity пароль секрет токен κωδικός סיסמה पासवर्ड
`)

/** Plurals count things as often as they hold them: their numbers may pass. */
const SECRET_PLURALS = set('passwords passwds passphrases credentials apikeys jwts privatekeys')
const NAMED_PLURALS = set('secrets cookies')

/** Names written as one word, or in a script without blanks, end in one of these: `ACCESSTOKEN`, `dbpw`, `用户密码`. */
const SECRET_ENDS = [
  ...['password', 'passwd', 'passphrase', 'secret', 'apikey', 'token', 'cookie', 'credentials', 'authorization'],
  ...['privatekey', 'secretkey', 'accesskey', 'authkey', 'sessionid', 'sessid', 'connectionstring', 'connstr', 'pwd'],
  ...['pw', 'psk', 'pswd', 'psw', 'pword', 'passwrd', 'appkey', 'signingkey', 'encryptionkey', 'masterkey', 'passwort'],
  ...[
    '密码',
    '密碼',
    '口令',
    '密钥',
    '密鑰',
    '秘钥',
    '令牌',
    'パスワード',
    'トークン',
    '비밀번호',
    '암호',
    '토큰',
    'รหัสผ่าน',
    'المرور',
  ],
]

/** A key, an id or a string is secret if it is one of these: `privateKey` is, `publicKey`, `primaryKey` and `userId` not. */
const SECRET_PAIRS = set(`
  apikey appkey accesskey secretkey privatekey signingkey encryptionkey decryptionkey masterkey authkey accountkey
  sharedkey servicekey storagekey sshkey gpgkey pgpkey rsakey dsakey eckey hmackey aeskey jwtkey tlskey sslkey pemkey
  cipherkey rootkey unsealkey wrappingkey vapidkey webhookkey deploykey serverkey functionskey functionkey adminkey
  writekey ingestkey sessionkey clientkey consumerkey subscriptionkey symmetrickey cryptkey
  presharedkey recoverykey hostkey passkey tokenkey integrationkey applicationkey
  sessionid connectsid connectionstring connstring connectionstr connstr seedphrase recoveryphrase
  authheader authstring accesssignature magiclink clientassertion samlresponse samlassertion setcookie keypass storepass codeverifier
  depasse passphrase seedwords mnemonicphrase secretanswer securityanswer challengeanswer privatepem keypem vapidprivate
  oauthverifier apisig rememberme idrsa keymaterial secretbytes snmpcommunity communitystring liat spdc fbdtsg
  loginsecure rememberweb
`)

/** Codes that stand for a password once, or a second time. */
const CODE_OWNERS = set(`
  recovery backup verification verify confirmation auth authorization authentication authenticator security mfa tfa 2fa
  factor otp totp sms pin login signin signup access activation confirm reset email mail gate alarm sim puk time device user unlock door one card onetime invite magic
`)
const SECRET_CODES = set(
  'recovery backup verification auth authorization authenticator security mfa 2fa tfa otp totp device access',
)

/** What ends in "pass" and is no password: `bypass`, `renderPass`. */
const PASS_OWNERS_NOT = set(
  'boarding render single multi first second high low band test depth shadow by com one two tres encom sur over under sub out',
)

/** Tokens that are counted, parsed or cancelled, not presented. */
const HARMLESS_TOKENS = set(`
  next page pagination continuation cancel cancellation progress sync stop start end eos bos pad unk mask cls sep special first
  last unexpected expected syntax lexer parser design color current previous prev delimiter separator word
  punctuation closing opening resume per input output prompt completion max min total fencing theme css style spacing
  font motion reserved keyword operator image vision audio reasoning cached abort lock lease mutex cursor concurrency ring
`)
const TOKEN_OWNERS = set(
  'access refresh auth api id bearer session csrf xsrf security push device deploy bot user secret',
)

/** Keys that find, order, mark or open to everybody. Any other `fooKey` is hidden if its value looks random. */
const HARMLESS_KEYS = set(`
  public publishable primary foreign cache cached sort partition shard s hash range row group idempotency routing dedup
  deduplication object s3 file map json i18n translation react query lookup index unique composite natural surrogate
  order item entity event message record lock bucket blob tag flag feature cursor page next last first previous
  correlation request trace span job task queue content state config header field form node leaf node tree doc document
  cell column table parent child project issue locale label metric series dimension registry redis kafka store storage
  data dict site section context property attribute sibling hot shortcut anchor bookmark etag  template asset
`)

/** What begins a name that tells of a secret whether there is one: `hasPassword`, `--no-token`. */
const ABOUT = set('no has is without needs requires show hide')

/** What has an id that Twilio calls one. */
const HARMLESS_SIDS = set(
  'account call message service conference recording phone number queue verification app application',
)
/** Links that let in whoever has them. */
const LINK_OWNERS = set(
  'magic reset invite invitation login signin verification verify activation confirm confirmation recovery',
)

/** What may follow the noun and leaves it one: `passwordHash`, `tokenValue`, `password2`. */
const TRAILERS = set(`
  value hash hashed digest confirm confirmation plain plaintext text string raw old new current header base64 b64 encoded
  encrypted input binary env data again repeat verify base pem json v prod production dev staging live
`)

/** Every secret name has one of these in it: a quick look for the many that are none. */
const STEM =
  /pass|pw|psk|psw|pword|secre|token|key|cred|auth|cookie|jw[tse]|bearer|otp|cv[vcn]|vapid|khau|roblos|csc|csrf|xsrf|s(?:es)?s?id|connection|connstr|mnemonic|phrase|dpop|assertion|saml|mdp|clave|senha|parol|pat$|[_.-]sk$|^sk$|pin|salt|hmac|[kd]ek$|magic|seed|signature|session|code|sig|sas|verifier|sandi|geslo|lozin|haslo|heslo|sifre|contrasena|wort$|wachtw|losen|kodeord|adgangs|salasana|jelszo|zaporka|geheim|matkhau|segreto|p\s*w|^[kt]$|^hash$| sk$|tok$|puk$|dsn$|pepper|pem$|privkey|keytab|answer|conn_str|link$|url$|rsa$|material|bytes$|community|li_at|sp_dc|dtsg|loginsecure|remember|xprv|katasandi|jeton|secreta|premaster|[^ -~]/i

/** A URL that is signed is as good as a key for as long as it lives. */
const QUERY_NAMES = set('sig signature key code hash t k x-amz-signature x-goog-signature x-oss-signature q-signature')

/** One of {@link LEVEL}, by the name alone. */
export function levelOf(name: string): number {
  if (!STEM.test(name)) return LEVEL.none
  if (QUERY_NAMES.has(name.toLowerCase())) return LEVEL.query
  // The working directory of a shell.
  if (/(?:^| )(?:(?:OLD)?PWD|pwd)$/.test(name)) return LEVEL.noPath
  const words = wordsOf(name)
  if (/^TF_TOKEN_./.test(name)) return LEVEL.all
  while (words.length > 1 && isTrailer(words.at(-1) as string) && !isPair(words)) words.pop()
  const last = words.at(-1)
  if (last === undefined || (words.length > 1 && ABOUT.has(words[0] as string))) return LEVEL.none
  const before = words.at(-2) ?? ''
  return ofNoun(last, before, name, words.length) ?? ofEnd(last, before)
}

const isTrailer = (word: string): boolean => TRAILERS.has(word) || /^\d+$/.test(word)

const isPair = (words: readonly string[]): boolean => SECRET_PAIRS.has(words.slice(-2).join(''))

/** `undefined` if only the end of the word can tell. */
function ofNoun(last: string, before: string, name: string, count: number): number | undefined {
  switch (last) {
    case 'token':
      if (before === 'invalid') return LEVEL.random
      return HARMLESS_TOKENS.has(before) ? LEVEL.none : LEVEL.counted
    case 'secret':
      // The name of one, in the values of a chart.
      return before === 'existing' || before === 'pull' ? LEVEL.random : undefined
    case 'tokens':
      return TOKEN_OWNERS.has(before) ? LEVEL.text : LEVEL.random
    case 'pass':
    case 'passes':
      return PASS_OWNERS_NOT.has(before) ? LEVEL.none : LEVEL.text
    case 'auth':
      // npm's `_auth` is `user:password` in base64.
      return before === 'x' || /(?:^|\s)_auth$/.test(name) ? LEVEL.all : LEVEL.pair
    case 'sid':
      if (before === '' || before === 'connect' || before === 'session') return LEVEL.all
      return HARMLESS_SIDS.has(before) ? LEVEL.none : LEVEL.random
    case 'key':
      if (SECRET_PAIRS.has(before + last) || isService(before)) return LEVEL.all
      return count === 1 || HARMLESS_KEYS.has(before) ? LEVEL.none : LEVEL.random
    case 'code':
    case 'codes':
      if (SECRET_PAIRS.has(before + last)) return LEVEL.all
      return SECRET_CODES.has(before)
        ? last === 'code'
          ? LEVEL.all
          : LEVEL.text
        : CODE_OWNERS.has(before)
          ? LEVEL.code
          : LEVEL.none
    case 'id':
      // `accessKeyId`, `secretId`
      return /(?:access_?key|secret)_?id$/i.test(name) ? LEVEL.random : undefined
    case 'link':
    case 'url':
      return LINK_OWNERS.has(before) ? LEVEL.random : undefined
    case 'pin':
    case 'pincode':
    case 'puk':
      return LEVEL.code
    case 'pat':
    case 'tok':
    case 'authtok':
    case 'dsn':
    case 'pepper':
    case 'premaster':
    case 'kek':
    case 'dek':
    case 'sk':
    case 'salt':
    case 'hmac':
    case 'seed':
    case 'session':
    case 'sas':
      return LEVEL.random
    case 'signature':
      return count > 1 ? LEVEL.random : LEVEL.none
    default:
      return undefined
  }
}

function ofEnd(last: string, before: string): number {
  if (SECRET_NOUNS.has(last) || SECRET_PAIRS.has(before + last) || SECRET_PAIRS.has(last)) return LEVEL.all
  if (SECRET_PLURALS.has(last)) return LEVEL.text
  if (NAMED_PLURALS.has(last)) return LEVEL.noNames
  if (last.endsWith('s') && SECRET_PAIRS.has(before + last.slice(0, -1))) return LEVEL.text
  if (last.endsWith('pass')) return PASS_OWNERS_NOT.has(last.slice(0, -4)) ? LEVEL.none : LEVEL.text
  return SECRET_ENDS.some((end) => last.endsWith(end)) ? LEVEL.all : LEVEL.none
}
