import { describe, expect, test } from 'vitest'
import winston from 'winston'
import { levelOfLabel } from '../../src/levels/level-map.js'
import { levelOfName } from '../../src/levels/level-names.js'
import { MCP_LEVELS } from '../../src/levels/mcp-level.js'

describe('a level of any logger, by its name', () => {
  test.each([
    ['debug', 'TRACE trace Verbose FINE finest dbug DBG TRC silly'],
    ['info', 'INFO Information inf informational SUCCESS http'],
    ['notice', 'NOTICE notice'],
    ['warning', 'warn WARNING wrn Warn'],
    ['error', 'err ERROR EROR ERRO SEVERE fail'],
    ['critical', 'crit CRITICAL fatal FATA FTL panic dpanic'],
    ['alert', 'ALERT alert'],
    ['emergency', 'emerg EMERGENCY'],
  ] as const)('%s: %s', (level, names) => {
    const read = names.split(' ').map((name) => [name, levelOfName(name)])
    const meant = names.split(' ').map((name) => [name, name === 'http' ? 'debug' : level])
    expect(read).toEqual(meant)
  })

  test.each([
    ['DEBUG-4', 'debug'],
    ['INFO+2', 'notice'],
    ['INFO+4', 'warning'],
    ['DEBUG+4', 'info'],
    ['WARN+1', 'warning'],
    ['WARN+2', 'warning'],
    ['ERROR+4', 'critical'],
    ['ERROR+40', 'critical'],
    ['INFO-1', 'debug'],
    ['alert+4', 'alert'],
  ])('the distances of slog: %s is %s', (name, level) => {
    expect(levelOfName(name)).toBe(level)
  })

  test('MCP names stand for themselves, and the server side reads its shared names alike', () => {
    for (const level of MCP_LEVELS) expect(levelOfName(level)).toBe(level)
    const { npm, cli, syslog } = winston.config
    for (const name of [npm, cli, syslog].flatMap(({ levels }) => Object.keys(levels))) {
      expect([name, levelOfName(name)]).toEqual([name, levelOfLabel(name) || 'debug'])
    }
  })

  test.each(['', 'loud', 'errors', 'constructor', '+4', 'x'.repeat(1000)])('%j is none', (name) => {
    expect(levelOfName(name)).toBeUndefined()
  })
})
