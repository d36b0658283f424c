/** A pino logger, as far as it is used, apart from its symbols. */
export interface PinoLogger {
  readonly levels: {
    readonly labels: Readonly<Record<number, string>>
    readonly values: Readonly<Record<string, number>>
  }
  readonly [key: symbol]: unknown
}

/** Keys of the pino internals that this library reads. */
export interface PinoSymbols {
  readonly stream: symbol
  readonly messageKey: symbol
  readonly errorKey: symbol
  readonly compareLevel: symbol
  readonly linePrefixes: symbol
  readonly bindings: symbol
  readonly nestedKey: symbol
  readonly serializers: symbol
  readonly stringifiers: symbol
  readonly formatters: symbol
  readonly hooks: symbol
  readonly asJson: symbol
}

const DESCRIPTIONS: Readonly<Record<keyof PinoSymbols, string>> = {
  stream: 'pino.stream',
  messageKey: 'pino.messageKey',
  errorKey: 'pino.errorKey',
  compareLevel: 'pino.levelComp',
  linePrefixes: 'pino.lsCache',
  bindings: 'pino.chindings',
  nestedKey: 'pino.nestedKey',
  serializers: 'pino.serializers',
  stringifiers: 'pino.stringifiers',
  formatters: 'pino.formatters',
  hooks: 'pino.hooks',
  asJson: 'pino.asJson',
}

/** The keys of the copy of pino seen last, usually the only one. */
let recent: PinoSymbols | undefined

/**
 * pino's symbols as this logger uses them, or `undefined` if it is not a pino logger. They differ between copies of pino, and a
 * process may load several: so they are read from the logger, not imported.
 */
export function symbolsOf(logger: unknown): PinoSymbols | undefined {
  if (typeof logger !== 'object' || logger === null) return undefined
  if (recent !== undefined && recent.stream in logger) return recent
  const symbols: Record<string, symbol> = {}
  for (let each: object | null = logger; each !== null; each = Object.getPrototypeOf(each)) {
    for (const symbol of Object.getOwnPropertySymbols(each)) symbols[symbol.description ?? ''] ??= symbol
  }
  const entries = Object.entries(DESCRIPTIONS).map(([name, description]) => [name, symbols[description]])
  if (entries.some(([, symbol]) => symbol === undefined)) return undefined
  recent = Object.fromEntries(entries) as PinoSymbols
  return recent
}

/** `levelComparison: 'DESC'`: a lower number is more severe. */
export function isDescending(logger: PinoLogger | undefined): boolean {
  const symbols = symbolsOf(logger)
  const compare = symbols && logger?.[symbols.compareLevel]
  return typeof compare === 'function' && compare(1, 2) === true
}

/** The streams of `pino.multistream`, or the only one, with the lowest number that gets there. */
export function streamsOf(logger: PinoLogger): readonly { readonly stream: unknown; readonly level: number }[] {
  const symbols = symbolsOf(logger)
  const stream = symbols && logger[symbols.stream]
  const { streams } = Object(stream) as { streams?: unknown }
  return Array.isArray(streams) ? streams : [{ stream, level: Number.NEGATIVE_INFINITY }]
}
