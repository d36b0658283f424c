// biome-ignore-start lint/suspicious/noControlCharactersInRegex: that is how colours begin
/**
 * Where a stack frame of V8 ends: `file:line:column`, in brackets after the name of a function, twice for code of `eval`.
 * https://v8.dev/docs/stack-trace-api
 */
const LOCATION =
  /(?::\d+:\d+|:0x[\da-f]+)(?:\x1b\[[\d;]*m)*\)?(?:, [^\s()]+:\d+:\d+(?:\x1b\[[\d;]*m)*\))?|:\d+\)|\((?:<anonymous>|native|index \d+)\)|(?<=\bat (?:async )?)(?:<anonymous>|native)(?![:)\w])/g
/** Longest frame that is recognised, in characters. */
const LONGEST = 1500

/** The `at` of a frame with a line of its own. */
const OWN_LINE = /^(?:[ \t]|\\t|\x1b\[[\d;]*m)*at /
/** What joins a frame to the text before it: a line break, also as JSON escapes it, or what was put in its place. */
const JOINT = /(?:\s|\\+[rnt]|\x1b\[[\d;]*m|\|)+$/
const END_OF_LINE = /^(?:$|[\s"'\]{|,\\\x1b])/
const COLOUR = /\x1b\[[\d;]*m/g
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: that is how colours begin

/** `Object.<anonymous>`, `new Foo`, `async Promise.all`, `Function.run [as main]`. */
const FUNCTION_NAME = /^(?:(?:async|new|get|set) )*[^\s()]+(?: \[as [^\]\s]+\])?$/
const SOURCE_FILE = /[\\/]|^node:|\.[cm]?[jt]sx?$|<anonymous>|^\[|^REPL/
/** A path may have blanks in it, another source has none. */
const BEGINS_LIKE_PATH = /^(?:[a-z][\w+.-]*:|[A-Z]:[\\/]|\.{0,2}[\\/]|eval at )/
const TIME = /(?:^|[\sT])\d{1,2}$/

/** Whether a value is a stack trace as V8 writes it, not a field that happens to be called `stack`. */
export function isStackTrace(value: unknown): value is string {
  return typeof value === 'string' && withoutStackFrames(value) !== value
}

/**
 * A text without the stack frames in it, each on a line of its own or in a row on one line. What else says `at`, with a
 * time or a place, stays.
 *
 * @param isCut whether the text goes on: what may be the start of a frame at its end is removed then as well
 */
export function withoutStackFrames(text: string, isCut = false): string {
  if (!text.includes('at ') || !(isCut || mayHoldLocation(text))) return text
  let result = removeFrames(text, false)
  // Where there is one frame for certain, what may be one is one.
  if (result !== text) result = withoutExcerpt(removeFrames(result, true))
  if (isCut) result = result.replace(result === text ? CUT_FRAME : CUT_ROW, '')
  return result
}

/** What every location has one of; most sentences with an "at" in them have none. */
function mayHoldLocation(text: string): boolean {
  return COLON_DIGIT.test(text) || text.includes('<anonymous>') || text.includes('native') || text.includes('(index ')
}

const COLON_DIGIT = /:\d/

const CARET_LINE = /\n[ \t]*\^+\r?\n(?:\r?\n)?/

/** The stack of a SyntaxError begins with the file and its line, the text of that line, and carets below. */
function withoutExcerpt(text: string): string {
  const caret = CARET_LINE.exec(text)
  if (caret === null) return text
  const codeStart = text.lastIndexOf('\n', caret.index - 1)
  const fileStart = text.lastIndexOf('\n', codeStart - 1) + 1
  const isExcerpt = codeStart > 0 && /^\S.*:\d+\r?$/.test(text.slice(fileStart, codeStart))
  return isExcerpt ? text.slice(0, fileStart) + text.slice(caret.index + caret[0].length) : text
}

const CUT_FRAME = /(?:[\r\n]|\\+n)+(?:[ \t]|\\t)*at [^\n]*$/
const CUT_ROW = /(?:\s|\\+n)+at [^\n]*$/

function removeFrames(text: string, inRow: boolean): string {
  let kept = ''
  let end = 0
  const starts = new FrameStarts(text)
  for (const { index, 0: location } of text.matchAll(LOCATION)) {
    if (index < end) continue
    starts.goTo(index, Math.max(end, index - LONGEST))
    if (starts.tries > MOST_TRIES) continue
    const after = text.slice(index + location.length, index + location.length + 1)
    const start = frameStart(text, index, location, after, { at: starts.at, line: Math.max(starts.line, end) }, inRow)
    if (start === undefined) continue
    kept += text.slice(end, jointStart(text, start, end))
    end = index + location.length
  }
  return end === 0 ? text : kept + text.slice(end)
}

/** Locations that are tried with the same beginning: code of `eval` has two, and none has as many. */
const MOST_TRIES = 8

/** Where in a text a frame may begin: looked for forwards, so that each part of the text is read once. */
class FrameStarts {
  /** Of the line, or of what is left after a frame. */
  line = 0
  /** Of the last `at` that is a word. */
  at = -1
  /** How often these were asked for. */
  tries = 0
  #read = 0

  constructor(private readonly text: string) {}

  /** @param from what is before it is cut off, or part of another frame */
  goTo(index: number, from: number): void {
    const { text, line, at } = this
    for (; this.#read < index; this.#read++) {
      const code = text.charCodeAt(this.#read)
      if (code === LINE_BREAK || (code === LETTER_N && text[this.#read - 1] === '\\')) this.line = this.#read + 1
      else if (code === LETTER_A && text.startsWith('at ', this.#read) && this.#isWord()) this.at = this.#read
    }
    if (this.at < from) this.at = -1
    this.tries = line === this.line && at === this.at ? this.tries + 1 : 0
  }

  #isWord(): boolean {
    const { text } = this
    const read = this.#read
    return !(read > 0 && /\w/.test(text[read - 1] as string)) && !text.startsWith('(eval ', read - 6)
  }
}

const LINE_BREAK = 10
const LETTER_A = 97
const LETTER_N = 110

/** Where the frame begins that ends with this location, if it is one. */
function frameStart(
  text: string,
  index: number,
  location: string,
  after: string,
  { line, at }: { readonly line: number; readonly at: number },
  inRow: boolean,
): number | undefined {
  const own = line > index - LONGEST ? OWN_LINE.exec(text.slice(line, index)) : null
  if (own !== null && (inRow || END_OF_LINE.test(after))) {
    if (isFrame(text.slice(line + own[0].length, index), location, true)) return line
  }
  return at >= 0 && isFrame(text.slice(at + 3, index), location, inRow) ? at : undefined
}

/** Where what joins a frame to the text before it begins. */
function jointStart(text: string, start: number, from: number): number {
  const before = text.slice(Math.max(from, start - LONGEST), start)
  return start - (JOINT.exec(before)?.[0].length ?? 0)
}

/** @param isSure whether a frame can be expected here, so that it need not look like nothing else */
function isFrame(coloured: string, location: string, isSure: boolean): boolean {
  if (location === '<anonymous>' || location === 'native') return isSure
  if (location.startsWith('('))
    return isSure || (location === '(<anonymous>)' && FUNCTION_NAME.test(coloured.trimEnd()))
  const body = coloured.includes('\x1b') ? coloured.replace(COLOUR, '') : coloured
  const bracket = body.indexOf(' (')
  if (bracket < 0) return isSure && location !== ')' && isSource(body.startsWith('async ') ? body.slice(6) : body)
  return (isSure || FUNCTION_NAME.test(body.slice(0, bracket))) && isSource(body.slice(bracket + 2))
}

function isSource(file: string): boolean {
  return SOURCE_FILE.test(file) && !TIME.test(file) && (BEGINS_LIKE_PATH.test(file) || !/\s/.test(file))
}
