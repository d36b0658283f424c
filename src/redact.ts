/** What of a record must not leave. */
export interface RedactOptions {
  readonly paths?: readonly string[]
}
export interface PathNode {
  readonly ends: boolean
}
export type PathNodes = readonly PathNode[] | undefined
export interface Redactor {
  readonly paths: PathNodes
  text(text: string, limit: number, trail: readonly string[]): string
  level(key: string): number
  hides(level: number, value: unknown): boolean
  censor(value: unknown, trail: readonly string[]): string
}
export function stepInto(_nodes: readonly PathNode[], _key: string): PathNodes {
  return undefined
}
export function createRedactor(_options: RedactOptions): Redactor {
  return {
    paths: undefined,
    text: (text, limit) => text.slice(0, limit),
    level: () => 0,
    hides: () => false,
    censor: () => '[Redacted]',
  }
}
