/** Methods of the console that write to stdout. */
const METHODS = [
  'log',
  'info',
  'debug',
  'dir',
  'dirxml',
  'table',
  'group',
  'groupCollapsed',
  'count',
  'timeLog',
  'timeEnd',
] as const

type Call = (...args: unknown[]) => void

/** The console swallows what its stream throws; these wrappers throw it. */
export class ConsoleCalls {
  #held: Error | undefined
  #undo: (() => void) | undefined

  /** Remembers an error for the console method that would swallow it. */
  hold(error: Error): Error {
    this.#held = error
    return error
  }

  set(active: boolean): void {
    if (!active) {
      this.#undo?.()
      this.#undo = undefined
    } else {
      this.#undo ??= this.#replace(globalThis.console as unknown as Record<string, Call>)
    }
  }

  #replace(target: Record<string, Call>): () => void {
    const undo = METHODS.map((name) => {
      const original = target[name] as Call
      const replacement: Call = (...args) => {
        this.#held = undefined
        original.apply(target, args)
        const held = this.#held as Error | undefined
        this.#held = undefined
        if (held !== undefined) throw held
      }
      target[name] = replacement
      return () => {
        if (target[name] === replacement) target[name] = original
      }
    })
    return () => {
      for (const each of undo) each()
    }
  }
}
