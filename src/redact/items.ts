import { type SecretWord, secretWords } from './commands.js'
import { LEVEL } from './key-names.js'

/** What a list is: node:http's flat list of names and values, the arguments of a program or of a database's command. */
export interface ListKind {
  readonly kind: 'headers' | 'rawHeaders' | 'command'
  readonly program?: string | undefined
}

/** Which items of a list are secret, by those before them. The items are asked for in their order. */
export class ItemLevels {
  #next: number = LEVEL.none
  #words: readonly SecretWord[] | undefined

  constructor(
    private readonly items: readonly unknown[],
    private readonly list: ListKind | undefined,
    private readonly levelOf: (name: string) => number,
  ) {}

  /** The level of this item. */
  at(index: number, item: unknown): number {
    const level = this.#next
    this.#next = this.#names(index, item) ? this.#levelOfName(item as string) : LEVEL.none
    if (level === LEVEL.none || this.list?.kind !== 'headers') return level
    // `headers: ['cookie', 'accept']` may be a list of names.
    return typeof item === 'string' && /^[A-Za-z][A-Za-z_-]*$/.test(item) ? LEVEL.none : level
  }

  /** Where in the item a password begins, as in `-px`; -1 if there is none. */
  secretFrom(index: number, item: unknown): number {
    if (this.#words === undefined) {
      if (typeof item !== 'string' || !item.startsWith('-')) return -1
      const { program } = this.list ?? {}
      this.#words = secretWords(
        program === undefined || program === this.items[0] ? this.items : [program, ...this.items],
      )
      if (this.#words.length > 0 && program !== undefined && program !== this.items[0]) {
        this.#words = this.#words.map((word) => ({ ...word, index: word.index - 1 }))
      }
    }
    return this.#words.find((word) => word.index === index)?.from ?? -1
  }

  /** Whether the item is a name whose value is the next one: `--password`, `-token`. */
  #names(index: number, item: unknown): boolean {
    if (typeof item !== 'string') return false
    if (item.startsWith('-')) return true
    // `['password', 'x']`
    if (this.list === undefined) return index === 0 && this.items.length === 2
    return this.list.kind === 'command' ? index > 0 || this.items.length === 2 : index % 2 === 0
  }

  #levelOfName(name: string): number {
    const level = name.length > 64 || name.includes('=') ? LEVEL.none : this.levelOf(name)
    // `['HSET', 'user:1', 'password', 'x']`, but also `['token', 'list']`
    const isCertain = name.startsWith('-') || (this.list !== undefined && this.list.kind !== 'command')
    return level !== LEVEL.none && !isCertain ? LEVEL.random : level
  }
}
