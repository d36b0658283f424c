import type { StdioOptions } from 'node:child_process'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { Override } from '../sdk/override.js'

type Call = (this: unknown, ...args: unknown[]) => unknown

/** The arguments to call the original with, after `below` was called. */
type Redirect = (args: unknown[], below: Call) => unknown[]

const STDERR = 2

/** Functions whose first argument is what they write to: a file descriptor or a path. */
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

/** Paths of stdout. */
const STDOUT_PATHS: readonly unknown[] = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']

/**
 * Redirects output that does not pass `process.stdout`: its file descriptor, which pino writes to directly, and child processes
 * that inherit it. While installed, such output goes to stderr.
 */
export class Detours {
  #overrides: readonly { undo(): void }[] | undefined

  /** @param meet called for each such write, with the function that was called; may throw to refuse it */
  constructor(private readonly meet: (below: Call) => void) {}

  set(active: boolean): void {
    if (active === (this.#overrides !== undefined)) return
    if (active) {
      const files = fs as unknown as Record<string, Call>
      // Loaded on demand: it is the slowest module of Node to load among those used here.
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
    // Some have properties, such as that of `promisify`.
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

  /** Child processes: the options are the last object among the arguments. */
  #spawner(args: unknown[], below: Call): unknown[] {
    const at = args.findLastIndex((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
    const options = args[at] as { stdio?: StdioOptions } | undefined
    const stdio = withoutStdout(options?.stdio)
    if (stdio === undefined) return args
    this.meet(below)
    return args.with(at, { ...options, stdio })
  }
}

/** The same `stdio` with stderr instead of stdout; `undefined` if it has no stdout. */
function withoutStdout(stdio: StdioOptions | undefined): StdioOptions | undefined {
  const list: StdioOptions | undefined = stdio === 'inherit' ? ['inherit', 'inherit', 'inherit'] : stdio
  if (!Array.isArray(list)) return undefined
  const isStdout = (each: unknown, index: number): boolean =>
    each === 1 || each === process.stdout || (each === 'inherit' && index === 1)
  return list.some(isStdout) ? list.map((each, index) => (isStdout(each, index) ? STDERR : each)) : undefined
}
