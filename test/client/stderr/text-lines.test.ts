import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { stripVTControlCharacters, styleText } from 'node:util'
import { describe, expect, test } from 'vitest'
import winston from 'winston'
import { levelInText } from '../../../src/client/stderr/text-level.js'
import type { McpLevel } from '../../../src/index.js'

/** Lines as loggers' own manuals show them, by where the level stands. Columns: level, line. */
const LINES: Readonly<Record<string, string>> = {
  'in brackets': `
error    >[2026-11-25 03:53:50 +0000] [1234] [ERROR] Worker failed to boot
info     >[I 261125 03:53:50 web:2344] 200 GET / (127.0.0.1) 1.2ms
error    >[E 2026-11-25 03:53:50.472 ServerApp] cannot open notebook
warning  >[2026-11-25 03:53:50,472: WARNING/MainProcess] celery lost
info     >[2026-11-25 03:53:50,472: INFO/ForkPoolWorker-1] Task done
info     >03:53:50 [INFO] started
warning  >[2026-11-25][weather][WARN] slow
warning  >[2026-11-25T03:53:50Z WARN  weather::api] slow
error    >[2026-11-25T03:53:50Z ERROR weather] failed
info     >[2026-11-25T03:53:50,472][INFO ][o.e.n.Node               ] [host] started
error    >[2026-11-25T03:53:50,472][ERROR][o.e.b.Bootstrap          ] failed
info     >[info] compiling 3 Scala sources
error    >[error] /srv/a.scala:3: not found
info     >[2026-11-25 03:53:50.472] [weather] [info] started
warning  >[2026-11-25 03:53:50.472] [warning] slow
critical >[2026-11-25 03:53:50.472] [weather] [critical] out
info     >[2026-11-25 03:53:50.472] [info]  started
warning  >[FastMCP warning] could not infer client capabilities
debug    >[FastMCP debug] listening
error    >[core:error] [pid 1:tid 2] failed
error    >[Wed Nov 25 03:53:50.472123 2026] [core:error] [pid 1:tid 2] AH0001: failed
notice   >[Wed Nov 25 03:53:50.472123 2026] [mpm_event:notice] [pid 1:tid 2] AH0001: resuming
error    >2026/11/25 03:53:50 [error] 12#12: *1 open() failed
emergency>2026/11/25 03:53:50 [emerg] 1#1: bind() failed
warning  >2026/11/25 03:53:50 [warn] 1#1: slow
notice   >2026/11/25 03:53:50 [notice] 1#1: start worker
warning  >2026/11/25 03:53:50 [WARN] slow
warning  >Nov 25 03:53:50 host weather[1234]: [WARN] slow
warning  >2026-11-25T03:53:50.472Z 0 [Warning] [MY-010068] [Server] slow
error    >2026-11-25T03:53:50.472Z 0 [ERROR] [MY-010068] [Server] failed
info     >[weather] [info] started
error    >weather: [ERROR] failed
error    >weather [ERROR] failed
error    >[ERROR]: failed
warning  >[warn]: slow
error    >[ERROR][main] failed
error    >(ERROR) failed
error    ><ERROR> failed
warning  >2026-11-25 03:53:50.472 [warning] <0.1.0> slow
info     >03:53:50.472 [info] Running Endpoint
info     >2026-11-25 03:53:50 [info     ] started                    city=Bern
error    >[1234:5678:1125/035350.472123:ERROR:gpu.cc(12)] failed
error    >Wed, 25 Nov 2026 03:53:50 GMT [ERROR] failed
error    >2026-11-25 03:53:50 <ERROR> failed
alert    >[ALERT] 329/035350 (1) : Proxy failed
notice   >[NOTICE]   (1) : haproxy
info     >[INFO] [1764042830.472] [weather]: started
info     >1764042830.472 [INFO] started
`,
  'before a colon': `
info     >2026-11-25 03:53:50 [scrapy.core.engine] INFO: Spider opened
error    >ERROR 2026-11-25 03:53:50,472 log 1234 Internal Server Error: /x
info     >info: Weather.Api[0] started
warning  >2026-11-25T03:53:50.472Z pid=1234 tid=abc WARN: slow
info     >2026-11-25T03:53:50.472Z 1234 TID-abc INFO: Booting
error    >[2026-11-25T03:53:50.472+00:00] app.ERROR: failed {"a":1} []
critical >[2026-11-25 03:53:50] production.CRITICAL: failed
warning  >[2026-11-25T03:53:50.472+00:00] weather-api.WARNING: slow [] []
error    >error: failed
info     >[2026-11-25T03:53:50.472Z]  INFO: weather/1234 on host: started
error    >[2026-11-25T03:53:50.472Z] ERROR: weather/1234 on host: failed (err=x)
info     >[03:53:50.472] INFO: started
error    >2026/11/25 03:53:50 ERROR: failed
error    >2026-11-25 03:53:50.472 UTC [1234] ERROR:  relation does not exist
critical >2026-11-25 03:53:50.472 UTC [1234] FATAL:  role does not exist
info     >2026-11-25 03:53:50.472 UTC [1] LOG:  listening
info     >2026-11-25 03:53:50.472 info: started
warning  >2026-11-25T03:53:50.472Z warn: slow
error    >2026-11-25 03:53:50 error: failed
error    >2026-11-25 03:53:50 [weather] error: failed
info     >[2026-11-25 03:53:50] info: started
warning  >warning: unused variable
error    >❌ Error: failed
warning  >⚠️ Warning: slow
warning  >⚠️  WARNING: slow
error    >[weather] Error: failed
info     >[weather] INFO: started
error    >weather: ERROR: failed
error    >weather: error: failed
critical >CRITICAL:root:out
error    >ERROR:weather.api:failed
notice   >NOTICE: started
error    >** ERROR: failed
error    >*** ERROR: failed
error    >2026-11-25T03:53:50.472Z - error: failed
error    >2026-11-25 03:53:50 (weather) ERROR: failed
critical >FATAL: kernel too old
error    >Error: listen EADDRINUSE: address already in use :::3000
`,
  'codes and forms of their own': `
error    >2026-11-25 03:53:50.472123: E tensorflow/core/x.cc:60] failed
warning  >2026-11-25 03:53:50.472123: W tensorflow/core/x.cc:60] slow
error    >E/Weather(1234): failed
info     >2026-11-25 03:53:50.472 I [1234:main] Weather -- started
error    >2026-11-25 03:53:50.472 E [1234:main a.rb:3] Weather -- failed
notice   >=NOTICE REPORT==== 25-Nov-2026::03:53:50 ===
error    >=ERROR REPORT==== 25-Nov-2026::03:53:50 ===
warning  >W1125 03:53:50.472123    1234 server.go:12] slow
info     >I20261125 03:53:50.472123 1234 a.cc:3] started
error    >E1125 03:53:50.472123 140123 a.py:3] failed
warning  ><4>slow
error    ><27>Nov 25 03:53:50 weather[12]: failed
critical ><2>out
info     ><14>1 2026-11-25T03:53:50Z host weather - - - started
warning  >(node:1234) Warning: Setting the NODE_TLS_REJECT_UNAUTHORIZED
warning  >(node:1234) [DEP0040] DeprecationWarning: The punycode module
warning  >(node:1234) MaxListenersExceededWarning: Possible EventEmitter memory leak
warning  >/srv/a.py:3: DeprecationWarning: datetime.utcnow() is deprecated
warning  >npm WARN deprecated x@1
error    >npm ERR! code E404
info     >npm info using npm@10
warning  ><w> [webpack] slow
error    >a.ts:3:5: error: no
error    >src/a.ts(3,5): error TS2304: Cannot find name
warning  >main.c:3:5: warning: unused
error    >error[E0425]: cannot find value
warning  >PHP Warning:  Undefined variable in /a.php on line 3
error    >PHP Fatal error:  Uncaught Exception: x in /a.php:3
notice   >PHP Notice:  Undefined index
error    >==> ERROR: failed
`,
  'a word by itself, after a time or in front': `
info     >[2026-11-25T03:53:50.472+0000] {file.py:12} INFO - started
error    >[2026-11-25T03:53:50.472+0000] {taskinstance.py:1824} ERROR - Task failed
info     >2026-11-25 03:53:50,472 1234 INFO db odoo.modules.loading: loading 1 modules
warning  >2026-11-25 03:53:50,472 WARNING weather.api no forecast
error    >2026-11-25 03:53:50,472 weather.api ERROR no forecast
info     >INFO 2026-11-25 03:53:50,472 views 1234 5678 request
info     >INFO     root:x.py:3 started
debug    >DEBUG    asyncio:selector_events.py:64 Using selector: EpollSelector
info     >INFO [weather] started
warning  >Nov 25 03:53:50.472 WARN slow, city: Bern
info     > INFO  weather::api > started
error    > ERROR weather > failed
warning  >2026-11-25T03:53:50.472+00:00 WARN weather - slow
info     > INFO weather::api: started city="Bern"
error    >ERROR weather::api: failed
info     >  2026-11-25T03:53:50.472Z  INFO weather::api: started
error    >11-25 03:53:50.472  1234  1234 E Weather: failed
warning  >11-25 03:53:50.472  1234  1250 W ActivityManager: slow
info     >2026-11-25 03:53:50,472 [main] INFO  weather.Api - started
warning  >03:53:50.472 [main] WARN weather.Api -- slow
info     >03:53:50.472 [main] INFO  c.e.weather.Api - started
error    >[main] ERROR weather.Api - failed
info     >2026-11-25 03:53:50,472 INFO  [org.acme.Api] (main) started
error    >2026-11-25 03:53:50,472 ERROR [org.acme.Api] (Quarkus Main Thread) failed
info     >03:53:50,472 INFO  [org.jboss.as] (Controller Boot Thread) started
info     >25-Nov-2026 03:53:50.472 INFO [main] org.apache.catalina.startup.Catalina.start Server startup
error    >25-Nov-2026 03:53:50.472 SEVERE [main] org.apache.catalina.core.X.y failed
warning  >[2026-11-25 03:53:50,472] WARN slow (kafka.server.KafkaServer)
error    >2026-11-25 03:53:50,472 [1] ERROR Weather.Api - failed
info     >2026/11/25 03:53:50 INFO> a.pl:3 main:: - started
info     >INF 2026-11-25 03:53:50.472+00:00 started                     topics="weather" tid=1
warning  >WRN 2026-11-25 03:53:50.472+00:00 slow
warning  >warning(gpa): leaked
info     >info(weather): started
info     >2026-11-25 03:53:50,472 INFO [default] started
info     >03:53:50 INFO  main.c:3: started
error    >2026-11-25 03:53:50.472 ERROR [1234] [main@3] failed
info     >[Nest] 1234  - 11/25/2026, 3:53:50 AM     LOG [NestFactory] Starting
warning  >[Nest] 1234   - 2026-11-25 03:53:50   [Weather] WARN slow
debug    >[Nest] 1234  - 11/25/2026, 3:53:50 AM VERBOSE [Weather] x
info     >03:53:50.472 (main) > INFO started
warning  >[03:53:50.472] WARN (1234): slow
error    >[2026-11-25 03:53:50.472 +0000] ERROR (weather/1234 on host): failed
info     >2026/11/25 03:53:50 INFO started city=Bern
error    >2026/11/25 03:53:50 ERROR failed err=x
error    >2026/11/25 03:53:50 main.go:3: ERROR failed
critical >FATA[0000] out
warning  >WARN[2026-11-25T03:53:50Z] slow
info     >3:53AM INF started city=Bern
error    >3:53PM ERR failed error="x"
critical >2026-11-25T03:53:50Z FTL out
critical >3:53AM PNC out
debug    >2026-11-25T03:53:50Z TRC deep
error    >Nov 25 03:53:50 host weather[1234]: ERROR failed
info     >2026-11-25T03:53:50+0000 info weather : [Weather] started
error    >2026-11-25T03:53:50+0000 error weather : city=Bern [Weather] failed
info     >ℹ INFO started
error    >✖ error  failed
error    >[weather] ERROR failed
error    >ERROR - failed
error    >ERROR | failed
warning  >WARNING! slow
error    >!!! ERROR failed
debug    >weather:api listening +3ms
debug    >  weather:api listening +3ms
error    >  weather:error failed +3ms
error    >2026-11-25T03:53:50.472Z weather:error it failed
debug    >2026-11-25T03:53:50.472Z express:router use '/' query
info     >[11/25/26 03:53:50] INFO     started
error    >           ERROR    failed         py_rich.py:7
error    >03:53:50 ERROR    failed
info     >Wed Nov 25 03:53:50 2026 INFO started
error    >2026.11.25 03:53:50 ERROR failed
error    >25.11.2026 03:53:50 ERROR failed
error    >20261125 03:53:50 ERROR failed
error    >#1234 ERROR failed
error    >ERROR (weather): failed
info     >INFO (1234): started
error    >ERROR→failed
info     >info - ready started server
warning  >warn - slow
error    >error - failed
warning  > WARN  deprecated x@1
error    > ERROR  failed
error    >ERR! failed
error    >+12ms ERROR failed
error    >0.012s ERROR failed
`,
  'between columns': `
error    >ERROR    | 2026-11-25 | weather | failed
error    >2026-11-25 03:53:50.4721|ERROR|Weather.Api|failed
info     >2026-11-25 03:53:50.472→INFO→/a.ts:3→started
error    >2026-11-25 03:53:50.472→ERROR→[/a.ts:3] failed
warning  >WARN [11-25|03:53:50.472] slow                        city=Bern
error    >EROR[11-25|03:53:50] failed err=x
info     >1764042830.472→info→weather/a.go:3→started
error    >1.7640428304721e+09→error→failed→{"a": 1}
warning  >2026-11-25T03:53:50.472Z→warn→weather→slow
error    >2026-11-25T03:53:50.472+0100→ERROR→weather→a/b.go:3→failed
info     >weather - INFO - started
error    >weather | ERROR | failed
error    >ERROR|failed
warning  >WARNING - weather - slow
info     >2026-11-25 03:53:50.472 | INFO     | weather.api:run:7 - started
info     >2026-11-25 03:53:50.472 | SUCCESS  | weather.api:run:7 - started
debug    >2026-11-25 03:53:50.472 | TRACE    | weather.api:run:7 - started
error    >03:53:50 - weather - ERROR - failed
info     >2026-11-25T03:53:50.472Z - info - started
error    >2026-11-25T03:53:50.472Z|ERROR|failed
error    >2026-11-25T03:53:50.472Z;ERROR;failed
error    >2026-11-25T03:53:50.472Z,ERROR,failed
`,
  'exceptions and the end of a process': `
error    >[Nest] 1234  - 11/25/2026, 3:53:50 AM   ERROR [ExceptionHandler] failed
critical >FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
critical >Fatal error in main(): Error: no key
error    >TypeError: x is not a function
error    >java.lang.IllegalStateException: boom
error    >Exception in thread "main" java.lang.RuntimeException: boom
error    >Unhandled exception. System.InvalidOperationException: boom
error    >thread 'main' panicked at src/main.rs:3:5:
error    >panic: runtime error: index out of range
error    >Uncaught Exception: boom
error    >Uncaught TypeError: x
error    >** (RuntimeError) boom
`,
  'the value of a key': `
info     >time=2026-11-25T03:53:50.472Z level=INFO msg="started up" city=Bern
critical >time=2026-11-25T03:53:50.472Z level=ERROR+4 msg=failed
warning  >time="2026-11-25T03:53:50Z" level=warning msg="slow as ever" city=Bern
critical >time="2026-11-25T03:53:50Z" level=fatal msg=out
error    >ts=2026-11-25T03:53:50.472Z caller=a.go:3 level=error msg="failed it"
error    >t=2026-11-25T03:53:50+0000 lvl=eror msg="failed it" err=x
error    >msg="it failed" level=error code=3
info     >at=info method=GET path="/" status=200
`,
}

