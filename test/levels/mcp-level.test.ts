import { LoggingLevelSchema } from '@modelcontextprotocol/sdk/types.js'
import { describe, expect, test } from 'vitest'
import { compareLevels, MCP_LEVELS, parseLevel } from '../../src/index.js'
import { severity } from '../../src/levels/mcp-level.js'

test('are the eight of the specification, in its order', () => {
  expect(MCP_LEVELS).toEqual(LoggingLevelSchema.options)
})

test('cannot be changed', () => {
  expect(Object.isFrozen(MCP_LEVELS)).toBe(true)
})

describe('parseLevel', () => {
  test.each(MCP_LEVELS)('knows %s', (level) => {
    expect(parseLevel(level)).toBe(level)
  })

  test.each(['warn', 'crit', 'emerg', 'fatal', 'INFO', '', 'toString', 0, 3, null, undefined, {}, ['info'], true])(
    'knows no %j',
    (value) => {
      expect(parseLevel(value)).toBeUndefined()
    },
  )
})

describe('compareLevels', () => {
  test('sorts from the most verbose to the most severe', () => {
    expect([...MCP_LEVELS].reverse().sort(compareLevels)).toEqual(MCP_LEVELS)
  })

  test('finds equals equal', () => {
    for (const level of MCP_LEVELS) expect(compareLevels(level, level)).toBe(0)
  })
})

test('severity is the place in the list', () => {
  expect(MCP_LEVELS.map(severity)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})
