/** What can go wrong at run time without the application being told by an exception. */
export type WarningCode =
  /** A level that no rule covers, or that a logger does not have; the message says what it became. */
  | 'UNKNOWN_LEVEL'
  /** A transport refused a log message. */
  | 'SEND_FAILED'
  /** `configure()` or `clear()` of a winston logger has taken the transport off it. */
  | 'TRANSPORT_REMOVED'
  /** The same server is reached twice from one logger: its client gets every record twice. */
  | 'DUPLICATE_DESTINATION'
  /** A logger has so many destinations that they are most likely one for each session. */
  | 'MANY_DESTINATIONS'
  /** A record could not be formed: `shape`, a format or a field of the application threw. */
  | 'RECORD_FAILED'
  /** Redaction itself failed: a marker has gone in place of a record's data. */
  | 'REDACTION_FAILED'
  /** A server did not take the log level that it was asked for; its log messages are forwarded as they come. */
  | 'LEVEL_REFUSED'
  /** The local logger threw, or has ended: a forwarded record is lost. */
  | 'LOGGER_FAILED'
  /** A relayed record is dropped: nobody can tell for which session it was written. */
  | 'UNKNOWN_ORIGIN'
  /** A level that a client has set holds for nothing: the server keeps no session, and cannot tell its clients apart. */
  | 'LEVEL_NOT_KEPT'
  /** The level store failed, was slow, or holds something that is no level. */
  | 'LEVEL_STORE_FAILED'
  /** The option `around` threw, or did not call `run`: the request was handled all the same. */
  | 'AROUND_FAILED'
  /** Something beside the stdio transport writes to stdout, which is MCP's; the message says who and what to do. */
  | 'STRAY_STDOUT'
  /** A server was attached after it had connected, without the `logging` capability. */
  | 'ATTACHED_LATE'
  /** A transport does not let itself be watched: its client gets no log messages. */
  | 'UNWATCHABLE_TRANSPORT'
  /** Records wait for a client, and no server was ever attached. */
  | 'NO_SERVER'
  /** A record outside of any open request was dropped, since several local clients are connected. */
  | 'SEVERAL_CLIENTS'
  /** More than one copy of this package is loaded. */
  | 'DUPLICATE_PACKAGE'

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

type Receiver = (warning: BridgeWarning) => void

/** Whoever makes up level names gets no more than this many warnings. */
const MAX_SAID = 100

/** Hands warnings on; whatever their receivers do with them, the log call goes on. */
export class Warnings {
  readonly #receivers: Receiver[]
  readonly #said = new Set<string>()

  /** @param guard runs the receivers so that what they log does not come back */
  constructor(
    onWarning: Receiver | undefined,
    private readonly guard: (tell: () => void) => void = (tell) => tell(),
  ) {
    this.#receivers = [onWarning ?? emitOnce()]
  }

  /** Beside `onWarning`, for a logger that has a way of its own to tell. */
  watch(receiver: Receiver): void {
    this.#receivers.push(receiver)
  }

  /** For what would be said again with every record. */
  warnOnce(code: WarningCode, about: string, message: string, cause?: unknown): void {
    const said = `${code} ${about}`
    if (this.#said.has(said) || this.#said.size >= MAX_SAID) return
    this.#said.add(said)
    this.warn(code, message, cause)
  }

  warn(code: WarningCode, message: string, cause?: unknown): void {
    const warning = new BridgeWarning(code, message, cause === undefined ? undefined : { cause })
    this.guard(() => {
      for (const receive of this.#receivers) contain(receive, warning)
    })
  }
}

function contain(receive: Receiver, warning: BridgeWarning): void {
  try {
    receive(warning)
  } catch {
    // A receiver that throws has been told all there is.
  }
}

function emitOnce(): Receiver {
  const seen = new Set<WarningCode>()
  return (warning) => {
    if (seen.has(warning.code)) return
    seen.add(warning.code)
    process.emitWarning(warning)
  }
}
