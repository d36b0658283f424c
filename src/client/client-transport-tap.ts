import { isFunction } from '../check.js'
import type { Message } from '../request/message.js'
import { currentScope, keepScopes, runInScope } from '../request/scope.js'
import { Override } from '../sdk/override.js'
import { overrideCallback } from '../sdk/override-callback.js'
import { isOwn, type MessageOrigin, RequestOrigins } from './request-origins.js'

export interface ClientTransport {
  send(message: Message, ...rest: unknown[]): Promise<void>
  onmessage?: OnMessage | undefined
}

type OnMessage = (message: Message, ...rest: unknown[]) => void

/** Called with what a client sends and receives, before the SDK sees it. */
export interface TransportObserver {
  inbound(message: Message, origin: MessageOrigin): void
  /** @returns what the request waits for, if anything */
  beforeRequest(): Promise<void> | undefined
  /** @returns the message to send instead */
  outbound(message: Message): Message
}

/** Watches one transport of a client. */
export class ClientTransportTap {
  readonly origins: RequestOrigins
  readonly #observer: TransportObserver
  readonly #send: Override<ClientTransport, 'send'>
  readonly #undoMessages: () => void
  #stopped = false

  constructor(
    readonly transport: ClientTransport,
    observer: TransportObserver,
  ) {
    this.#observer = observer
    // Streamable HTTP has a stream for each request: only the async context shows which request a message belongs to.
    const hasStreams = isFunction((transport as { terminateSession?: unknown }).terminateSession)
    if (hasStreams) keepScopes()
    this.origins = new RequestOrigins(hasStreams)
    this.#send = new Override(transport, 'send', (message, ...rest) => this.#outbound(message, rest))
    // The SDKs assign `onmessage` more than once while they negotiate.
    this.#undoMessages = overrideCallback(transport, 'onmessage', (handler) => this.#inFrontOf(handler))
  }

  stop(): void {
    this.#stopped = true
    this.#send.undo()
    this.#undoMessages()
  }

  #outbound(message: Message, rest: unknown[]): Promise<void> {
    const send = (each: Message): Promise<void> => this.#send.original.call(this.transport, each, ...rest)
    if (this.#stopped) return send(message)
    const { id, method, params } = message
    if (id !== undefined && method !== undefined) {
      const scope = this.origins.sent(message)
      const ready = isOwn(method) ? undefined : this.#observer.beforeRequest()
      const request = (): Promise<void> => runInScope(scope, send, this.#observer.outbound(message))
      return ready === undefined ? request() : ready.then(request)
    }
    const outbound = this.#observer.outbound(message)
    if (method === 'notifications/cancelled') this.origins.cancelled(params?.requestId as string | number)
    // A stream opened by a notification does not belong to the request in whose scope the notification is sent.
    const { outgoing, ...scope } = currentScope() ?? {}
    return outgoing === undefined ? send(outbound) : runInScope(scope, send, outbound)
  }

  /** The message being handled: a handler may call the previous handler, which is tapped as well. */
  #current: Message | undefined

  #inFrontOf(handler: OnMessage): OnMessage {
    return (message, ...rest) => {
      const outer = this.#current
      if (this.#stopped || outer === message) return handler.call(this.transport, message, ...rest)
      this.#current = message
      try {
        const origin = this.#originOf(message)
        this.#observer.inbound(message, origin)
        // A pipe delivers in the async context in which it was opened, perhaps that of the first session. What the
        // application does with the message belongs to the scope of the message.
        runInScope(origin.scope, () => handler.call(this.transport, message, ...rest))
      } finally {
        this.#current = outer
      }
    }
  }

  #originOf({ id, method }: Message): MessageOrigin {
    const answered = method === undefined && id !== undefined ? this.origins.answered(id) : undefined
    return answered === undefined ? this.origins.ofIncoming() : { scope: answered.scope, isKnown: true }
  }
}
