import { looksRandom } from './values.js'

/**
 * Tokens of a form that is nobody's in particular: a short name, `_` or `-`, and letters and digits that no one would
 * say. GitHub made this the custom in 2021, and most vendors who give out new tokens follow it; but ids look the same.
 */
const PREFIXED = /([A-Za-z][A-Za-z0-9]{1,11}(?:[_-][A-Za-z0-9]{1,9}){0,3})[_-]([A-Za-z0-9]{14,})(?:[\w-]*)/y

/** Words of a prefix that say it is a secret. Then it need not be long. */
const SECRET_WORDS: ReadonlySet<string> = new Set(
  'sk rk api key apikey secret sec token tok pat live access refresh oauth auth bearer pass cred credential sat svc'.split(
    ' ',
  ),
)
/** Words of a prefix that say it is none, but an id, a hash or open to everybody. */
const ID_WORDS: ReadonlySet<string> = new Set(
  `pk pub public publishable id ids resp msg message fc rs ws ig call item evt event req request run trace span chatcmpl
  cmpl batch file thread asst step vs vsfc conv job task order user usr org proj project team acct account cus ch in sub
  price prod plan txn tx tr py po card ba src pm pi seti cs invoice evaluation toolu srvtoolu gen modelresp embd img image
  sha sha1 sha256 sha384 sha512 md5 blake2b blake3 crc32 etag commit rev revision build chunk asset blob cache hash layer
  container docker containerd cri crio pod vol volume snap snapshot ami i vpc subnet sg eni pvc pv node ip host main
  index vendor bundle style styles runtime app page worker manifest upload download export import backup db table row doc
  session sess inv wh hook webhook we il ii cn re dp fr ftjob ft dataset model version v release deploy deployment dpl
  object obj record entity customer cart checkout payment transfer test group channel chat room node gid uid uuid guid
  correlation idempotency nonce digest checksum fingerprint integrity cid ark did urn data static media css js font svg`
    .trim()
    .split(/\s+/),
)
/** The shortest token whose prefix says nothing. Ids of the vendors that have them are shorter. */
const SHORTEST_UNSAID = 28

/** Not a part of a longer run of letters and digits, such as of a key or a hash in base64. */
const isNameLike = (word: string): boolean =>
  /^(?:[a-z]+\d{0,3}|[A-Z]+\d{0,3}|[A-Z][a-z]+|\d{1,3}|v\d+[a-z]*)$/.test(word)

const SHORTEST_BODY = 14
const LONGEST_GROUP = 9
const MOST_GROUPS = 4

/** A quick look, since most words with `_` and `-` have short parts only. */
function hasBody(text: string, at: number): boolean {
  let end = at
  for (let group = 0; group <= MOST_GROUPS; group++) {
    const start = end
    while (end - start < SHORTEST_BODY && isAlphanumeric(text.charCodeAt(end))) end++
    const length = end - start
    if (length === SHORTEST_BODY) return group > 0
    if (length === 0 || (group > 0 && length > LONGEST_GROUP)) return false
    if (text[end] !== '_' && text[end] !== '-') return false
    end++
  }
  return false
}

function isAlphanumeric(code: number): boolean {
  const lower = code | 32
  return (code >= 48 && code <= 57) || (lower >= 97 && lower <= 122)
}

/** Where such a token ends that begins at `at`; 0 if there is none, and less if it is open to everybody. */
export function prefixedToken(text: string, at: number): number {
  if (!hasBody(text, at)) return 0
  PREFIXED.lastIndex = at
  const match = PREFIXED.exec(text)
  if (match === null) return 0
  const words = (match[1] as string).split(/[_-]/)
  const body = match[2] as string
  if (words[0] === 'pk' || words[0] === 'pub') return -PREFIXED.lastIndex
  if (words.some((word) => ID_WORDS.has(word.toLowerCase()))) {
    // `cs_live_…` is the id of a session, `order_sk_live_…` is not.
    return words[1] === 'live' || words[1] === 'test' ? -PREFIXED.lastIndex : 0
  }
  const isSaid = words.some((word) => SECRET_WORDS.has(word.toLowerCase()))
  const isToken =
    looksRandom(body) && (isSaid || (body.length >= SHORTEST_UNSAID && words[0] !== 'gl' && words.every(isNameLike)))
  return isToken ? PREFIXED.lastIndex : 0
}
