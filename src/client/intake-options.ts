import type { OptionNames } from '../check.js'
import type { RateLimit } from '../delivery/rate-limit.js'
import type { PayloadLimits } from '../payload/sanitizer.js'
import type { RedactOptions } from '../redact/redactor.js'
import type { BridgeWarning } from '../warning.js'
import type { Ignore } from './ignore.js'

/** Options that `forwardLogs` and `forwardStderr` share. */
export interface IntakeOptions {
  /** Limits on the data of a record, including its text. */
  readonly payload?: PayloadLimits
  /**
   * Redacts records before they are logged, by these rules in addition to the built-in keys and formats.
   * @default false - it is for whoever reads this log, and the logger has redaction of its own
   */
  readonly redact?: RedactOptions | false
  /**
   * Records to ignore: by exact logger name, by a pattern that matches the logger name, or by a function of the record as the
   * server sent it. If the function throws, the record is not ignored.
   * @default [] - nothing is ignored
   */
  readonly ignore?: readonly Ignore[]
  /**
   * Field of the local record under which everything from the server is nested: `{ server, logger, level, data }`. None of it
   * is beside the local logger's own fields, so a server can forge neither a time nor a level nor a message.
   * @default 'mcp' - short, and no field of winston's or pino's own
   */
  readonly key?: string
  /** Token bucket for each server; `false` for no limit. A line in the local log says how many records were dropped. */
  readonly rateLimit?: RateLimit | false
  /**
   * Called with each fault at run time.
   * @default process.emitWarning, once for each code
   */
  readonly onWarning?: (warning: BridgeWarning) => void
}

export const INTAKE_OPTIONS: OptionNames<IntakeOptions> = {
  payload: true,
  redact: true,
  ignore: true,
  key: true,
  rateLimit: true,
  onWarning: true,
}
