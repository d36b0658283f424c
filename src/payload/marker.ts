/**
 * What stands in a record where something was left out: always in brackets, so that a reader can tell it from data.
 * Cleaning a cleaned value again leaves the markers as they are.
 */
export const CIRCULAR = '[Circular]'
/** A getter, a `toJSON` or a Proxy that threw: what it threw is omitted, since it may say anything. */
export const UNREADABLE = '[Unreadable]'
/** Replaces all of a record's data if its redaction failed. */
export const FAILED = '[Removed: redaction failed]'
/** The key under which an object tells that it was cut. */
export const CUT_KEY = '[Truncated]'

export const cutString = (rest: number): string => `[Truncated: ${rest} more characters]`
export const cutItems = (rest: number): string => `[Truncated: ${rest} more items]`
export const CUT_KEYS = 'more keys'
export const CUT_DEPTH = '[Truncated: nested too deep]'
export const CUT_SIZE = '[Truncated: too large]'
export const bytes = (count: number): string => `[Buffer: ${count} bytes]`
export const typed = (name: string, count: number): string => `[${name}: ${count} items]`
export const opaque = (name: string): string => `[${name}]`
