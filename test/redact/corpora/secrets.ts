import { readFileSync } from 'node:fs'
import { base64, big, digits, hex, json64, LOWER, pem, random, std64, UPPER, url64, uuid, word } from './random.js'
import { TOKENS_BY_VENDOR } from './vendors.js'

/**
 * Secrets that never were, in the forms of real ones. They are put together here, of a start and of letters that a fixed
 * sequence gives, so that no scanner takes this file for a leak.
 */
export interface Secret {
  /** The form, as in docs/security.md. */
  readonly form: string
  /** What stands in the text: for a token, the token; for a credential that only its surroundings tell, all of it. */
  readonly text: string
  /** What must not be left of it. */
  readonly secret: string
}

/** Each is called once: one token of that form. */
const TOKENS: Readonly<Record<string, readonly (() => string)[]>> = {
  'AWS access key id': ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'A3TX'].map(
    (start) => () => start + random(`${UPPER}234567`, 16),
  ),
  'AWS Bedrock key': [() => `ABSK${std64(112)}`, () => `bedrock-api-key-${word(60)}`],
  'AWS MWS token': [() => `amzn.mws.${uuid()}`],
  'Google API key': [() => `AIza${url64(35)}`, () => `AIzaSy${url64(33)}`],
  'Google OAuth': [() => `GOCSPX-${url64(28)}`, () => `ya29.${url64(120)}`, () => `1//0${url64(60)}`],
  'Azure AD client secret': [() => `${word(3)}8Q~${word(33)}`, () => `${word(3)}7Q~${word(31)}`],
  'Alibaba access key id': [() => `LTAI${word(20)}`],
  'DigitalOcean token': ['p', 'o', 'r'].map((kind) => () => `do${kind}_v1_${hex(64)}`),
  'Heroku key': [() => `HRKU-AA${url64(58)}`],
  'Cloudflare token': [() => `cfut_${word(40)}${hex(8)}`, () => `v1.0-${hex(24)}-${hex(146)}`],
  'Fly.io token': [() => `fo1_${url64(43)}`, () => `fm2_${std64(120)}`],
  'Netlify token': [() => `nfp_${word(36)}`],
  'Supabase key': [() => `sbp_${hex(40)}`, () => `sb_secret_${url64(31)}`],
  'PlanetScale token': ['tkn', 'oauth', 'pw'].map((kind) => () => `pscale_${kind}_${word(43)}`),
  'Tailscale key': [() => `tskey-auth-${word(17)}-${word(32)}`],
  'OpenShift token': [() => `sha256~${url64(43)}`],
  'GitHub token': ['p', 'o', 'u', 's', 'r'].map((kind) => () => `gh${kind}_${word(36)}`),
  'GitHub fine-grained token': [() => `github_pat_${word(22)}_${word(59)}`],
  'GitLab token': ['pat', 'dt', 'rt', 'oas', 'soat', 'ft', 'imt', 'agent', 'ptt', 'cbt', 'ffct'].map(
    (kind) => () => `gl${kind}-${url64(kind === 'oas' ? 64 : 24)}`,
  ),
  'GitLab runner token': [() => `GR1348941${url64(20)}`],
  'Atlassian token': [() => `ATATT3${url64(186)}`, () => `ATCTT3xFfG${url64(100)}=${big(8)}`],
  'npm token': [() => `npm_${word(36)}`],
  'PyPI token': [() => `pypi-AgEIcHlwaS5vcmc${url64(150)}`],
  'RubyGems key': [() => `rubygems_${hex(48)}`],
  'Docker Hub token': [() => `dckr_pat_${url64(27)}`, () => `dckr_oat_${url64(32)}`],
  'CircleCI token': [() => `CCIPAT_${word(22)}_${hex(40)}`],
  'Artifactory key': [() => `AKCp${word(69)}`, () => `cmVmd${word(59)}`],
  'Pulumi token': [() => `pul-${hex(40)}`],
  'Postman key': [() => `PMAK-${hex(24)}-${hex(34)}`],
  'Sourcegraph token': [() => `sgp_${hex(16)}_${hex(40)}`],
  'Octopus key': [() => `API-${big(26)}`],
  'Harness key': [() => `pat.${url64(22)}.${word(24)}.${word(20)}`],
  'Prefect key': [() => `pnu_${word(36)}`],
  'OpenAI key': [
    () => `sk-${word(20)}T3BlbkFJ${word(20)}`,
    () => `sk-proj-${url64(74)}T3BlbkFJ${url64(74)}`,
    () => `sk-svcacct-${url64(58)}T3BlbkFJ${url64(58)}`,
    () => `sk-admin-${url64(58)}T3BlbkFJ${url64(58)}`,
  ],
  'Anthropic key': [() => `sk-ant-api03-${url64(93)}AA`, () => `sk-ant-admin01-${url64(93)}AA`],
  'other model keys': [
    () => `sk-or-v1-${hex(64)}`,
    () => `sk-lf-${uuid()}`,
    () => `gsk_${word(52)}`,
    () => `xai-${word(80)}`,
    () => `hf_${random(LOWER + UPPER, 34)}`,
    () => `pplx-${word(48)}`,
    () => `r8_${word(37)}`,
    () => `nvapi-${url64(64)}`,
    () => `pcsk_${word(6)}_${word(63)}`,
    () => `lsv2_pt_${hex(32)}_${hex(10)}`,
  ],
  'Slack token': [
    () => `xoxb-${digits(12)}-${digits(13)}-${word(24)}`,
    () => `xoxp-${digits(12)}-${digits(12)}-${digits(12)}-${hex(32)}`,
    () => `xoxa-2-${word(48)}`,
    () => `xoxe.xoxp-1-${big(163)}`,
    () => `xapp-1-${big(11)}-${digits(13)}-${hex(64)}`,
  ],
  'Slack webhook': [() => `https://hooks.slack.com/services/T${big(10)}/B${big(10)}/${word(24)}`],
  'Discord token': [() => `MTk4${word(22)}.${word(6)}.${url64(38)}`, () => `NzI5${word(20)}.${word(6)}.${url64(27)}`],
  'Discord webhook': [() => `https://discord.com/api/webhooks/${digits(18)}/${word(68)}`],
  'Telegram token': [() => `${digits(10)}:AA${url64(33)}`, () => `${digits(9)}:AAH${url64(32)}`],
  'Teams webhook': [
    () => `https://acme.webhook.office.com/webhookb2/${uuid()}@${uuid()}/IncomingWebhook/${hex(32)}/${uuid()}`,
  ],
  'SendGrid key': [() => `SG.${url64(22)}.${url64(43)}`],
  'Mailgun key': [() => `key-${hex(32)}`],
  'Mailchimp key': [() => `${hex(32)}-us12`],
  'Brevo key': [() => `xkeysib-${hex(64)}-${word(16)}`],
  'Twilio key': [() => `SK${hex(32)}`],
  'Stripe key': ['sk_live', 'sk_test', 'rk_live'].map((start) => () => `${start}_${word(24)}`),
  'webhook secret': [() => `whsec_${std64(32)}`],
  'Square token': [() => `sq0atp-${url64(22)}`, () => `sq0csp-${url64(43)}`, () => `EAAA${url64(60)}`],
  'Shopify token': ['at', 'ca', 'pa', 'ss'].map((kind) => () => `shp${kind}_${hex(32)}`),
  'Meta token': [() => `EAAC${word(120)}`],
  'Databricks token': [() => `dapi${hex(32)}`],
  'Doppler token': [() => `dp.pt.${word(43)}`, () => `dp.st.prod.${word(43)}`],
  'Dropbox token': [() => `sl.${url64(135)}`],
  'Dynatrace token': [() => `dt0c01.${big(24)}.${big(64)}`],
  'Figma token': [() => `figd_${url64(40)}`],
  'Grafana token': [() => `glsa_${word(32)}_${hex(8)}`, () => `glc_${std64(64)}`, () => `eyJrIjoi${word(80)}`],
  'Vault token': [() => `hvs.${url64(95)}`, () => `hvb.${url64(140)}`],
  'Linear key': [() => `lin_api_${word(40)}`],
  'Notion token': [() => `ntn_${digits(11)}${word(35)}`, () => `secret_${word(43)}`],
  'New Relic key': [() => `NRAK-${big(27)}`],
  'Airtable token': [() => `pat${word(14)}.${hex(64)}`],
  'HubSpot token': [() => `pat-na1-${uuid()}`],
  'Sentry token': [() => `sntrys_${std64(120)}`, () => `sntryu_${hex(64)}`],
  'Plaid token': [() => `access-sandbox-${uuid()}`],
  'Terraform token': [() => `${word(14)}.atlasv1.${url64(67)}`],
  'age key': [() => `AGE-SECRET-KEY-1${big(58)}`],
  '1Password key': [() => `A3-${big(6)}-${big(11)}-${big(5)}-${big(5)}-${big(5)}`, () => `ops_eyJ${std64(260)}`],
  'JSON Web Token': [
    () => `${json64({ alg: 'HS256', typ: 'JWT' })}.${json64({ sub: digits(8), admin: true })}.${url64(43)}`,
    () =>
      `${json64({ alg: 'RS256', kid: hex(8) })}.${json64({ iss: 'https://issuer.example', exp: 1e9 })}.${url64(342)}`,
    () => `${json64({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.${url64(171)}.${url64(16)}.${url64(80)}.${url64(22)}`,
  ],
  'private key': [
    'RSA PRIVATE KEY',
    'EC PRIVATE KEY',
    'PRIVATE KEY',
    'OPENSSH PRIVATE KEY',
    'ENCRYPTED PRIVATE KEY',
  ].map((kind) => () => pem(kind)),
}

