import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DroppedSummary, summaryText } from '../../src/delivery/dropped-summary.js'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('is due when something was dropped, and then once in five seconds', () => {
  const due = vi.fn()
  const summary = new DroppedSummary(due)
  expect(summary.isDue).toBe(false)
  summary.count('queue')
  expect(summary.isDue).toBe(true)
  expect(summary.take()).toEqual({ 'rate-limit': 0, queue: 1 })
  expect([summary.isDue, summary.take()]).toEqual([false, undefined])
  summary.count('rate-limit')
  vi.advanceTimersByTime(4999)
  expect([summary.isDue, due.mock.calls.length]).toEqual([false, 0])
  vi.advanceTimersByTime(1)
  expect([summary.isDue, due.mock.calls.length]).toEqual([true, 1])
})

test('is not due while a report is under way; what that did not tell is told by the next', () => {
  const summary = new DroppedSummary(() => {})
  summary.count('queue')
  summary.begin()
  expect(summary.isDue).toBe(false)
  const lost = summary.take()
  summary.count('rate-limit')
  vi.advanceTimersByTime(60_000)
  expect(summary.isDue).toBe(false)
  summary.end(lost)
  expect(summary.isDue).toBe(true)
  expect(summary.take()).toEqual({ 'rate-limit': 1, queue: 1 })
})

test('leaves no timer behind once it is taken or stopped', () => {
  const summary = new DroppedSummary(() => {})
  summary.count('queue')
  summary.take()
  expect(vi.getTimerCount()).toBe(0)
  summary.count('queue')
  expect(vi.getTimerCount()).toBe(1)
  summary.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('says how many, whose and why', () => {
  expect(summaryText({ 'rate-limit': 1, queue: 0 })).toBe('1 log message dropped (rate limit)')
  expect(summaryText({ 'rate-limit': 0, queue: 2 }, 'weather')).toBe('2 log messages of weather dropped (queue)')
  expect(summaryText({ 'rate-limit': 3, queue: 2 })).toBe('5 log messages dropped (3 rate limit, 2 queue)')
})
