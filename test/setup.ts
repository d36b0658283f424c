import { afterEach, beforeEach, expect, vi } from 'vitest'

// The stdio transport owns stdout: a library that writes to the console breaks sessions, so any call fails the suite.
const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const

beforeEach(() => {
  for (const method of methods) vi.spyOn(console, method)
})

afterEach(() => {
  for (const method of methods) {
    const { calls } = vi.mocked(console[method]).mock
    expect(calls, `console.${method} was called`).toEqual([])
  }
  vi.restoreAllMocks()
})
