import { StringDecoder } from 'node:string_decoder'

/** Escape sequences that move the cursor to the first column. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const FIRST_COLUMN = /\x1b\[[01]?G/g

/**
 * Splits a byte stream into lines. A line that is too long is cut, and its rest skipped. Of a line that is redrawn, like a
 * progress bar, only the last state counts.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  #line = ''
  #isSkipping = false

  /**
   * @param maxLength maximum length of a line in characters
   * @param onLine called with each line, including blank ones, without its line break; `isCut` if it was longer
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

  /** Emits the last line if it has no line break. */
  end(): void {
    this.#append(this.#decoder.end())
    this.#endLine()
  }

  #append(text: string): void {
    if (this.#isSkipping) return
    this.#line = lastDrawn(this.#line + text)
    if (this.#line.length <= this.maxLength) return
    this.#emit(true)
    this.#isSkipping = true
  }

  #endLine(): void {
    if (!this.#isSkipping) this.#emit(false)
    this.#isSkipping = false
  }

  #emit(isCut: boolean): void {
    const line = isCut ? this.#line.slice(0, this.maxLength) : this.#line.replace(/\r+$/, '')
    this.#line = ''
    this.onLine(line, isCut)
  }
}

/** The text after the last carriage return, which overwrites what is before it; one at the end is part of the line break. */
function lastDrawn(line: string): string {
  if (!line.includes('\r') && !line.includes('\x1b[')) return line
  const text = line.replace(FIRST_COLUMN, '\r')
  let end = text.length
  while (end > 0 && text[end - 1] === '\r') end--
  return text.slice(text.lastIndexOf('\r', end - 1) + 1)
}