const rows = (text: string): (readonly [level: string, line: string])[] =>
  text
    .split('\n')
    .filter((row) => row.trim() !== '')
    .map((row) => {
      const at = row.indexOf('>')
      return [row.slice(0, at).trim(), row.slice(at + 1).replaceAll('→', '\t')] as const
    })

describe.each(Object.keys(LINES))('%s', (place) => {
  test.each(rows(LINES[place] as string))('%s >%s', (level, line) => {
    expect(levelInText(line)).toBe(level)
  })
})

test('colours hide no level', () => {
  for (const [level, line] of Object.values(LINES).flatMap(rows)) {
    const coloured = line.replaceAll(/[A-Za-z]{3,}/g, (word) =>
      styleText(['bold', 'red'], word, { validateStream: false }),
    )
    expect([line, levelInText(stripVTControlCharacters(coloured))]).toEqual([line, level])
  }
})

describe('what winston itself writes', () => {
  const { combine, simple, cli, colorize, timestamp, printf, label, prettyPrint, padLevels } = winston.format
  const FORMATS = {
    simple: simple(),
    cli: cli(),
    'colorize and simple': combine(colorize(), simple()),
    'colorize all': combine(colorize({ all: true }), simple()),
    padded: combine(padLevels(), simple()),
    'timestamp first': combine(
      timestamp(),
      printf(({ timestamp: time, level, message }) => `${time} ${level}: ${message}`),
    ),
    'label in brackets': combine(
      label({ label: 'api' }),
      timestamp(),
      printf(({ timestamp: time, label: name, level, message }) => `${time} [${name}] ${level}: ${message}`),
    ),
    'level in brackets': combine(printf(({ level, message }) => `[${level.toUpperCase()}] ${message}`)),
    'between pipes': combine(
      timestamp(),
      printf(({ timestamp: time, level, message }) => `${time} | ${level} | ${message}`),
    ),
    pretty: prettyPrint(),
    'pretty with the label in front': combine(label({ label: 'api' }), prettyPrint()),
  }
  const LEVELS = [
    ['debug', 'debug'],
    ['info', 'info'],
    ['warn', 'warning'],
    ['error', 'error'],
  ] as const
  test.each(Object.keys(FORMATS) as (keyof typeof FORMATS)[])('%s', (name) => {
    const lines: string[] = []
    const stream = new Writable({
      write(chunk, _encoding, callback) {
        lines.push(String(chunk).trimEnd())
        callback()
      },
    })
    const transports = [new winston.transports.Stream({ stream })]
    const logger = winston.createLogger({ level: 'debug', format: FORMATS[name], transports })
    for (const [level] of LEVELS) logger.log(level, 'the forecast for Bern')
    const expected: readonly McpLevel[] = LEVELS.map(([, level]) => level)
    expect(lines.map((line) => levelInText(stripVTControlCharacters(line)))).toEqual(expected)
  })
})

