const CLOCK = String.raw`\d\d?:\d\d(?::\d\d)?(?:[.,:]\d{1,9})?(?:[\s\u202f]?[AaPp][Mm]\b)?`
const ZONE = String.raw`(?:\s?(?:Z\b|UTC|GMT|CES?T|BST|IST|JST|[ECMP][SD]T)(?:[+-]\d\d?)?|\s?[+-]\d\d:?\d\d\b)?`
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\\.?'
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? '

/** Dates as loggers write them: ISO, with slashes or dots, two or four digits of a year, with the name of the month. */
const DATES = [
  String.raw`\d{4}[-/.]\d\d?[-/.]\d\d?`,
  String.raw`\d{4}-?${MONTH}-?\d\d?`,
  String.raw`\d\d?[-/. ]${MONTH}[-/. ]\d{2,4}`,
  String.raw`\d\d?[-/.]\d\d?[-/.]\d{2,4}`,
  String.raw`${MONTH}\s{1,2}\d\d?(?:,? \d{4})?(?!:)`,
  String.raw`\d\d-\d\d(?= \d\d:)`,
  String.raw`\d{6,8}(?= \d\d:\d\d)`,
]

/** Seconds or milliseconds since 1970, or since the start. */
const COUNTED = [
  String.raw`\d{10}(?:\d{3})?(?:\.\d+)?(?=[\s|:]|$)`,
  String.raw`\d\.\d+e\+?\d+`,
  String.raw`\+?\d+(?:\.\d+)?m?s\b`,
]

/** A date, a time of day, or both. Sticky. */
export const TIME = new RegExp(
  `(?:${DAY})?(?:${DATES.join('|')})(?:(?:[T_,]| {1,2}|, |::)${CLOCK}${ZONE}(?: \\d{4}\\b)?)?|${CLOCK}${ZONE}|${COUNTED.join('|')}`,
  'y',
)
