/**
 * Whether a value is a stack trace as V8 writes it, not a field that happens to be called `stack`. Linear in the text: a
 * line break is followed by blanks only, so that no part of it is looked at twice.
 */
export function isStackTrace(value: unknown): value is string {
  return typeof value === 'string' && /\n[ \t]+at /.test(value)
}
