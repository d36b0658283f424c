import { AsyncResource } from 'node:async_hooks'
import { JsonTransport } from './json-transport.js'

/** Like the pipe of a child process: messages arrive in the async context in which the pipe was opened. */
export class PipeTransport {
  onmessage?: JsonTransport['onmessage']
  onclose?: () => void
  onerror?: (error: Error) => void
  readonly #end: JsonTransport

  private constructor(end: JsonTransport) {
    this.#end = end
  }

  /** @returns the client's end, and the server's */
  static pair(): [PipeTransport, JsonTransport] {
    const [clientEnd, serverEnd] = JsonTransport.pair()
    return [new PipeTransport(clientEnd), serverEnd]
  }

  async start(): Promise<void> {
    const opened = new AsyncResource('Pipe')
    this.#end.onmessage = (message, extra) => opened.runInAsyncScope(() => this.onmessage?.(message, extra))
    this.#end.onclose = () => opened.runInAsyncScope(() => this.onclose?.())
    await this.#end.start()
  }

  send(message: Parameters<JsonTransport['send']>[0]): Promise<void> {
    return this.#end.send(message)
  }

  close(): Promise<void> {
    return this.#end.close()
  }
}
