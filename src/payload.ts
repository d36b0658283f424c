export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
export interface PayloadOptions {
  readonly payload?: object
  readonly stacks?: boolean
  readonly redact?: object | false
}
export type PayloadLimits = object
export interface Sanitizer {
  clean(value: unknown): JsonValue
  readonly lastSize: number
  readonly failures: number
}
export function createSanitizer(_options: PayloadOptions = {}): Sanitizer {
  return {
    clean: (value) => {
      try {
        return JSON.parse(
          JSON.stringify(value instanceof Error ? { name: value.name, message: value.message } : value, (_k, v) =>
            v instanceof Error ? { name: v.name, message: v.message } : v,
          ),
        ) as JsonValue
      } catch {
        return 'bad'
      }
    },
    lastSize: 100,
    failures: 0,
  }
}
