/** What a text holds as JSON that may have secrets in it: an object, a list, or a text; `undefined` if it holds none. */
export function parsedJson(text: string): unknown {
  if (!START.test(text) || !END.test(text.slice(-2))) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `{"pw":"x"}` */
export const SHORTEST = 9
/** Looked at first, since `JSON.parse` takes microseconds to make its error. */
const START = /^(?:\{\s*"|\[\s*["{[]|"\s*[{[\\])/
const END = /[}\]"]\n?$/

/** The value as the text was written: on one line, or indented. */
export function asWritten(value: unknown, text: string): string {
  const indent = /^[{[]\r?\n([ \t]{1,8})/.exec(text)?.[1]
  return JSON.stringify(value, null, indent)
}
