import { stripVTControlCharacters } from 'node:util'
import { levelOfName } from '../../levels/level-names.js'
import { MCP_LEVELS, type McpLevel } from '../../levels/mcp-level.js'
import { ofPinoScale } from '../../levels/pino-levels.js'
import { isJsonObject, type JsonValue } from '../../payload/json.js'

export type Fields = Readonly<Record<string, JsonValue>>

/** What loggers call the field of the level, without case and punctuation: `log.level`, `@l`, `LogLevel`, `level_name`. */
const LEVEL_KEYS: ReadonlySet<string> = new Set(
  'level lvl l loglevel levelname levelstr levellabel loglevelname severity severitytext severitylevel severitynumber logseverity sev priority levelno levelvalue loglevelid'.split(
    ' ',
  ),
)

/** Fields that rarely hold the name of a level. */
const NAME_ONLY_KEYS: ReadonlySet<string> = new Set(['status', 'type', 's'])

/** Fields in which loggers put the rest of what they write: ECS, Loguru, Roarr, logstash, tslog. */
const CONTAINERS = ['log', 'record', 'context', '@fields', 'fields', '_meta', 'meta', 'metadata', '_logMeta'] as const

export const plainKey = (key: string): string => key.toLowerCase().replace(/[^a-z]/g, '')

export const isLevelKey = (key: string): boolean => LEVEL_KEYS.has(plainKey(key))

/** The objects that may hold a line's level, message or logger: the line itself, then its nested ones. */
export function* placesIn(fields: Fields): Generator<Fields> {
  yield fields
  for (const key of CONTAINERS) {
    const inner = fields[key]
    if (isJsonObject(inner)) yield inner
  }
}

/** The level that a JSON line states. A name wins over a number beside it. */
export function levelOfFields(fields: Fields): McpLevel | undefined {
  for (const place of placesIn(fields)) {
    const level = levelByName(place) ?? levelByNumber(place)
    if (level !== undefined) return level
  }
  // Serilog's compact form leaves out what is `Information`.
  return '@t' in fields && ('@m' in fields || '@mt' in fields) ? 'info' : undefined
}

function levelByName(fields: Fields): McpLevel | undefined {
  let weak: McpLevel | undefined
  for (const [key, value] of Object.entries(fields)) {
    const name = nameIn(value)
    if (name === undefined) continue
    if (isLevelKey(key)) {
      const level = levelOfName(name) ?? (plainKey(key) === 'l' ? undefined : shortName(name))
      if (level !== undefined) return level
    } else if (NAME_ONLY_KEYS.has(plainKey(key))) {
      weak ??= plainKey(key) === 's' ? ('c' in fields ? shortName(name) : undefined) : levelOfName(name)
    }
  }
  return weak
}

/** MongoDB's and others' letters, with a degree or without: `E`, `D2`. */
function shortName(name: string): McpLevel | undefined {
  const letters: Readonly<Record<string, McpLevel>> = { d: 'debug', i: 'info', w: 'warning', e: 'error', f: 'critical' }
  return /^[diwef]\d?$/i.test(name) ? letters[name.charAt(0).toLowerCase()] : undefined
}

/** A name as it stands, or in an object: `{ name: 'DEBUG', no: 10 }`, `{ levelStr: 'INFO' }`. */
function nameIn(value: JsonValue): string | undefined {
  if (isJsonObject(value)) {
    const name = [value.name, value.levelStr, value.label, value.level].find((each) => typeof each === 'string')
    return name === undefined ? undefined : nameIn(name)
  }
  if (typeof value !== 'string' || value.length > 60) return undefined
  return stripVTControlCharacters(value).replace(/^[^\w]+|[^\w]+$/g, '')
}

function levelByNumber(fields: Fields): McpLevel | undefined {
  for (const [key, value] of Object.entries(fields)) {
    if (!isLevelKey(key)) continue
    const number = numberIn(value)
    const level = number === undefined ? undefined : levelOfNumber(key, number, fields)
    if (level !== undefined) return level
  }
  return undefined
}

function numberIn(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^-?\d{1,6}$/.test(value)) return Number(value)
  if (isJsonObject(value)) return [value.level, value.value, value.no].find((each) => typeof each === 'number')
  return undefined
}

type Scale = readonly (readonly [from: number, level: McpLevel])[]

const OTEL: Scale = [
  [21, 'critical'],
  [17, 'error'],
  [13, 'warning'],
  [9, 'info'],
  [1, 'debug'],
]
const PYTHON: Scale = [
  [50, 'critical'],
  [40, 'error'],
  [30, 'warning'],
  [20, 'info'],
  [1, 'debug'],
]
const MONOLOG: Scale = [
  [600, 'emergency'],
  [550, 'alert'],
  [500, 'critical'],
  [400, 'error'],
  [300, 'warning'],
  [250, 'notice'],
  [200, 'info'],
  [100, 'debug'],
]
/** .NET's `LogLevel`, and one less Application Insights' `severityLevel`. */
const DOTNET: readonly McpLevel[] = ['debug', 'debug', 'info', 'warning', 'error', 'critical']
const LOGBACK: Scale = PYTHON.map(([from, level]) => [from * 1000, level])

const onScale = (scale: Scale, value: number): McpLevel | undefined => scale.find(([from]) => value >= from)?.[1]

/** What a number means on the scale that its key, its size and the fields beside it show. */
export function levelOfNumber(key: string, value: number, fields: Fields): McpLevel | undefined {
  const name = plainKey(key)
  if (name === 'severitynumber') return onScale(OTEL, value)
  if (name === 'levelno') return onScale(PYTHON, value)
  if (name === 'severitylevel') return DOTNET[value + 1]
  if (name === 'loglevel' && ('Category' in fields || 'EventId' in fields)) return DOTNET[value]
  if (value < 0) return 'debug'
  if (value >= 1000) return onScale(LOGBACK, value)
  if (value >= 100) return onScale(MONOLOG, value)
  if (value >= 10) return ofPinoScale(value) || 'debug'
  return isSyslog(name, fields) ? MCP_LEVELS[7 - value] : undefined
}

/** Below 10 only syslog's scale can be recognised: by GELF's message, journald's key, or the name of the scale. */
const isSyslog = (name: string, fields: Fields): boolean =>
  'short_message' in fields || name === 'severity' || name === 'priority'
