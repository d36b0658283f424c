import { type Form, form } from './form.js'

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Chat, mail, money and everything else. */
export const SERVICE_FORMS: readonly Form[] = [
  // Chat and mail
  form('xox', 'xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9%-]{12,}'), // gl: slack-*-token
  form('xapp-', 'xapp-\\d{1,12}-[A-Za-z0-9/+-]{12,}'), // gl: slack-app-token; np: slack
  form('hooks.slack.com/', 'hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,}'), // gl: slack-webhook-url
  form('discord.com/api/webhooks/ discordapp.com/', 'discord(?:app)?\\.com/api/webhooks/\\d{16,20}/[\\w-]{40,}'), // th: discordwebhook
  form('re_ mlsn.', 're_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{18,}|mlsn\\.[a-f0-9]{64}'), // gh, kf: resend, mailersend
  form('tk_', 'tk_[a-z0-9]{29}(?![A-Za-z0-9])'), // doc: ntfy
  form('KEY', 'KEY[A-Za-z0-9](?=[\\w-]{0,50}\\d)(?=[\\w-]{0,50}[A-Fa-f])[\\w-]{29,32}_[\\w-]{20,}'), // th, kf: telnyx
  form('pk_', 'pk_\\d{6,10}_[A-Z0-9]{32}'), // kf: clickup
  form('PMAT-', 'PMAT-[A-Z0-9]{26}(?![A-Za-z0-9])'), // doc: Postman's collection keys
  form('syt_', 'syt_[A-Za-z0-9]{1,64}_[A-Za-z]{20}_[A-Za-z0-9]{6}'), // doc: Matrix' Synapse
  form('SG.', 'SG\\.[\\w-]{16,32}\\.[\\w-]{30,64}'), // gl: sendgrid-api-token
  form('key-', 'key-[a-f0-9]{32}(?![A-Za-z0-9])'), // gl: mailgun-private-api-token
  form('xkeysib- xsmtpsib-', 'x(?:key|smtp)sib-[a-f0-9]{64}-[A-Za-z0-9]{16}'), // gl: sendinblue-api-token
  form('SK', 'SK[0-9a-zA-Z]{32}(?![0-9A-Za-z])'), // gl: twilio-api-key; th: twilioapikey

  form(
    [...'MNO'].flatMap((first) => [...ALPHANUMERIC].map((second) => first + second)).join(' '),
    '[MNO][A-Za-z0-9][\\w-]{20,26}\\.[\\w-]{6}\\.[\\w-]{27,40}',
  ), // ds: discord; th: discordbottoken
  // gl: jwt, ds: jwt. All of it is taken, and `isJsonWebToken` judges: two lengths at once would not be linear.
  form('eyJ eyA ewo ew0', '(?:eyJ|eyA[gi]|ewo|ew0K)[\\w-]{8,}={0,2}(?:\\.[\\w/+-]*={0,2}){0,4}'),
  form('v1. v2. v3. v4.', 'v[1-4]\\.(?:local|public)\\.[\\w-]{20,}(?:\\.[\\w-]+)?'), // doc: PASETO

  // Money and shops
  form('sk_ rk_', '[sr]k_(?:live|test|prod)_[A-Za-z0-9]{12,}|sk_(?:[a-z]{2,8}_)?[A-Za-z0-9]{40,}'), // gl: stripe-access-token; th: paystack, elevenlabs
  form('pi_ seti_ src_', '(?:pi|seti|src)_[A-Za-z0-9]{14,40}_secret_[A-Za-z0-9]{14,}'), // doc: client secrets of Stripe
  form('rzp_', 'rzp_(?:live|test)_[A-Za-z0-9]{14,}'), // gh, kf: razorpay
  form('ak_ sak_', 's?ak_(?:live|test)_[A-Za-z0-9]{24,}'), // kf: pagarme
  form('ramp_', 'ramp_(?:sec|tok)_[A-Za-z0-9]{30,}'), // th: ramp
  form('shltm_', 'shltm_[\\w-]{40,}'), // th: flexport
  form('amzn1.', 'amzn1\\.(?:oa2-cs\\.v1|application-oa2-client)\\.[a-f0-9]{64}'), // gh: amazon_oauth_client_secret
  form('APP_USR- TEST-', '(?:APP_USR|TEST)-\\d{12,20}-\\d{6}-[a-f0-9]{32}-+\\d{5,12}'), // doc: Mercado Pago
  form('aio_', 'aio_[A-Za-z0-9]{28}(?![A-Za-z0-9])'), // th: adafruitio
  form('ck_ cs_', 'c[ks]_[a-f0-9]{40}(?![A-Za-z0-9])'), // doc: WooCommerce
  form('whsec_', 'whsec_[A-Za-z0-9+/=]{24,}'), // Stripe's and Svix's webhook secrets, as their documentation shows them
  form('sq0', 'sq0[a-z]{3}-[\\w-]{22,}'), // gl: square-access-token; th: squareapp
  form('EAA', 'EAA(?:CEdEose0cBA\\w{4,}|[A-Za-z0-9_-]{56,})'), // gl: facebook-page-access-token, square-access-token
  form('shpat_ shpca_ shppa_ shpss_ shptka_ shpua_', 'shp[a-z]{2,3}_[a-zA-Z0-9]{32,}'), // gl: shopify-*
  form('shippo_', 'shippo_(?:live|test)_[a-fA-F0-9]{40}'), // gl: shippo-api-token
  form('EZAK EZTK', 'EZ[AT]K[A-Za-z0-9]{54}'), // gl: easypost-*
  form('duffel_', 'duffel_(?:test|live)_[\\w=-]{40,}'), // gl: duffel-api-token
  form('FLWSECK', 'FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,}(?:-X)?'), // gl: flutterwave-*
  form('access-', 'access-(?:sandbox|development|production)-[0-9a-f-]{36}'), // gl: plaid-api-token
  form(
    'live_ test_ sandbox_',
    '(?<![\\w-])(?:live|test|sandbox)_(?:[a-f0-9]{35}(?![A-Za-z0-9])|(?=[\\w-]{0,40}\\d)(?=[\\w-]{0,40}[A-Z])(?=[\\w-]{0,40}[a-z])(?:[A-Za-z0-9]{24,}|[\\w-]{40}(?![\\w-])))',
  ), // gl: lob-api-key; th: gocardless, column; doc: Mollie

  // Everything else
  form('dapi dose dkea', '(?:dapi|dose|dkea)[a-f0-9]{32}(?:-\\d)?'), // gl: databricks-api-token; gh: databricks_*
  form('dp.', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{40,}'), // gl: doppler-api-token; th: doppler
  form('sl.', 'sl\\.(?:u\\.)?[\\w-]{100,}'), // th: dropbox
  form('dt0', 'dt0[a-zA-Z]\\d\\d\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{60,}'), // gl: dynatrace-api-token
  form('fig', 'fig[a-z]{1,3}_[\\w-]{38,}'), // th: figmapersonalaccesstoken; doc: Figma
  form('fio-u-', 'fio-u-[\\w=-]{60,}'), // gl: frameio-api-token
  form('glsa_', 'glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}'), // gl: grafana-service-account-token
  form('glc_', 'glc_[A-Za-z0-9+/=]{32,}'), // gl: grafana-cloud-api-token
  form('hvs. hvb. hvr.', 'hv[sbr]\\.[\\w.-]{24,}'), // gl: vault-service-token, vault-batch-token
  form('lin_api_ lin_oauth_', 'lin_(?:api|oauth)_[A-Za-z0-9_]{32,}'), // gl: linear-api-key
  form('ntn_ secret_', '(?:ntn|secret)_[A-Za-z0-9]{40,}'), // gl: notion-api-token; th: notion
  form('NRAK- NRAA- NRII- NRIQ- NRBR- NRJS- NRRA- NRSP-', 'NR(?:AK|AA|II|IQ|JS|RA|SP)-[\\w-]{17,}|NRBR-[a-f0-9]{17,}'), // gl: new-relic-*
  form('pat', 'pat[A-Za-z0-9]{14}\\.[a-z0-9]{60,}|pat-(?:na|eu|ap)\\d-[0-9A-Za-z-]{36}'), // gl: airtable-personnal-access-token; th: hubspot
  form('CFPAT-', 'CFPAT-[\\w-]{40,}'), // th: contentfulpersonalaccesstoken
  form('phx_ phs_', 'ph[xs]_\\w{40,}'), // th: posthog; doc: PostHog's feature flag keys
  form('BBFF- BBUS-', 'BB(?:FF|US)-[A-Za-z0-9]{30,}'), // th: ubidots
  form('rootly_', 'rootly_[a-f0-9]{64}'), // th: rootly
  form('IG', 'IG(?:QA|QV|QW|QAA|AA|QWR)[A-Za-z0-9_-]{100,}'), // th: instagram
  form('u+ pdus+ y_', '(?:(?:u|pdus)\\+|(?<![\\w-])y_(?=[\\w-]{0,17}\\d)(?=[\\w-]{0,17}[A-Z]))[\\w+-]{18}(?![\\w+-])'), // th: pagerduty; doc: PagerDuty's older keys
  form('ATTA', 'ATTA[a-f0-9]{60,}'), // gh: trello; kf: trello
  form('ddapp_ ddpat_', 'dd(?:app|pat)_[A-Za-z0-9]{30,}'), // doc: Datadog
  form('secret- console-', '(?:secret|console)-[A-Za-z0-9]{40,}'), // kf: statsig
  form('mob-', 'mob-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}'), // th: launchdarkly
  form('1000.', '1000\\.[a-f0-9]{32}\\.[a-f0-9]{32}'), // kf: zoho
  form('00', '00[A-Za-z0-9_-]{40}(?![A-Za-z0-9_-])'), // gl: okta-access-token; th: okta
  form('api_', 'api_[A-Za-z0-9]{6,24}\\.[A-Za-z0-9.]{18,40}'), // th: closecrm
  form('MDAx', 'MDAx[\\w-]{60,}={0,2}'), // doc: macaroons, as of PyPI and Ubuntu One
  form('b3BlbnNzaC1rZXkt', 'b3BlbnNzaC1rZXkt[A-Za-z0-9+/=]{40,}'), // doc: the body of an OpenSSH private key
  form('xprv yprv zprv tprv', '[xyzt]prv[A-Za-z0-9]{100,}'), // doc: BIP 32
  form('nsec1 edsk suiprivkey1', '(?:nsec1|suiprivkey1)[a-z0-9]{50,}|edsk[1-9A-HJ-NP-Za-km-z]{50,}'), // doc: Nostr, Sui, Tezos
  form('eu01xx', 'eu01xx[A-Za-z0-9]{50,}'), // th: newrelic license keys
  form('sntrys_ sntryu_', 'sntry[su]_[A-Za-z0-9+/=_]{40,}'), // gl: sentry-org-token, sentry-user-token
  form('tfp_', 'tfp_[\\w.=-]{50,}'), // gl: typeform-api-token
  form('sm_aat_ sm_pat_ sm_sat_', 'sm_[aps]at_[A-Za-z0-9]{16}'), // gl: settlemint-*
  form('api- sdk-', '(?:api|sdk)-[0-9a-z]{8}-[0-9a-z]{4}-4[0-9a-z]{3}-[0-9a-z]{4}-[0-9a-z]{12}'), // th: launchdarkly
  form('sk.ey', 'sk\\.[A-Za-z0-9.-]{80,}'), // th: mapbox
  form('p8e-', 'p8e-[A-Za-z0-9-]{32}'), // gl: adobe-client-secret
  form('s-s4t2', 's-s4t2(?:ud|af)-[a-f0-9]{64}'), // gl: intra42-client-secret
  form('AGE-SECRET-KEY-1', 'AGE-SECRET-KEY-1[A-Z0-9]{58}'), // gl: age-secret-key
  form('A3-', 'A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}'), // gl: 1password-secret-key
  form('ops_eyJ', 'ops_eyJ[A-Za-z0-9+/=]{60,}'), // gl: 1password-service-account-token
  form('4b1d', '4b1d[A-Za-z0-9]{38}(?![A-Za-z0-9])'), // gl: clickhouse-cloud-api-secret-key
  form('essu_', 'essu_[A-Za-z0-9+/=]{40,}'), // doc: Elastic Cloud
  form('hcaik_ hcbik_ hcxik_', 'hc[a-z]i[kc]_[a-z0-9]{50,}'), // doc: Honeycomb
  form('hbp_', 'hbp_[A-Za-z0-9]{30,}'), // doc: Honeybadger
  form('sktsec_', 'sktsec_[\\w-]{30,}'), // doc: Socket
  form('packagist_', 'packagist_[a-z]{2,4}_[a-f0-9]{40,}'), // doc: Private Packagist
  form('pdl_', 'pdl_(?:live|sdbx)_apikey_\\w{30,}'), // doc: Paddle
  form('Mid-server- SB-Mid-server-', '(?:SB-)?Mid-server-[\\w-]{20,}'), // gh: midtrans
  form('xnd_', 'xnd_(?:production|development)_[A-Za-z0-9]{30,}'), // doc: Xendit
  form('BSA', 'BSA[A-Za-z0-9_-]{27,}(?![\\w-])'), // kf: brave search
  form('ak- as-', 'a[ks]-[A-Za-z0-9]{22}(?![A-Za-z0-9])'), // doc: Modal
  form('signkey-', 'signkey-(?:prod|test|branch)-[a-f0-9]{32,}'), // doc: Inngest
  form('md-', 'md-[A-Za-z0-9_-]{22}(?![\\w-])'), // doc: Mandrill
  form('A21AA', 'A21AA[\\w-]{70,}'), // doc: PayPal
  form('s.', 's\\.[A-Za-z0-9]{24}(?![A-Za-z0-9.])'), // doc: Vault before 1.10
  form('AAAAAAAAAAAAA', 'A{16,}[A-Za-z0-9%]{60,}'), // gl: twitter-bearer-token
  form('WPL_AP1. AQV AQW AQX', 'WPL_AP1\\.[\\w.+/=-]{14,}|AQ[VWX][\\w-]{100,}'), // th: linkedin
  form('zpka_ unkey_ gb_api_ retool_ mint_', '(?:zpka|unkey|gb_api|retool|mint)_[A-Za-z0-9_]{20,}'), // doc: Zuplo, Unkey, GitBook, Retool, Mintlify
  form('dG9r', 'dG9rO[A-Za-z0-9+/=]{40,}'), // doc: Intercom
  form('LS0tLS1CRUdJTi', 'LS0tLS1CRUdJTi(?!BDRVJU|BQVUJM|BDRVJ|BQVU)[A-Za-z0-9+/=]{40,}'), // a PEM file in base64
  form('rpa_ arc_ m0- ste-', 'rpa_[A-Z0-9]{40,}\\w*|arc_[\\w]{40,}|m0-[A-Za-z0-9]{40}|ste-[A-Za-z0-9]{40,}'), // kf, doc: RunPod, Arcade, Mem0, Steel
  form('sk', 'sk[A-Za-z0-9]{80,}'), // doc: Sanity
]
