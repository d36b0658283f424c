import { type McpLevel, severity } from '../levels/mcp-level.js'
import { type ClientInfo, clientOf, type MessageExtra, protocolInHeader } from './caller.js'
import type { Era, Message, RequestId, SendOptions } from './message.js'
import { OpenRequest } from './open-request.js'
import type { Outlet } from './outlet.js'
import type { RequestEnd, RequestWatcher } from './watcher.js'

/** The way out to one client, beneath the SDK. */
export interface Wire {
  /** Never throws: what the transport throws is a rejection. */
  send(message: Message, options?: SendOptions): Promise<void>
  /** Whether a notification for this request, or for none, has a stream to go out on; `true` where it cannot be told. */
  hasStream(related: RequestId | undefined): boolean
  /** Whether nothing that was sent on that stream waits in this process any more; `true` where it cannot be told. */
  hasDrained(related: RequestId | undefined): boolean
  /** Whether each request has a stream of its own, as over Streamable HTTP. */
  readonly streamPerRequest: boolean
  readonly sessionId: string | undefined
  /** The transport itself. */
  readonly transport: object
}

/** The attached server that a client is connected to. */
export interface Attached {
  /** Lets go of the server on behalf of one hub. */
  remove(hub: object): void
}

/** One client: what it speaks, what it asked for, which of its requests are open. Knows nothing of loggers. */
export class Connection {
  /** `undefined` until the first request tells. */
  #era: Era | undefined
  /** Whether its messages come over HTTP: several streams, and usually several clients in the process. */
  http = false
  #closed = false
  /** Only there while it holds something: most sessions are idle most of the time. */
  #requests: Map<RequestId, OpenRequest> | undefined
  #outlets: readonly Outlet[] = []
  #watchers: readonly RequestWatcher[] = []
  /** Severity set by `logging/setLevel`; `undefined` until the client does. */
  #level: number | undefined

  #client: ClientInfo | undefined
  #protocol: string | undefined

  constructor(
    readonly wire: Wire,
    readonly server: Attached,
  ) {}

  get era(): Era | undefined {
    return this.#era
  }

  get closed(): boolean {
    return this.#closed
  }

  get level(): number | undefined {
    return this.#level
  }

  /** As its `initialize` has told; a request of 2026-07-28 tells for itself. */
  get client(): ClientInfo | undefined {
    return this.#client
  }

  get protocol(): string | undefined {
    return this.#protocol
  }

  /** For a server that was attached late. */
  learnClient(client: unknown, protocol: string | undefined): void {
    this.#client = clientOf(client)
    this.#protocol = protocol
  }

  get sessionId(): string | undefined {
    return this.wire.sessionId
  }

  /** A client without HTTP and without a session: on stdio or in memory. */
  get local(): boolean {
    return !this.http && this.wire.sessionId === undefined
  }

  get sendsLogs(): boolean {
    return this.#outlets.length > 0
  }

  outletOf(hub: object): Outlet | undefined {
    for (const outlet of this.#outlets) if (outlet.hub === hub) return outlet
    return undefined
  }

  add(outlet: Outlet): void {
    this.#outlets = this.#outlets.concat(outlet)
  }

  remove(outlet: Outlet): void {
    this.#outlets = this.#outlets.filter((each) => each !== outlet)
  }

  get watchers(): readonly RequestWatcher[] {
    return this.#watchers
  }

  watch(watcher: RequestWatcher): void {
    this.#watchers = this.#watchers.concat(watcher)
  }

  unwatch(owner: object): void {
    this.#watchers = this.#watchers.filter((each) => each.owner !== owner)
  }

  open(message: Message, extra?: MessageExtra): OpenRequest {
    const request = new OpenRequest(message, this, extra)
    if (request.isInitialize) {
      this.#level = undefined
      this.learnClient(message.params?.clientInfo, undefined)
    } else if (this.#protocol === undefined && request.era === 'legacy') {
      this.#protocol = protocolInHeader(extra)
    } else if (this.#client === undefined) {
      this.#client = request.client
    }
    // Until `initialize` is answered a client is not there for records.
    if (!request.isInitialize && this.#era === undefined) this.learn(request.era)
    this.#requests ??= new Map()
    this.#requests.set(request.id, request)
    return request
  }

  /** The request that a message answers, which is open no more. */
  take(id: RequestId): OpenRequest | undefined {
    const request = this.#requests?.get(id)
    if (request === undefined) return undefined
    this.#requests?.delete(id)
    if (this.#requests?.size === 0) this.#requests = undefined
    return request
  }

  find(matches: (request: OpenRequest) => boolean): OpenRequest | undefined {
    for (const request of this.#requests?.values() ?? []) if (matches(request)) return request
    return undefined
  }

  /** Until its `initialize` is answered a client is not yet there for records outside of any request. */
  answered(request: OpenRequest, response: Message): void {
    if (!request.isInitialize) return
    const { protocolVersion } = (response.result ?? {}) as { protocolVersion?: unknown }
    if (typeof protocolVersion === 'string') this.#protocol = protocolVersion
    this.learn('legacy')
  }

  learn(era: Era): void {
    this.#era = era
    for (const outlet of this.#outlets) outlet.ready()
  }

  /** What a response has to wait for; `undefined` for nothing. */
  beforeResponse(request: OpenRequest): Promise<unknown> | undefined {
    // Records that wait for their level are not there yet.
    const level = request.keptLevel?.answer
    if (level !== undefined) return level.then(() => this.beforeResponse(request))
    let first: Promise<unknown> | undefined = request.progress?.finish()
    for (const outlet of this.#outlets) {
      const records = outlet.beforeResponse(request)
      if (records !== undefined) first = first === undefined ? records : Promise.all([first, records])
    }
    return first
  }

  /** The server itself has sent progress. */
  progressSent(token: unknown): void {
    const request = this.find(({ progressToken }) => progressToken !== undefined && progressToken === token)
    if (request !== undefined) request.reportsItself = true
  }

  /** A record that was to be relayed to this client has been dropped, since its server sent too many. */
  missed(severity: number, request: OpenRequest | undefined): void {
    for (const outlet of this.#outlets) {
      if (outlet.hub.accepts(this, severity, request)) outlet.noteDropped('rate-limit')
    }
  }

  /** A cancelled request gets no response: it ends here. */
  cancel(id: RequestId): void {
    const request = this.take(id)
    if (request !== undefined) this.end(request, 'cancelled')
  }

  /** Severity from which this client wants records: by its level, or by those of its open requests. */
  wanted(untilSet: number): number {
    if (this.era === 'legacy') return this.#level ?? untilSet
    const thresholds = [...(this.#requests?.values() ?? [])].flatMap(({ threshold }) => threshold ?? [])
    return Math.min(...thresholds, Number.POSITIVE_INFINITY)
  }

  /** Of a request that has been taken. */
  end(request: OpenRequest, end: RequestEnd): void {
    request.state = 'ended'
    request.progress?.stop()
    for (const watcher of this.#watchers) watcher.ended?.(request, end)
  }

  /** @throws whatever the application throws to refuse it: then it does not hold */
  setLevel(level: McpLevel, request: OpenRequest): void {
    for (const { hub } of this.#outlets) hub.levelAccepted(this, level, request)
    this.#level = severity(level)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const request of this.#requests?.values() ?? []) this.end(request, 'closed')
    this.#requests = undefined
    for (const watcher of this.#watchers) watcher.closed?.()
    for (const outlet of this.#outlets) outlet.close('closed')
  }
}
