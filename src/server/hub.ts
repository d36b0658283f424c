import { expectNumber } from '../check.js'
import { levelOfLabel, type MappedLevel } from '../levels/level-map.js'
import { type McpLevel, parseLevel, severity } from '../levels/mcp-level.js'
import type { LocalLogger } from '../loggers/writer.js'
import { createSanitizer, type Sanitizer } from '../payload/sanitizer.js'
import { LoggedProgress } from '../progress/logged-progress.js'
import { type Draft, type LogRecord, ownLevels, shapeData } from '../record.js'
import { duplicateCopies, registry } from '../request/registry.js'
import { currentScope, keepScopes, runInScope, type Scope } from '../request/scope.js'
import { RequestLines, type RequestLog } from '../request-log/log-requests.js'
import type { RequestLogOptions } from '../request-log/options.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import { StdoutWatch } from '../stdout/watch.js'
import { type BridgeWarning, type WarningCode, Warnings } from '../warning.js'
import { type ClientLogger, ClientLoggers } from './client-logger.js'
import type { Attachment, ClientLogging, ClientLoggingStats } from './client-logging.js'
import { type ClientState, stateOf, wantedLevel } from './client-state.js'
import { Clients, type Takers } from './clients.js'
import { type ClientLoggingOptions, type Settings, settingsOf } from './options.js'
import { BEFORE_CONNECT } from './routing.js'

/** Tells a hub, whichever copy of this package has made it. */
const HUB = Symbol.for('mcp-log-bridge.hub')

/** Whether it is a hub that this copy of the package understands. */
export function isHub(value: unknown): value is Hub {
  return (value as Partial<Hub> | null | undefined)?.[HUB] === registry.version
}