describe('prose states no level', () => {
  test.each([
    'error handling is described below',
    'The error was: none',
    'warn the user about it',
    'info about the server',
    'Debug mode is on',
    'An ERROR occurred in the pump',
    'This is an error: do not do it',
    'server: the error count is 3',
    'level of detail: debug',
    'Set level=debug to see more',
    "  error: 'red',",
    '  debug: true,',
    '- error: the message',
    '* warning: a sign',
    '# Error',
    '## Debugging: how to',
    '> Warning: x',
    '| error | thrown |',
    '[error](https://x)',
    '[debug]: https://x',
    '[error handling](#x)',
    'no error',
    'Weather MCP server running on stdio',
    'Listening on http://localhost:3000',
    '2026-11-25 03:53:50 error handling is on',
    '2026-11-25 03:53:50 Error handling is on',
    '2026-11-25 03:53:50 I am ready',
    '2026-11-25 03:53:50 debug mode enabled',
    '2026-11-25 03:53:50 alert created for Bern',
    '2026-11-25 03:53:50 no errors found',
    '2026/11/25 03:53:50 weather: all fine',
    'Connected in 3 ms, 0 errors, 2 warnings',
    'Found 3 info messages',
    'data: 3',
    'help: see the docs',
    'log file: /tmp/x',
    'config: loaded',
    'Config loaded',
    'Fine, thanks',
    'Success',
    'Log level set to debug',
    'Logging at level INFO',
    'fail2ban started',
    'errors: 3',
    'error_count: 3',
    'error.log opened',
    'debug-port: 3',
    'info@example.com wrote',
    'http: proxy on',
    'Loaded 3 tools: info, debug, error',
    'NODE_ENV=production level is fine',
    'warning signs are everywhere',
    'critical section entered',
    'emergency exit is there',
    'notice the difference',
    'fatal attraction',
    'trace id: 123',
    'verbose output off',
    'panic room',
    'GET /error 200',
    'GET /debug/info 404',
    'POST /api/warn: 200',
    'Usage: server [--debug] [--info]',
    '  --debug   print debug output',
    '  -v, --verbose  verbose',
    'E = mc2',
    'I am here',
    '[x] done',
    '[ ] open',
    '(i) note',
    'A: yes',
    'info',
    'error',
    'debug',
  ])('%s', (line) => {
    expect(levelInText(line)).toBeUndefined()
  })
})

