/**
 * Replaces a method of one object.
 *
 * @returns puts back what was there, unless somebody else has replaced it since
 */
export function override<T extends object, K extends keyof T>(
  target: T,
  key: K,
  replace: (original: T[K]) => T[K],
): () => void {
  const own = Object.hasOwn(target, key)
  const original = target[key]
  const replacement = replace(original)
  target[key] = replacement
  return () => {
    if (target[key] !== replacement) return
    if (own) target[key] = original
    else delete target[key]
  }
}

/**
 * Gets in front of a callback property, whoever assigns it and however often: it becomes an accessor that keeps what is
 * assigned and hands out what `wrap` makes of it.
 *
 * @returns puts back a plain property with what was assigned last, unless somebody else has replaced it since
 */
export function overrideCallback<T extends object, K extends keyof T>(
  target: T,
  key: K,
  wrap: (handler: NonNullable<T[K]>) => NonNullable<T[K]>,
): () => void {
  const own = Object.getOwnPropertyDescriptor(target, key)
  const inherited = own ?? inheritedDescriptor(target, key)
  let value: T[K] | undefined = target[key]
  const read = (): T[K] | undefined => (inherited?.get ? inherited.get.call(target) : value)
  const write = (handler: T[K] | undefined): void => {
    if (inherited?.set) inherited.set.call(target, handler)
    else value = handler
  }
  let latest: T[K] | undefined = target[key]
  const set = (handler: T[K] | undefined): void => {
    latest = handler
    write(handler == null ? handler : wrap(handler))
  }
  if (latest !== undefined) set(latest)
  Object.defineProperty(target, key, { configurable: true, enumerable: true, get: read, set })
  return () => {
    if (Object.getOwnPropertyDescriptor(target, key)?.set !== set) return
    if (own) Object.defineProperty(target, key, own)
    else delete target[key]
    target[key] = latest as T[K]
  }
}

function inheritedDescriptor(target: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (let each: object | null = Object.getPrototypeOf(target); each !== null; each = Object.getPrototypeOf(each)) {
    const descriptor = Object.getOwnPropertyDescriptor(each, key)
    if (descriptor !== undefined) return descriptor
  }
  return undefined
}
