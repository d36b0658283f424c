import { StringDecoder } from 'node:string_decoder'

/** The cursor put back to the first column, as terminal libraries do it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const FIRST_COLUMN = /\x1b\[[01]?G/g

/**
 * Cuts a byte stream into lines. A line that does not end is cut off, and the rest of it skipped; one that is drawn
 * over, like a progress bar, is what was drawn last.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  #line = ''
  #isSkipping = false

  /**
   * @param maxLength characters of a line
   * @param onLine told of each line, blank ones as well, without its line break; `isCut` if it was longer
   */
  constructor(
    private readonly maxLength: number,
    private readonly onLine: (line: string, isCut: boolean) => void,
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
    if (this.#isSkipping) return
    this.#line = lastDrawn(this.#line + text)
    if (this.#line.length <= this.maxLength) return
    this.#hand(true)
    this.#isSkipping = true
  }

  #endLine(): void {
    if (!this.#isSkipping) this.#hand(false)
    this.#isSkipping = false
  }

  #hand(isCut: boolean): void {
    const line = isCut ? this.#line.slice(0, this.maxLength) : this.#line.replace(/\r+$/, '')
    this.#line = ''
    this.onLine(line, isCut)
  }
}

/** What follows the last carriage return was drawn over the rest; at the end it belongs to the line break. */
function lastDrawn(line: string): string {
  if (!line.includes('\r') && !line.includes('\x1b[')) return line
  const text = line.replace(FIRST_COLUMN, '\r')
  let end = text.length
  while (end > 0 && text[end - 1] === '\r') end--
  return text.slice(text.lastIndexOf('\r', end - 1) + 1)
}
