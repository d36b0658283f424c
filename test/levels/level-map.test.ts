import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import winston from 'winston'
import { levelOfLabel, type MappedLevel, mapLabels, winstonLabels } from '../../src/levels/level-map.js'
import { MCP_LEVELS, severity } from '../../src/levels/mcp-level.js'
import { mapPinoLevels } from '../../src/levels/pino-levels.js'
import fc from '../harness/fast-check.js'

const mapWinston = (levels: Record<string, number>, overrides = {}): Record<string, MappedLevel> =>
  Object.fromEntries(mapLabels(winstonLabels(levels), overrides).levels)

/** The table of the documentation. */
const TABLES = {
  npm: {
    error: 'error',
    warn: 'warning',
    info: 'info',
    http: 'debug',
    verbose: 'debug',
    debug: 'debug',
    silly: false,
  },
  cli: {
    error: 'error',
    warn: 'warning',
    help: 'notice',
    data: 'info',
    info: 'info',
    debug: 'debug',
    prompt: 'debug',
    verbose: 'debug',
    input: 'debug',
    silly: false,
  },
  syslog: {
    emerg: 'emergency',
    alert: 'alert',
    crit: 'critical',
    error: 'error',
    warning: 'warning',
    notice: 'notice',
    info: 'info',
    debug: 'debug',
  },
} as const

describe("winston's own sets", () => {
  test.each(['npm', 'cli', 'syslog'] as const)('%s', (name) => {
    const { levels } = winston.config[name]
    expect(Object.keys(TABLES[name]).sort()).toEqual(Object.keys(levels).sort())
    expect(mapWinston(levels)).toEqual(TABLES[name])
    expect(mapLabels(winstonLabels(levels)).guessed.size).toBe(0)
  })

  test('are ranked the most verbose first', () => {
    expect(winstonLabels(winston.config.syslog.levels).at(0)).toBe('debug')
    expect(winstonLabels(winston.config.syslog.levels).at(-1)).toBe('emerg')
  })
})

describe("pino's own scale", () => {
  const TABLE: Record<string, MappedLevel> = {
    fatal: 'critical',
    error: 'error',
    warn: 'warning',
    info: 'info',
    debug: 'debug',
    trace: false,
  }

  test('by label', () => {
    expect(Object.keys(TABLE).sort()).toEqual(Object.keys(pino.levels.values).sort())
    const map = mapPinoLevels(pino.levels.values, false)
    for (const [label, value] of Object.entries(pino.levels.values)) {
      expect(map(value).level, label).toBe(TABLE[label])
      expect(map(value).isGuess).toBe(false)
    }
  })

  test.each([
    ['with the labels', pino.levels.values],
    ['without any', {}],
  ])('numbers in between go by the next lower one, %s', (_, values) => {
    const map = mapPinoLevels(values, false)
    const between = { 1: false, 19: false, 21: 'debug', 29: 'debug', 35: 'info', 49: 'warning', 59: 'error' } as const
    for (const [value, level] of Object.entries(between)) expect(map(Number(value)).level, value).toBe(level)
    expect([map(60).level, map(1000).level, map(Number.POSITIVE_INFINITY).level]).toEqual([
      'critical',
      'critical',
      'critical',
    ])
  })
})

