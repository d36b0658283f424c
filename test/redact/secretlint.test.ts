import { lintSource } from '@secretlint/core'
import { creator } from '@secretlint/secretlint-rule-preset-recommend'
import { expect, test } from 'vitest'
import { createSanitizer } from '../../src/payload/sanitizer.js'
import { BENIGN } from './corpora/benign.js'
import { base64, big, digits, hex, LOWER, random, UPPER, url64, word } from './corpora/random.js'
import { SECRETS } from './corpora/secrets.js'

// Somebody else's rules say what a secret is: whatever secretlint reports must be hidden.

const PER_FORM = 12
const letters = (length: number): string => random(LOWER + UPPER, length)
const either = (...choices: readonly string[]): string => choices[Number(digits(1)) % choices.length] as string
/** secretlint knows OpenSSH's private keys by what is in them. */
const openSsh = (): string => {
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].flatMap((each) => [uint32(each.length), Buffer.from(each)]),
    Buffer.from(word(200)),
  ]).toString('base64')
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.replace(/.{70}/g, '$&\n')}\n-----END OPENSSH PRIVATE KEY-----`
}
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** What each rule of the preset looks for, at the lengths that it takes. */
const FORMS: Readonly<Record<string, readonly (() => string)[]>> = {
  aws: [() => `AWS_SECRET_ACCESS_KEY = ${word(40)}`, () => `aws_secret_access_key: ${word(40)}`],
  privatekey: [openSsh],
  npm: [() => `npm_${word(36)}`],
  basicauth: [
    () => `https://${word(40)}:x-oauth-basic@github.com/acme/orders.git`,
    () => `https://app:${word(12)}@db.example.com/orders`,
    () => `ftp://app:${letters(9)}@files.example.com`,
  ],
  slack: [
    () => `${either('xoxb', 'xoxp', 'xoxa', 'xoxo', 'xoxr')}-${digits(12)}-${digits(12)}-${word(24)}`,
    () => `xapp-1-${big(11)}-${digits(13)}-${hex(40)}`,
    () => `https://hooks.slack.com/services/T${big(9)}/B${big(9)}/${word(24)}`,
  ],
  sendgrid: [() => `SG.${word(22)}.${word(43)}`],
  shopify: [() => `${either('shppa', 'shpca', 'shpat', 'shpss')}_${either(word(32), word(64), hex(32))}`],
  github: [() => `gh${either('p', 'o', 'u', 's', 'r')}_${word(36)}`, () => `github_pat_${word(82)}`],
  gitlab: [() => `glpat-${either(url64(20), url64(128))}`],
  grafana: [
    () => `glc_${base64(`{"o":"${digits(6)}","n":"${letters(8)}","k":"${word(24)}","m":{"r":"eu"}}`)}`,
    () => `glsa_${word(32)}_${hex(8)}`,
  ],
  openai: [
    () => `sk-${either('proj', 'svcacct', 'admin')}-${url64(74)}T3BlbkFJ${word(74)}`,
    () => `sk-${word(20)}T3BlbkFJ${word(20)}`,
  ],
  anthropic: [() => `sk-ant-api0${digits(1)}-${url64(93)}AA`],
  groq: [() => `gsk_${word(52)}`],
  huggingface: [() => `hf_${letters(34)}`],
  linear: [() => `lin_api_${either(word(32), word(40), word(128))}`],
  notion: [() => `ntn_${digits(11)}${word(35)}`],
  '1password': [() => `ops_${base64(`{"email":"a@example.com","secretKey":"${word(120)}"}`)}`],
  'database-connection-string': [
    () => `mongodb+srv://app:${word(14)}@cluster0.mongodb.internal/orders`,
    () => `jdbc:mysql://app:${word(14)}@db.internal:3306/orders`,
    () => `postgresql://app:${word(14)}@db.internal/orders`,
  ],
  'hashicorp-vault': [() => `hv${either('s', 'r')}.${url64(95)}`, () => `hvb.${url64(140)}`],
  vercel: [() => `${either('vcp', 'vci', 'vca', 'vcr', 'vck')}_${either(word(20), word(24), word(60))}`],
  databricks: [() => `dapi${hex(32)}${either('', '-2')}`],
  docker: [() => `dckr_pat_${url64(27)}`],
  figma: [() => `figd_${url64(40)}`],
}

interface Report {
  readonly rule: string
  readonly text: string
}

async function reported(content: string): Promise<Report[]> {
  const { messages } = await lintSource({
    source: { content, filePath: '/log.txt', ext: '.txt', contentType: 'text' },
    options: {
      noPhysicFilePath: true,
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] },
    },
  })
  return messages.map(({ ruleId, range: [start, end] }) => ({
    rule: ruleId.replace('@secretlint/secretlint-rule-', ''),
    text: content.slice(start, end),
  }))
}

// It knows this for a place holder.
const sanitizer = createSanitizer({ redact: { censor: '***' } })
const cleaned = (text: string): string => String(sanitizer.clean(text).data)

test.each(Object.entries(FORMS))('what the rule %s reports is hidden', async (rule, forms) => {
  for (const form of forms) {
    let reports = 0
    for (let sample = 0; sample < PER_FORM; sample++) {
      const text = form()
      if ((await reported(text)).some((report) => report.rule === rule)) reports++
      // It finds nothing more of it, wherever it stands.
      const places = [text, `cannot use ${text} after 3 attempts`, JSON.stringify({ a: [text] })]
      expect(await reported(places.map(cleaned).join('\n\n'))).toEqual([])
    }
    // A form that the rule no longer takes for one would test nothing.
    expect(reports).toBeGreaterThan(PER_FORM / 2)
  }
})

// All at once: secretlint looks through its notes of all earlier runs at the end of each.
test('what it reports of all secrets of the corpus is hidden, and it has nothing against what is benign', async () => {
  const secrets = SECRETS.map(({ text }) => text)
  expect((await reported(secrets.join('\n\n'))).length).toBeGreaterThan(30)
  expect(await reported(secrets.map(cleaned).join('\n\n'))).toEqual([])
  expect(await reported(BENIGN.map((value) => JSON.stringify(value)).join('\n\n'))).toEqual([])
})