test('hardly a line of the README files of installed packages', () => {
  const files = readdirSync('node_modules').map((name) => `node_modules/${name}/README.md`)
  const lines = files.filter((file) => existsSync(file)).flatMap((file) => readFileSync(file, 'utf8').split(/\r?\n/))
  const prose = lines.filter((line) => line.trim() !== '')
  expect(prose.length).toBeGreaterThan(10_000)
  expect(prose.filter((line) => levelInText(line) !== undefined).length / prose.length).toBeLessThan(0.002)
})

describe('the time is linear in the line', () => {
  const PIECES = [
    ...[
      'a',
      ' ',
      '[',
      '(',
      '<',
      '{',
      '\t',
      '-',
      ': ',
      '| ',
      'a.',
      'a:',
      '=',
      'a=',
      'a="',
      '\\',
      '"',
      '1',
      '1:',
      '.',
      '\u2713',
    ],
    ...[
      '[a] ',
      'error',
      'ERROR ',
      'a.a.Error',
      '12:34:56 ',
      '2026-11-25T',
      'a/b:1:',
      '+1m',
      '^',
      '../',
      'a::',
      'Uncaught ',
    ],
  ]
  test.each(PIECES)('%j again and again', (piece) => {
    const line = piece.repeat(100_000 / piece.length)
    const start = process.cpuUsage()
    for (const each of [line, `2026-11-25 03:53:50 ${line}`, ` ${line}`]) levelInText(each)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(100)
  })
})
