import type { OptionNames } from '../check.js'
import type { RateLimit } from '../delivery/rate-limit.js'
import type { PayloadLimits } from '../payload/sanitizer.js'
import type { RedactOptions } from '../redact/redactor.js'
import type { BridgeWarning } from '../warning.js'
import type { Ignore } from './ignore.js'

/** What `forwardLogs` and `forwardStderr` have in common. */
export interface IntakeOptions {
  /** Caps on what is kept of a record's data, its text included. */
  readonly payload?: PayloadLimits
  /**
   * What is blanked of a record before it is logged, beyond the keys and the forms that are always looked for then.
   * @default false - it is for whoever reads this log, and the logger has redaction of its own
   */
  readonly redact?: RedactOptions | false
  /**
   * Records that are not wanted: by exact logger name, by a pattern that the logger name has to match, or by a function
   * of the record as the server sent it. One that throws ignores nothing.
   * @default [] - nothing is ignored
   */
  readonly ignore?: readonly Ignore[]
  /**
   * Field of the local record that holds everything remote: `{ server, logger, level, data }`. Nothing of it stands
   * beside the local logger's own fields, so a server can forge neither a time nor a level nor a message.
   * @default 'mcp' - short, and no field of winston's or pino's own
   */
  readonly key?: string
  /** Limit for each server, by token bucket; `false` for none. One line in the local log tells what was dropped. */
  readonly rateLimit?: RateLimit | false
  /**
   * Called with what goes wrong at run time.
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
