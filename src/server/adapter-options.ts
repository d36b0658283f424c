import { expectKind, expectOptions, type OptionNames } from '../check.js'
import type { LevelOverrides } from '../levels/level-map.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import type { ClientLogging } from './client-logging.js'
import { type ClientLoggingOptions, HUB_OPTIONS } from './options.js'

/** What a logger's adapter takes beside the options of its own kind. */
export interface AdapterOptions extends ClientLoggingOptions {
  /** Attached at once; more servers can follow through `attach`. */
  readonly server?: AttachableServer
  /** A hub shared with other loggers, in place of one made from these options: they share its order, its limits and its `close()`. */
  readonly logging?: ClientLogging
  /**
   * `logger` name of every record.
   * @default the first of the fields `logger`, `tool`, `component`, `module`, `context`, `label`, `name` that is a text,
   *   which is not sent among the fields then; else the name of what is being served
   */
  readonly loggerName?: string
  /**
   * MCP levels for levels of the logger's own, by label (with pino also by number): `{ audit: 'notice', chatter: false }`;
   * `false` drops.
   * @default by name, else by place among the levels that have a name
   */
  readonly levels?: LevelOverrides
  /**
   * Names of fields that are not sent, beside those that are omitted by default. None of them may be in `keep` as well.
   * @default [] - what is of no use to any client is omitted by default
   */
  readonly omit?: readonly string[]
  /**
   * Names of fields to send that are omitted otherwise: `level`, `time`, `pid` and `hostname` of pino; `level` and
   * `timestamp` of winston, and `process`, `os`, `trace` and `date` of its exception and rejection records; `req`, `res`
   * and `responseTime`, as HTTP loggers add them; the field that has become the name of the logger. Stacks are sent by
   * `stacks: true` alone.
   * @default [] - they are of use where a log is kept, not to a client
   */
  readonly keep?: readonly string[]
}

export const ADAPTER_OPTIONS: OptionNames<AdapterOptions> = {
  ...HUB_OPTIONS,
  server: true,
  logging: true,
  loggerName: true,
  levels: true,
  omit: true,
  keep: true,
}

/** @throws TypeError naming the option that is wrong, or a server that is missing where one was meant to be */
export function expectAdapterOptions<T extends AdapterOptions>(options: unknown, names: OptionNames<T>): void {
  expectOptions<T>('options', options, names)
  if (Object.hasOwn(options as object, 'server') && (options as AdapterOptions).server === undefined) {
    expectKind('server', undefined, 'an McpServer or Server of an MCP SDK, or absent', () => false)
  }
}
