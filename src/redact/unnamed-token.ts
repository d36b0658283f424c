import { looksRandom } from './values.js'

const AWS = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9/+]{40}$/
const AZURE = /^[A-Za-z0-9/+]{86}==$/
const THREE_KINDS = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]+$/

/** Words that are nothing else, by their length. Sources as in `form.ts`. */
const TESTS: ReadonlyMap<number, (word: string) => boolean> = new Map([
  // gl: aws; the secret access key. Of 39 neighbours, 26 differ in kind on the average; in a path or a name, far fewer.
  [40, (word: string) => AWS.test(word) && changesOfKind(word) >= 18],
  [49, (word: string) => /^[A-Za-z0-9]{27}_[A-Za-z0-9]{21}$/.test(word) && looksRandom(word)], // kf: ngrok
  [50, (word: string) => /^[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}$/.test(word)], // gl: mailgun-signing-key
  [52, (word: string) => /^[a-z2-7]{52}$/.test(word) && changesOfKind(word) >= 12], // doc: Azure DevOps until 2024
  // th: ngc; doc: Azure DevOps
  [84, (word: string) => THREE_KINDS.test(word) && changesOfKind(word) >= 36],
  [88, (word: string) => AZURE.test(word) && changesOfKind(word) >= 36], // th: azure_storage, azure_batch, azure_cosmosdb
  [106, (word: string) => /^[A-Za-z0-9]{64}_[A-Za-z0-9]{4}_[0-9a-f-]{36}$/i.test(word)], // th: webexbot
])
const SHORTEST = 40
const NUMBERED = /^\d{1,8}-[A-Za-z0-9]{64}$/

/** Where such a word begins and ends in a run of characters that tokens are made of; `undefined` if it has none. */
export function unnamedToken(text: string, start: number, end: number): readonly [number, number] | undefined {
  if (end - start < SHORTEST) return undefined
  if (isUnnamedToken(text, start, end)) return [start, end]
  // In the place of a parameter, as a part of a path, at the end of a sentence. Without `+` and `/`, which part them.
  for (let from = start; from < end; ) {
    let to = from
    while (to < end && !isParting(text.charCodeAt(to))) to++
    if (to - from >= SHORTEST) {
      if (isUnnamedToken(text, from, to)) return [from, to]
      if (isUnnamedToken(text, from, to + 2)) return [from, to + 2]
    }
    from = to + 1
  }
  return undefined
}

/** `.`, `~`, `+`, `/` and `=` */
const isParting = (code: number): boolean => code === 46 || code === 126 || code === 43 || code === 47 || code === 61

function isUnnamedToken(text: string, start: number, end: number): boolean {
  const length = end - start
  const test = TESTS.get(length)
  if (test !== undefined) return test(text.slice(start, end))
  return length >= 66 && length <= 73 && NUMBERED.test(text.slice(start, end)) // np: truenas
}

function changesOfKind(word: string): number {
  let changes = 0
  let last = ''
  for (const char of word) {
    const kind = char >= 'a' ? 'a' : char >= 'A' ? 'A' : char >= '0' ? '0' : '/'
    if (kind !== last) changes++
    last = kind
  }
  return changes
}
