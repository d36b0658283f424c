import type { Spans } from './spans.js'

const EMAIL = /(?<![\w.+%-])[\w.+%-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g
const CARD = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)/g
const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Za-z0-9])/g
const PHONE = /(?<![\w+])\+[1-9](?:[ ().-]{0,2}\d){6,14}(?!\d)/g

/** Adds e-mail addresses, card numbers, IBANs and phone numbers in international form. */
export function findPii(text: string, spans: Spans): void {
  add(text, EMAIL, spans)
  add(text, CARD, spans, isCard)
  add(text, IBAN, spans, isIban)
  add(text, PHONE, spans)
}

function add(text: string, pattern: RegExp, spans: Spans, test?: (match: string) => boolean): void {
  for (const { index, 0: match } of text.matchAll(pattern)) {
    if (test === undefined || test(match)) spans.push(index, index + match.length)
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

/** ISO 13616: letters are 10 to 35, the first four characters go to the end, and the rest by 97 is 1. */
function isIban(match: string): boolean {
  const compact = match.replace(/ /g, '')
  let rest = 0
  for (const char of compact.slice(4) + compact.slice(0, 4)) {
    for (const digit of String(Number.parseInt(char, 36))) rest = (rest * 10 + Number(digit)) % 97
  }
  return rest === 1
}

/** Keys whose value is about a person, whatever its form. */
export const PII_KEYS: readonly string[] = [
  ...['email', 'emailAddress', 'phone', 'phoneNumber', 'mobile', 'mobileNumber', 'ssn', 'socialSecurityNumber'],
  ...['cardNumber', 'creditCard', 'creditCardNumber', 'pan', 'iban', 'taxId', 'nationalId', 'passportNumber'],
  ...['dateOfBirth', 'birthDate', 'dob'],
]
