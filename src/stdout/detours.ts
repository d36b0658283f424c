import type { StdioOptions } from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { Override } from '../sdk/override.js'

type Call = (this: unknown, ...args: unknown[]) => unknown

/** What to call the original with, when `below` has been called. */
type Redirect = (args: unknown[], below: Call) => unknown[]

const STDERR = 2

/** Functions that take what they write to first: a file descriptor or a path. */
const WRITERS = [
  'write',
  'writeSync',
  'writev',
  'writevSync',
  'writeFile',
  'writeFileSync',
  'appendFile',
  'appendFileSync',
  'open',
  'openSync',
  'createWriteStream',
] as const

const SYNC_SPAWNERS = ['spawnSync', 'execSync', 'execFileSync'] as const

/** What stdout is called as a file. */
const STDOUT_PATHS: readonly unknown[] = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

/**
 * Ways to stdout that do not lead through `process.stdout`: its file descriptor, which pino writes to by itself, and
 * children that share it. While these are set, such output goes to stderr.
 */
export class Detours {
  #overrides: readonly { undo(): void }[] | undefined

  /** @param meet told of each use, with the function that was called; may throw to refuse it */
  constructor(private readonly meet: (below: Call) => void) {}

  set(active: boolean): void {
    if (active === (this.#overrides !== undefined)) return
    if (active) {
      const files = fs as unknown as Record<string, Call>
      // Not loaded before it is needed: it is the dearest part of Node's that is used here.
      const childProcess = process.getBuiltinModule('node:child_process')
      const children = childProcess as unknown as Record<string, Call>
      const prototype = childProcess.ChildProcess.prototype as unknown as Record<string, Call>
      this.#overrides = [
        ...WRITERS.map((name) => this.#replace(files, name, (args, below) => this.#writer(args, below))),
        ...SYNC_SPAWNERS.map((name) => this.#replace(children, name, (args, below) => this.#spawner(args, below))),
        this.#replace(prototype, 'spawn', (args, below) => this.#spawner(args, below)),
      ]
    } else {
      for (const each of this.#overrides ?? []) each.undo()
      this.#overrides = undefined
    }
    syncBuiltinESMExports()
  }

  #replace(target: Record<string, Call>, name: string, redirect: Redirect): { undo(): void } {
    const override: Override<Record<string, Call>, string> = new Override(target, name, function (...args) {
      return (override.original as Call).apply(this, redirect(args, override.replacement))
    })
    // Some of them have more to them than a call (`promisify`).
    Object.defineProperties(override.replacement, Object.getOwnPropertyDescriptors(override.original as Call))
    return override
  }

  #writer(args: unknown[], below: Call): unknown[] {
    const [file, ...rest] = args
    if (file === 1) {
      this.meet(below)
      return [STDERR, ...rest]
    }
    if (typeof file === 'string' && STDOUT_PATHS.includes(file)) {
      this.meet(below)
      return ['/dev/stderr', ...rest]
    }
    return args
  }

  /** What is started with the last of the arguments that are options. */
  #spawner(args: unknown[], below: Call): unknown[] {
    const at = args.findLastIndex((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
    const options = args[at] as { stdio?: StdioOptions } | undefined
    const stdio = withoutStdout(options?.stdio)
    if (stdio === undefined) return args
    this.meet(below)
    return args.with(at, { ...options, stdio })
  }
}

/** The same with stderr in place of stdout; `undefined` if it has no stdout. */
function withoutStdout(stdio: StdioOptions | undefined): StdioOptions | undefined {
  const list: StdioOptions | undefined = stdio === 'inherit' ? ['inherit', 'inherit', 'inherit'] : stdio
  if (!Array.isArray(list)) return undefined
  const isStdout = (each: unknown, index: number): boolean =>
    each === 1 || each === process.stdout || (each === 'inherit' && index === 1)
  return list.some(isStdout) ? list.map((each, index) => (isStdout(each, index) ? STDERR : each)) : undefined
}
