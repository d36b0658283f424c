/** The words of a name in any case and with any separator: `x-api-key`, `apiKey`, `API_KEY`, `APIKey`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => word.replace(/(?<=.)\d+$/, ''))
    .filter((word) => word !== '')
}

export function lastWordOf(name: string): string {
  return wordsOf(name).at(-1) ?? ''
}
