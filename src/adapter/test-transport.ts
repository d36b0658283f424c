/** What is read of a message. */
export interface Message {
  readonly id?: string | number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
}

type OnMessage = (message: Message) => void

/** One end of a connection that serialises every message: what arrives is what a wire would have carried. Fits both SDKs. */
export class TestTransport {
  onmessage?: OnMessage
  onclose?: () => void
  onerror?: (error: Error) => void
  /** Told of each message that arrives, before its receiver, with the request that it was sent for. */
  watch: (message: Message, request: string | number | undefined) => void = () => {}
  #peer: TestTransport | undefined
  #early: (() => void)[] | undefined = []

  static pair(): [TestTransport, TestTransport] {
    const pair: [TestTransport, TestTransport] = [new TestTransport(), new TestTransport()]
    pair[0].#peer = pair[1]
    pair[1].#peer = pair[0]
    return pair
  }

  async start(): Promise<void> {
    const early = this.#early ?? []
    this.#early = undefined
    for (const receive of early) receive()
  }

  async send(message: Message, options?: { readonly relatedRequestId?: string | number }): Promise<void> {
    const peer = this.#peer
    if (peer === undefined) throw new Error('Not connected')
    const line = JSON.stringify(message)
    queueMicrotask(() => peer.#receive(() => peer.#deliver(JSON.parse(line), options?.relatedRequestId)))
  }

  #receive(deliver: () => void): void {
    if (this.#early !== undefined) this.#early.push(deliver)
    else deliver()
  }

  #deliver(message: Message, request: string | number | undefined): void {
    this.watch(message, request)
    this.onmessage?.(message)
  }

  async close(): Promise<void> {
    const peer = this.#peer
    if (peer === undefined) return
    this.#peer = undefined
    await peer.close()
    this.onclose?.()
  }
}
