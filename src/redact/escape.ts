/** Where the text begins that an escape at the start of the word sets off: `\nghp_…`, `%20ghp_…`, the colour codes of a terminal. */
export function afterEscape(text: string, start: number, end: number): number {
  switch (text[start - 1]) {
    case '\\':
      return start + 1
    case '%':
      return start + 2
    case '[':
      return text[start - 2] === '\u001b' ? Math.min(start + text.slice(start, start + 8).indexOf('m') + 1, end) : start
    default:
      return start
  }
}
