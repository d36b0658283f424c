import { type Adapter, createAdapter } from '../adapter/create-adapter.js'
import { expectOneOf } from '../check.js'
import type { AdapterOptions } from '../server/adapter-options.js'
import { errorIn } from './call-text.js'
import { type Call, listen, type Printing } from './methods.js'

/** Options of {@link captureConsole}. */
export interface CaptureConsoleOptions extends AdapterOptions {
  /**
   * Where calls are printed as well. `stderr`: all of them on standard error. `as-before`: where Node prints them, which is
   * stdout for most. `none`: nowhere. With several captures at once the one that prints most applies.
   * @default 'stderr' - over stdio, stdout belongs to MCP
   */
  readonly print?: Printing
}

/** The handle of a captured console. */
export interface CapturedConsole extends Pick<Adapter, 'logging' | 'attach' | 'flush'>, Disposable {
  /** Restores the console's methods and sends what is queued. A hub that was passed in stays open. */
  close(): Promise<void>
}

/** The level of each method, by the names of other loggers. Node prints the last three rows to stderr. */
const LEVEL_OF: Readonly<Record<Call['method'], string>> = {
  debug: 'debug',
  ...{ log: 'info', info: 'info', dir: 'info', dirxml: 'info', table: 'info', group: 'info', groupCollapsed: 'info' },
  ...{ groupEnd: 'info', count: 'info', countReset: 'info', time: 'info', timeLog: 'info', timeEnd: 'info' },
  warn: 'warn',
  error: 'error',
  ...{ assert: 'error', trace: 'error' },
}

/**
 * Sends what code prints through `console` to MCP clients: each call to the session and the request in which it was made,
 * at or above the level that its client asked for, with the text that Node would print. An Error among the arguments is
 * the field `err` as well. `levels` takes the names of methods: `{ table: 'debug', trace: false }`.
 *
 * A method taken from the console before (`const { log } = console`) is not captured.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 */
export function captureConsole(options: CaptureConsoleOptions = {}): CapturedConsole {
  const traits = { levels: ['debug', 'info', 'warn', 'error'], ownOptions: ['print'] }
  const { log, clean, logging, attach, flush, close } = createAdapter(options, traits)
  const { print = 'stderr', levels = {} } = options
  expectOneOf('print', print, ['stderr', 'as-before', 'none'])
  const stop = listen(print, ({ method, args, text }) => {
    const level = Object.hasOwn(levels, method) ? method : LEVEL_OF[method]
    log(level, () => ({ message: text(clean), fields: errorIn(args) }))
  })
  const end = (): Promise<void> => {
    stop()
    return close()
  }
  return { logging, attach, flush, close: end, [Symbol.dispose]: () => void end().catch(() => {}) }
}
