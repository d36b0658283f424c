import { expectKind, isFunction } from '../check.js'
import type { MessageExtra } from '../request/caller.js'
import { type Attached, Connection, type Wire } from '../request/connection.js'
import type { Message, RequestId, SendOptions } from '../request/message.js'
import { runInScope, type Scope } from '../request/scope.js'
import { watched } from '../request/watcher.js'
import { hasDrained, hasStream } from './http-streams.js'
import { Override } from './override.js'
import { overrideCallback } from './override-callback.js'
import { answerSetLevel } from './set-level.js'
import { guardStdout, type StdioTransport } from './stdout-errors.js'

/** A transport of SDK v1 or v2, as far as it is used. */
export interface Transport extends StdioTransport {
  handleRequest?: unknown
  handlePostMessage?: unknown
  start(): Promise<void>
  send(message: Message, options?: SendOptions): Promise<void>
  onmessage?: ((message: Message, extra?: MessageExtra) => void) | undefined
  onclose?: (() => void) | undefined
  sessionId?: string | undefined
}

type OnMessage = NonNullable<Transport['onmessage']>

/** Watches one transport: opens a scope for each incoming message, and ends requests when they are answered. */
export class TransportTap implements Wire {
  readonly connection: Connection
  readonly transport: Transport
  readonly #send: Override<Transport, 'send'>
  readonly #undo: (() => void)[] = []
  /** The message being handled: a handler may call the previous handler, which is tapped as well. */
  #current: Message | undefined
  #stopped = false

  /**
   * @param started whether the SDK has started the transport already
   * @throws TypeError if the transport cannot be watched; it is then unchanged
   */
  constructor(transport: Transport, server: Attached, started: boolean) {
    this.transport = transport
    this.connection = new Connection(this, server)
    // Older SDKs do not pass the HTTP request to `onmessage`.
    this.connection.http = typeof transport.handleRequest === 'function'
    this.#send = new Override(transport, 'send', (message, options) => this.#outbound(message, options))
    try {
      // A started transport has its callbacks already: one that cannot be read cannot be called.
      if (started) expectKind('transport.onmessage', transport.onmessage, 'a function that can be read', isFunction)
      // Applications may replace the SDK's callbacks after connecting.
      this.#undo.push(overrideCallback(transport, 'onmessage', (handler) => this.#inFrontOf(handler)))
      this.#undo.push(overrideCallback(transport, 'onclose', (handler) => () => this.#closing(handler)))
      if (started) this.#guard()
      else this.#guardOnStart()
    } catch (error) {
      this.stop()
      throw error
    }
  }

  /** Turns whatever a transport throws or returns into a promise. */
  send(message: Message, options?: SendOptions): Promise<void> {
    try {
      return Promise.resolve(this.#send.original.call(this.transport, message, options))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  hasStream(related: RequestId | undefined): boolean {
    return !this.connection.http || hasStream(this.transport, related)
  }

  hasDrained(related: RequestId | undefined): boolean {
    return hasDrained(this.transport, related)
  }

  /** HTTP with SSE, the older of MCP's two ways over HTTP, has one stream for everything. */
  get streamPerRequest(): boolean {
    return this.connection.http && typeof this.transport.handlePostMessage !== 'function'
  }

  get sessionId(): string | undefined {
    return this.transport.sessionId
  }

  stop(): void {
    this.#stopped = true
    this.#send.undo()
    for (const undo of this.#undo.splice(0)) undo()
    this.connection.close()
  }

  /** Added after the transport's own listener, which may make this one unnecessary. */
  #guard(): void {
    const release = guardStdout(this.transport, this.connection)
    if (release !== undefined) this.#undo.push(release)
  }

  #guardOnStart(): void {
    const transport = this.transport
    const start: Override<Transport, 'start'> = new Override(transport, 'start', () => {
      start.undo()
      // If nobody sets a handler, the end of the session would go unnoticed.
      transport.onclose ??= () => {}
      const starting = start.original.call(transport)
      if (!this.#stopped) this.#guard()
      return starting
    })
    this.#undo.push(() => start.undo())
  }

  #closing(handler: () => void): void {
    this.connection.close()
    handler.call(this.transport)
  }

  #inFrontOf(handler: OnMessage): OnMessage {
    return (message, extra) => {
      const outer = this.#current
      if (outer === message || this.#stopped) return handler.call(this.transport, message, extra)
      this.#current = message
      try {
        const scope = this.#scopeOf(message, extra)
        const { request } = scope
        const { watchers } = this.connection
        if (request === undefined || watchers.length === 0) {
          runInScope(scope, callOn, this.transport, handler, message, extra)
        } else {
          const run = (): void => callOn(this.transport, handler, message, extra)
          runInScope(scope, watched, watchers, request, message, run)
        }
      } finally {
        this.#current = outer
      }
    }
  }

  #scopeOf(message: Message, extra: MessageExtra | undefined): Scope {
    const { connection } = this
    if (extra?.requestInfo !== undefined || extra?.request !== undefined) connection.http = true
    const { id, method, params } = message
    if (method !== undefined && id !== undefined) {
      const request = connection.open(message, extra)
      return { connection, request }
    }
    if (method === 'notifications/cancelled') {
      const cancelled = params?.requestId
      if (typeof cancelled === 'string' || typeof cancelled === 'number') connection.cancel(cancelled)
    }
    return { connection }
  }
  #outbound(message: Message, options?: SendOptions): Promise<void> {
    const { connection } = this
    if (message.method === 'notifications/progress') connection.progressSent(message.params?.progressToken)
    const request = message.method === undefined ? connection.take(message.id as RequestId) : undefined
    if (request === undefined) return this.send(message, options)
    const records = connection.beforeResponse(request)
    request.state = 'answering'
    const answer = request.isSetLevel && connection.sendsLogs ? answerSetLevel(connection, request, message) : message
    const respond = (): Promise<void> => {
      request.state = 'ended'
      const sent = this.send(answer, options)
      if (answer.error === undefined) connection.answered(request, answer)
      connection.end(request, { response: answer })
      return sent
    }
    return records === undefined ? respond() : records.then(respond)
  }
}

function callOn(transport: Transport, handler: OnMessage, message: Message, extra: MessageExtra | undefined): void {
  handler.call(transport, message, extra)
}
