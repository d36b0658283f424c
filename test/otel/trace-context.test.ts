import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../src/index.js'
import { traceContext } from '../../src/otel/index.js'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const traceparent = `00-${TRACE}-${SPAN}-01`

beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()))
afterAll(() => context.disable())

/** What is active while a request with this `_meta` is served. */
function served<T>(meta: Record<string, unknown>, read: () => T): T | undefined {
  const request: RequestContext = {
    id: 1,
    method: 'tools/call',
    name: 'tool',
    sessionId: undefined,
    meta,
    era: 'legacy',
    client: undefined,
    protocol: undefined,
    traceparent: undefined,
    auth: undefined,
  }
  let found: T | undefined
  traceContext()(request, () => {
    found = read()
  })
  return found
}

const span = () => trace.getActiveSpan()?.spanContext()
const baggage = () => propagation.getActiveBaggage()?.getAllEntries()

test('the trace of the caller is the active one, and only meanwhile', () => {
  expect(served({ traceparent }, span)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true })
  expect(span()).toBeUndefined()
})

test('work that outlives the request keeps it', async () => {
  const found = await served({ traceparent }, async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return span()
  })
  expect(found?.traceId).toBe(TRACE)
})

test('its state comes with it', () => {
  const found = served({ traceparent, tracestate: 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7' }, span)
  expect(found?.traceState?.get('congo')).toBe('t61rcWkgMzE')
  expect(found?.traceState?.get('rojo')).toBe('00f067aa0ba902b7')
  expect(served({ traceparent, tracestate: 1 }, span)?.traceState).toBeUndefined()
})

test.each([undefined, 'none', `${traceparent}-00`, 7])('a traceparent of %s leaves what is active', (value) => {
  const outer = trace.setSpanContext(context.active(), {
    traceId: 'f'.repeat(32),
    spanId: 'f'.repeat(16),
    traceFlags: 1,
  })
  const found = context.with(outer, () => served({ traceparent: value }, span))
  expect(found?.traceId).toBe('f'.repeat(32))
})

describe('baggage', () => {
  test('is there, with or without a trace', () => {
    const sent = 'userId=alice,serverNode=DF%2028;ttl=1, isProduction=false'
    const entries = [
      ['userId', expect.objectContaining({ value: 'alice' })],
      ['serverNode', expect.objectContaining({ value: 'DF 28' })],
      ['isProduction', expect.objectContaining({ value: 'false' })],
    ]
    expect(served({ baggage: sent }, baggage)).toEqual(entries)
    expect(served({ baggage: sent, traceparent }, baggage)).toEqual(entries)
    const metadata = served({ baggage: sent }, () => propagation.getActiveBaggage()?.getEntry('serverNode')?.metadata)
    expect(metadata?.toString()).toBe('ttl=1')
  })

  test.each([
    ['no key', '=value'],
    ['no value at all', 'key'],
    ['a key with a space', 'a key=value'],
    ['a value with a quote', 'key="value"'],
    ['a value that is no UTF-8', 'key=%ff'],
    ['a value with a line end', 'key=a\nb'],
    ['no string', { key: 'value' }],
    ['too much', `key=${'a'.repeat(9000)}`],
  ])('%s is left out', (_, sent) => {
    expect(served({ baggage: sent }, baggage)).toBeUndefined()
  })

  test('a bad entry takes no other with it, and an odd key stays a key', () => {
    expect(served({ baggage: 'a b=1,__proto__=2,good=3' }, baggage)?.map(([key, { value }]) => [key, value])).toEqual([
      ['__proto__', '2'],
      ['good', '3'],
    ])
  })
})
