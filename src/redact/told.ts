import { LEVEL } from './key-names.js'
import { isNoSecret } from './no-secret.js'
import { SIGN } from './signs.js'
import { MOST_NAMED, type Spans } from './spans.js'
import { closing, closingQuote } from './value-end.js'
import { isAlgorithm, isProse, looksRandom, saysNothing } from './values.js'

type LevelOf = (name: string) => number

/** Words of schemes, settings and commands that are followed by a secret of any look. Tried before their patterns are. */
const KEYWORDS =
  /earer|asic |BEARER|BASIC|AUTH |PASS |LOGIN |IDENTIFY |(?:ENV|ARG|set[envx]{0,3}|SET|SetEnv) |define\(|putenv\(|password |word (?:is|was)|code is |(?:OTP|otp) for |set [-a-z/]|user |String |sqlplus/
/** Every name that is told of in prose. */
const NOUNS = anyCase('pass pwd secret token key cred identified otp pin ssws auth name id= header field param insert')

/** Much quicker than a pattern that takes any case. */
function anyCase(words: string): RegExp {
  const forms = (word: string): string[] => [
    word,
    word.toUpperCase(),
    (word[0] as string).toUpperCase() + word.slice(1),
  ]
  return new RegExp(words.split(' ').flatMap(forms).join('|'))
}

const SCHEME = /(?<![A-Za-z])(bearer|basic)(?:\s{1,4}|[.,])["']?([\w.~+/=-]{4,})/gi
const FLAG =
  /(?<![\w-])--?([A-Za-z_\u00c0-\uffef][\w.\u00c0-\uffef-]{1,63}) {1,4}(?:(["'])([^"']+)\2|([^\s"'-][^\s"']*))/g
const ELEMENT = /<([A-Za-z][\w:.-]{1,63})(?:\s[^<>]{0,200})?>(?:<!\[CDATA\[)?([^<\]]+)(?=<\/|\]\]>)/g
/** `-u user:password` of any program, but no ids of a user and a group. */
const USER = /\s(?:-u|--user)[ =]["']?(?!\d+:)[^\s:"']{0,64}:([^\s"']+)/g
/** What a program is given on its input: `echo x | docker login --password-stdin`. */
/** `echo 'jane:x' | chpasswd` */
const CHPASSWD = /["'\s][\w.-]{1,64}:([^\s"'|]{1,128})["']?\s{0,4}\|\s{0,4}(?:sudo )?chpasswd/g
const INPUT =
  /\b(?:echo|printf|<<<)\s{1,4}(?:-n\s{1,4})?["']?([^\s"'|]{1,256})["']?\s{0,4}\|[^\n|]{1,200}(?:--with-token|-stdin\b)/g
/** An entry of `.pgpass`, and Windows' `net use`. */
const ENTRY =
  /(?<![\w.*-])[\w.*-]{1,64}:(?:\d{2,5}|\*):[\w*-]{1,64}:[\w*-]{1,64}:([^\s:]{4,128})(?![^\s])|\bnet use \S{1,80} \S{1,80} (\S{1,80}) \/user:/gi
/** `CREATE USER a IDENTIFIED BY 'x'`, `password "x"` */
const QUOTED =
  /(?:password|passwd|passphrase|pwd|identified by|identified with \w{1,40} (?:by|as))\s{1,4}(?:(?:is|was|to)\s{1,4})?\\{0,3}["'`]([^"'`\\]+)/gi
/** With a digit in it: `the password is wrong` tells nothing. */
const TOLD =
  /pass(?:word|wd) (?:is|was) ([^\s"'`]*\d[^\s"'`]*)|(?:verification|security|login|time|auth|authentication|mfa|2fa|sms|confirmation|access) (?:code|pin|password) is (\d{4,8})(?!\w)|\botp for [\w.@-]{1,64}(?: is|:) (\d{4,8})(?!\w)/gi
/** The instruction of a Dockerfile, a shell or a program that gives a name a value. */
const SETTING =
  /(?:^|[\s;&|])(?:ENV|ARG|SetEnv|setenv|setx|set -\w{1,3}|CONFIG SET|SET(?! \w+ ?=)|define\(|putenv\() ?["']?([A-Za-z][\w.-]{1,63})["']?,?[ \t]{1,4}["']?([^\s"']+)/g
/** Redis' command and the entry of a `.netrc`. */
const COMMAND =
  /(?:^|[\s>"'])(?:AUTH (?:[\w.-]{1,64} )?(?=\S{3})|AUTH PLAIN |PASS (?=\S{3,128}$|\S{3,128}\r?\n)|LOGIN \S{1,64} (?=\S{3})|IDENTIFY |login \S{1,64}\s{1,8}password\s{1,8}|net user \S{1,64} (?=\S{1,64} \/)|configure set \S{0,40}(?:secret|token|key)\S{0,40} |config set \S{1,100}(?:_auth|_authToken|_password|token) |ConvertTo-SecureString (?:-String )?|mysqladmin [^\n|;]{0,80} password |alias set \S{1,64} \S{1,200} \S{1,128} |sqlplus (?:-\w+ )?\w{1,64}\/(?=[^\s@]{1,64}@))["']?([^\s"'@]+)/gm
/** The ways to log in that a mail server offers, and what a runner of tests says of a file that has passed. */
const NO_PASSWORD =
  /^(?:LOGIN|PLAIN|CRAM-MD5|DIGEST-MD5|XOAUTH2?|OAUTHBEARER|NTLM|GSSAPI|SCRAM-\S{1,20}|EXTERNAL|ANONYMOUS|(?:[\w.-]{1,64}\/){0,12}[\w-]{1,64}(?:[._](?:test|spec))?\.(?:[cm]?[jt]sx?|py|rb|go|rs|php|java))$/
/** The word right after a secret's name, whatever is between, if no one would say it. */
const NEAR =
  /(?:pass(?:word|wd|phrase|code|wort)|pwd|secret|token|(?:api|access|private|secret|signing|auth)[ _-]?keys?|credentials?|requirepass|masterauth|ssws|otp|pin)["'`\])]{0,2}(?:\s{1,4}for (?:user )?[\w.@-]{1,40})?(?:\s{1,4}(?:is|was|are|of|to|set to|set|as|now|with|provided|changed from))?(?:[\s"'`[({<>|:;,=\\]|-(?=[ >])){1,12}(?:EOF\s{1,4})?([\w.~+/=!@#$%^&*-]{8,256})/gi
/** `Duplicate entry 'x' for key 'users.api_token'`, as MySQL reports it. */
const DUPLICATE = /Duplicate entry '([^']{1,512})' for key '([^']{1,128})'/g
/** A name that stands in a field of its own: `name="password"`, `name: 'password'`, `<key>password`. */
const NAME_FIELD =
  /(?:name|key|header|field|param|property|id)\\{0,3}["']?(?: ?[:=] ?|>)\\{0,3}["']?([A-Za-z][\w.[\]-]{1,63})\\{0,3}["']?/gi
/** And where its value is: ` value="x"`, `>x<`, after the blank line of a multipart body. The first of each is its sign. */
const VALUE_FIELD: readonly (readonly [RegExp, RegExp])[] = [
  [/val|content/i, /[^\n{}<>]{0,40}?[\s,"']\\{0,3}(?:value|val|content)\\{0,3}["']? ?[:=] ?\\{0,3}["']([^"'\\]+)/iy],
  [/>/, /(?:[^\n<>]{0,40}>|<\/key>)\s{0,20}(?:<\w{1,10}>)?([^<\n]+)/iy],
  [/\n\r?\n/, /[^\n]{0,80}\r?\n(?:[\w-]{1,40}:[^\n]{0,80}\r?\n){0,3}\r?\n([^\r\n]+)/y],
]
const INSERT = /insert\s{1,4}into\s{1,4}[^\s(]{1,80}\s{0,4}\(([^()]{1,600})\)\s{0,4}values\s{0,4}\(/gi

/** Adds the secrets that a text tells in words, commands and tags. */
export function findTold(text: string, level: LevelOf, signs: number, spans: Spans): void {
  const has = (wanted: number): boolean => (signs & wanted) !== 0
  if (KEYWORDS.test(text)) findKeywords(text, level, spans)
  if (has(SIGN.hyphen) && /--[A-Za-z_\u00c0-\uffef]|(?:^|[\s"'(=/[])-[A-Za-z]/.test(text)) {
    let named = 0
    for (const match of text.matchAll(FLAG)) {
      if (level(match[1] as string) === LEVEL.none) continue
      takeNamed(level, spans, match, match[3] ?? match[4])
      if (++named <= MOST_NAMED) continue
      spans.push(match.index, text.length)
      break
    }
    takeAll(text, USER, spans)
  }
  if (has(SIGN.angle)) for (const match of text.matchAll(ELEMENT)) takeNamed(level, spans, match, match[2])
  if (has(SIGN.bar)) for (const pattern of [INPUT, CHPASSWD]) takeAll(text, pattern, spans)
  if (has(SIGN.colon) && /:(?:\d{2,5}|\*):[\w*-]{1,64}:|\bnet use /i.test(text)) takeAll(text, ENTRY, spans)
  // A text in quotes, or letters among digits: without one of them the rest has no value.
  if (!has(SIGN.mixed | SIGN.quote | SIGN.angle) || !NOUNS.test(text)) return
  if (has(SIGN.quote)) findQuoted(text, level, spans)
  if (has(SIGN.mixed)) for (const match of text.matchAll(NEAR)) takeNear(text, match, level, spans)
  if (has(SIGN.quote | SIGN.angle)) {
    const patterns = VALUE_FIELD.filter(([sign]) => sign.test(text)).map(([, pattern]) => pattern)
    if (patterns.length > 0)
      for (const match of text.matchAll(NAME_FIELD)) takeField(text, match, patterns, level, spans)
  }
}

function findKeywords(text: string, level: LevelOf, spans: Spans): void {
  for (const match of text.matchAll(SCHEME)) {
    if (isCredential(match[1] as string, match[2] as string)) add(spans, match, match[2])
  }
  for (const match of text.matchAll(SETTING)) takeNamed(level, spans, match, match[2])
  for (const pattern of [TOLD, COMMAND]) takeAll(text, pattern, spans)
}

function findQuoted(text: string, level: LevelOf, spans: Spans): void {
  takeAll(text, QUOTED, spans)
  for (const match of text.matchAll(DUPLICATE))
    if (isSecret(level((match[2] as string).replace(/_(?:unique|key|uniq|idx|uindex)$/i, '')), ''))
      add(spans, match, match[1])
  for (const match of text.matchAll(INSERT)) takeColumns(text, match, level, spans)
}

function takeAll(text: string, pattern: RegExp, spans: Spans): void {
  for (const match of text.matchAll(pattern)) {
    const value = match[1] ?? match[2] ?? match[3]
    if (value !== undefined && !isProse(value) && !NO_PASSWORD.test(value)) add(spans, match, value)
  }
}

function takeNamed(level: LevelOf, spans: Spans, match: RegExpExecArray, value: string | undefined): void {
  const found = level(match[1] as string)
  if (value === undefined || found === LEVEL.none || isProse(value) || !isSecret(found, value)) return
  // `--token TOKEN`, `SET password = x`
  if (isNoSecret(value, match[1] as string) || /^(?:\[?[A-Z_]{2,}\]?$|=)/.test(value)) return
  add(spans, match, value)
}

function isSecret(level: number, value: string): boolean {
  if (level === LEVEL.none || level === LEVEL.noPath || level === LEVEL.query) return false
  const isWeak = level === LEVEL.pair || level === LEVEL.random || level === LEVEL.code
  return !isWeak || looksRandom(value)
}

function takeField(
  text: string,
  name: RegExpExecArray,
  patterns: readonly RegExp[],
  level: LevelOf,
  spans: Spans,
): void {
  const found = level(name[1] as string)
  if (found === LEVEL.none) return
  for (const pattern of patterns) {
    pattern.lastIndex = name.index + name[0].length
    const match = pattern.exec(text)
    if (match === null) continue
    const value = match[1] as string
    if (isSecret(found, value) && !/^[\d.]+$/.test(value) && !isNoSecret(value, name[1] as string))
      add(spans, match, value)
    return
  }
}

/** A page token, a syntax token and their like are told by the word before. */
function takeNear(text: string, match: RegExpExecArray, level: LevelOf, spans: Spans): void {
  const before =
    /(?:[A-Za-z]{1,24} )?[\w.-]{0,40}$/.exec(text.slice(Math.max(0, match.index - 64), match.index))?.[0] ?? ''
  if (level(before + (/^[a-z]+(?:[ _-]keys?)?/i.exec(match[0])?.[0] ?? '')) === LEVEL.none && before !== '') return

  const value = match[1] as string
  // `orders-tls-7d9c5` is the name of a secret.
  if (/^[a-z]+(?:-[a-z0-9]+)+$/.test(value)) return
  if (looksRandom(value.replace(/[.,;:!?)]+$/, ''))) add(spans, match, value)
}

/** The value is the last of its kind in the match. */
function add(spans: Spans, match: RegExpExecArray, value: string | undefined): void {
  if (value === undefined || saysNothing(value) || isAlgorithm(value)) return
  const start = match.index + match[0].lastIndexOf(value)
  spans.push(start, start + value.length)
}

/** `INSERT INTO users (name, password) VALUES ('jane', 'x')` */
function takeColumns(text: string, match: RegExpExecArray, level: LevelOf, spans: Spans): void {
  let at = match.index + match[0].length
  for (const column of (match[1] as string).split(',')) {
    while (text[at] === ' ' || text[at] === ',') at++
    const quoted = text[at] === "'"
    const end = quoted
      ? closingQuote(text, at + 1, "'", 0)
      : Math.min(closing(text, at, ','), closing(text, at, ')')) - 1
    const value = text.slice(quoted ? at + 1 : at, end)
    if (isSecret(level(column.trim()), value) && !saysNothing(value) && !/^[$:@]\w*$|^\?$/.test(value)) {
      spans.push(end - value.length, end)
    }
    at = quoted ? end + 1 : end
    if (text[at] === ')') return
  }
}

/** Words that follow `Bearer` and `Basic` in prose. */
const SCHEME_PROSE =
  /^(?:tokens?|auth|authentication|authorization|authenticated|scheme|realm.*|error|is|was|not|required|missing|invalid|expired|and|or|of|in|for|with|header|credentials?|usage|plan|info|types?|support|format|prefix|challenge|access|setup|example|examples|tier|user|users|login)[.,;:!?=]*$/i

function isCredential(scheme: string, value: string): boolean {
  // `token_type=Bearer expires_in=3600`
  if (SCHEME_PROSE.test(value) || /^[a-z_]{3,}=(?:[^=]|$)/.test(value)) return false
  if (scheme.toLowerCase() === 'bearer') return scheme[0] === 'B' || value.length >= 16 || /\d/.test(value)
  // user:password in base64 and nothing else
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(value, 'base64').toString('latin1'))
}
