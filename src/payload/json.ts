/** Anything that JSON can say. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
export type JsonObject = { [key: string]: JsonValue }

/** Of what came of JSON. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Sets a field whatever its name: assigned, `__proto__` would set the prototype. */
export function setField<T>(target: Record<string, T>, name: string, value: T): void {
  if (name !== '__proto__') target[name] = value
  else Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
}

/** The fields before `end`, none of which needed a change. */
export function copyUntil(value: Readonly<Record<string, unknown>>, end: string): JsonObject {
  const copy: JsonObject = {}
  for (const key in value) {
    if (key === end) break
    if (Object.hasOwn(value, key)) setField(copy, key, value[key] as JsonValue)
  }
  return copy
}
