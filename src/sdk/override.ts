/** A method of one object, replaced. */
export class Override<T extends object, K extends keyof T> {
  readonly original: T[K]
  readonly #own: boolean

  constructor(
    readonly target: T,
    readonly key: K,
    readonly replacement: T[K],
  ) {
    this.#own = Object.hasOwn(target, key)
    this.original = target[key]
    target[key] = replacement
  }

  /** Restores the original, unless somebody else has replaced the method meanwhile. */
  undo(): void {
    const { target, key } = this
    if (target[key] !== this.replacement) return
    if (this.#own) target[key] = this.original
    else delete target[key]
  }
}
