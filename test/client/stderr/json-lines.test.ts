import { Writable } from 'node:stream'
import { type LoggerOptions, pino } from 'pino'
import { describe, expect, test } from 'vitest'
import winston from 'winston'
import { readJsonLine } from '../../../src/client/stderr/json-line.js'

const read = (line: string, isCut = false): readonly unknown[] => {
  const { level, logger, text } = readJsonLine(line, isCut) ?? {}
  return [level, logger, text]
}
const levelOf = (fields: object): unknown => readJsonLine(JSON.stringify(fields), false)?.level

describe('what pino itself writes', () => {
  const FORMS: Readonly<Record<string, LoggerOptions<string>>> = {
    plain: {},
    'labels for numbers': { formatters: { level: (label) => ({ level: label }) } },
    'upper case': { formatters: { level: (label) => ({ level: label.toUpperCase() }) } },
    'for Google': {
      messageKey: 'message',
      formatters: { level: (label) => ({ severity: label === 'warn' ? 'WARNING' : label.toUpperCase() }) },
    },
    'for Elastic': { messageKey: 'message', formatters: { level: (label) => ({ 'log.level': label }) } },
    nested: { nestedKey: 'payload', messageKey: 'event' },
    'other keys': { levelKey: 'severity', messageKey: '@message' } as LoggerOptions<string>,
  }
  const LEVELS = [
    ['trace', 'debug'],
    ['debug', 'debug'],
    ['info', 'info'],
    ['warn', 'warning'],
    ['error', 'error'],
    ['fatal', 'critical'],
  ] as const
  test.each(Object.keys(FORMS))('%s', (name) => {
    const lines: string[] = []
    const logger = pino({ name: 'weather', level: 'trace', ...FORMS[name] }, { write: (line) => void lines.push(line) })
    for (const [level] of LEVELS) (logger[level] as typeof logger.info)({ err: new Error('down') }, 'the forecast')
    expect(lines.map((line) => read(line))).toEqual(LEVELS.map(([, level]) => [level, 'weather', 'the forecast']))
  })
})

test.each(['json', 'logstash', 'colorized'] as const)('what winston itself writes: %s', (name) => {
  const { combine, colorize, json, logstash } = winston.format
  const format = { json: json(), logstash: logstash(), colorized: combine(colorize(), json()) }[name]
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, callback) {
      lines.push(String(chunk))
      callback()
    },
  })
  const transports = [new winston.transports.Stream({ stream })]
  const logger = winston.createLogger({ level: 'silly', levels: winston.config.syslog.levels, format, transports })
  logger.configure({ level: 'debug', levels: winston.config.syslog.levels, format, transports })
  const levels = ['debug', 'info', 'notice', 'warning', 'error', 'crit', 'alert', 'emerg']
  for (const level of levels) logger.log(level, 'the forecast')
  const names = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']
  expect(lines.map((line) => read(line))).toEqual(names.map((level) => [level, undefined, 'the forecast']))
})

