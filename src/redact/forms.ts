/**
 * Forms by which a token can be told wherever it stands, each with its source: a rule of gitleaks (gl), a detector of
 * TruffleHog (th) or a plugin of Yelp's detect-secrets (ds), as of 2026. Lengths are the lower bounds, or less: a token
 * cut short is still one. Each pattern is a literal start and then one class, or parts of bounded length, so that it
 * takes linear time on any text.
 */
export interface Form {
  /** Every text the form begins with, two characters or more: looked up before the pattern is tried. */
  readonly starts: readonly string[]
  readonly pattern: string
}

const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const form = (starts: string, pattern: string): Form => ({ starts: starts.split(' '), pattern })

export const FORMS: readonly Form[] = [
  // Clouds
  form('AKIA ASIA ABIA ACCA A3T', '(?:A3T[A-Z0-9]|A[KSB]IA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])'), // gl: aws-access-token
  form('ABSK', 'ABSK[A-Za-z0-9+/]{100,}={0,2}'), // gl: aws-amazon-bedrock-api-key-long-lived
  form('bedrock-api-key-', 'bedrock-api-key-[A-Za-z0-9+/=_-]{20,}'), // gl: aws-amazon-bedrock-api-key-short-lived
  form('amzn.mws.', 'amzn\\.mws\\.[0-9a-f-]{36}'), // th: awsmws; ds: aws
  form('AIza', 'AIza[\\w-]{35,}'), // gl: gcp-api-key; th: googlegemini
  form('GOCSPX-', 'GOCSPX-[\\w-]{20,}'), // th: gcpoauth2
  form('ya29.', 'ya29\\.[\\w.-]{20,}'), // th: googleoauth2
  form('1//0', '1//0[\\w-]{30,}'), // Google's OAuth refresh token, as its documentation shows it
  form('LTAI', 'LTAI[A-Za-z0-9]{16,24}(?![A-Za-z0-9])'), // gl: alibaba-access-key-id
  form('dop_ doo_ dor_', 'do[opr]_v1_[a-f0-9]{60,}'), // gl: digitalocean-pat, -access-token, -refresh-token
  form('HRKU-AA', 'HRKU-AA[\\w-]{40,}'), // gl: heroku-api-key-v2
  form('cfut_ cfat_', 'cf[ua]t_[A-Za-z0-9]{40,}'), // th: cloudflareapitoken v2
  form('v1.0-', 'v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,}'), // gl: cloudflare-origin-ca-key
  form('fm1 fm2 fo1', '(?:fm1[ar]|fm2)_[A-Za-z0-9+/=_-]{60,}|fo1_[\\w-]{40,}'), // gl: flyio-access-token
  form('nfp_', 'nfp_[A-Za-z0-9_]{36,}'), // th: netlify v2
  form('sbp_ sb_secret_', 'sbp_[a-f0-9]{40}|sb_secret_[\\w-]{20,}'), // th: supabasetoken
  form('pscale_', 'pscale_(?:tkn|oauth|pw)_[\\w=.-]{30,}'), // gl: planetscale-*
  form('tskey-', 'tskey-[a-z]{2,12}-[\\w-]{10,}'), // th: tailscale
  form('tk-us-', 'tk-us-[\\w-]{40,}'), // gl: scalingo-api-token
  form('AQVN', 'AQVN[\\w-]{35,}'), // gl: yandex-api-key
  form('dnkey-', 'dnkey-[\\w=-]{26}-[\\w=-]{40,}'), // gl: defined-networking-api-token
  form('sha256~', 'sha256~[\\w-]{43,}'), // gl: openshift-user-token

  // Code, packages, builds
  form('ghp_ gho_ ghu_ ghs_ ghr_', 'gh[pousr]_[A-Za-z0-9]{30,}'), // gl: github-pat, -oauth, -app-token, -refresh-token
  form('github_pat_', 'github_pat_\\w{22,}'), // gl: github-fine-grained-pat
  form(
    'glpat- glptt- gldt- glrt- glcbt- glft- glimt- glagent- gloas- glsoat- glffct-',
    'gl(?:pat|ptt|dt|rt|cbt|ft|imt|agent|oas|soat|ffct)-[\\w.-]{20,}',
  ), // gl: gitlab-*
  form('GR1348941', 'GR1348941[\\w-]{20,}'), // gl: gitlab-rrt
  form('_gitlab_session=', '_gitlab_session=[0-9a-z]{30,}'), // gl: gitlab-session-cookie
  form('ATATT3 ATCTT3', 'AT[AC]TT3[\\w=+/-]{60,}'), // gl: atlassian-api-token; th: atlassian v2
  form('npm_', 'npm_[A-Za-z0-9]{30,}'), // gl: npm-access-token
  form('pypi-AgE', 'pypi-AgE[\\w-]{50,}'), // gl: pypi-upload-token
  form('rubygems_', 'rubygems_[a-f0-9]{40,}'), // gl: rubygems-api-token
  form('CLOJARS_', 'CLOJARS_[A-Za-z0-9]{60}'), // gl: clojars-api-token
  form('dckr_pat_ dckr_oat_', 'dckr_[po]at_[\\w-]{27,}'), // th: dockerhub v2
  form('CCIPAT_', 'CCIPAT_[A-Za-z0-9]{22}_[a-fA-F0-9]{40}'), // th: circleci v2
  form('bkua_', 'bkua_[a-z0-9]{40}'), // th: buildkite v2
  form('AKCp', 'AKCp[A-Za-z0-9]{60,}'), // gl: artifactory-api-key
  form('cmVmd', 'cmVmd[A-Za-z0-9]{59}(?![A-Za-z0-9])'), // gl: artifactory-reference-token
  form('pul-', 'pul-[a-f0-9]{40}'), // gl: pulumi-api-token
  form('PMAK-', 'PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}'), // gl: postman-api-token
  form('sgp_', 'sgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}'), // gl: sourcegraph-access-token
  form('API-', 'API-[A-Z0-9]{26}(?![A-Za-z0-9])'), // gl: octopus-deploy-api-key
  form('pat. sat.', '[ps]at\\.[\\w-]{22}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{20}'), // gl: harness-api-key
  form('pnu_', 'pnu_[A-Za-z0-9]{36}'), // gl: prefect-api-token
  form('ico-', 'ico-[A-Za-z0-9]{32}(?![A-Za-z0-9])'), // gl: infracost-api-token
  form('rdme_', 'rdme_[a-z0-9]{70}'), // gl: readme-api-token

  // Models
  form('sk-', 'sk-(?:(?:ant|proj|svcacct|service|admin|or|lf)-[\\w-]{20,}|[A-Za-z0-9]{32,})'), // gl: openai-api-key, anthropic-api-key; th: deepseek, langfuse
  form('gsk_', 'gsk_[A-Za-z0-9]{40,}'), // th: groq
  form('xai-', 'xai-\\w{60,}'), // th: xai
  form('hf_ api_org_', '(?:hf|api_org)_[A-Za-z0-9]{34,}'), // gl: huggingface-*
  form('pplx-', 'pplx-[A-Za-z0-9]{40,}'), // gl: perplexity-api-key
  form('r8_', 'r8_[A-Za-z0-9_-]{37,}'), // th: replicate
  form('nvapi-', 'nvapi-[\\w-]{60,}'), // th: nvapi
  form('pcsk_', 'pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,}'), // th: pinecone
  form('lsv2_', 'lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}'), // th: langsmith

  // Chat and mail
  form('xox', 'xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9-]{12,}'), // gl: slack-*-token
  form('xapp-', 'xapp-\\d-[A-Za-z0-9-]{12,}'), // gl: slack-app-token
  form('hooks.slack.com/', 'hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,}'), // gl: slack-webhook-url
  form('discord.com/api/webhooks/ discordapp.com/', 'discord(?:app)?\\.com/api/webhooks/\\d{16,20}/[\\w-]{40,}'), // th: discordwebhook
  form('SG.', 'SG\\.[\\w-]{16,32}\\.[\\w-]{30,64}'), // gl: sendgrid-api-token
  form('key-', 'key-[a-f0-9]{32}(?![A-Za-z0-9])'), // gl: mailgun-private-api-token
  form('xkeysib-', 'xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}'), // gl: sendinblue-api-token
  form('SK', 'SK[0-9a-fA-F]{32}(?![0-9A-Za-z])'), // gl: twilio-api-key

  form(
    [...'MNO'].flatMap((first) => [...ALPHANUMERIC].map((second) => first + second)).join(' '),
    '[MNO][A-Za-z0-9][\\w-]{20,26}\\.[\\w-]{6}\\.[\\w-]{27,40}',
  ), // ds: discord; th: discordbottoken
  // gl: jwt, ds: jwt. All of it is taken, and `isJsonWebToken` judges: two lengths at once would not be linear.
  form('eyJ', 'eyJ[\\w-]{8,}(?:\\.[\\w-]*){0,4}'),

  // Money and shops
  form('sk_ rk_', '[sr]k_(?:live|test|prod)_[A-Za-z0-9]{12,}|sk_(?:[a-z]{2,8}_)?[A-Za-z0-9]{40,}'), // gl: stripe-access-token; th: paystack, elevenlabs
  form('whsec_', 'whsec_[A-Za-z0-9+/=]{24,}'), // Stripe's and Svix's webhook secrets, as their documentation shows them
  form('sq0', 'sq0(?:atp|csp)-[\\w-]{22,}'), // gl: square-access-token; th: squareapp
  form('EAA', 'EAA[A-Za-z0-9_-]{56,}'), // gl: facebook-page-access-token, square-access-token
  form('shpat_ shpca_ shppa_ shpss_', 'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}'), // gl: shopify-*
  form('shippo_', 'shippo_(?:live|test)_[a-fA-F0-9]{40}'), // gl: shippo-api-token
  form('EZAK EZTK', 'EZ[AT]K[A-Za-z0-9]{54}'), // gl: easypost-*
  form('duffel_', 'duffel_(?:test|live)_[\\w=-]{40,}'), // gl: duffel-api-token
  form('FLWSECK', 'FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,}(?:-X)?'), // gl: flutterwave-*
  form('access-', 'access-(?:sandbox|development|production)-[0-9a-f-]{36}'), // gl: plaid-api-token
  form('live_ test_', '(?:live|test)_[a-f0-9]{35}(?![A-Za-z0-9])'), // gl: lob-api-key

  // Everything else
  form('dapi', 'dapi[a-f0-9]{32}'), // gl: databricks-api-token
  form('dp.', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{40,}'), // gl: doppler-api-token; th: doppler
  form('sl.', 'sl\\.(?:u\\.)?[\\w-]{100,}'), // th: dropbox
  form('dt0', 'dt0[a-z]\\d\\d\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{60,}'), // gl: dynatrace-api-token
  form('figd_', 'figd_[\\w-]{38,}'), // th: figmapersonalaccesstoken
  form('fio-u-', 'fio-u-[\\w=-]{60,}'), // gl: frameio-api-token
  form('glsa_', 'glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}'), // gl: grafana-service-account-token
  form('glc_', 'glc_[A-Za-z0-9+/=]{32,}'), // gl: grafana-cloud-api-token
  form('hvs. hvb. hvr.', 'hv[sbr]\\.[\\w-]{24,}'), // gl: vault-service-token, vault-batch-token
  form('lin_api_ lin_oauth_', 'lin_(?:api|oauth)_[A-Za-z0-9]{40,}'), // gl: linear-api-key
  form('ntn_ secret_', '(?:ntn|secret)_[A-Za-z0-9]{40,}'), // gl: notion-api-token; th: notion
  form('NRAK- NRII- NRIQ-', 'NR(?:AK|II|IQ)-[\\w-]{24,}'), // gl: new-relic-*
  form('pat', 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{60,}|pat-(?:na|eu|ap)\\d-[0-9a-f-]{36}'), // gl: airtable-personnal-access-token; th: hubspot
  form('CFPAT-', 'CFPAT-[\\w-]{40,}'), // th: contentfulpersonalaccesstoken
  form('phx_', 'phx_\\w{40,}'), // th: posthog
  form('sntrys_ sntryu_', 'sntry[su]_[A-Za-z0-9+/=_]{40,}'), // gl: sentry-org-token, sentry-user-token
  form('tfp_', 'tfp_[\\w.=-]{50,}'), // gl: typeform-api-token
  form('sm_aat_ sm_pat_ sm_sat_', 'sm_[aps]at_[A-Za-z0-9]{16}'), // gl: settlemint-*
  form('api- sdk-', '(?:api|sdk)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}'), // th: launchdarkly
  form('sk.ey', 'sk\\.[A-Za-z0-9.-]{80,}'), // th: mapbox
  form('p8e-', 'p8e-[A-Za-z0-9]{32}'), // gl: adobe-client-secret
  form('s-s4t2', 's-s4t2(?:ud|af)-[a-f0-9]{64}'), // gl: intra42-client-secret
  form('AGE-SECRET-KEY-1', 'AGE-SECRET-KEY-1[A-Z0-9]{58}'), // gl: age-secret-key
  form('A3-', 'A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}'), // gl: 1password-secret-key
  form('ops_eyJ', 'ops_eyJ[A-Za-z0-9+/=]{60,}'), // gl: 1password-service-account-token
  form('4b1d', '4b1d[A-Za-z0-9]{38}(?![A-Za-z0-9])'), // gl: clickhouse-cloud-api-secret-key
]

/** A header that is JSON in base64, then a payload that is as well, or the five parts of an encrypted one. */
export function isJsonWebToken(text: string): boolean {
  // Grafana's old keys are one such part with a fixed start. gl: grafana-api-key
  if (text.startsWith('eyJrIjoi')) return text.length >= 60
  const [header = '', payload = '', ...rest] = text.split('.')
  if (header.length < 16) return false
  return payload.startsWith('eyJ')
    ? payload.length >= 10
    : rest.length >= 3 || (rest.length === 1 && payload.length >= 16)
}

/** Forms that begin with anything: looked for only where their sign is. */
export interface SignedForm {
  readonly sign: string
  readonly pattern: RegExp
}

export const SIGNED_FORMS: readonly SignedForm[] = [
  // gl: private-key; ds: private_key. To the end of the text if its end is cut off.
  {
    sign: 'PRIVATE KEY',
    pattern:
      /-{4,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[\s\S]*?(?:-{4,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{4,5}|$)/g,
  },
  { sign: 'PuTTY-User-Key-File-', pattern: /PuTTY-User-Key-File-[\s\S]*/g }, // ds: private_key
  { sign: 'Q~', pattern: /[\w.~]{3}\dQ~[\w.~-]{31,34}(?![\w~-])/g }, // gl: azure-ad-client-secret
  { sign: ':A', pattern: /(?<!\d)\d{5,16}:A[\w-]{33,}/g }, // gl: telegram-bot-api-token; ds: telegram_token
  { sign: ':APA91', pattern: /[\w-]{11}:APA91[\w-]{100,}/g }, // Firebase's server key, as its documentation shows it
  { sign: '-us', pattern: /[0-9a-f]{32}-us\d{1,2}(?!\w)/g }, // gl: mailchimp-api-key; ds: mailchimp
  { sign: '.atlasv1.', pattern: /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,}/g }, // gl: hashicorp-tf-api-token
  { sign: 'jdbc:oracle:', pattern: /jdbc:oracle:\w{1,16}:[^\s/]{1,64}\/[^\s@]{1,128}(?=@)/g }, // th: jdbc
  { sign: '@tcp(', pattern: /(?<![\w.-])[\w.-]{1,64}:[^\s@]{1,128}(?=@tcp\()/g }, // the data source name of Go's MySQL driver
  { sign: '_mmk', pattern: /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?!\w)/g }, // gl: maxmind-license-key
  {
    sign: '.webhook.office.com/',
    pattern: /webhook\.office\.com\/webhookb2\/[\w@-]{36,80}\/IncomingWebhook\/[\w/-]{32,80}/g,
  }, // gl: microsoft-teams-webhook
]
