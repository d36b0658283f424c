import { type Form, form } from './form.js'

/** Models and what is built of them. */
export const MODEL_FORMS: readonly Form[] = [
  form('sk-', 'sk-(?:(?:ant|proj|svcacct|service|admin|or|lf|litellm|cp|kimi)-[\\w-]{20,}|[A-Za-z0-9]{32,})'), // gl: openai-api-key, anthropic-api-key; th: deepseek, langfuse
  form('sess-', 'sess-[A-Za-z0-9]{36,}'), // kf: openai sessions
  form(
    'csk- tvly- fc- fw_ fpk_',
    'csk-[a-z0-9]{40,}|tvly-(?:dev-)?[A-Za-z0-9-]{24,}|fc-[a-f0-9]{32}(?![A-Za-z0-9])|(?:fw|fpk)_[A-Za-z0-9]{22,}',
  ), // kf: cerebras, tavily, firecrawl, fireworks
  form('tgp_ jina_', 'tgp_v\\d_[\\w-]{40,}|jina_[\\w]{40,}'), // kf: together, jina
  form(
    'apify_ e2b_ pa- ragie_',
    'apify_(?:api|proxy)_[A-Za-z0-9]{30,}|e2b_[a-f0-9]{40}|pa-[\\w-]{43}(?![\\w-])|ragie_[\\w]{30,}',
  ), // th: apify; kf: e2b, voyage
  form('wandb_', 'wandb_v\\d_[\\w]{40,}'), // doc: Weights & Biases
  form('VF.', 'VF\\.(?:(?:DM|WS)\\.)?[A-Za-z0-9]{20,}\\.[A-Za-z0-9]{12,}'), // th: voiceflow
  form('ls__', 'ls__[a-f0-9]{32}'), // th: langsmith v1
  form('bb_live_ bb_test_', 'bb_(?:live|test)_[\\w-]{20,}'), // doc: Browserbase
  form('gsk_', 'gsk_[A-Za-z0-9]{40,}'), // th: groq
  form('xai-', 'xai-\\w{60,}'), // th: xai
  form('hf_ api_org_', '(?:hf|api_org)_[A-Za-z0-9]{34,}'), // gl: huggingface-*
  form('pplx-', 'pplx-[A-Za-z0-9]{40,}'), // gl: perplexity-api-key
  form('r8_', 'r8_[A-Za-z0-9_-]{37,}'), // th: replicate
  form('nvapi-', 'nvapi-[\\w-]{60,}'), // th: nvapi
  form('pcsk_', 'pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,}'), // th: pinecone
  form('lsv2_', 'lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}'), // th: langsmith
  form('sk-helicone- pk-helicone-', '[sp]k-helicone-[\\w-]{20,}'), // doc: Helicone
  form('KGAT_', 'KGAT_[a-f0-9]{32}'), // doc: Kaggle
  form(
    'app- dataset-',
    '(?<![\\w-])(?:app|dataset)-(?=[A-Za-z]{0,20}\\d)(?=[a-z0-9]{0,20}[A-Z])[A-Za-z0-9]{24}(?![A-Za-z0-9-])',
  ), // doc: Dify
  form('bce-v3/', 'bce-v3/ALTAK-[A-Za-z0-9]{20,}/[a-f0-9]{40}'), // doc: Baidu
  form('AKLT', 'AKLT[A-Za-z0-9+/_-]{40,}={0,2}'), // doc: Volcengine
  form('nk-', 'nk-[\\w-]{40,}'), // doc: Nomic
]
