import { expectKind } from '../check.js'
import type { Spans } from './spans.js'

/** Kinds of personal data that can be told by their form. */
export type PiiKind = 'email' | 'card' | 'iban' | 'phone' | 'ip' | 'mac' | 'ssn' | 'birthdate'

interface Rule {
  readonly pattern: RegExp
  /** Whether a match is one, where the pattern alone can't tell. */
  readonly test?: (match: string, before: string) => boolean
  /** Where a key ends with one of these, its value is one, whatever its form. Without separators, in lower case. */
  readonly keys: readonly string[]
}

const LETTER = '\\p{L}\\p{N}'

const RULES: Readonly<Record<PiiKind, Rule>> = {
  email: {
    // A host without a final name of letters is a version: `react@18.2.0`. Of an ssh address, `git` is nobody.
    pattern: new RegExp(
      `(?<![${LETTER}._+%-])[${LETTER}._+%-]{1,64}(?:@|%40)[${LETTER}-]{1,63}(?:\\.[${LETTER}-]{1,63}){0,7}\\.\\p{L}{2,24}(?![${LETTER}-])`,
      'gu',
    ),
    test: (match) => !/^(?:git|hg|svn|root)(?:@|%40)/.test(match),
    keys: ['email', 'emailaddress', 'mail', 'mailaddress', 'emails'],
  },
  card: {
    pattern: /(?<![\w.-])\d(?:[ \u00a0.-]?\d){12,18}(?![\w-]|\.\d)/g,
    test: isCard,
    keys: ['cardnumber', 'creditcard', 'creditcardnumber', 'ccnumber', 'pan'],
  },
  iban: {
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0.-]?[A-Z0-9]){11,30}(?![a-z0-9])/g,
    keys: ['iban'],
  },
  phone: {
    pattern: /(?<![\w+])(?:\+|00(?=[1-9]\d{1,2}[ ()/-]))[1-9](?:[ \u00a0()./-]{0,2}\d){6,14}(?!\d|[.:]\d)/g,
    keys: ['phone', 'phonenumber', 'mobile', 'mobilenumber', 'msisdn', 'telephone', 'fax'],
  },
  ip: {
    pattern:
      /(?<![\w.:-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?!\w|\.\d)|(?:[\da-fA-F]{1,4})?(?::[\da-fA-F]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![\w:]))/g,
    test: (match, before) => (match.includes(':') ? isIpv6(match) : !/[vV] ?$|version $/.test(before)),
    keys: ['ip', 'ipaddress', 'remoteaddress', 'remoteaddr', 'clientip', 'forwardedfor', 'realip', 'connectingip'],
  },
  mac: {
    pattern: /(?<![\w:-])[\da-fA-F]{2}([:-])(?:[\da-fA-F]{2}\1){4}[\da-fA-F]{2}(?![\w:-])/g,
    keys: ['mac', 'macaddress'],
  },
  ssn: {
    pattern: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])/g,
    keys: ['ssn', 'socialsecuritynumber', 'taxid', 'nationalid', 'passportnumber'],
  },
  birthdate: {
    // No date by itself tells that somebody was born on it.
    pattern:
      /(?<=(?:born|birth ?date|date of birth|dob|birthday)\W{1,4}(?:on |is |was )?)\d{1,4}[-./]\d{1,2}[-./]\d{1,4}/gi,
    keys: ['dateofbirth', 'birthdate', 'dob', 'birthday'],
  },
}

const KINDS = Object.keys(RULES) as PiiKind[]
/** What is hardly ever anything else, and hardly ever what a log is about. */
const SAFE: readonly PiiKind[] = ['email', 'card', 'iban', 'phone']
/** These have no form that is theirs alone, but keys that are. */
const SAFE_KEYS: readonly PiiKind[] = ['ssn', 'birthdate']

export interface PiiFinder {
  find(text: string, spans: Spans): void
  /** Whether a key's value is about a person. The name is in lower case and without separators. */
  isKey(name: string): boolean
}

/** @throws TypeError */
export function createPiiFinder(pii: boolean | readonly PiiKind[]): PiiFinder | undefined {
  expectKind(
    'redact.pii',
    pii,
    `a boolean or a list of ${KINDS.map((kind) => `\`${kind}\``).join(', ')}`,
    (each) => typeof each === 'boolean' || (Array.isArray(each) && each.every((kind) => KINDS.includes(kind))),
  )
  if (pii === false) return undefined
  const kinds = pii === true ? SAFE : pii
  const keys = [...kinds, ...(pii === true ? SAFE_KEYS : [])].flatMap((kind) => RULES[kind].keys)
  const rules = kinds.map((kind) => (kind === 'iban' ? { ...RULES.iban, find: findIban } : RULES[kind]))
  return {
    find: (text, spans) => {
      for (const rule of rules) {
        if ('find' in rule) findIban(text, spans)
        else add(text, rule, spans)
      }
    },
    isKey: (name) => keys.some((key) => (key.length < 4 ? name === key : name.endsWith(key))),
  }
}

function add(text: string, { pattern, test }: Rule, spans: Spans): void {
  for (const { index, 0: match } of text.matchAll(pattern)) {
    if (test === undefined || test(match, text.slice(Math.max(0, index - 8), index)))
      spans.push(index, index + match.length)
  }
}

/** The check digit by Luhn's sum; payment cards begin with 2 to 6. */
function isCard(match: string): boolean {
  const digits = match.replace(/\D/g, '')
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return /^[2-6]/.test(digits) && sum % 10 === 0
}

/** Letters and digits of an IBAN by country: the registry of ISO 13616, https://www.swift.com/resource/iban-registry-pdf */
const IBAN_LENGTHS = new Map(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27
  GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27
  MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23
  TN24 TR26 UA29 VA22 VG24 XK20`
    .split(/\s+/)
    .map((each) => [each.slice(0, 2), Number(each.slice(2))]),
)

/** Words in capitals may follow an IBAN: its length tells where it ends. */
function findIban(text: string, spans: Spans): void {
  for (const { index, 0: match } of text.matchAll(RULES.iban.pattern)) {
    let rest = IBAN_LENGTHS.get(match.slice(0, 2)) ?? 0
    let end = 0
    while (rest > 0 && end < match.length) if (/[A-Z0-9]/.test(match[end++] as string)) rest--
    const compact = match.slice(0, end).replace(/[^A-Z0-9]/g, '')
    if (rest === 0 && end > 0 && rest97(compact) === 1) spans.push(index, index + end)
  }
}

/** Letters are 10 to 35, the first four characters go to the end, and the rest by 97 is 1. */
function rest97(compact: string): number {
  let rest = 0
  for (const char of compact.slice(4) + compact.slice(0, 4)) {
    for (const digit of String(Number.parseInt(char, 36))) rest = (rest * 10 + Number(digit)) % 97
  }
  return rest
}

/** A time of day has three parts and no `::`, and a path in code, `std::fs`, no digit. */
function isIpv6(match: string): boolean {
  const parts = match.replace(/\..*$/, '').split(':')
  if (!/\d/.test(match) || match.includes(':::')) return false
  if (!match.includes('::')) return parts.length === 8 && parts.every((part) => part !== '')
  return match.indexOf('::') === match.lastIndexOf('::') && parts.length <= 8 && !/^:[^:]|[^:]:$/.test(match)
}
