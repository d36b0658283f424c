// An adapter's own tests: what the adapters of this library keep to, with every MCP SDK that is installed.
import { createConsola } from 'consola'
import { testAdapter } from 'mcp-log-bridge/adapter'
import { test } from 'vitest'
import { mcpReporter } from './consola-reporter.js'

/** @param {import('mcp-log-bridge/adapter').AdapterOptions} options */
function makeLogger(options) {
  const adapter = mcpReporter(options)
  const logger = createConsola({ level: 5, reporters: [adapter] })
  /** @type {import('mcp-log-bridge/adapter').TestedLogger} */
  const tested = {
    adapter,
    levels: {
      trace: false,
      debug: 'debug',
      info: 'info',
      success: 'info',
      warn: 'warning',
      error: 'error',
      fatal: 'critical',
    },
    log: (level, message, fields) => logger[/** @type {'info'} */ (level)](message, fields),
  }
  return tested
}

testAdapter('consola', makeLogger, test)
