import { BridgeWarning } from '../warning.js'
import { findCaller } from './caller.js'
import { ConsoleCalls } from './console-calls.js'
import { Detours } from './detours.js'
import { REMEDIES, type Stray } from './remedies.js'

/** What happens to output that is not the transport's. `true`: it goes to stderr. `error`: it throws. `false`: a warning. */
export type StdoutGuard = boolean | 'error'

/** An owner of stdout: one for each stdio connection and each hub that watches it. */
export interface StdoutOwner {
  readonly guard: StdoutGuard
  /** @param stray called once for each kind of writer */
  warn(stray: Stray, message: string): void
}

type Write = NodeJS.WriteStream['write']

const owners = new Set<StdoutOwner>()

/** Set by `mcp-log-bridge/guard`: applies from then on, even without a transport. */
let isGuarded = false

let interception: Interception | undefined

/** Guards stdout from now on, for the rest of the process. */
export function guardStdoutFromNow(): void {
  isGuarded = true
  update()
}

/**
 * Reserves stdout for the transport.
 *
 * @returns a function that releases it; `undefined` if the transport does not write to this process's stdout
 */
export function ownStdout(transport: object, owner: StdoutOwner): (() => void) | undefined {
  const holder = holderOf(transport)
  if (holder === undefined) return undefined
  owners.add(owner)
  update()
  holder._stdout = (interception as Interception).handle
  return () => {
    owners.delete(owner)
    if (owners.size === 0) {
      // Later writes go where they did before, including a late message of the transport.
      if (holder._stdout === interception?.handle) holder._stdout = process.stdout
      update()
    }
  }
}

interface StdoutHolder {
  _stdout: unknown
}

/** What writes to this process's stdout: the transport, or what it wraps (v2's `serveStdio`). */
function holderOf(transport: object): StdoutHolder | undefined {
  const isHolder = (each: unknown): each is StdoutHolder => {
    const stream = (each as Partial<StdoutHolder> | null | undefined)?._stdout
    return stream === process.stdout || (stream !== undefined && stream === interception?.handle)
  }
  return [transport, ...Object.values(transport)].find(isHolder)
}

/** What happens to output that is not the transport's: the strictest of all owners' settings. */
function verdict(): 'throw' | 'divert' | 'pass' {
  const guards = [...owners].map(({ guard }) => guard)
  if (guards.includes('error')) return 'throw'
  return isGuarded || guards.includes(true) ? 'divert' : 'pass'
}

/** Installs or removes the interception as the owners require. */
function update(): void {
  if (owners.size > 0 || isGuarded) interception ??= new Interception()
  interception?.console.set(verdict() === 'throw')
  interception?.detours.set(verdict() !== 'pass')
  if (owners.size > 0 || isGuarded) return
  interception?.stop()
  interception = undefined
}

class Interception {
  /** The original stdout, which the transport writes to. */
  readonly handle: NodeJS.WriteStream
  readonly console = new ConsoleCalls()
  readonly detours = new Detours((below) => this.#meet(below))
  readonly #stdout = process.stdout
  readonly #write: Write
  readonly #replacement: Write
  #isTold = false
  #waitsForDrain = false
  #active = true

  constructor() {
    const stdout = this.#stdout
    const write: Write = stdout.write
    this.#write = write
    this.#replacement = ((...args: Parameters<Write>) => this.#written(args)) as Write
    stdout.write = this.#replacement
    const own = write.bind(stdout)
    this.handle = new Proxy(stdout, {
      get(target, key) {
        if (key === 'write') return own
        const value: unknown = Reflect.get(target, key, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  /** Restores the original, unless somebody has replaced it meanwhile: then everything is passed through. */
  stop(): void {
    this.#active = false
    if (this.#stdout.write === this.#replacement) this.#stdout.write = this.#write
  }

  #written(args: Parameters<Write>): boolean {
    const pass = (): boolean => this.#write.apply(this.#stdout, args)
    // Without an owner it may be the transport of a server that is not attached.
    if (!this.#active || (owners.size === 0 && isProtocol(args[0]))) return pass()
    if (this.#meet(this.#replacement) === 'pass') return pass()
    if (process.stderr.write(...args)) return true
    this.#passDrainOn()
    return false
  }

  /** A writer that waits for stdout to drain has to wait for stderr now. */
  #passDrainOn(): void {
    if (this.#waitsForDrain) return
    this.#waitsForDrain = true
    process.stderr.once('drain', () => {
      this.#waitsForDrain = false
      this.#stdout.emit('drain')
    })
  }

  /**
   * Called when something else has written, or is about to.
   *
   * @param below the function that was called
   * @throws BridgeWarning if it must not
   */
  #meet(below: (...args: never[]) => unknown): 'divert' | 'pass' {
    const decided = verdict()
    if (decided !== 'throw' && this.#isTold) return decided
    const { kind, frame } = findCaller(below)
    const from = frame === undefined ? 'a pipe or a worker, whose caller cannot be told' : `at ${frame}`
    const message = `Output that is not MCP's was written to stdout${OUTCOME[decided]} (${from}): ${REMEDIES[kind]}`
    if (decided === 'throw') throw this.console.hold(new BridgeWarning('STRAY_STDOUT', message))
    this.#isTold = true
    const [owner] = owners
    if (owner === undefined) process.emitWarning(new BridgeWarning('STRAY_STDOUT', message))
    else owner.warn(kind, message)
    return decided
  }
}

const OUTCOME = { throw: '', divert: ', and went to stderr', pass: ', where it breaks the session' } as const

/** Whether it is JSON-RPC and nothing else. */
function isProtocol(chunk: string | Uint8Array): boolean {
  const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 0 && lines.every(isJsonRpc)
}

function isJsonRpc(line: string): boolean {
  try {
    const message: unknown = JSON.parse(line)
    return [message].flat().every((each) => (each as { jsonrpc?: unknown } | null)?.jsonrpc === '2.0')
  } catch {
    return false
  }
}
