import { type Form, form } from './form.js'

/** Clouds, code hosts, package registries, builds. */
export const INFRASTRUCTURE_FORMS: readonly Form[] = [
  // Clouds
  // gl: aws-access-token. With a digit, also where another word goes on.
  form(
    'AKIA ASIA ABIA ACCA A3T',
    '(?:A3T[A-Z0-9]|A[KSB]IA|ACCA)(?:[A-Z0-9]{16}(?![A-Za-z0-9])|(?=[A-Z]{0,15}[2-7])[A-Z2-7]{16})',
  ),
  form(
    'IQoJb3JpZ2lu FwoGZXIvYXdz FQoGZXIvYXdz AQoDYXdz',
    '(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz|AQoDYXdz)[A-Za-z0-9+/=%]{40,}',
  ), // doc: session tokens of AWS STS
  form('ABSK', 'ABSK[A-Za-z0-9+/]{100,}={0,2}'), // gl: aws-amazon-bedrock-api-key-long-lived
  form('bedrock-api-key-', 'bedrock-api-key-[A-Za-z0-9+/=_-]{20,}'), // gl: aws-amazon-bedrock-api-key-short-lived
  form('amzn.mws.', 'amzn\\.mws\\.[0-9a-f-]{36}'), // th: awsmws; ds: aws
  form('AIza', 'AIza[\\w-]{35,}'), // gl: gcp-api-key; th: googlegemini
  form('GOCSPX-', 'GOCSPX-[\\w-]{20,}'), // th: gcpoauth2
  form('ya29.', 'ya29\\.[\\w.-]{10,}'), // th: googleoauth2
  form('AQ.Ab', 'AQ\\.Ab[\\w-]{40,}'), // doc: Gemini's keys since 2025
  form('4/0', '4/0A[\\w-]{40,}'), // doc: Google's authorization codes
  form('1//0', '1//0[\\w-]{30,}'), // Google's OAuth refresh token, as its documentation shows it
  form('LTAI', 'LTAI[A-Za-z0-9]{16,24}(?![A-Za-z0-9])'), // gl: alibaba-access-key-id
  form('STS.N', 'STS\\.N[A-Za-z0-9]{20,}'), // doc: Alibaba's temporary key ids
  form('AKID', 'AKID[A-Za-z0-9]{32}(?![A-Za-z0-9])'), // th: tencent; kf: tencent cloud
  form('SCW', 'SCW[A-Z0-9]{17}(?![A-Za-z0-9])'), // doc: Scaleway's access keys
  form('DO00', 'DO00[A-Z0-9]{16}(?![A-Za-z0-9])'), // doc: DigitalOcean Spaces
  form('t1. y0_ YCA YCM', 't1\\.[\\w-]{20,}=*\\.[\\w-]{40,}|y0_[\\w-]{50,}|YC[AM][\\w-]{36,}(?![\\w-])'), // gl: yandex-access-token, -aws-access-token; gh: yandex_cloud_*
  form('0. 1.', '[01]\\.A[\\w-]{20,}\\.A[\\w-]{30,}'), // th: azure_entra refresh tokens
  form('dop_ doo_ dor_', 'do[opr]_v1_[a-f0-9]{60,}'), // gl: digitalocean-pat, -access-token, -refresh-token
  form('HRKU-AA', 'HRKU-AA[\\w-]{40,}'), // gl: heroku-api-key-v2
  form('cfut_ cfat_ cfk_ cfoat_ cfort_', 'cf(?:ut|at|k|oat|ort)_[A-Za-z0-9]{36,}'), // th: cloudflareapitoken v2; doc: Cloudflare's key formats
  form('v1.0-', 'v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,}'), // gl: cloudflare-origin-ca-key
  form('fm1 fm2 fm3 fo1', 'fm\\d[ar]?_[A-Za-z0-9+/=_-]{60,}|fo1_[\\w-]{40,}'), // gl: flyio-access-token
  form('nfp_ nfc_ nfo_ nfu_ nfb_', 'nf[pcoub]_[A-Za-z0-9_]{36,}'), // th: netlify v2; doc: Netlify
  form('vcp_ vci_ vca_ vcr_ vck_ vercel_', '(?:vc[a-z]|vercel_blob_rw)_[A-Za-z0-9_]{20,}'), // gh: vercel_*; doc: Vercel's prefixes
  form('ddp_ ddo_ ddw_', 'dd[opw]_[A-Za-z0-9]{30,}'), // gl, th: denodeploy
  form('rnd_', 'rnd_[A-Za-z0-9]{28,}'), // doc: Render
  form('napi_ neon_', '(?:napi|neon_api_key)_[a-z0-9]{40,}'), // gl, kf: neon
  form('mdb_sa_', 'mdb_sa_sk_[\\w-]{30,}'), // doc: MongoDB Atlas' service accounts
  form('cflt', 'cflt[A-Za-z0-9+/]{60,}'), // gh: confluent_cloud_api_secret; doc
  form('sbp_ sb_secret_', 'sbp_(?:v0_|oauth_)?[a-f0-9]{40}|sb_secret_[\\w-]{20,}'), // th: supabasetoken
  form('pscale_', 'pscale_(?:tkn|oauth|pw)_[\\w=.-]{30,}'), // gl: planetscale-*
  form('tskey-', 'tskey-[a-z]{2,12}-[\\w-]{10,}'), // th: tailscale
  form('tk-us-', 'tk-us-[\\w-]{40,}'), // gl: scalingo-api-token
  form('AQVN', 'AQVN[\\w-]{35,}'), // gl: yandex-api-key
  form('dnkey-', 'dnkey-[\\w=-]{26}-[\\w=-]{40,}'), // gl: defined-networking-api-token
  form('sha256~', 'sha256~[\\w-]{43,}'), // gl: openshift-user-token

  form('SWMTKN-', 'SWMTKN-\\d-[a-z0-9]{40,}-[a-z0-9]{20,}'), // doc: docker swarm
  form('SWMKEY-', 'SWMKEY-\\d-[\\w+/-]{40,}'), // doc: docker swarm
  form('K10', 'K10[a-f0-9]{60,}::[\\w:-]{8,}'), // doc: k3s
  form('kubeconfig- token-', '(?:kubeconfig-(?:u-|user-)?[a-z0-9]{3,20}|token-[a-z0-9]{5}):[a-z0-9]{50,}'), // doc: Rancher
  form('salad_', 'salad_cloud_[\\w-]{40,}'), // th: saladcloud

  // Code, packages, builds
  form('ghp_ gho_ ghu_ ghs_ ghr_', 'gh[pousr]_[A-Za-z0-9]{30,}'), // gl: github-pat, -oauth, -app-token, -refresh-token
  form('github_pat_', 'github_pat_\\w{22,}'), // gl: github-fine-grained-pat
  form('v1.', 'v1\\.[0-9a-f]{40}(?![A-Za-z0-9])'), // gh: an installation's token of the old form
  form(
    'glpat- glptt- gldt- glrt- glrtr- glcbt- glft- glimt- glagent- gloas- glsoat- glffct- glwt-',
    'gl(?:pat|ptt|dt|rt|rtr|cbt|ft|imt|agent|oas|soat|ffct|wt)-[\\w.-]{20,}',
  ), // gl: gitlab-*; doc: GitLab's token prefixes
  form('GR1348941', 'GR1348941[\\w-]{20,}'), // gl: gitlab-rrt
  form('_gitlab_session=', '_gitlab_session=[0-9a-z]{30,}'), // gl: gitlab-session-cookie
  form('ATATT3 ATCTT3 ATSTT3', 'AT[ACS]TT3[\\w=+/-]{60,}'), // gl: atlassian-api-token; th: atlassian v2
  form('ATBB', 'ATBB[A-Za-z0-9]{24,}={0,2}'), // th: bitbucketapppassword
  form('sqp_ sqa_ squ_ sqb_ sqco_', 'sq(?:[apub]_[a-f0-9]{40}|co_[A-Za-z0-9]{40,})'), // gl: sonar-api-token; th: sonarcloud v2
  form('cio', 'cio[A-Za-z0-9]{32}(?![A-Za-z0-9])'), // gh: cratesio_api_token
  form('oy2', 'oy2[a-z0-9]{43}(?![A-Za-z0-9])'), // th: nugetapikey; gh: nuget_api_key
  form('gto_ gta_ gtea_', 'gt(?:o|a|ea)_[a-z0-9]{40,}'), // kf: gitea
  form('npm_', 'npm_[A-Za-z0-9]{30,}'), // gl: npm-access-token
  form('pypi-AgE', 'pypi-AgE[\\w-]{50,}'), // gl: pypi-upload-token
  form('rubygems_', 'rubygems_[a-f0-9]{40,}'), // gl: rubygems-api-token
  form('CLOJARS_', 'CLOJARS_[A-Za-z0-9]{60}'), // gl: clojars-api-token
  form('dckr_pat_ dckr_oat_', 'dckr_[po]at_[\\w-]{27,}'), // th: dockerhub v2
  form('CCIPAT_ CCIPRJ_', 'CCIP(?:AT|RJ)_[A-Za-z0-9]{22}_[a-fA-F0-9]{40}'), // th: circleci v2
  form('bkua_ bkcu_ bkat_ bkct_ bkaj_ bksj_', 'bk[a-z]{2}_[A-Za-z0-9]{30,}'), // th: buildkite v2; doc: Buildkite's prefixes
  form('AKC', 'AKC[A-Za-z0-9]{60,}'), // gl: artifactory-api-key
  form('cmVmd', 'cmVmd[A-Za-z0-9]{59}(?![A-Za-z0-9])'), // gl: artifactory-reference-token
  form('pul-', 'pul-[a-f0-9]{40}'), // gl: pulumi-api-token
  form('PMAK-', 'PMAK-[a-zA-Z0-9-]{58,}'), // gl: postman-api-token
  form(
    'sgp_ slk_ sgd_',
    'slk_[a-f0-9]{64}|sgd_[a-f0-9]{64}_[a-f0-9]{40,}|sgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}',
  ), // gl: sourcegraph-access-token
  form('API-', 'API-[A-Z0-9]{26}(?![A-Za-z0-9])'), // gl: octopus-deploy-api-key
  form('pat. sat.', '[ps]at\\.[\\w-]{22}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{20}'), // gl: harness-api-key
  form('pnu_ pnb_', 'pn[ub]_[A-Za-z0-9]{36}'), // gl: prefect-api-token; doc: Prefect's service accounts
  form('ico-', 'ico-[A-Za-z0-9]{32}(?![A-Za-z0-9])'), // gl: infracost-api-token
  form('rdme_', 'rdme_[a-z0-9]{70}'), // gl: readme-api-token
  form('tfe_ tfr_', 'tf[er]_[A-Za-z0-9]{30,}'), // kf: terraform
  form('st. ste.', 'ste?\\.[a-f0-9-]{24,36}\\.[a-f0-9]{32}(?:\\.[a-f0-9]{32})?'), // th: infisical
  form('trcli_ tr_dev_ tr_prod_ tr_pat_', 'tr(?:cli)?_(?:dev_|prod_|stg_|pat_)?[A-Za-z0-9]{20,}'), // doc: Trigger.dev
  form('snyk_ snyk-', 'snyk[_-][\\w.-]{30,}'), // doc: Snyk
  form('codspeed_ depot_', '(?:codspeed|depot(?:_org|_project)?)_[A-Za-z0-9]{30,}'), // doc: Depot, CodSpeed
  form('11', '11[0-9a-f]{32}(?![A-Za-z0-9])'), // doc: Jenkins' API tokens since 2.129
  form('csp_ csb_', 'cs[pb]_[A-Za-z0-9_]{40,}'), // doc: CodeSandbox
  form('chpt_', 'chpt_[a-f0-9]{12,}'), // doc: Chromatic
]
