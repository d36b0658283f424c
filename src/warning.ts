/** What can go wrong at run time without the application being told by an exception. */
export type WarningCode =
  /** A level that no rule covers; the message says what it became. */
  | 'UNKNOWN_LEVEL'
  /** A transport refused a log message. */
  | 'SEND_FAILED'
  /** A record could not be formed: `shape`, a format or a field of the application threw. */
  | 'RECORD_FAILED'
  /** A server did not take the log level that it was asked for; its log messages are forwarded as they come. */
  | 'LEVEL_REFUSED'
  /** The local logger threw, or has ended: a forwarded record is lost. */
  | 'LOGGER_FAILED'

/** Reaches `onWarning`, or `process.emitWarning` once for each code; on winston also the transport's `warn` event. */
export class BridgeWarning extends Error {
  override readonly name = 'McpLogBridgeWarning'

  constructor(
    readonly code: WarningCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Hands warnings on; whatever the receiver does with them, the log call goes on. */
export function warningSink(
  onWarning: ((warning: BridgeWarning) => void) | undefined,
): (warning: BridgeWarning) => void {
  const seen = new Set<WarningCode>()
  const receive =
    onWarning ??
    ((warning: BridgeWarning): void => {
      if (seen.has(warning.code)) return
      seen.add(warning.code)
      process.emitWarning(warning)
    })
  return (warning) => {
    try {
      receive(warning)
    } catch {
      // A receiver that throws has been told all there is.
    }
  }
}
