/** The parts of a message that are read. */
export interface Message {
  readonly jsonrpc?: '2.0'
  readonly id?: string | number | undefined
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly error?: unknown
}

type RequestId = string | number | undefined

/**
 * One end of an in-process connection that serialises every message, as a real one does: the SDKs' own in-memory transport
 * passes live objects. Fits both SDKs.
 */
export class JsonTransport {
  onmessage?: (message: Message, extra?: object) => void
  onclose?: () => void
  onerror?: (error: Error) => void
  sessionId?: string
  /** Called with each message before `onmessage`, and with the request that it was sent for. */
  watch: (message: Message, request: RequestId) => void = () => {}
  /** Every line that was sent from this end. */
  readonly lines: string[] = []
  #peer: JsonTransport | undefined
  #early: (() => void)[] | undefined = []

  static pair(): [JsonTransport, JsonTransport] {
    const pair: [JsonTransport, JsonTransport] = [new JsonTransport(), new JsonTransport()]
    pair[0].#peer = pair[1]
    pair[1].#peer = pair[0]
    return pair
  }

  async start(): Promise<void> {
    const early = this.#early ?? []
    this.#early = undefined
    for (const receive of early) receive()
  }

  async send(message: Message, options?: { readonly relatedRequestId?: RequestId }): Promise<void> {
    const peer = this.#peer
    if (peer === undefined) throw new Error('Not connected')
    const line = JSON.stringify(message)
    this.lines.push(line)
    queueMicrotask(() => peer.#receive(() => peer.#deliver(JSON.parse(line), options?.relatedRequestId)))
  }

  #receive(deliver: () => void): void {
    if (this.#early !== undefined) this.#early.push(deliver)
    else deliver()
  }

  #deliver(message: Message, request: RequestId): void {
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