/** What no form tells, but the words around it. */
function named(form: string, secret: string, ...texts: readonly string[]): Secret[] {
  return texts.map((text) => ({ form, text, secret }))
}

export const SECRETS: readonly Secret[] = [
  ...Object.entries({ ...TOKENS, ...TOKENS_BY_VENDOR }).flatMap(([form, tokens]) =>
    tokens.map((token) => {
      const text = token()
      // Of a webhook's URL the last part is what must not be known.
      return { form, text, secret: text.startsWith('https://') ? text.slice(text.lastIndexOf('/') + 1) : text }
    }),
  ),
  ...(['hunter2', 'Tr0ub4dor&3', 'p@ss-w0rd!', 'swordfish'] as const).flatMap((secret) =>
    named(
      'named in a text',
      secret,
      `password=${secret}`,
      `DB_PASSWORD: ${secret}`,
      `"password":"${secret}"`,
      `--password ${secret}`,
    ),
  ),
  ...named(
    'named in a text',
    'wJalrXUtnFEMIfake',
    'aws_secret_access_key = wJalrXUtnFEMIfake',
    'API key: wJalrXUtnFEMIfake',
    '?api_key=wJalrXUtnFEMIfake&page=2',
    'x-api-key: wJalrXUtnFEMIfake',
    '{\\"clientSecret\\":\\"wJalrXUtnFEMIfake\\"}',
    "token => 'wJalrXUtnFEMIfake'",
    '<password>wJalrXUtnFEMIfake</password>',
    "CREATE USER app WITH PASSWORD 'wJalrXUtnFEMIfake'",
    "CREATE USER app IDENTIFIED BY 'wJalrXUtnFEMIfake'",
    'the password was "wJalrXUtnFEMIfake"',
    '_auth=wJalrXUtnFEMIfake',
    '//registry.example.com/:_authToken=wJalrXUtnFEMIfake',
    'curl -u admin:wJalrXUtnFEMIfake https://api.example.com',
  ),
  ...named(
    'bearer credential',
    'mF_9.B5f-4.1JqM',
    'Bearer mF_9.B5f-4.1JqM',
    'authorization: Bearer mF_9.B5f-4.1JqM',
    'bearer mF_9.B5f-4.1JqM',
  ),
  ...named(
    'basic credential',
    base64('user:pass'),
    `Basic ${base64('user:pass')}`,
    `Authorization: Basic ${base64('user:pass')}`,
  ),
  ...named('basic credential', base64('admin:s3cr3t!'), `basic ${base64('admin:s3cr3t!')}`),
  ...named(
    'cookie',
    'f00dfacef00d',
    'Cookie: theme=dark; sid=f00dfacef00d; lang=en',
    'Set-Cookie: sid=f00dfacef00d; Path=/; HttpOnly',
  ),
  ...named(
    'password in a URL',
    's3cr3tpw',
    'https://user:s3cr3tpw@example.com/path',
    'postgres://app:s3cr3tpw@db.internal:5432/orders',
    'mongodb+srv://root:s3cr3tpw@cluster0.example.net/test?retryWrites=true',
    'redis://:s3cr3tpw@cache:6379/0',
    'amqp://guest:s3cr3tpw@mq/vhost',
    'postgres://app:s3cr3tpw/with#slash@db/orders',
    'app:s3cr3tpw@tcp(db:3306)/orders',
    'jdbc:oracle:thin:scott/s3cr3tpw@db:1521/orcl',
  ),
  ...named(
    'key of a service',
    '3f8a1c0b9d2e4f7a6b5c8d1e0f9a2b3c',
    'datadog api key 3f8a1c0b9d2e4f7a6b5c8d1e0f9a2b3c',
    'the Mailjet secret key is 3f8a1c0b9d2e4f7a6b5c8d1e0f9a2b3c',
    'using OpenWeather key "3f8a1c0b9d2e4f7a6b5c8d1e0f9a2b3c"',
    'OPSGENIE_KEY=3f8a1c0b9d2e4f7a6b5c8d1e0f9a2b3c',
    'algolia admin key: 3f8a1c0b9d2e4f7a6b5c8d1e0f9a2b3c',
  ),
  ...named(
    'key of a service',
    'Zt7Lq9Xc2Vb5Nm1Kj8Hg',
    'clockify Zt7Lq9Xc2Vb5Nm1Kj8Hg',
    'fastly token: Zt7Lq9Xc2Vb5Nm1Kj8Hg',
  ),
  ...named(
    'connection string',
    'c2VjcmV0LWtleS1mYWtl',
    'DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=c2VjcmV0LWtleS1mYWtl==;EndpointSuffix=core.windows.net',
    'Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=c2VjcmV0LWtleS1mYWtl=',
    'Server=db;Database=orders;User Id=sa;Password=c2VjcmV0LWtleS1mYWtl;Encrypt=true',
    'https://acme.blob.core.windows.net/c/f?sv=2024-01-01&sig=c2VjcmV0LWtleS1mYWtl%3D&se=2030',
  ),
]

