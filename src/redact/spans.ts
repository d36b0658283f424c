/** Places of secrets in a text: start, end, start, end … in any order, and they may overlap. */
export type Spans = number[]

/** A text that names more secrets is a dump of them: the rest of it is hidden, so that its time has a bound. */
export const MOST_NAMED = 128

/** The same places in order and apart from each other. */
export function merged(spans: Spans): readonly (readonly [start: number, end: number])[] {
  const pairs: [number, number][] = []
  for (let index = 0; index < spans.length; index += 2) pairs.push([spans[index] as number, spans[index + 1] as number])
  pairs.sort((a, b) => a[0] - b[0])
  const apart: [number, number][] = []
  for (const pair of pairs) {
    const last = apart.at(-1)
    if (last !== undefined && pair[0] < last[1]) last[1] = Math.max(last[1], pair[1])
    else if (pair[0] < pair[1]) apart.push(pair)
  }
  return apart
}
