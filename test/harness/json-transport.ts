import type { JSONRPCMessage, MessageExtraInfo } from '@modelcontextprotocol/sdk/types.js'

/**
 * One end of an in-process connection that serialises every message: what arrives is what a wire would have carried.
 * Fits both SDKs.
 */
export class JsonTransport {
  onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void
  onclose?: () => void
  onerror?: (error: Error) => void
  sessionId?: string
  /** Every line that was sent from this end. */
  readonly lines: string[] = []
  #peer: JsonTransport | undefined
  #early: string[] | undefined = []

  static pair(): [JsonTransport, JsonTransport] {
    const pair: [JsonTransport, JsonTransport] = [new JsonTransport(), new JsonTransport()]
    pair[0].#peer = pair[1]
    pair[1].#peer = pair[0]
    return pair
  }

  async start(): Promise<void> {
    const early = this.#early ?? []
    this.#early = undefined
    for (const line of early) this.#receive(line)
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#peer === undefined) throw new Error('Not connected')
    const line = JSON.stringify(message)
    this.lines.push(line)
    const peer = this.#peer
    queueMicrotask(() => peer.#receive(line))
  }

  #receive(line: string): void {
    if (this.#early !== undefined) this.#early.push(line)
    else this.onmessage?.(JSON.parse(line))
  }

  async close(): Promise<void> {
    const peer = this.#peer
    if (peer === undefined) return
    this.#peer = undefined
    await peer.close()
    this.onclose?.()
  }
}