/** Keys whose values are secrets, in every spelling that is met. */
export const SECRET_KEYS: readonly string[] = `
  password passwd pwd passphrase secret token apiKey apikey api_key API_KEY x-api-key X-API-Key accessToken access_token
  ACCESS_TOKEN refreshToken refresh_token idToken id_token authorization Authorization proxy-authorization cookie Cookie
  set-cookie Set-Cookie privateKey private_key PRIVATE_KEY clientSecret client_secret clientsecret credentials
  connectionString connection_string sessionId session_id sessionID userPassword db_password DB_PASSWORD dbPass
  PGPASSWORD MYSQL_PWD newPassword password2 passwordHash password_confirmation secretAccessKey aws_secret_access_key
  SecretAccessKey secretKey signingKey encryption_key webhookSecret jwt authToken _authToken csrfToken x-csrf-token
  bearerToken bearer accountKey SharedAccessKey sharedKey tokenSecret tokenValue appSecret consumerSecret masterKey
  NPM_TOKEN GITHUB_TOKEN OPENAI_API_KEY STRIPE_SECRET_KEY JSESSIONID PHPSESSID connect.sid otp passcode cvv
`
  .trim()
  .split(/\s+/)

/** Names under which a value that looks random is a secret. */
export const SECRET_NAMES: readonly string[] = `
  pass_phrase pwd1 userpass usr_pw unlock_code pincode passcode puk cvv2 cvn security_code securityAnswer
  secret_answer secretAnswer challenge_answer otp_secret totp_seed mfa_secret backupCode recovery_key wallet_key
  mnemonic_phrase seed_words private_pem privkey priv_key keystore_password keytab auth_code authorization_code
  device_code session_token session_key session_data asp.net_sessionid laravel_session remember_me remember_token
  csrfmiddlewaretoken authenticity_token magic_link reset_link reset_url invite_link dsn conn_str api_sig x-signature
  x-hub-signature x-hub-signature-256 license_key licence_key activation_key product_key enc_key aes_key des_key
  cipher_key pepper bot_token verify_token verification_token hook_secret personal_access_token pat gh_pat GH_PAT
  deploy_key npm_auth x-vault-token x-amz-security-token x-goog-iap-jwt-assertion x-ms-token-aad-access-token
  x-forwarded-access-token cf-access-jwt-assertion cf-access-client-secret x-plex-token x-shopify-access-token
  x-gitlab-token x-hasura-admin-secret ocp-apim-subscription-key x-functions-key x-rapidapi-key x-figma-token
  ldap_bind_pw bindpw rootpw adminpw wifi_key wpa_psk wep_key snmp_community enable_secret radius_secret authtok
  auth_tok tok jwt_token sas_token sas shared_access_key storage_key secondary_key primaryConnectionString
  client_assertion SAMLResponse logout_token ws_token pushToken fcm_token deviceToken registration_token vapid_private
  signing_secret sign_key hmac_key master_secret premaster ssh_pass sudo_pass become_pass ansible_become_pass
  vault_pass BORG_PASSPHRASE restic_password p12_password store_pass keypass storepass credential_json
  google_credentials gcp_sa_key sa_key SECRET_KEY_BASE RAILS_MASTER_KEY APP_KEY DJANGO_SECRET_KEY SECRET JWT_SECRET
  NEXTAUTH_SECRET AUTH_SECRET COOKIE_SECRET SESSION_SECRET CRYPTO_KEY MAPS_KEY STRIPE_KEY STRIPE_SK SENTRY_AUTH
  SENTRY_AUTH_TOKEN DATADOG_KEY DD_API_KEY NEW_RELIC_LICENSE_KEY SENDGRID_KEY TWILIO_AUTH TWILIO_SID MAILGUN_KEY
  PUSHER_SECRET sharedAccessSignature SharedAccessSignature authHeader code_verifier dpop client_secret clientSecret
  consumer_key consumerSecret oauth_token oauth_token_secret oauth_signature oauth_verifier access_token refresh_token
  id_token bearer bearerToken authorization proxy-authorization cookie set-cookie x-api-key api-key apikey api_token
  auth_token x-auth-token x-access-token x-csrf-token x-xsrf-token x-session-token x-session-id sessionid session_id
  sid connect.sid JSESSIONID PHPSESSID ASPXAUTH auth __Host-session __Secure-next-auth.session-token
  next-auth.session-token sb-access-token kek dek passwordInput password_input pwd_input newPwd oldPwd pin_code
  pinCode user_pin atmPin smsCode sms_code emailCode email_code twoFactorCode two_factor_code tfaCode mfaCode totpCode
  otpCode verificationCode verify_code confirmCode confirmationCode resetCode reset_code loginCode login_code
  inviteCode signupCode accessCode access_code doorCode gateCode alarmCode unlockCode unlock_pin simPin sim_puk
  puk_code onetimePassword one_time_password oneTimeCode one_time_code ephemeralKey ephemeral_key sessionSecret
  tempPassword temporary_password initialPassword default_password masterPassword master_pw rootPassword root_pass
  dbpass db_pw dbPw MYSQL_ROOT_PASSWORD POSTGRES_PASSWORD PGPASSWORD PGPASS REDISCLI_AUTH MONGO_PWD
  RABBITMQ_DEFAULT_PASS SMTP_PASS MAIL_PW FTP_PW LDAP_PW VNC_PW SSHPASS SUDO_PW GPG_PASS wachtwoord contraseña
  contrasena mot_de_passe motdepasse passwort kennwort senha lozinka hasło haslo parola salasana lösenord adgangskode
  jelszó heslo пароль 密码 パスワード 비밀번호 clave clave_secreta codigo_secreto geheim token_secreto jeton şifre sifre
  kata_sandi katasandi matkhau كلمة_المرور סיסמה รหัสผ่าน identitytoken registrytoken _password _auth authToken
  npmAuthToken nugetApiKey CARGO_REGISTRY_TOKEN TWINE_PASSWORD GEM_HOST_API_KEY ghToken gitToken git_pat azurePat
  ado_pat AZURE_DEVOPS_EXT_PAT SYSTEM_ACCESSTOKEN CI_JOB_TOKEN ACTIONS_RUNTIME_TOKEN ACTIONS_ID_TOKEN_REQUEST_TOKEN
  VAULT_TOKEN CONSUL_HTTP_TOKEN NOMAD_TOKEN TF_VAR_db_password ARM_CLIENT_SECRET ARM_ACCESS_KEY ARM_SAS_TOKEN
  AZURE_STORAGE_KEY AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_ACCESS_KEY_ID aws_secret secretAccessKey accessKeyId
  accessKeySecret access_key_secret SecretId AccessKeySecret sk hf_token openai_key OPENAI_KEY anthropic_key
  gemini_key groq_key mistral_key xi-api-key x-goog-api-key X-Goog-Api-Key x-subscription-token x-auth-key X-Auth-Key
  x-token token_v2 li_at d_cookie sessionKey session_cookie auth_cookie remember_web steamLoginSecure ROBLOSECURITY
  sp_dc fb_dtsg csrf csrf_token _csrf _token __RequestVerificationToken authenticityToken formToken nonce_key
  encryptionKey encryption_key ENCRYPTION_KEY FERNET_KEY JASYPT_ENCRYPTOR_PASSWORD SOPS_AGE_KEY AGE_KEY GPG_KEY
  SIGNING_KEY COSIGN_KEY COSIGN_PASSWORD KEYSTORE_PASS KEY_PASSWORD storePassword keyPassword key_pass certPassword
  cert_password pfxPassword p12pass jksPassword sslPassword tlsKey tls_key ssl_key sslkey keyPem key_pem pemKey
  privateKeyPem private_key_pem serviceAccountKey service_account_key saKeyJson ssh_key sshKey sshPrivateKey id_rsa
  deployKey hostKey walletSecret seedPhrase seed_phrase mnemonic recoveryPhrase secretRecoveryPhrase privateSeed xprv
  spendKey viewKey keyMaterial key_material secretBytes sharedSecret shared_secret psk presharedKey pre_shared_key
  wireguard_key wgPrivateKey PrivateKey PresharedKey ike_psk radiusSecret tacacs_key snmpAuth authPassphrase
  privPassphrase bgp_password md5_password ntp_key
`
  .trim()
  .split(/\s+/)

/** Lines and objects as tools, drivers, frameworks and vendors write them, each with what must not be left of it. */
export const HOSTILE_LINES: readonly { readonly value: unknown; readonly secrets: readonly string[] }[] = readFileSync(
  new URL('hostile.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
