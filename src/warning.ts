/** What can go wrong at run time. No exception tells of it, since none may leave a log call. */
export type WarningCode =
  /**
   * A level that no rule covers, or that a logger does not have. The message says what became of it.
   *
   * Say what it means: `levels: { audit: 'notice' }`. If the transport's own `level` is unknown, spell it as the logger
   * does.
   */
  | 'UNKNOWN_LEVEL'
  /**
   * A transport refused a log message. The record is counted as `failed`; the log call was not disturbed.
   *
   * Look at the `cause`: most often the client has gone, and nothing is to be done.
   */
  | 'SEND_FAILED'
  /**
   * `configure()` or `clear()` of a winston logger has taken the transport off it.
   *
   * Pass the transport to `configure({ transports })`, or call `logger.add(transport)` afterwards.
   */
  | 'TRANSPORT_REMOVED'
  /**
   * The same server is reached twice from one logger: its client gets every record twice.
   *
   * Close the destination that is no longer needed. One for each logger is enough, with any number of servers.
   */
  | 'DUPLICATE_DESTINATION'
  /**
   * One logger has more than ten destinations, most likely one for each session. Every one of them sees every record.
   *
   * Make one destination for the process, and call `attach(server)` for each session.
   */
  | 'MANY_DESTINATIONS'
  /**
   * A record could not be formed: `shape`, a format or a field of the application threw.
   *
   * Mend what threw: it is the `cause`.
   */
  | 'RECORD_FAILED'
  /**
   * Redaction itself failed. A marker was sent in place of the record's data, so nothing has leaked.
   *
   * Look at the functions among `redact`, `censor` first: it has to return a text.
   */
  | 'REDACTION_FAILED'
  /**
   * A server did not take the log level that it was asked for. Its log messages are forwarded as they come.
   *
   * Nothing, if the server does not log. `level: false` asks for nothing.
   */
  | 'LEVEL_REFUSED'
  /**
   * The local logger threw, or has ended: a forwarded record, or a line of the request log, is lost.
   *
   * Close the forwarding before the logger ends; otherwise look at the `cause`.
   */
  | 'LOGGER_FAILED'
  /**
   * A gateway has dropped a record, since nobody can tell for which session it was written.
   *
   * Give each session an upstream client of its own, or reach the server over Streamable HTTP.
   */
  | 'UNKNOWN_ORIGIN'
  /**
   * A level that a client has set holds for nothing: the server keeps no session, and cannot tell its clients apart.
   *
   * Give the server sessions or authentication, or set `levelKey`.
   */
  | 'LEVEL_NOT_KEPT'
  /**
   * The level store failed, took longer than 250 ms, or holds something that is no level.
   *
   * Look at the `cause` and at the store. Until it works again, clients get `levelUntilSet`.
   */
  | 'LEVEL_STORE_FAILED'
  /**
   * The option `around` threw, or did not call `run` before it returned. The request was handled all the same.
   *
   * Call `run` once, and not after an `await`.
   */
  | 'AROUND_FAILED'
  /**
   * Something beside the stdio transport writes to stdout, which is MCP's. The message says who, and where.
   *
   * Send it to stderr, as the message says, or set `guardStdout: true`.
   */
  | 'STRAY_STDOUT'
  /**
   * A server was attached after it had connected, without the `logging` capability: its client was never told of it.
   *
   * Attach the server before `connect`, or declare the capability: `capabilities: { logging: {} }`.
   */
  | 'ATTACHED_LATE'
  /**
   * A transport cannot be watched: its client gets no log messages.
   *
   * Let `send`, `start`, `onmessage` and `onclose` of a transport of your own be writable.
   */
  | 'UNWATCHABLE_TRANSPORT'
  /**
   * Records have waited for a client for 5 seconds, no server was ever attached, and the process does not listen on a port
   * either, where its first client might be still to come.
   *
   * Pass `server`, or call `attach(server)` before `connect`. Where servers are made as their clients come,
   * `beforeConnect: 'drop'` says that nothing has to wait.
   */
  | 'NO_SERVER'
  /**
   * A record outside of any open request was dropped: several local clients are connected, and it may be meant for any.
   *
   * Log it within a request, give each client a logger of its own, or set `background: 'all'`.
   */
  | 'SEVERAL_CLIENTS'
  /**
   * More than one copy of this package is loaded. Copies of the same version share sessions, others do not.
   *
   * Install it once: `npm ls mcp-log-bridge` shows who brings the other one.
   */
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
