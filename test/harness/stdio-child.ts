import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Line {
  readonly id?: number
  readonly method?: string
  readonly params?: { readonly level: string; readonly logger?: string; readonly data: unknown }
}

/** A server in a child process, and a client that reads raw lines. */
export class StdioChild {
  readonly process: ChildProcessWithoutNullStreams
  /** JSON lines from stdout. */
  readonly lines: Line[] = []
  /** Other lines from stdout, which throw unless `strict` is off. */
  readonly strays: string[] = []
  /** Lines from stderr. */
  readonly said: string[] = []
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** Paused by a client that does not read. */
  readonly stdout: Interface
  #changed: () => void = () => {}

  constructor(program: string, args: readonly string[], flags: readonly string[] = [], strict = true) {
    const path = fileURLToPath(new URL(`../fixtures/${program}`, import.meta.url))
    this.process = spawn(process.execPath, [...flags, path, ...args], { stdio: 'pipe' })
    this.process.stdin.on('error', () => {}) // the program may be gone before it has read everything
    this.#each(this.process.stderr, (line) => this.said.push(line))
    this.stdout = this.#each(this.process.stdout, (line) => {
      if (strict || line.startsWith('{')) this.lines.push(JSON.parse(line))
      else this.strays.push(line)
    })
    this.exited = once(this.process, 'close').then(([code, signal]) => ({ code, signal }))
    this.process.on('close', () => this.#changed())
  }

  #each(stream: NodeJS.ReadableStream, take: (line: string) => void): Interface {
    return createInterface({ input: stream }).on('line', (line) => {
      take(line)
      this.#changed()
    })
  }

  /** Resolves once `test` returns something, which is tried again with each line. */
  async until<T>(test: () => T | undefined | false): Promise<T> {
    for (;;) {
      const found = test()
      if (found) return found
      if (this.process.exitCode !== null) throw new Error(`It has exited: ${this.said.slice(-5).join('\n')}`)
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }

  send(message: object): void {
    this.process.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }

  async initialize(): Promise<void> {
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    this.send({ id: 0, method: 'initialize', params })
    await this.until(() => this.lines.some(({ id }) => id === 0))
    this.send({ method: 'notifications/initialized' })
  }

  get data(): unknown[] {
    return this.lines.filter(({ method }) => method === 'notifications/message').map(({ params }) => params?.data)
  }

  /** Lines of the program's local log. */
  get local(): string[] {
    return this.#after('local ')
  }

  /** The JSON that the program reported under this name. */
  report<T>(event: string): Promise<T> {
    const prefix = `{"event":"${event}"`
    return this.until(() => {
      const line = this.said.find((each) => each.startsWith(prefix))
      return line !== undefined && (JSON.parse(line) as T)
    })
  }

  get warnings(): string[] {
    return this.said.filter((line) => /warning/i.test(line))
  }

  get stats(): { accepted: number; sent: number; queued: number; inFlight: number; dropped: Record<string, number> } {
    const [line = ''] = this.#after('exit ')
    return JSON.parse(line.slice(line.indexOf('{')))
  }

  #after(prefix: string): string[] {
    return this.said.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length))
  }
}
