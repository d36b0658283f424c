/** A text as it is read, and where each of its letters is in the original. */
export interface View {
  readonly text: string
  /** Where the part of the original begins that the letter at `at` stands for. */
  startOf(at: number): number
  /** And where it ends. */
  endOf(at: number): number
}

/** Anything that may hide a letter: what is not plain ASCII, colour codes, and escapes of JSON, URLs and HTML. */
const DISGUISED = /[^\t\n\r\x20-\x7e]|\\[uxe0nrt]|%[2-7][0-9a-fA-F]|&(?:quot|apos|amp|#)|\[\d{1,3}[m;]/

const ESC = '\u001b'
/** Codes that a terminal takes away, also where their first character was lost. */
const COLOUR = `(?:(?:${ESC}|\\\\{1,40}u001[bB]|\\\\x1[bB]|\\\\e|\\\\0?33)\\[|\u009b)[\\d;:?]{0,24}[A-Za-z]|\\[\\d{1,3}(?:;\\d{1,3}){0,6}m`
const HEX = '([2-7][0-9a-fA-F])'
const ESCAPE = `\\\\{1,40}u00${HEX}|\\\\{1,40}x${HEX}|%(?:25)*${HEX}|&#x${HEX};`
const DISGUISE = new RegExp(
  `${COLOUR}|${ESCAPE}|&(quot|apos|amp|#\\d{2,3});|\\\\[nrt]|[^\\t\\n\\r\\x20-\\x7e]{1,32}`,
  'uy',
)
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&' }
const IGNORED = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu

/** Letters of other alphabets that look like Latin ones. */
const LOOKALIKES = new Map(
  [...'аеорсухіјѕԁһкмтвԛԝοανρΑΒΕΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЅ'].map((each, index) => [
    each,
    [...'aeopcyxijsdhkmtbqwoavpABEHIKMNOPTYXABEKMHOPCTYXIS'][index] as string,
  ]),
)

const ALIKE = new RegExp(`[${[...LOOKALIKES.keys()].join('')}]`, 'g')

/** A part of the original that is read as something else. */
interface Piece {
  readonly at: number
  readonly length: number
  readonly start: number
  readonly end: number
}

/** The text without what hides its letters, or `undefined` if it has nothing of the kind. Linear in the text. */
export function seenThrough(text: string): View | undefined {
  if (!DISGUISED.test(text)) return undefined
  const parts: string[] = []
  const pieces: Piece[] = [{ at: 0, length: 0, start: 0, end: 0 }]
  let length = 0
  let from = 0
  const codes = plainCodes()
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (codes[code] === code) continue
    DISGUISE.lastIndex = at
    const match = DISGUISE.exec(text)
    if (match === null) continue
    const [hidden] = match
    at += hidden.length - 1
    const shown = lettersOf(match)
    if (shown === hidden) continue
    parts.push(text.slice(from, match.index), shown)
    length += match.index - from
    from = match.index + hidden.length
    pieces.push({ at: length, length: shown.length, start: match.index, end: from })
    length += shown.length
  }
  if (pieces.length === 1) return undefined
  parts.push(text.slice(from))
  return {
    text: parts.join(''),
    startOf: (at) => {
      const piece = pieceOf(pieces, at)
      return at < piece.at + piece.length ? piece.start : piece.end + at - piece.at - piece.length
    },
    endOf: (at) => {
      const piece = pieceOf(pieces, at)
      return at < piece.at + piece.length ? piece.end : piece.end + at - piece.at - piece.length + 1
    },
  }
}

/** The last piece that begins at or before the letter. */
function pieceOf(pieces: readonly Piece[], at: number): Piece {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle] as Piece).at <= at) low = middle
    else high = middle - 1
  }
  return pieces[low] as Piece
}

function lettersOf(match: RegExpExecArray): string {
  const [hidden, json, hex, url, html, entity] = match
  const code = json ?? hex ?? url ?? html
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
  if (entity !== undefined) return ENTITIES[entity] ?? String.fromCharCode(Number(entity.slice(1)))
  if (hidden[0] === '\\' && hidden.length === 2) return ' '
  // A colour code.
  if (hidden.endsWith('m') || hidden.includes('[')) return ''
  return quickly(hidden) ?? slowly(hidden)
}

/** What most characters are read as, by their code; 0 if only Unicode's tables tell. Made at the first use. */
let plain: Uint16Array | undefined

function plainCodes(): Uint16Array {
  if (plain !== undefined) return plain
  const codes = new Uint16Array(0x10000)
  // Letters that are read as they are: those of ASCII that begin no escape, Latin and Cyrillic ones, kana, Chinese characters, Hangul, lines and boxes.
  for (const [from, to] of [
    [0x20, 0x7e],
    [0xc0, 0x131],
    [0x400, 0x45f],
    [0x2500, 0x259f],
    [0x3041, 0x3096],
    [0x30a1, 0x30fa],
    [0x4e00, 0x9fff],
    [0xac00, 0xd7a3],
  ] as const) {
    for (let code = from; code <= to; code++) codes[code] = code
  }
  for (const char of '\t\n\r') codes[char.charCodeAt(0)] = char.charCodeAt(0)
  for (const char of '\\%&[') codes[char.charCodeAt(0)] = 0
  // Full-width ones.
  for (let code = 0xff01; code <= 0xff5e; code++) codes[code] = code - 0xfee0
  for (const [from, to] of LOOKALIKES) codes[from.charCodeAt(0)] = to.charCodeAt(0)
  plain = codes
  return codes
}

function quickly(hidden: string): string | undefined {
  const codes = plainCodes()
  let shown = ''
  for (let at = 0; at < hidden.length; at++) {
    const code = codes[hidden.charCodeAt(at)] as number
    if (code === 0) return undefined
    shown += String.fromCharCode(code)
  }
  return shown
}

function slowly(hidden: string): string {
  return hidden
    .replace(IGNORED, '')
    .replace(ALIKE, (letter) => LOOKALIKES.get(letter) as string)
    .normalize('NFKC')
}
