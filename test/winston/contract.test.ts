import { createRequire } from 'node:module'
import { afterAll, afterEach, beforeEach, describe, it } from 'vitest'
import { McpTransport } from '../../src/winston/index.js'

// winston's own suite for transports is written for mocha: vitest has no `before` and `after`, and no `done`.

type Callback = (this: unknown, done?: (error?: unknown) => void) => unknown

/** Lets a function that takes `done` settle a promise instead. */
const settling = (work: Callback) => (): Promise<unknown> | unknown =>
  work.length === 0
    ? work.call(undefined)
    : new Promise<void>((resolve, reject) => {
        work.call(undefined, (error) => (error ? reject(error) : resolve()))
      })

const mocha = {
  describe,
  it: (name: string, work: Callback) => it(name, settling(work)),
  beforeEach: (work: Callback) => beforeEach(settling(work)),
  afterEach: (work: Callback) => afterEach(settling(work)),
  after: (work: Callback) => afterAll(settling(work)),
}

Object.assign(globalThis, mocha)
const suite = createRequire(import.meta.url)('abstract-winston-transport')
suite({ name: 'McpTransport', Transport: McpTransport })
