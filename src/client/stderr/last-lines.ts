/** Number of lines kept: about a screen. */
const MAX_LINES = 50
/** Maximum characters kept of each line. */
const MAX_LENGTH = 2000

/** A ring buffer of the last lines of a stream. */
export class LastLines {
  readonly #lines: string[] = []
  #next = 0

  add(line: string): void {
    this.#lines[this.#next] = line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line
    this.#next = (this.#next + 1) % MAX_LINES
  }

  /** The oldest first. */
  lines(): string[] {
    return [...this.#lines.slice(this.#next), ...this.#lines.slice(0, this.#next)]
  }
}