describe('level, logger and text, wherever a logger puts them', () => {
  test.each([
    [{ levelname: 'WARNING', name: 'app.db', module: 'pool', message: 'slow' }, ['warning', 'app.db', 'slow']],
    [{ event: 'slow', level: 'warning', logger: 'app.db' }, ['warning', 'app.db', 'slow']],
    [
      { text: '… | ERROR | slow\n', record: { level: { name: 'ERROR', no: 40 }, message: 'slow', name: 'app.db' } },
      ['error', 'app.db', 'slow'],
    ],
    [{ '@level': 'warn', '@message': 'slow', '@module': 'db' }, ['warning', 'db', 'slow']],
    [{ level: 'ERROR', fields: { message: 'slow' }, target: 'app::db' }, ['error', 'app::db', 'slow']],
    [{ LogLevel: 'Critical', Category: 'App.Db', Message: 'slow' }, ['critical', 'App.Db', 'slow']],
    [{ LogLevel: 3, EventId: 0, Category: 'App.Db', Message: 'slow' }, ['warning', 'App.Db', 'slow']],
    [{ '@t': '2026', '@mt': 'slow {x}', '@l': 'Fatal', SourceContext: 'App.Db' }, ['critical', 'App.Db', 'slow {x}']],
    [{ '@t': '2026', '@m': 'slow' }, ['info', undefined, 'slow']],
    [
      { Level: 'Error', MessageTemplate: '{x}', RenderedMessage: 'slow', Properties: { SourceContext: 'App.Db' } },
      ['error', 'App.Db', 'slow'],
    ],
    [{ level: 'INFO', loggerName: 'app.Db', message: 'slow' }, ['info', 'app.Db', 'slow']],
    [{ level: 'WARN', level_value: 30000, logger_name: 'app.Db', message: 'slow' }, ['warning', 'app.Db', 'slow']],
    [{ level: { levelStr: 'FATAL', level: 50000 }, categoryName: 'db', data: ['slow'] }, ['critical', 'db', 'slow']],
    [{ log: { level: 'error', logger: 'db' }, message: 'slow' }, ['error', 'db', 'slow']],
    [{ 'log.level': 'error', 'log.logger': 'db', message: 'slow' }, ['error', 'db', 'slow']],
    [{ version: '1.1', short_message: 'slow', level: 3 }, ['error', undefined, 'slow']],
    [{ PRIORITY: '4', MESSAGE: 'slow' }, ['warning', undefined, 'slow']],
    [{ severityText: 'ERROR', severityNumber: 17, body: 'slow' }, ['error', undefined, 'slow']],
    [{ severityNumber: 13, body: { stringValue: 'slow' } }, ['warning', undefined, 'slow']],
    [{ message: 'slow', level: 550, level_name: 'ALERT', channel: 'db' }, ['alert', 'db', 'slow']],
    [{ message: 'slow', level: 250, channel: 'db' }, ['notice', 'db', 'slow']],
    [{ '0': 'slow', _meta: { logLevelId: 5, logLevelName: 'ERROR', name: 'db' } }, ['error', 'db', 'slow']],
    [{ context: { package: 'db', logLevel: 50 }, message: 'slow' }, ['error', undefined, 'slow']],
    [{ t: { $date: '2026' }, s: 'W', c: 'NETWORK', msg: 'slow' }, ['warning', undefined, 'slow']],
    [{ status: 'error', message: 'slow' }, ['error', undefined, 'slow']],
    [{ level: 'dpanic', msg: 'slow' }, ['critical', undefined, 'slow']],
    [{ level: '\u001b[33mwarn\u001b[39m', msg: 'slow' }, ['warning', undefined, 'slow']],
    [{ level: 'own', msg: 'slow' }, [undefined, undefined, 'slow']],
    [{ msg: 'slow' }, [undefined, undefined, 'slow']],
    [{ status: 'ok', rows: 3 }, [undefined, undefined, undefined]],
  ])('%j', (fields, expected) => {
    expect(read(JSON.stringify(fields))).toEqual(expected)
  })
})

describe('numbers', () => {
  test.each([
    [{ level: 10 }, 'debug'],
    [{ level: 35 }, 'info'],
    [{ level: 60 }, 'critical'],
    [{ levelno: 30 }, 'warning'],
    [{ levelno: 50 }, 'critical'],
    [{ severity: 3 }, 'error'],
    [{ severityLevel: 3, message: 'x' }, 'error'],
    [{ level_value: 40000 }, 'error'],
    [{ level: '50' }, 'error'],
    // Without a sign of the scale nobody can tell whether 3 is an error.
    [{ level: 3 }, undefined],
    [{ level: 50, severity: 'WARNING' }, 'warning'],
    [{ level: 60, level_name: 'INFO' }, 'info'],
  ])('%j: %s', (fields, level) => {
    expect(levelOf({ msg: 'x', ...fields })).toBe(level)
  })
})

describe('the beginning of a longer line', () => {
  const whole = JSON.stringify({
    level: 50,
    name: 'db',
    err: { stack: ['a', 'b'] },
    msg: `said "no" \\ ${'é"\\'.repeat(99)}`,
  })

  test('any of them is read as far as it goes', () => {
    for (let length = 1; length < whole.length; length++) {
      const [level, logger] = read(whole.slice(0, length), true)
      if (length > whole.indexOf(',"err"')) expect([length, level, logger]).toEqual([length, 'error', 'db'])
      else if (length < whole.indexOf(',"name"')) expect(level).toBeUndefined()
    }
    const said = whole.indexOf('said')
    expect(read(whole.slice(0, said + 6), true)[2]).toBe('said ')
    expect(read(whole.slice(0, said + 7), true)[2]).toBe('said "')
  })

  test.each(['\\', '"', '[', '{"a":', ',', '\\u00', '{'])('in no time: %j again and again', (piece) => {
    const line = `{"level":50,"msg":"${piece.repeat(100_000)}`
    const start = process.cpuUsage()
    readJsonLine(line, true)
    readJsonLine(line.replace('"msg":"', '"msg":'), true)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000)
  })
})