/** What the adapters use beside the public part. */
export class Hub implements ClientLogging {
  readonly [HUB] = registry.version
  readonly #settings: Settings
  readonly #clients: Clients
  readonly sanitizer: Sanitizer
  readonly #progress: LoggedProgress | undefined
  readonly #loggers: ClientLoggers
  readonly #warnings: Warnings
  readonly stdout: StdoutWatch
  /** The most verbose level that any client wants, for a gateway to ask other servers for. */
  readonly wanted = (): McpLevel | undefined => wantedLevel(this.#clients)
  /** Set while the application's own code runs inside a log call: what that logs would come back here for ever. */
  #isForming = false
  #closing: Promise<void> | undefined
  /** Records of one logger or one request mostly come one after the other. */
  #lastName: { readonly given: string; readonly clean: string } | undefined
  #redactionFailures = 0
  #redacted = 0

  constructor(options: ClientLoggingOptions) {
    this.#settings = settingsOf(options)
    this.sanitizer = createSanitizer(options)
    keepScopes()
    this.#warnings = new Warnings(options.onWarning, (tell) => runInScope({ reporting: this.#clients }, tell))
    this.stdout = new StdoutWatch(this.#settings.guardStdout, this.#warnings)
    this.#clients = new Clients(this.#settings, this.#warnings, this.stdout)
    const { around, progress, mirror } = this.#settings
    this.#loggers = new ClientLoggers(this, mirror)
    this.#progress = progress && new LoggedProgress(progress, this.sanitizer, (error) => this.#clients.failed(error))
    if (around !== undefined) this.#clients.following.around(around, this)
    const duplicate = duplicateCopies()
    if (duplicate !== undefined) this.#warnings.warn('DUPLICATE_PACKAGE', duplicate)
  }

  get closed(): boolean {
    return this.#clients.closed
  }

  logRequests(logger: LocalLogger, options: RequestLogOptions = {}): RequestLog {
    const log = new RequestLines(logger, options, options.onWarning ? new Warnings(options.onWarning) : this.#warnings)
    const close = this.#clients.following.follow(log)
    return { close, [Symbol.dispose]: close }
  }

  attach(server: AttachableServer): Attachment {
    const close = this.#clients.attach(server)
    return { close, [Symbol.dispose]: close }
  }

  isLevelEnabled(level: McpLevel): boolean {
    if (this.#isForming || parseLevel(level) === undefined) return false
    const scope = currentScope()
    if (this.#progress?.wants(level, scope, this.#clients) === true) return true
    if (this.#clients.levels.isPending(scope)) return true
    const route = this.#clients.routeOf(severity(level), scope)
    return typeof route !== 'string' || route === BEFORE_CONNECT
  }

  publish(record: LogRecord): void {
    const scope = currentScope()
    try {
      const level = this.#levelOf(record.level)
      const to = this.#admit(level, scope)
      if (to !== undefined && level !== false) this.#deliver(to, scope, level, record.logger, record.data, 0)
    } catch (cause) {
      this.#warnings.warn('RECORD_FAILED', 'A record could not be published', cause)
    }
  }

  /** A name that every logger knows is taken for what it means. */
  #levelOf(name: unknown): MappedLevel {
    const exact = parseLevel(name)
    if (exact !== undefined) return exact
    const level = typeof name === 'string' ? levelOfLabel(name) : undefined
    const shown = JSON.stringify(name)
    const what = level ? `it is sent as \`${level}\`` : 'its records are dropped'
    this.warnOnce('UNKNOWN_LEVEL', String(shown), `${shown} is no MCP level: ${what}`)
    return level ?? false
  }

  /**
   * Sends what a logger has logged to whom it belongs. Never throws, never waits. Whatever can drop the record comes
   * before it is formed.
   *
   * @param level `false` where MCP has no equivalent
   * @param draft forms the record; called only if somebody wants it. If it throws, that is reported and counted.
   */
  log(level: MappedLevel, draft: () => Draft): void {
    const scope = currentScope()
    if (this.#isForming || this.#progress?.wants(level, scope, this.#clients) !== true)
      return this.#log(level, draft, scope)
    this.#isForming = true
    const formed = this.#progress.tell(draft, scope)
    this.#isForming = false
    this.#log(level, formed, scope)
  }

  #log(level: MappedLevel, draft: () => Draft, scope: Scope | undefined): void {
    const relayed = scope?.received?.relay
    const to = this.#admit(level && (relayed?.level ?? level), scope)
    if (to === undefined || level === false) return
    if (relayed !== undefined) return this.#deliver(to, scope, relayed.level, relayed.logger, relayed.data, 0)
    const { shape } = this.#settings
    let formed: Draft
    let data: unknown
    let logger: string | undefined
    this.#isForming = true
    try {
      formed = draft()
      logger = formed.logger
      data = shapeData(formed, shape)
    } catch (cause) {
      this.#clients.refuse('failed')
      this.#warnings.warn('RECORD_FAILED', 'A record could not be formed', cause)
      return
    } finally {
      this.#isForming = false
    }
    this.#deliver(to, scope, level, logger, data, ownLevels(formed, shape, data), shape === 'text')
  }

  /** `undefined` if nobody takes it, which is counted. */
  #admit(level: MappedLevel, scope: Scope | undefined): Takers | undefined {
    if (level === false || this.#isForming) {
      this.#clients.refuse(level === false ? 'unmapped' : 'feedback')
      return undefined
    }
    return this.#clients.admit(severity(level), scope)
  }

  #deliver(
    to: Takers,
    scope: Scope | undefined,
    level: McpLevel,
    name: string | undefined,
    raw: unknown,
    owned: number,
    asText = false,
  ): void {
    this.#isForming = true
    const cleaned = this.sanitizer.clean(raw, owned)
    const { data, size, failed, redacted } = asText ? this.sanitizer.text(cleaned) : cleaned
    this.#isForming = false
    if (redacted) this.#redacted++
    if (failed) {
      this.#redactionFailures++
      this.#warnings.warn('REDACTION_FAILED', 'Redaction failed: a marker is sent in place of the data of a record')
    }
    const logger = this.#nameOf(name ?? scope?.request?.context.name)
    this.#clients.push(to, logger === undefined ? { level, data } : { level, logger, data }, size, scope?.request)
  }

  /** A name may come from anywhere, the URI of a resource included: it is cleaned like any other string. */
  #nameOf(name: string | undefined): string | undefined {
    if (name === undefined) return undefined
    if (this.#lastName?.given !== name) this.#lastName = { given: name, clean: String(this.sanitizer.clean(name).data) }
    return this.#lastName.clean
  }

  logger(name?: string): ClientLogger {
    return this.#loggers.get(name)
  }

  warn(code: WarningCode, message: string, cause?: unknown): void {
    this.#warnings.warn(code, message, cause)
  }

  warnOnce(code: WarningCode, about: string, message: string, cause?: unknown): void {
    this.#warnings.warnOnce(code, about, message, cause)
  }

  /** Beside `onWarning`, for a logger that has a way of its own to tell. */
  onWarning(receiver: (warning: BridgeWarning) => void): void {
    this.#warnings.watch(receiver)
  }

  clients(): ClientState[] {
    return [...this.#clients.clients()].map((client) => stateOf(client, this.#settings.untilSet))
  }

  stats(): ClientLoggingStats {
    return {
      ...this.#clients.stats.snapshot(),
      redactionFailures: this.#redactionFailures,
      redacted: this.#redacted,
      connections: this.#clients.count,
    }
  }

  async flush({ timeout = this.#settings.closeTimeout }: { readonly timeout?: number } = {}): Promise<void> {
    expectNumber('timeout', timeout, 0)
    await this.#clients.flush(timeout)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#clients.stop()
    await this.flush()
    this.#clients.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
