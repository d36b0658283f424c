import { levelOfName } from '../../levels/level-names.js'
import { MCP_LEVELS, type McpLevel } from '../../levels/mcp-level.js'
import { letterCode } from './bracket-level.js'

type Form = readonly [pattern: RegExp, level: (match: RegExpExecArray) => McpLevel | undefined]

const is = (level: McpLevel) => (): McpLevel => level

/**
 * Formats with the level at a fixed position. All patterns are anchored to the start of the line and run in linear time.
 */
const FORMS: readonly Form[] = [
  // syslog's priority, also as systemd and the kernel take it: eight severities for each facility.
  [/^<(\d{1,3})>/, ([, priority]) => levelOfSyslog(Number(priority))],
  // klog, glog and absl: `E1125 03:53:50.472123`.
  [/^([IWEFCD])(?:\d{4}|\d{8}) \d\d:\d\d:\d\d/, ([, letter = '']) => letterCode(letter)],
  // Ruby: `E, [2026-…`. Android: `E/Tag(123): text`.
  [/^([DIWEFA]), \[/, ([, letter = '']) => (letter === 'A' ? 'info' : letterCode(letter))],
  [/^([VDIWEF])\/[\w.$-]+ *(?:\( *\d+\))?: /, ([, letter = '']) => letterCode(letter)],
  // Node and its like, also Python: `(node:1) [DEP0040] DeprecationWarning: text`, `a.py:3: UserWarning: text`.
  [/^\([\w ]{1,20}:\d+\) (?:\[\w+\] )?\w*Warning: /, is('warning')],
  [/^\S+:\d+: (?:\w+\.)*\w*Warning: /, is('warning')],
  [
    /^npm (warn|error|ERR!|WARN|notice|info|http|verb|verbose|sill|silly|timing)(?= |$)/,
    ([, name = '']) => ofNpm(name),
  ],
  [/^PHP (?:Fatal|Parse|Core|Compile|Recoverable fatal)[\w ]* error: /i, is('error')],
  [/^PHP (?:Fatal|Parse) error: /, is('error')],
  [
    /^PHP (Warning|Notice|Deprecated|Error): /,
    ([, name = '']) => (name === 'Deprecated' ? 'warning' : levelOfName(name)),
  ],
  // .NET's console: `fail: Weather.Api[0]`, the text below or behind.
  [/^(trce|dbug|info|warn|fail|crit): \S+\[-?\d+\](?: |$)/, ([, name = '']) => levelOfName(name)],
  // Erlang's reports.
  [/^=(\w{4,12}) REPORT====/, ([, name = '']) => levelOfName(name) ?? (name === 'CRASH' ? 'error' : undefined)],
  // Compilers and linters: `a.ts:3:5: error: text`, `a.cs(3,5): warning CS0168: text`.
  [
    /^[^\s:()[\]]+(?::\d+(?::\d+)?|\(\d+(?:,\d+)?\))(?::| -) (?:fatal )?(error|warning|note|info)\b/,
    ([, name = '']) => levelOfName(name),
  ],
  // V8 and other runtimes that crash.
  [/^(?:\S+ )?fatal error(?:: | (?:in|while|during|running|starting|at)\b[^:]*:)/i, is('critical')],
  // An object of winston's `prettyPrint`, or what the console makes of one.
  [/^\{\s*(?:[\w$]+: [^,{}]+,\s*)?level: '(\w{1,13})'/, ([, name = '']) => levelOfName(name)],
  // What the npm package `debug` writes: its names often end in a level.
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (@?[\w./-]+(?::[\w.*/-]+)+) \S/, ([, name = '']) => ofNamespace(name)],
  [/^ {2}(@?[\w./-]+(?::[\w.*/-]+)*) .*\+\d+(?:ms|s|m|h|d)$/, ([, name = '']) => ofNamespace(name)],
  [/^([A-Za-z][\w./-]*(?::[A-Za-z][\w.*/-]*)+) .*\+\d+(?:ms|s|m|h|d)$/, ([, name = '']) => ofNamespace(name)],
  // Monolog and Laravel: `[2026-…] app.ERROR: text`.
  [/^\[[^\]]{8,40}\] [\w-]+\.([A-Z]{4,9}): /, ([, name = '']) => levelOfName(name)],
]

/** The level of a line in one of the formats with a fixed position. */
export function levelOfFixedForm(head: string): McpLevel | undefined {
  for (const [pattern, level] of FORMS) {
    const match = pattern.exec(head)
    if (match !== null) return level(match)
  }
  return isException(head) ? 'error' : undefined
}

/** Whether a line begins the report of an exception, uncaught or printed. */
export function isException(row: string): boolean {
  return EXCEPTIONS.some((pattern) => pattern.test(row))
}

const EXCEPTIONS: readonly RegExp[] = [
  /^[ +|]{0,4}(?:Exception Group )?Traceback \(most recent call last\):/,
  // Named by its class, as a package's member or not: `TypeError: text`, `java.lang.IllegalStateException`.
  /^(?:Uncaught )?(?:[A-Za-z_$][\w$]*\.)*[A-Z][\w$]*(?:Error|Exception)(?: \[\w+\])?(?:: |$)/,
  /^(?:Uncaught|Unhandled)\b.*(?:[Ee]xception|[Ee]rror|[Rr]ejection)/,
  /^UnhandledPromiseRejection/,
  /^Exception in thread /,
  /^thread '[^']*'(?: \(\d+\))? panicked at /,
  /^panic: /,
  /^terminate called /,
  /^\*\* \([\w.]+\) /,
  // Ruby: `/srv/a.rb:3:in 'run': text (RuntimeError)`.
  /^\S+:\d+:in .+\([A-Z][\w:]*\)$/,
]

function levelOfSyslog(priority: number): McpLevel | undefined {
  return priority > 191 ? undefined : MCP_LEVELS[7 - (priority & 7)]
}

function ofNpm(name: string): McpLevel {
  return levelOfName(name.replace(/\W/g, '')) ?? 'info'
}

function ofNamespace(name: string): McpLevel {
  return levelOfName(name.slice(name.lastIndexOf(':') + 1)) ?? 'debug'
}
