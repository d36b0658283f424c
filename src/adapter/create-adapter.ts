import { areStrings, expectKind, expectObject, isFunction } from '../check.js'
import type { McpLevel } from '../levels/mcp-level.js'
import type { JsonValue } from '../payload/json.js'
import { read } from '../payload/kinds.js'
import { type Draft, isPlain, nameFromFields, setField } from '../record.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import { AdapterCore } from '../server/adapter-core.js'
import { ADAPTER_OPTIONS, type AdapterOptions, expectAdapterOptions } from '../server/adapter-options.js'
import type { Attachment, ClientLogging } from '../server/client-logging.js'
import type { FieldRules } from '../server/field-rules.js'
import { type LoggerLevels, levelReader } from './level-reader.js'

/** What an adapter says of its logger. */
export interface LoggerTraits {
  /** Its levels, by which records are mapped to MCP's in the logger's own order. At least one. */
  readonly levels: LoggerLevels
  /**
   * Whether the logger itself has put this field into a record (its level, its time, the process): such fields are
   * omitted, unless the option `keep` names them. One of the same name with another value is the application's.
   * @default no field is
   */
  readonly isOwnField?: (name: string, value: unknown) => boolean
  /**
   * Names of options that the adapter has beside {@link AdapterOptions}, and checks itself.
   * @default []
   */
  readonly ownOptions?: readonly string[]
}

/** What was logged. Nothing of it needs to be copied, bounded or cleaned before: that is done on the way. */
export interface LoggedRecord {
  /** `undefined` where only fields were logged. */
  readonly message?: unknown
  /** What was logged beside it, any values under any names. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined
  /**
   * Name of the logger.
   * @default the first of the fields `logger`, `tool`, `component`, `module`, `context`, `label`, `name`, else what is being served
   */
  readonly logger?: string | undefined
}

/** What {@link Adapter.clean} makes of a value. */
export interface CleanValue {
  /** A copy: bounded JSON, without secrets. */
  readonly data: JsonValue
  /** Whether something was hidden in it. */
  readonly redacted: boolean
}

/** A logger joined to a hub. Its functions need no `this`: spread it into what the logger wants. */
export interface Adapter {
  /** The hub behind it: the one that was given as `logging`, or one of its own. */
  readonly logging: ClientLogging
  /** @see {@link ClientLogging.attach} */
  attach(server: AttachableServer): Attachment
  /**
   * Hands a record to whom it belongs. To be called within the log call itself, since that is how its request is known.
   * Never throws, never waits.
   *
   * @param level by its name or its number in the logger; one that it does not list goes by its name, else as `info`
   * @param record tells what was logged; called at once, and only if somebody gets it. If it throws, the record is counted
   * as `failed`
   */
  log(level: string | number, record: () => LoggedRecord): void
  /**
   * A value as it would be sent, for a logger that puts fields into its message, by whose names nobody can tell there any
   * more what is a secret: `clean({ password }).data`. Never throws.
   */
  clean(value: unknown): CleanValue
  /**
   * Resolves once everything is sent or the time is up.
   * @param options.timeout milliseconds, default `closeTimeout`
   */
  flush(options?: { readonly timeout?: number }): Promise<void>
  /** Takes no more records and sends what can be sent. A hub of its own is closed, one that was given stays open. */
  close(): Promise<void>
}

/**
 * Joins a logger to MCP clients: what all adapters have in common. An adapter itself only says where in a record of its
 * logger the level, the message and the fields are.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function createAdapter(options: AdapterOptions, traits: LoggerTraits): Adapter {
  expectTraits(traits)
  const { levels, isOwnField = () => false, ownOptions = [] } = traits
  const names = { ...ADAPTER_OPTIONS, ...Object.fromEntries(ownOptions.map((name) => [name, true as const])) }
  expectAdapterOptions<AdapterOptions>(options, names)
  const core = new AdapterCore(options)
  const { hub, servers, rules } = core
  const levelOf = levelReader(levels, options.levels, (level, becomes) => {
    const name = typeof level === 'number' ? level : JSON.stringify(String(level))
    hub.warnOnce('UNKNOWN_LEVEL', String(name), `Unknown level ${name} is sent as \`${becomes}\`: set \`levels\``)
  })
  let isClosed = false
  return {
    logging: hub,
    attach: (each) => servers.attach(each),
    log(level, record) {
      if (isClosed && options.logging !== undefined) return
      const mapped = levelOf(level)
      hub.log(mapped, () => draftOf(mapped as McpLevel, record(), rules, isOwnField))
    },
    clean(value) {
      const { data, redacted, failed } = hub.sanitizer.clean(value)
      return { data, redacted: redacted || failed }
    },
    flush: (limits) => hub.flush(limits),
    close() {
      isClosed = true
      return core.end()
    },
  }
}

/** One field that cannot be read spoils no other. */
function draftOf(
  level: McpLevel,
  { message, fields = {}, logger }: LoggedRecord,
  rules: FieldRules,
  isOwnField: (name: string, value: unknown) => boolean,
): Draft {
  const holdsMessage = message !== undefined
  const sent: Record<string, unknown> = holdsMessage ? { message } : {}
  const omitted: Record<string, unknown> = {}
  let messageField: unknown
  for (const name of Object.keys(fields)) {
    const value = read(fields, name)
    if (isOwnField(name, value) && !rules.keeps(name)) setField(omitted, name, value)
    else if (holdsMessage && name === 'message') messageField = value
    else setField(sent, name, isSerializedError(value) ? { ...value, type: value.name } : value)
  }
  const named = rules.loggerName ?? logger
  const draft = rules.apply({ level, logger: named, message, holdsMessage, messageField, fields: sent })
  return draft.logger === undefined ? { ...draft, logger: nameFromFields(omitted) } : draft
}

/** As most loggers serialise an Error; pino says its `type` as well, which is what the payload tells one by. */
function isSerializedError(value: unknown): value is { readonly name: string } {
  if (typeof value !== 'object' || value === null || !isPlain(value) || Object.hasOwn(value, 'type')) return false
  return ['name', 'message', 'stack'].every((field) => typeof read(value, field) === 'string')
}

/** @throws TypeError if an adapter's author has it wrong */
function expectTraits(traits: LoggerTraits): void {
  expectObject('traits', traits)
  const { levels, isOwnField, ownOptions } = traits
  expectKind('traits.levels', levels, 'level names, or an object of their numbers, at least one', areLevels)
  if (isOwnField !== undefined) expectKind('traits.isOwnField', isOwnField, 'a function', isFunction)
  if (ownOptions !== undefined) expectKind('traits.ownOptions', ownOptions, 'an array of option names', areStrings)
}

function areLevels(levels: unknown): boolean {
  if (typeof levels !== 'object' || levels === null) return false
  const values: unknown[] = Object.values(levels)
  const kind = Array.isArray(levels) ? 'string' : 'number'
  return values.length > 0 && values.every((each) => typeof each === kind)
}
