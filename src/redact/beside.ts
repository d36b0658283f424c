import { LEVEL } from './key-names.js'
import { isProse, looksRandom, saysNothing } from './values.js'

/**
 * Keys whose siblings tell what the value is: `{ name: 'password', value: 'x' }`, `{ sql, values }`, an item of a report
 * of zod, ajv or express-validator, a parameter of AWS, a JSON Web Key, a command with its arguments.
 */
export type Beside =
  | 'value'
  | 'token'
  | 'parameters'
  | 'arguments'
  | 'headers'
  | 'rawHeaders'
  | 'keyMember'
  | 'messages'

const list = (words: string): readonly string[] => words.trim().split(/\s+/)

const BESIDE: ReadonlyMap<string, Beside> = new Map<string, Beside>([
  ...list(
    'value val parametervalue data input received actual originalvalue rejectedvalue attemptedvalue currentvalue newvalue oldvalue previousvalue content contents secretvalue settingvalue stringvalue',
  ).map((key) => [key, 'value'] as const),
  ['token', 'token'] as const,
  ...list('values params parameters bindings bind binds replacements queryparams').map(
    (key) => [key, 'parameters'] as const,
  ),
  ...list('args argv spawnargs arguments execargv commandargs').map((key) => [key, 'arguments'] as const),
  ...list('headers trailers requestheaders responseheaders').map((key) => [key, 'headers'] as const),
  ...list('rawheaders rawtrailers').map((key) => [key, 'rawHeaders'] as const),
  ...list('d p q dp dq qi k').map((key) => [key, 'keyMember'] as const),
  ...list(
    'errors fielderrors validationerrors messages labels placeholders placeholder hints translations strings texts captions titles locale locales descriptions tooltips help',
  ).map((key) => [key, 'messages'] as const),
])
const LONGEST = Math.max(...[...BESIDE.keys()].map((key) => key.length)) + 4

export function besideOf(key: string): Beside | undefined {
  return key.length > LONGEST ? undefined : BESIDE.get(key.toLowerCase().replace(/[^a-z]/g, ''))
}

/** Under these a name stands whose value is beside it. */
const NAMES = list(
  `name Name key Key header headerName field fieldName Field param parameter path instancePath dataPath property variable
  option attribute column ParameterKey ParameterName parameterName label id settingName Variable`,
)
const QUERIES = list('sql query text statement sqlMessage command')
const COMMANDS = list('name command cmd')
const PROGRAMS = list('command cmd file path spawnfile program executable')

/** What models and parsers tell of a token. */
const TOLD_OF_TOKENS = list('logprob prob probability logit token_id line column start')

type Read = (key: string) => unknown
type LevelOf = (name: string) => number

/** The level of a value by what stands beside it. Numbers may pass: `{ name: 'token', value: 12 }` is a metric. */
export function levelBeside(beside: Beside, value: unknown, read: Read, level: LevelOf): number {
  switch (beside) {
    case 'value':
      return typeof value === 'string' && (isProse(value) || saysNothing(value))
        ? LEVEL.none
        : levelOfValue(read, level)
    case 'parameters':
      return QUERIES.some((key) => namesParameter(read(key), level)) ? LEVEL.text : LEVEL.none
    case 'arguments':
      return COMMANDS.some((key) => /^(?:auth|hello|acl|migrate)$/i.test(textOf(read(key)))) ? LEVEL.text : LEVEL.none
    case 'token':
      return TOLD_OF_TOKENS.some((key) => typeof read(key) === 'number') ? LEVEL.none : LEVEL.counted
    case 'keyMember':
      return typeof read('kty') === 'string' ? LEVEL.text : LEVEL.none
    default:
      return LEVEL.none
  }
}

/** The program that a list of arguments is for. */
export function programBeside(read: Read): string | undefined {
  for (const key of PROGRAMS) {
    const program = textOf(read(key))
    if (program !== '') return program
  }
  return undefined
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function levelOfValue(read: Read, level: LevelOf): number {
  if (read('Type') === 'SecureString' || read('type') === 'SecureString') return LEVEL.text
  for (const key of NAMES) {
    const name = nameIn(read(key))
    if (name === '') continue
    const found = levelOfNamed(name, level)
    if (found !== LEVEL.none) return found
  }
  return LEVEL.none
}

/** The level of the value that stands beside a name, as in `{ name, value }` and `[name, value]`. */
export function levelOfNamed(name: string, level: LevelOf): number {
  const found = level(name)
  return found === LEVEL.all || found === LEVEL.counted ? LEVEL.text : found
}

const MAX_NAME = 128

/** `password`, `/user/password`, `user.password`, `['user', 'password']`, `[{ key: 'password' }]` */
function nameIn(name: unknown): string {
  const last: unknown = Array.isArray(name) ? name.at(-1) : name
  const text = typeof last === 'object' && last !== null ? (last as { key?: unknown }).key : last
  return typeof text === 'string' && text.length <= MAX_NAME && !text.includes(' ') ? text : ''
}

const PARAMETER = /["`[]?(\w{1,64})["`\]]?\s{0,3}(?:=|<>|!=|\blike\b|\bin\b)\s{0,3}\(?\s{0,3}(?:\?|[$:@]\w|%s)/gi
const INSERT = /\binsert\s{1,3}into\s{1,3}[^\s(]{1,80}\s{0,3}\(([^()]{1,1000})\)/i
const MAX_QUERY = 8192

/** Whether a statement gives a secret's column a parameter: `UPDATE users SET password = $1`. */
function namesParameter(query: unknown, level: LevelOf): boolean {
  if (typeof query !== 'string') return false
  const text = query.slice(0, MAX_QUERY)
  const columns = INSERT.exec(text)?.[1]?.split(',') ?? []
  const names = [...[...text.matchAll(PARAMETER)].map((match) => match[1] as string), ...columns]
  return names.some((name) => {
    const found = level(name.replace(/["`\s[\]]/g, ''))
    return found === LEVEL.all || found === LEVEL.counted || found === LEVEL.text
  })
}

/** What a form says of a field, not what is in it: `errors: { password: 'is too short' }`. */
export function isMessage(value: unknown): boolean {
  if (Array.isArray(value)) return value.length < 100 && value.every(isMessage)
  if (typeof value !== 'string') return false
  if (isProse(value) || saysNothing(value)) return true
  return (value.includes(' ') || /^[A-Z][a-z]+$/.test(value)) && !looksRandom(value.replaceAll(' ', ''), 1)
}