describe('custom levels', () => {
  test('by label first', () => {
    const labels = ['notice', 'warning', 'critical', 'crit', 'alert', 'emerg', 'emergency', 'fatal', 'FATAL']
    expect(labels.map(levelOfLabel)).toEqual([
      'notice',
      'warning',
      'critical',
      'critical',
      'alert',
      'emergency',
      'emergency',
      'critical',
      'critical',
    ])
    const map = mapPinoLevels({ ...pino.levels.values, notice: 35, alert: 70, emergency: 80 }, false)
    expect([35, 70, 80].map((value) => map(value).level)).toEqual(['notice', 'alert', 'emergency'])
  })

  test('then by place among the known ones', () => {
    expect(mapWinston({ error: 0, incident: 1, warn: 2, audit: 3, info: 4, step: 5, debug: 6, chatter: 7 })).toEqual({
      error: 'error',
      incident: 'warning',
      warn: 'warning',
      audit: 'info',
      info: 'info',
      step: 'debug',
      debug: 'debug',
      chatter: false,
    })
    expect(mapPinoLevels({ ...pino.levels.values, audit: 35, whisper: 5 }, false)(35).level).toBe('info')
    expect(mapPinoLevels({ ...pino.levels.values, audit: 35, whisper: 5 }, false)(5).level).toBe(false)
    const named = mapPinoLevels({ info: 10, audit: 15, error: 20 }, false)
    expect([10, 15, 17, 20].map((value) => named(value).level)).toEqual(['info', 'info', 'info', 'error'])
    expect(named(17).isGuess).toBe(false)
  })

  test('what a logger ranks below a level that is dropped is dropped as well', () => {
    const { levels } = mapLabels(['debug', 'trace', 'info'])
    expect(Object.fromEntries(levels)).toEqual({ debug: false, trace: false, info: 'info' })
  })

  test('with the number of a known one, by that one', () => {
    const levels = { error: 0, warn: 1, info: 2, debug: 3 }
    expect(mapWinston({ audit: 2, ...levels, alarm: 1 })).toMatchObject({ audit: 'info', alarm: 'warning' })
  })

  test('what no rule covers is guessed, and said to be', () => {
    const { levels, guessed } = mapLabels(['whisper', 'info', 'shout'])
    expect(Object.fromEntries(levels)).toEqual({ whisper: 'debug', info: 'info', shout: 'info' })
    expect([...guessed]).toEqual(['whisper'])
    const unknown = mapLabels(['low', 'high'])
    expect(Object.fromEntries(unknown.levels)).toEqual({ low: 'info', high: 'info' })
    expect([...unknown.guessed]).toEqual(['low', 'high'])
  })

  test("pino's numbers without one known name are read on pino's scale", () => {
    const map = mapPinoLevels({ tick: 10, step: 35, boom: 55 }, false)
    expect([10, 35, 40, 55].map((value) => map(value).level)).toEqual([false, 'info', 'warning', 'error'])
    expect([10, 35, 55].some((value) => map(value).isGuess)).toBe(false)
  })

  test('the other way round, a number says nothing', () => {
    const map = mapPinoLevels({ tick: 50, boom: 10 }, true)
    expect([map(50).level, map(10).level]).toEqual(['info', 'info'])
    expect([map(50).isGuess, map(10).isGuess]).toEqual([true, true])
    const known = mapPinoLevels({ fatal: 10, error: 20, info: 40, debug: 50 }, true)
    expect([10, 20, 30, 40, 50, 60].map((value) => known(value).level)).toEqual([
      'critical',
      'error',
      'info',
      'info',
      'debug',
      false,
    ])
  })

  test('overrides come first, and `false` drops', () => {
    const overrides = { audit: 'notice', chatter: false, silly: 'debug' } as const
    const levels = { ...winston.config.npm.levels, audit: 2, chatter: 9 }
    expect(mapWinston(levels, overrides)).toMatchObject({ audit: 'notice', chatter: false, silly: 'debug' })
    expect(mapLabels(winstonLabels({ odd: 0 }), { odd: 'alert' }).guessed.size).toBe(0)
    const map = mapPinoLevels({ ...pino.levels.values, audit: 35 }, false, { audit: 'notice', 45: 'error' })
    expect([map(35).level, map(36).level, map(45).level]).toEqual(['notice', 'info', 'error'])
    expect(map(45).isGuess).toBe(false)
    expect(mapPinoLevels({ odd: 10 }, true, { odd: 'alert' })(10).isGuess).toBe(false)
  })

  test('overrides of one level leave its neighbours alone', () => {
    const { error: _, ...others } = mapWinston(winston.config.npm.levels, { error: 'debug' })
    const { error: __, ...plain } = mapWinston(winston.config.npm.levels)
    expect(others).toEqual(plain)
  })

  test('levels of the same rank keep their own severity', () => {
    expect(mapWinston({ fatal: 0, error: 0, info: 1 })).toEqual({ fatal: 'critical', error: 'error', info: 'info' })
    expect(mapWinston({ error: 0, fatal: 0, info: 1 })).toEqual({ fatal: 'critical', error: 'error', info: 'info' })
  })

  test('names are only names', () => {
    expect(levelOfLabel('constructor')).toBeUndefined()
    expect(mapWinston({ toString: 0, info: 1 })).toEqual({ toString: 'info', info: 'info' })
  })
})

describe("the logger's own order is kept", () => {
  const place = (level: MappedLevel): number => (level === false ? -1 : severity(level))
  const KNOWN = [
    ...MCP_LEVELS,
    ...Object.values(winston.config).flatMap(({ levels }) => Object.keys(levels ?? {})),
    ...Object.keys(pino.levels.values),
  ]
  const label = fc.oneof(fc.constantFrom(...KNOWN), fc.string({ minLength: 1, maxLength: 3 }))
  const values = fc.dictionary(label, fc.integer({ min: -5, max: 90 }), {
    minKeys: 1,
    maxKeys: 9,
    noNullPrototype: true,
  })

  test('winston: what ranks lower never gets through where what ranks higher is held back', () => {
    fc.assert(
      fc.property(values, (levels) => {
        const mapped = mapWinston(levels)
        for (const [a, rankA] of Object.entries(levels)) {
          for (const [b, rankB] of Object.entries(levels)) {
            if (rankA > rankB)
              expect(place(mapped[a] as MappedLevel)).toBeLessThanOrEqual(place(mapped[b] as MappedLevel))
          }
        }
      }),
    )
  })

  test.each([
    ['ascending', false],
    ['descending', true],
  ])('pino, %s: listed numbers and those in between', (_, descending) => {
    fc.assert(
      fc.property(values, fc.array(fc.integer({ min: -20, max: 100 })), (levels, others) => {
        const map = mapPinoLevels(levels, descending)
        const numbers = [...Object.values(levels), ...others].sort((a, b) => (descending ? b - a : a - b))
        const places = numbers.map((value) => place(map(value).level))
        expect(places).toEqual([...places].sort((a, b) => a - b))
      }),
    )
  })

  test('more numbers than are remembered', () => {
    const map = mapPinoLevels(pino.levels.values, false)
    const numbers = Array.from({ length: 3000 }, (_, index) => index / 50)
    expect(numbers.every((value) => map(value).level === map(Math.floor(value / 10) * 10).level)).toBe(true)
  })
})
