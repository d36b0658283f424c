import { SIGN } from './signs.js'
import type { Spans } from './spans.js'

/**
 * Forms that begin with anything. Each is looked for only where its sign is: what is before the sign is matched backwards
 * from there, as a group inside of a look-behind, so that no text makes a pattern start at every place. Sources as in
 * `form.ts`. Where there is a group `secret`, that alone is one.
 */
interface SignedForm {
  readonly sign: string
  readonly pattern: RegExp
}

const SIGNED_FORMS: readonly SignedForm[] = [
  // gl: private-key; ds: private_key. To the end of the text if its end is cut off.
  {
    sign: 'PRIVATE KEY',
    pattern:
      /(?<=(-{4,5} ?BEGIN [A-Z0-9 ]{0,40}))PRIVATE KEY[\s\S]*?(?:-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|$)/y,
  },
  { sign: 'PuTTY-User-Key-File-', pattern: /PuTTY-User-Key-File-[\s\S]*/y }, // ds: private_key
  // gl: aws-access-token, after a letter as well. With a digit, also where another word goes on.
  { sign: 'AKIA', pattern: /AKIA(?:[A-Z2-7]{16}(?![A-Za-z0-9])|(?=[A-Z]{0,15}[2-7])[A-Z2-7]{16})/y },
  { sign: 'Q~', pattern: /(?<=([\w.~]{3}\d))Q~[\w.~-]{31,34}(?![\w~-])/y }, // gl: azure-ad-client-secret
  { sign: 'JQQJ9', pattern: /(?<=([A-Za-z0-9]{52}))JQQJ9[9D][A-Za-z0-9]{20,30}/y }, // doc: Azure's keys since 2024
  { sign: '+A', pattern: /(?<=([A-Za-z0-9+/]{33,76}))\+(?:ABa|AMC|ASt|ASb|AEh|ARm)[A-Za-z0-9+/]{6,8}={1,2}/y }, // doc: Azure's identifiable keys
  { sign: 'ACDb', pattern: /(?<=([A-Za-z0-9+/]{76}))ACDb[A-Za-z0-9+/]{6}==/y }, // th: azure_cosmosdb
  { sign: 'Az', pattern: /(?<=([A-Za-z0-9]{42,44}))Az(?:Se|Fu)[A-Za-z0-9]{6}(?:==)?(?![A-Za-z0-9])/y }, // th: azuresearchadminkey, azurefunctionkey
  { sign: '+ACR', pattern: /(?<=([A-Za-z0-9+/]{42}))\+ACR[A-Za-z0-9]{6}(?![A-Za-z0-9])/y }, // th: azurecontainerregistry
  { sign: 'AZDO', pattern: /(?<=([A-Za-z0-9]{70,76}))AZDO[A-Za-z0-9]{4}/y }, // doc: Azure DevOps
  { sign: ':A', pattern: /(?<=(?<!\d)(\d{5,16})):A[\w-]{33,}/y }, // gl: telegram-bot-api-token; ds: telegram_token
  { sign: ':APA91', pattern: /(?<=([\w-]{11})):APA91[\w-]{100,}/y }, // doc: Firebase's server key
  { sign: '-us', pattern: /(?<=([0-9a-f]{32}))-us\d{1,3}(?!\w)/y }, // gl: mailchimp-api-key; ds: mailchimp
  { sign: '.atlasv1.', pattern: /(?<=([A-Za-z0-9]{14}))\.atlasv1\.[\w=-]{60,}/y }, // gl: hashicorp-tf-api-token
  { sign: ':', pattern: /(?<=(?<![A-Za-z0-9])([a-f0-9]{24})):[a-f0-9]{64}(?![A-Za-z0-9])/y }, // doc: Ghost's admin keys
  { sign: ':', pattern: /(?<=(?<![\w*])([\w*-]{1,40})):(?:development|production|\w{1,24})\.[a-f0-9]{40,}/y }, // doc: Unleash
  { sign: '==:', pattern: /(?<=([A-Za-z0-9+/]{22}))==:[A-Za-z0-9]{32}(?![A-Za-z0-9])/y }, // th: tableau
  { sign: ':', pattern: /(?<=(?<!\w)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})):[a-f0-9]{32}(?!\w)/y }, // doc: fal
  { sign: ':', pattern: /(?<=(?<!\w)([A-Za-z0-9]{26})):[a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12}/y }, // th: ngc
  { sign: ':', pattern: /(?<=(?<!\w)(oauth)):[a-z0-9]{30}(?!\w)/y }, // doc: Twitch' chat
  { sign: ':', pattern: /(?<=(?<!\w)(\w{6}\.\w{6})):[\w-]{30,}/y }, // doc: Ably
  { sign: '_mmk', pattern: /(?<=([A-Za-z0-9]{6}_[A-Za-z0-9]{29}))_mmk(?!\w)/y }, // gl: maxmind-license-key
  { sign: 'NRAL', pattern: /(?<=([A-Za-z0-9]{32,40}))NRAL(?!\w)/y }, // gl: new-relic license keys, as the documentation shows them
  { sign: '.v1.', pattern: /(?<=([A-Za-z0-9]{20}))\.v1\.[\w-]{40,}\.[a-f0-9]{64}/y }, // gh: airtable oauth
  { sign: '!', pattern: /(?<=(?<!\w)(00[A-Za-z0-9]{13,16}))![\w.]{60,}/y }, // th: salesforce
  { sign: '|', pattern: /(?<=(?<!\w)(\d{13,17}))\|[\w-]{24,}/y }, // gl: facebook-access-token
  { sign: '|', pattern: /(?<=(?<!\w)(\d{1,12}))\|[A-Za-z0-9]{40,}(?!\w)/y }, // doc: Laravel Sanctum
  { sign: '|', pattern: /(?<=((?:prod|dev|preview|project):[\w:-]{1,80}))\|[\w=+/-]{40,}/y }, // doc: Convex
  { sign: '|', pattern: /(?<=(Atz[ar]))\|[\w/+=-]{40,}/y }, // doc: Login with Amazon
  { sign: ':', pattern: /(?<=(?<!\w)([0-2]\/\d{10,20}(?:\/\d{10,20})?)):[a-f0-9]{32}/y }, // gl: asana
  { sign: '$', pattern: /(?<=(access_token))\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}/y }, // gh: paypal_braintree_access_token
  { sign: '$', pattern: /\$krb5(?:asrep|tgs)\$\d\d\$[^\s$]{0,200}\$[a-f0-9]{32,}/y }, // np: krb5
  { sign: '$', pattern: /\$aact_[A-Za-z0-9+/=:_-]{40,}/y }, // gh: asaas_api_token
  // Password hashes in the form of crypt(3), of PHC, of Django and of Werkzeug.
  {
    sign: '$',
    pattern: /\$(?:2[abxy]?|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,16}|[156789y]|apr1|sha1|gy|P)\$[\w./+=,$-]{20,}/y,
  },
  { sign: '$', pattern: /(?<=(?<!\w)((?:pbkdf2|scrypt|bcrypt|argon2)[\w:]{0,40}))\$[\w./+=,$-]{20,}/y },
  { sign: '{S', pattern: /\{S(?:SHA|HA|MD5)(?:256|384|512)?\}[A-Za-z0-9+/]{20,}={0,2}/y }, // RFC 2307
  { sign: 'jdbc:oracle:', pattern: /jdbc:oracle:\w{1,16}:[^\s/]{1,64}\/(?<secret>[^\s@]{1,128})(?=@)/y }, // th: jdbc
  // The data source names of Go's drivers: `user:password@tcp(host)`.
  { sign: '@tcp(', pattern: /(?<=(?<![\w.-])[\w.-]{1,64}:([^\s@]{1,128}))(?=@tcp\()/y },
  { sign: '@unix(', pattern: /(?<=(?<![\w.-])[\w.-]{1,64}:([^\s@]{1,128}))(?=@unix\()/y },
  // gl: microsoft-teams-webhook
  {
    sign: '.webhook.office.com/',
    pattern: /\.webhook\.office\.com\/webhookb2\/[\w@-]{36,80}\/IncomingWebhook\/[\w/-]{32,80}/y,
  },
  // doc: hooks of Mattermost, Rocket.Chat, Zapier, Make, Feishu, n8n
  {
    sign: 'hook',
    pattern:
      /hooks?(?:\.[\w-]{1,20}){0,4}(?:\/(?:hooks|catch|\w{1,20}|v\d)){0,3}\/(?<secret>[a-z0-9]{20,}(?:\/[a-z0-9]{20,})?|(?<=\/catch\/)[A-Za-z0-9/]{12,}|\d{4,12}\/[a-z0-9]{6,}|[A-Za-z0-9]{17,24}\/[A-Za-z0-9]{32,})(?![\w-])/y,
  },
  { sign: '/hook', pattern: /\/hook\/(?<secret>[0-9a-f]{8}-[0-9a-f-]{27})/y },
  { sign: 'webhook', pattern: /webhook(?:\.site)?(?:-test)?\/(?<secret>[0-9a-f]{8}-[0-9a-f-]{27})/y },
  { sign: '/with/key/', pattern: /\/with\/key\/(?<secret>[\w-]{20,})/y }, // doc: IFTTT
  { sign: 'pagerduty.com/integration/', pattern: /pagerduty\.com\/integration\/(?<secret>[a-f0-9]{32})/y }, // doc: PagerDuty
]

/** Adds the secrets that begin with anything, but hold a text that hardly anything else does. */
export function findSigned(text: string, signs: number, spans: Spans): void {
  for (const { needs, forms, words } of GROUPS) {
    if ((signs & needs) !== needs || words?.test(text) === false) continue
    for (const form of forms) findForm(text, form, spans)
  }
}

function findForm(text: string, { sign, pattern }: SignedForm, spans: Spans): void {
  let done = 0
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, Math.max(at + 1, done))) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) continue
    done = pattern.lastIndex
    const secret = match.groups?.secret
    if (secret !== undefined) spans.push(done - secret.length, done)
    else spans.push(at - (match[1]?.length ?? 0), Math.max(done, at))
  }
}

interface Group {
  /** A sign that begins with such a character need not be looked for in a text without it. */
  readonly needs: number
  readonly forms: readonly SignedForm[]
  /** All signs of the group at once. */
  readonly words?: RegExp
}

const group = (needs: number, starts: string): Group => ({
  needs,
  forms: SIGNED_FORMS.filter(({ sign }) => starts.includes(sign[0] as string)),
})
const worded = (needs: number, forms: readonly SignedForm[]): Group => ({
  needs,
  forms,
  words: new RegExp(forms.map(({ sign }) => sign.replace(/[.+]/g, '\\$&')).join('|')),
})
const ANYWHERE = SIGNED_FORMS.filter(({ sign }) => /^(?:PRIVATE|PuTTY|jdbc)/.test(sign))

const GROUPS: readonly Group[] = [
  group(SIGN.colon | SIGN.mixed, ':'),
  group(SIGN.bar, '|'),
  group(SIGN.at, '@'),
  group(SIGN.mark, '$!{'),
  worded(0, ANYWHERE),
  worded(
    SIGN.mixed,
    SIGNED_FORMS.filter((form) => !ANYWHERE.includes(form) && !':|@$!{'.includes(form.sign[0] as string)),
  ),
]
