import { type McpLevel, severity } from '../levels/mcp-level.js'
import type { Era, Message, RequestId, SendOptions } from './message.js'
import { OpenRequest } from './open-request.js'
import type { Outlet } from './outlet.js'

/** The way out to one client, beneath the SDK. */
export interface Wire {
  send(message: Message, options?: SendOptions): Promise<void>
  /** Whether a notification for this request, or for none, has a stream to go out on; `true` where it cannot be told. */
  hasStream(related: RequestId | undefined): boolean
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
  /** Severity set by `logging/setLevel`; `undefined` until the client does. */
  #level: number | undefined

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

  get sessionId(): string | undefined {
    return this.wire.sessionId
  }

  /** A client without HTTP and without a session: on stdio or in memory. */
  get local(): boolean {
    return !this.http && this.wire.sessionId === undefined
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

  open(message: Message): OpenRequest {
    const request = new OpenRequest(message, this)
    if (request.isInitialize) this.#level = undefined
    else if (this.#era === undefined) this.learn(request.era)
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
  answered(request: OpenRequest): void {
    if (request.isInitialize) this.learn('legacy')
  }

  learn(era: Era): void {
    this.#era = era
    for (const outlet of this.#outlets) outlet.ready()
  }

  /** What a response has to wait for; `undefined` for nothing. */
  beforeResponse(request: OpenRequest): Promise<unknown> | undefined {
    let first: Promise<unknown> | undefined
    for (const outlet of this.#outlets) {
      const records = outlet.beforeResponse(request)
      if (records !== undefined) first = first === undefined ? records : Promise.all([first, records])
    }
    return first
  }

  /** A cancelled request gets no response: it ends here. */
  cancel(id: RequestId): void {
    const request = this.take(id)
    if (request !== undefined) request.state = 'ended'
  }

  /** Severity from which this client wants records: by its level, or by those of its open requests. */
  wanted(untilSet: number): number {
    if (this.era === 'legacy') return this.#level ?? untilSet
    const thresholds = [...(this.#requests?.values() ?? [])].flatMap(({ threshold }) => threshold ?? [])
    return Math.min(...thresholds, Number.POSITIVE_INFINITY)
  }

  setLevel(level: McpLevel): void {
    this.#level = severity(level)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const request of this.#requests?.values() ?? []) request.state = 'ended'
    this.#requests = undefined
    for (const outlet of this.#outlets) outlet.close('closed')
  }
}
