import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createSanitizer } from '../../src/payload/sanitizer.js'
import { isHarmless } from '../../src/redact/harmless.js'
import { createRedactor } from '../../src/redact/redactor.js'
import fc from '../harness/fast-check.js'
import { SECRETS } from './corpora/secrets.js'
import { TOKENS_BY_VENDOR } from './corpora/vendors.js'

// A text that is taken for harmless is not looked through, so it must be one in which nothing would be found.

const redactor = createRedactor({})
const looked = (text: string): string => redactor.text(text, text.length, [])

/** With an own pattern that is never found, nothing is taken for harmless: every text goes the long way. */
const thorough = createSanitizer({ redact: { patterns: [/(?!)/] } })
const quick = createSanitizer()

function expectAlike(text: string): void {
  if (isHarmless(text)) expect(looked(text)).toBe(text)
  expect(quick.clean({ text })).toEqual(thorough.clean({ text }))
}

test('no secret of the corpus stands in a harmless text', () => {
  for (const { text } of SECRETS) {
    expect(isHarmless(text), text).toBe(false)
    expectAlike(text)
  }
  for (const forms of Object.values(TOKENS_BY_VENDOR)) for (const make of forms) expectAlike(`see ${make()} there`)
})

test('harmless texts of the corpus are left alone by the long way as well', () => {
  const lines = readFileSync('test/redact/corpora/benign.jsonl', 'utf8').trimEnd().split('\n')
  const texts = lines
    .flatMap((line) => line.match(/"(?:[^"\\]|\\.)*"/g) ?? [])
    .map((each) => JSON.parse(each) as string)
  for (const text of texts) expectAlike(text)
  // Else it would be of no use.
  expect(texts.filter(isHarmless).length).toBeGreaterThan(texts.length / 3)
})

const PARTS = [
  ...'Bearer ,Basic ,basic,login ,Login,at ,native,at native,<anonymous>,(index 3),password,secret,token,api key is ,AKIA'.split(
    ',',
  ),
  ...'AUTH hunter2,IDENTIFIED BY hunter2,ENV TOKEN x,ABCD,-p,--,-,.,/,_,+,?,;,#,:,=,5,5a,a5, ,\n,\t,"x",{,[,\u200b,é,xoxb,sk,live,eyJ,login admin hunter2,mysql -u'.split(
    ',',
  ),
]

test('texts of the parts that forms are made of', () => {
  const part = fc.oneof(
    fc.constantFrom(...PARTS),
    fc.string({ maxLength: 6 }),
    fc.stringMatching(/^[a-zA-Z0-9]{1,22}$/),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), fc.constantFrom('', ' '), (parts, between) => {
      expectAlike(parts.join(between))
    }),
    { numRuns: 20_000 },
  )
})
