import { StringDecoder } from 'node:string_decoder'

/** Cuts a byte stream into lines; a line that does not end is cut off, and the rest of it skipped. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  #line = ''
  #skipping = false

  /**
   * @param maxLength characters of a line
   * @param onLine told of each line, without its line break; `cut` if it was longer
   */
  constructor(
    private readonly maxLength: number,
    private readonly onLine: (line: string, cut: boolean) => void,
  ) {}

  push(chunk: string | Uint8Array): void {
    // Characters may be split between chunks.
    const [first = '', ...others] = (typeof chunk === 'string' ? chunk : this.#decoder.write(chunk)).split('\n')
    this.#append(first)
    for (const each of others) {
      this.#endLine()
      this.#append(each)
    }
  }

  /** Hands over what came last without a line break. */
  end(): void {
    this.#append(this.#decoder.end())
    this.#endLine()
  }

  #append(text: string): void {
    if (this.#skipping) return
    this.#line += text
    if (this.#line.length <= this.maxLength) return
    this.#hand(true)
    this.#skipping = true
  }

  #endLine(): void {
    if (!this.#skipping) this.#hand(false)
    this.#skipping = false
  }

  #hand(cut: boolean): void {
    const line = cut ? this.#line.slice(0, this.maxLength) : this.#line.replace(/\r$/, '')
    this.#line = ''
    if (line.trim() !== '') this.onLine(line, cut)
  }
}
