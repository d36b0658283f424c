/** A text as it is read, with the place in the original of each character. */
export interface View {
  readonly text: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Anything that may hide a letter: what is not plain ASCII, colour codes, and escapes of JSON, URLs and HTML. */
const DISGUISED = /[^\t\n\r\x20-\x7e]|\\[uxe0nrt]|%[2-7][0-9a-fA-F]|&(?:quot|apos|amp|#)|\[\d{1,3}[m;]/

const ESC = '\u001b'
/** Codes that a terminal takes away, also where their first character was lost. */
const COLOUR = new RegExp(
  `(?:(?:${ESC}|\\\\+u001[bB]|\\\\x1[bB]|\\\\e|\\\\0?33)\\[|\\u009b)[\\d;:?]{0,24}[A-Za-z]|\\[\\d{1,3}(?:;\\d{1,3}){0,6}m`,
  'y',
)
const ESCAPE = /\\+u00([2-7][0-9a-fA-F])|\\+x([2-7][0-9a-fA-F])|%(?:25)*([2-7][0-9a-fA-F])|&#x([2-7][0-9a-fA-F]);/y
const ENTITY = /&(quot|apos|amp|#\d{2,3});/y
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&' }
const IGNORED = /^(?:\p{Default_Ignorable_Code_Point}|\p{Cf})$/u

/** Letters of other alphabets that look like Latin ones. */
const LOOKALIKES = new Map(
  [...'аеорсухіјѕԁһкмтвԛԝοανρΑΒΕΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЅ'].map((each, index) => [
    each,
    [...'aeopcyxijsdhkmtbqwoavpABEHIKMNOPTYXABEKMHOPCTYXIS'][index] as string,
  ]),
)

/** The text without what hides its letters, or `undefined` if it has nothing of the kind. Linear in the text. */
export function seenThrough(text: string): View | undefined {
  if (!DISGUISED.test(text)) return undefined
  const [starts, ends, parts]: [number[], number[], string[]] = [[], [], []]
  let changed = false
  const put = (letters: string, start: number, end: number): void => {
    parts.push(letters)
    for (let at = 0; at < letters.length; at++) {
      starts.push(start)
      ends.push(end)
    }
  }
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code < 0x80 && !HIDES.has(code)) {
      put(text[at] as string, at, ++at)
      continue
    }
    const end = colourEnd(text, at)
    if (end > at) {
      changed = true
      at = end
      continue
    }
    const [letters, next] = code < 0x80 ? unescaped(text, at) : normalized(text, at)
    if (next - at !== letters.length || letters !== text.slice(at, next)) changed = true
    put(letters, at, next)
    at = next
  }
  return changed ? { text: parts.join(''), starts, ends } : undefined
}

const HIDES: ReadonlySet<number> = new Set([...'\\%&[\u001b'].map((each) => each.charCodeAt(0)))

function colourEnd(text: string, at: number): number {
  COLOUR.lastIndex = at
  return COLOUR.test(text) ? COLOUR.lastIndex : at
}

function unescaped(text: string, at: number): readonly [letters: string, next: number] {
  if (text[at] === '\\' && 'nrt'.includes(text[at + 1] ?? ' ')) return [' ', at + 2]
  ESCAPE.lastIndex = at
  const code = ESCAPE.exec(text)
  if (code !== null) {
    const hex = code[1] ?? code[2] ?? code[3] ?? (code[4] as string)
    return [String.fromCharCode(Number.parseInt(hex, 16)), ESCAPE.lastIndex]
  }
  ENTITY.lastIndex = at
  const name = ENTITY.exec(text)?.[1]
  if (name === undefined) return [text[at] as string, at + 1]
  const letter = ENTITIES[name] ?? String.fromCharCode(Number(name.slice(1)))
  return [letter, ENTITY.lastIndex]
}

function normalized(text: string, at: number): readonly [letters: string, next: number] {
  const letter = String.fromCodePoint(text.codePointAt(at) as number)
  const next = at + letter.length
  if (IGNORED.test(letter)) return ['', next]
  return [LOOKALIKES.get(letter) ?? letter.normalize('NFKC'), next]
}
