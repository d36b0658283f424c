import { readdirSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import whole from './vitest.config.js'

/** Imported by tests that start programs, which load the built package. */
const PROGRAMS = /node:child_process|StdioClientTransport|harness\/(stdio-child|setups)\.js|\bdist\//

/** What moves megabytes, tries thousands of values, or needs a process of its own. */
const APART = new RegExp(
  `^(${[
    'client/(gateway.*|level|without-hub)',
    'delivery/(draining|unread-response)',
    'package/.*',
    'payload/hostile-data',
    'pino/flat',
    'redact/(leaks|linear|harmless|secretlint)',
    'server/(isolation.*|level-filter|random-driver)',
    'winston/context',
  ].join('|')})\\.test`,
)

const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'))

/** What answers within seconds, without a build: no module is loaded anew for each file, and no program is started. */
export default defineConfig({
  ...whole,
  test: {
    ...whole.test,
    isolate: false,
    include: files
      .filter((file) => !APART.test(file) && !PROGRAMS.test(readFileSync(`test/${file}`, 'utf8')))
      .map((file) => `test/${file}`),
  },
})
