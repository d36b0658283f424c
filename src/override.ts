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
