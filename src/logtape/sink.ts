import { inspect } from 'node:util'
import { type Adapter, createAdapter } from '../adapter/create-adapter.js'
import type { AdapterOptions } from '../server/adapter-options.js'

/** A LogTape record, as far as it is used. */
export interface LogTapeRecord {
  readonly category: readonly string[]
  readonly level: string
  /** Texts, alternating with the values of placeholders. */
  readonly message: readonly unknown[]
  readonly rawMessage: string | readonly string[]
  readonly properties: Readonly<Record<string, unknown>>
}

/** A LogTape sink: `configure({ sinks: { mcp: mcpSink({ server }) }, … })`. */
export interface McpSink extends Pick<Adapter, 'logging' | 'attach' | 'close'>, Disposable {
  /** Called by LogTape with each record. Never throws, never waits. */
  (record: LogTapeRecord): void
  /** Called by LogTape's `drain()`: resolves once everything is sent, or after `closeTimeout`. */
  drain(): Promise<void>
}

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'fatal']

/**
 * Sends the records of LogTape loggers to MCP clients: each to the session and the request in which it was logged, at or
 * above the level that its client asked for. LogTape's own levels and filters apply as well. Records are named after their
 * category (`shop.stock`). LogTape closes the sink when it is reconfigured.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function mcpSink(options: AdapterOptions = {}): McpSink {
  const { log, clean, flush, ...adapter } = createAdapter(options, { levels: LEVELS })
  // Its message and its properties may be getters that call the application.
  const sink = (record: LogTapeRecord): void =>
    log(record.level, () => {
      const logger = record.category.join('.') || undefined
      return { message: textOf(record, clean), fields: record.properties, logger }
    })
  const dispose = (): void => void adapter.close().catch(() => {})
  return Object.assign(sink, adapter, { drain: flush, [Symbol.dispose]: dispose })
}

const PLACEHOLDER = /\{\{|\}\}|\{([^}]*)\}/g

/** The message with each value redacted by the name of its field. */
function textOf({ message, rawMessage }: LogTapeRecord, clean: Adapter['clean']): string | undefined {
  // That is what LogTape makes of properties alone.
  if (rawMessage === '{*}') return undefined
  const matches = typeof rawMessage === 'string' ? [...rawMessage.matchAll(PLACEHOLDER)] : []
  const names = matches.flatMap(([, name]) => name?.trim() ?? [])
  const texts = message.map((part, index) => (index % 2 === 0 ? part : shown(part, names[(index - 1) / 2], clean)))
  return texts.join('') || undefined
}

function shown(value: unknown, name = '', clean: Adapter['clean']): string {
  const { [name]: cleaned } = clean({ [name]: value }).data as Record<string, unknown>
  return typeof cleaned === 'string' ? cleaned : inspect(cleaned, { breakLength: Number.POSITIVE_INFINITY })
}
