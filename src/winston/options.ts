import type TransportStream from 'winston-transport'
import { expectKind, isBoolean, isFunction, type OptionNames } from '../check.js'
import { ADAPTER_OPTIONS, type AdapterOptions, expectAdapterOptions } from '../server/adapter-options.js'

/** Options of {@link McpTransport}: those of the bridge, and those that every winston transport takes. */
export type McpTransportOptions = AdapterOptions & TransportStream.TransportStreamOptions

const TRANSPORT_OPTIONS: Omit<OptionNames<McpTransportOptions>, keyof AdapterOptions> = {
  level: true,
  format: true,
  silent: true,
  handleExceptions: true,
  handleRejections: true,
  log: true,
  logv: true,
  close: true,
}

/** @throws TypeError */
export function expectTransportOptions(options: McpTransportOptions): void {
  expectAdapterOptions<McpTransportOptions>(options, { ...ADAPTER_OPTIONS, ...TRANSPORT_OPTIONS })
  const { level, format, log, logv } = options
  if (level !== undefined) expectKind('level', level, 'a string', (each) => typeof each === 'string')
  if (format !== undefined) {
    expectKind('format', format, 'a winston format', (each) => isFunction((each as { transform?: unknown })?.transform))
  }
  for (const name of ['silent', 'handleExceptions', 'handleRejections'] as const) {
    const value = options[name]
    if (value !== undefined) expectKind(name, value, 'a boolean', isBoolean)
  }
  for (const [name, value] of Object.entries({ log, logv })) {
    expectKind(name, value, "absent: it would replace this transport's own", (each) => each === undefined)
  }
}
