import { type Form, form } from './form.js'

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}'
const BASE58 = '[1-9A-HJ-NP-Za-km-z]'
/** Two-letter starts: the first, followed by each of the others. */
const each = (first: string, second: string): string => [...second].map((char) => first + char).join(' ')
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DIGITS = '0123456789'
const SMALL = CAPITALS.toLowerCase()

/** Databases, storage, monitoring, identity, wallets. */
export const DATA_FORMS: readonly Form[] = [
  // Databases and storage
  form('AVNS_ aivenv1_', 'AVNS_[\\w-]{16,}|aivenv1_[\\w+/=-]{60,}'), // gh: aiven_*
  form('CCDB1_', 'CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}'), // doc: CockroachDB
  form('xau_', 'xau_[A-Za-z0-9]{30,}'), // doc: Xata
  form('fnAE', 'fnAE[\\w-]{36}(?![\\w-])'), // gh: fauna
  form('pgar_', 'pgar_[A-Za-z0-9]{27}'), // th: pganalyzereadkey
  form('EXO', 'EXO[a-f0-9]{24}(?![A-Za-z0-9])'), // doc: Exoscale
  form('K00', 'K00\\d[A-Za-z0-9/+]{27}(?![A-Za-z0-9])'), // doc: Backblaze
  form('da2-', 'da2-[a-z0-9]{26}(?![A-Za-z0-9])'), // th, np: appsync
  form('akab-', 'akab-[a-z0-9]{16}-[a-z0-9]{16}'), // doc: Akamai
  form('dbtc_ dbtu_', 'dbt[cu]_[\\w-]{30,}={0,2}'), // doc: dbt
  form('standard_', 'standard_[a-f0-9]{128,}'), // doc: Appwrite

  // Monitoring and tests
  form('xaat- xapt-', `xa[ap]t-${UUID}`), // doc: Axiom
  form('px-api- px-dep-', `px-(?:api|dep)-${UUID}`), // np: newrelic pixie
  form('hawk.', 'hawk\\.[\\w-]{20}\\.[\\w-]{20}'), // kf, np: stackhawk
  form('endr+', 'endr\\+[A-Za-z0-9-]{16}'), // th: endorlabs
  form('na1.', 'na1\\.[A-Za-z0-9+/]{100}'), // kf, th: fullstory
  form('BBDC-', 'BBDC-[A-Za-z0-9+/@_-]{40,}'), // th: bitbucketdatacenter
  form('cu_', 'cu_[a-f0-9]{32}(?![A-Za-z0-9])'), // doc: Checkly
  form('LT_', 'LT_[A-Za-z0-9]{40,}'), // doc: LambdaTest

  // Identity, flags, messages
  form('ory_', 'ory_(?:at|rt|pat|st|ac|lo)_[\\w.-]{20,}'), // doc: Ory
  form('secret-test- secret-live-', 'secret-(?:test|live)-[\\w-]{30,}={0,2}'), // doc: Stytch
  form('os_v2_', 'os_v2_(?:app|org)_[a-z0-9]{40,}'), // doc: OneSignal
  form('pub-c- sub-c- sec-c-', `(?:pub|sub)-c-[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}|sec-c-[A-Za-z0-9+/=]{40,}`), // th: pubnub*
  form('ser.', 'ser\\.(?=[A-Za-z]{0,20}\\d)[A-Za-z0-9]{20,}'), // doc: Flagsmith
  form('ES_', 'ES_[a-f0-9]{32}(?![A-Za-z0-9])'), // doc: hCaptcha
  form('0x4AAA', '0x4AAA[\\w-]{29,}'), // doc: the secret keys of Turnstile
  form('6L', '6L[0-9A-Za-z_-]{38}(?![\\w-])'), // th: recaptcha; doc
  form('NF-', 'NF-[A-Za-z0-9]{32}(?![A-Za-z0-9])'), // kf, th: nightfall
  form('b_ k_', '(?<![\\w-])[bk]_(?=[\\w=-]{0,43}\\d)(?=[\\w=-]{0,43}[A-Z])(?=[\\w=-]{0,43}[a-z])[\\w=-]{44,}'), // gl: beamer-api-token; kf: mailsac
  form('web_ server_', '(?<![\\w-])(?:web|server)_[0-9a-z]{32}(?![A-Za-z0-9])'), // kf, th: dfuse
  form('flb_', 'flb_(?:live|test)_[A-Za-z0-9]{20,}'), // kf, th: fleetbase
  form('NZ-', 'NZ-[a-f0-9]{32,}'), // doc: Netlify's build hooks
  form('act. rft. clt.', '(?:act|rft|clt)\\.(?=[A-Za-z]{0,20}\\d)[A-Za-z0-9]{20,}'), // doc: TikTok
  form('pina_', 'pina_[A-Za-z0-9]{28,}'), // doc: Pinterest
  form('n8n_api_', 'n8n_api_[\\w.-]{30,}'), // doc: n8n
  form('IST.eyJ', 'IST\\.eyJ[\\w.-]{40,}'), // doc: Wix
  form('MC5', 'MC5[A-Za-z0-9+/_-]{12,40}\\.[A-Za-z0-9+/_-]{40,}'), // doc: Prismic

  // Money
  form('3MVG9', '3MVG9[\\w.+/=-]{60,}'), // th: salesforceoauth2
  form('5AEP861', '5AEP861[\\w.=]{60,}'), // th: salesforcerefreshtoken
  form('rh-api-', `rh-api-${UUID}`), // th: robinhoodcrypto
  form('pk_', 'pk_(?:[a-f0-9]{34}|[A-Za-z0-9]{6}_[a-f0-9]{34})(?![A-Za-z0-9])'), // th: klaviyo
  form('pk. tk.', 'pk\\.[a-f0-9]{32}(?![\\w.])|tk\\.eyJ[\\w.-]{60,}'), // th: locationiq; kf: mapbox
  form('lk_', 'lk_(?=[A-Za-z]{0,24}\\d)[A-Za-z0-9]{18,25}(?![A-Za-z0-9])'), // th: baremetrics
  form('AQE', 'AQE[A-Za-z0-9+/_-]{60,}[\\w+/=-]{20,}'), // doc: Adyen
  form('polar_ cfsk_ klarna_', '(?:polar|cfsk|klarna)_(?:[a-z]{2,6}_){1,3}[\\w+/=-]{20,}'), // doc: Polar, Cashfree, Klarna
  form(
    'account- master-',
    '(?<![\\w-])(?:account|master)-(?=[A-Za-z]{0,19}\\d)(?=[a-z0-9]{0,19}[A-Z])[A-Za-z0-9]{20}(?![A-Za-z0-9])',
  ), // th: gemini, the exchange

  // Wallets and password stores
  form(
    ['5', 'K', 'L'].map((first) => each(first, DIGITS + CAPITALS + SMALL)).join(' '),
    `(?=[A-Z0-9]{0,50}[a-z])(?=[a-z0-9]{0,50}[A-Z])[5KL]${BASE58}{50,51}(?![A-Za-z0-9])`,
  ), // doc: Bitcoin's wallet import format
  form(each('S', `${CAPITALS}234567`), '(?=[A-Z]{0,55}[2-7])S[A-Z2-7]{55}(?![A-Za-z0-9])'), // doc: Stellar's secret seeds
]
