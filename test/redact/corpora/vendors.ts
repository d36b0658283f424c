import { big, digits, hex, json64, LOWER, random, std64, url64, uuid, word } from './random.js'

const small = (length: number): string => random(`${LOWER}0123456789`, length)
const base32 = (length: number): string => random('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length)
const base58 = (length: number): string => random('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', length)

/** Tokens of vendors, in the forms of their documentation and of published rules: see `src/redact/form.ts`. */
export const TOKENS_BY_VENDOR: Readonly<Record<string, readonly (() => string)[]>> = {
  'AppSync key': [() => `da2-${small(26)}`],
  'Aiven token': [() => `AVNS_${url64(19)}`],
  'Azure key': [
    () => `${word(86)}==`,
    () => `${std64(41)}7+ACR${word(6)}`,
    () => random('abcdefghijklmnopqrstuvwxyz234567', 52),
  ],
  'Bitbucket token': [() => `BBDC-${url64(44)}`],
  'CockroachDB key': [() => `CCDB1_${word(22)}_${word(40)}`],
  'Xata key': [() => `xau_${word(36)}`],
  'pganalyze key': [() => `pgar_${word(27)}`],
  'StackHawk key': [() => `hawk.${url64(20)}.${url64(20)}`],
  'Endor Labs key': [() => `endr+${word(16)}`],
  'Axiom token': [() => `xaat-${uuid()}`, () => `xapt-${uuid()}`],
  'New Relic key by kind': [() => `NRAA-${hex(27)}`, () => `px-api-${uuid()}`],
  'Ory token': [() => `ory_at_${url64(43)}.${url64(43)}`, () => `ory_pat_${word(32)}`],
  'Stytch secret': [() => `secret-live-${url64(40)}=`],
  'PubNub key': [() => `sec-c-${std64(48)}`],
  'Salesforce key': [() => `3MVG9${word(80)}`, () => `5AEP861${word(80)}`, () => `00D${word(12)}!${word(96)}`],
  'Klaviyo key': [() => `pk_${hex(34)}`],
  'Robinhood key': [() => `rh-api-${uuid()}`],
  'PagerDuty key': [() => `u+${word(18)}`, () => `y_7aB${word(15)}`],
  'Mollie key': [() => `live_7aB${word(27)}`],
  'GoCardless token': [() => `live_7aB${url64(37)}`],
  'Mailgun signing key': [() => `${hex(32)}-${hex(8)}-${hex(8)}`],
  'NVIDIA key': [() => word(84), () => `${word(26)}:${uuid()}`],
  'Webex token': [() => `${word(64)}_PF84_${uuid()}`],
  'TrueNAS key': [() => `12-${word(64)}`],
  'fal key': [() => `${uuid()}:${hex(32)}`],
  'Twitch token': [() => `oauth:${small(30)}`],
  'Kaggle token': [() => `KGAT_${hex(32)}`],
  'Backblaze key': [() => `K001${word(27)}`],
  'Cloudflare secret': [() => `0x4AAAAAAA${url64(28)}`],
  'OneSignal key': [() => `os_v2_app_${random('abcdefghijklmnopqrstuvwxyz234567', 103)}`],
  'Tines webhook': [() => `https://acme.tines.com/webhook/${hex(32)}/${hex(32)}`],
  'Zapier webhook': [() => `https://hooks.zapier.com/hooks/catch/${digits(7)}/${small(7)}`],
  'wallet key': [() => `5H7a${base58(47)}`, () => `S7${base32(54)}`, () => `xprv9${base58(107)}`],
  'Kerberos hash': [() => `$krb5asrep$23$bob:${hex(32)}$${hex(200)}`],
  'JSON Web Token after a letter': [
    () => `X${json64({ alg: 'HS256' })}.${json64({ sub: digits(8), n: 1 })}.${url64(43)}`,
  ],
  'key with a prefix of its own': [
    () => `acme_live_${word(24)}`,
    () => `foobar_pat_${big(20)}`,
    () => `zzz_${word(40)}`,
  ],
}
