import { LEVEL } from 'triple-beam'
import type { Info } from './capture.js'

/** An Error as it was logged, or what a child logger has copied of one. */
export type LoggedError = Error | Readonly<Record<string, unknown>>

const PLACEHOLDERS = /%[scdjifoO%]/g

/**
 * The Error that was logged by itself, as the message, or beside the message. winston spreads such an Error over the
 * record and keeps neither its name nor, without `format.errors`, its message: so it is looked for before any format.
 *
 * @param splat arguments after the message
 */
export function loggedError(info: Info, splat: unknown): LoggedError | undefined {
  if (info instanceof Error) return info
  try {
    const { message, stack } = info
    if (message instanceof Error) return message
    if (Array.isArray(splat)) {
      const index = splat.findIndex((each) => each instanceof Error)
      if (index >= 0 && index >= placeholders(message)) return splat[index] as Error
    }
    return typeof stack === 'string' && isStack(stack) ? partsOf(info, stack) : undefined
  } catch {
    return undefined // a getter threw: winston will come across it as well, or nobody will
  }
}

/** How many arguments `format.splat()` works into the message. */
function placeholders(message: unknown): number {
  if (typeof message !== 'string') return 0
  return message.match(PLACEHOLDERS)?.filter((each) => each !== '%%').length ?? 0
}

/** A child logger has copied the Error's parts onto the record; its name is left in the stack only. */
function partsOf({ name, message, cause, code }: Info, stack: string): LoggedError {
  return {
    name: typeof name === 'string' && /(?:Error|Exception)$/.test(name) ? name : nameIn(stack),
    message,
    ...(code !== undefined && { code }),
    ...(cause !== undefined && { cause }),
    stack,
  }
}

/** Whether a text is a stack trace, not a field that happens to be called `stack`. */
export function isStack(text: string): boolean {
  return /\n\s+at\s/.test(text)
}

/** `TypeError: …`, `TypeError [ERR_X]: …` or a bare `TypeError`. */
function nameIn(stack: string): string {
  return /^[\w$.]+(?=:| \[|\n)/.exec(stack)?.[0] ?? 'Error'
}

/** The Error as a field of the record. */
export function errorField(error: LoggedError, stacks: boolean): unknown {
  if (error instanceof Error) return withoutLevel(error)
  if (stacks) return error
  const { stack: _, ...rest } = error
  return rest
}

/** winston writes `level` onto an Error that is logged by itself: no field of the Error's own. */
export function withoutLevel(error: Error): unknown {
  if (!Object.hasOwn(error, LEVEL)) return error
  const { level: _, ...descriptors } = Object.getOwnPropertyDescriptors(error) as PropertyDescriptorMap
  return Object.create(Object.getPrototypeOf(error), descriptors)
}
