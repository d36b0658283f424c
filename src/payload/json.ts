export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
export type JsonObject = { [key: string]: JsonValue }

/** An own `__proto__` key stays an own key: assignment would set the prototype. */
export function put(target: JsonObject, key: string, value: JsonValue): void {
  if (key !== '__proto__') target[key] = value
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

/** The fields before `end`, none of which needed a change. */
export function copyUntil(value: Readonly<Record<string, unknown>>, end: string): JsonObject {
  const copy: JsonObject = {}
  for (const key in value) {
    if (key === end) break
    if (Object.hasOwn(value, key)) put(copy, key, value[key] as JsonValue)
  }
  return copy
}
