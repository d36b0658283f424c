/** How a transport's `send` behaves. */
export type Sending = 'delivers' | 'throws' | 'rejects' | 'never settles' | 'returns nothing'

export interface Received {
  readonly id?: string | number
  readonly method?: string
  readonly params?: { readonly data?: unknown }
  readonly error?: { readonly code: number }
}

type OnMessage = (message: never, extra?: never) => void

/** One end of a connection whose other end is the test; serialises what is sent. */
export class OddTransport {
  sending: Sending = 'delivers'
  /** What arrived at the client. */
  readonly received: Received[] = []
  sessionId?: string
  onmessage?: OnMessage
  onclose?: () => void
  onerror?: (error: Error) => void
  readonly #http: boolean

  /** @param http whether each message comes with an HTTP request, and in a session of this name */
  constructor(http: string | undefined) {
    this.#http = http !== undefined
    if (http !== undefined) this.sessionId = http
  }

  async start(): Promise<void> {}

  send(message: object): Promise<void> {
    if (this.sending === 'throws') throw new Error('The transport throws')
    const line = JSON.stringify(message)
    if (this.sending === 'rejects') return Promise.reject(new Error('The transport rejects'))
    this.received.push(JSON.parse(line))
    if (this.sending === 'never settles') return new Promise(() => {})
    return this.sending === 'returns nothing' ? (undefined as never) : Promise.resolve()
  }

  async close(): Promise<void> {
    this.hangUp()
  }

  /** Receives a message. */
  receive(message: object): void {
    this.handler?.(
      message as never,
      (this.#http ? { requestInfo: { headers: {} }, authInfo: null } : undefined) as never,
    )
  }

  hangUp(): void {
    this.onclose?.()
  }

  protected get handler(): OnMessage | undefined {
    return this.onmessage
  }
}

/** A transport whose callbacks have setters only. */
export class SettersOnly extends OddTransport {
  #onmessage: OnMessage | undefined
  #onclose: (() => void) | undefined

  constructor(http: string | undefined) {
    super(http)
    const onmessage = (handler: OnMessage): void => {
      this.#onmessage = handler
    }
    const onclose = (handler: () => void): void => {
      this.#onclose = handler
    }
    Object.defineProperty(this, 'onmessage', { configurable: true, set: onmessage })
    Object.defineProperty(this, 'onclose', { configurable: true, set: onclose })
  }

  override hangUp(): void {
    this.#onclose?.()
  }

  protected override get handler(): OnMessage | undefined {
    return this.#onmessage
  }
}
