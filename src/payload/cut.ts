import { cutString } from './marker.js'

/** A secret that begins before the cut is still recognised if this much of it is seen: more than any form asks for. */
export const BEYOND_CUT = 512

/** `text` in no more than `room` characters, the marker included. `total` is what it was, of which `text` is the start. */
export function cutTo(text: string, room: number, total: number): string {
  if (text.length <= room && text.length === total) return text
  const keep = Math.min(text.length, room - cutString(total).length)
  // Room for a marker of one character only.
  if (keep <= 0) return `${text.slice(0, roundToPair(text, room - 1))}…`
  const kept = roundToPair(text, keep)
  return text.slice(0, kept) + cutString(Math.max(total - kept, 1))
}

/** `end`, or one less where it would part a surrogate pair. */
export function roundToPair(text: string, end: number): number {
  const isHigh = end > 0 && end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800
  return isHigh ? end - 1 : end
}

/** The same text on its own: V8's slice of a string keeps all of it in memory, 100 MB or a secret, for as long. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}
