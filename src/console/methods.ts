import { Console } from 'node:console'
import type { CleanValue } from '../adapter/create-adapter.js'
import { CallTexts, METHODS, type Method } from './call-text.js'

/** Where calls are printed, in order of precedence. */
export type Printing = 'as-before' | 'stderr' | 'none'

/** A call of a console method that prints something. */
export interface Call {
  readonly method: Method
  readonly args: readonly unknown[]
  /** @param clean redacts and limits values */
  text(clean: (value: unknown) => CleanValue): string
}

interface Listener {
  readonly print: Printing
  readonly take: (call: Call) => void
}

type Methods = Partial<Record<Method, (...args: readonly unknown[]) => void>>

/** All captures of the console: its methods are replaced once for all of them. */
const listeners = new Set<Listener>()
let restore: (() => void) | undefined
/** Whether a call is in progress: Node's methods call one another. */
let isInside = false

/** @returns a function that ends the capture */
export function listen(print: Printing, take: (call: Call) => void): () => void {
  const listener: Listener = { print, take }
  listeners.add(listener)
  restore ??= replaceMethods(globalThis.console as unknown as Methods)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    restore?.()
    restore = undefined
  }
}

function replaceMethods(target: Methods): () => void {
  const onStderr = new Console({ stdout: process.stderr, stderr: process.stderr }) as unknown as Methods
  const texts = new CallTexts()
  const undo = METHODS.map((method) => {
    const original = target[method]
    if (original === undefined) return () => {}
    const print = (args: readonly unknown[]): void => {
      const printing = [...listeners].map((each) => each.print)
      if (listeners.size === 0 || printing.includes('as-before')) original.apply(target, [...args])
      else if (printing.includes('stderr')) onStderr[method]?.(...args)
    }
    const replacement = (...args: readonly unknown[]): void => {
      if (isInside || listeners.size === 0) return print(args)
      isInside = true
      try {
        const text = texts.of(method, args, replacement)
        if (text !== undefined) for (const { take } of listeners) take({ method, args, text })
        print(args)
      } finally {
        isInside = false
      }
    }
    target[method] = replacement
    return () => {
      // If somebody has wrapped this method, it is still called, but only passes the call on.
      if (target[method] === replacement) target[method] = original
    }
  })
  return () => {
    for (const each of undo) each()
  }
}
