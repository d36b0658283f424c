import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { afterEach, describe, expect, test } from 'vitest'
import {
  bindRequestFields,
  createClientLogging,
  currentRequest,
  type RequestContext,
  requestFields,
} from '../../src/index.js'
import { v1Tools, v2Tools, type Work } from '../harness/tool-server.js'
import { WIRES, type WireSetup } from '../harness/wires.js'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const traceparent = `00-${TRACE}-${SPAN}-01`

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

/** Calls a tool that does `work`. */
async function call(wire: WireSetup, work: Work, meta?: Record<string, unknown>): Promise<void> {
  const logging = createClientLogging()
  const servers = { v1: () => v1Tools(logging, { work }), v2: () => v2Tools(logging, { work }) }
  const opened = await wire.open(servers)
  close = opened.close
  await opened.client.callTool('work', {}, meta)
}

describe.each(WIRES.map((wire) => [wire.name, wire] as const))('%s', (_, wire) => {
  test('tells who calls', async () => {
    let seen: RequestContext | undefined
    let fields: unknown
    const work = (): void => {
      seen = currentRequest()
      fields = requestFields({ client: true, user: true, trace: true })
    }
    await call(wire, work, { traceparent })
    // A stateless server of the legacy era has never met the client that calls.
    const known = wire.session || wire.era === 'modern'
    const protocol = wire.era === 'modern' ? '2026-07-28' : '2025-11-25'
    expect(seen).toMatchObject({
      client: known ? { name: 'test', version: '1.0.0' } : undefined,
      protocol,
      traceparent: { traceId: TRACE, spanId: SPAN, traceFlags: '01' },
    })
    const alice = { clientId: 'alice', scopes: ['read'], expiresAt: 4_000_000_000 }
    expect(seen?.auth).toEqual(wire.http ? alice : undefined)
    expect(JSON.stringify(seen)).not.toMatch(/alice|secret/)
    expect(fields).toMatchObject({
      ...(known && { client: 'test/1.0.0' }),
      ...(wire.http && { user: 'alice' }),
      trace_id: TRACE,
      span_id: SPAN,
      trace_flags: '01',
    })
  })
})

const [LOCAL] = WIRES as [WireSetup]

describe('requestFields', () => {
  test('tells none of it unless asked', async () => {
    let fields: unknown
    await call(
      LOCAL,
      () => {
        fields = requestFields()
      },
      { traceparent },
    )
    expect(fields).toEqual({ requestId: 1, method: 'tools/call', tool: 'work' })
  })

  test('is not asked by what pino hands to a mixin', async () => {
    let fields: unknown
    const mixin = requestFields as (...args: unknown[]) => object
    await call(
      LOCAL,
      () => {
        fields = mixin({ client: true, trace: true }, 30, {})
      },
      { traceparent },
    )
    expect(fields).toEqual({ requestId: 1, method: 'tools/call', tool: 'work' })
  })

  test.each([`00-${TRACE}-${SPAN}-01-00`, `00-${'0'.repeat(32)}-${SPAN}-01`, 12])(
    'has no trace of %s',
    async (value) => {
      let fields: object = {}
      await call(
        LOCAL,
        () => {
          fields = requestFields({ trace: true })
        },
        { traceparent: value },
      )
      expect(Object.keys(fields)).toEqual(['requestId', 'method', 'tool'])
    },
  )

  test('leaves the trace to OpenTelemetry where it has a span active', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    const fields: object[] = []
    const look = (): void => void fields.push(requestFields({ trace: true }))
    const span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 })
    const work = (): void => {
      look()
      context.with(trace.setSpan(context.active(), span), look)
    }
    await call(LOCAL, work, { traceparent })
    context.disable()
    expect(fields.map((each) => Object.keys(each).includes('trace_id'))).toEqual([true, false])
  })
})

describe('bindRequestFields', () => {
  test('adds to the fields of this request, and of what it starts', async () => {
    const seen: unknown[] = []
    let later: Promise<void> | undefined
    const nested = async (): Promise<void> => {
      await Promise.resolve()
      expect(bindRequestFields({ order: 7, customer: 'ada' })).toBe(true)
    }
    const work = async (): Promise<void> => {
      await nested()
      seen.push(requestFields())
      bindRequestFields({ customer: 'grace' })
      later = new Promise((resolve) => setImmediate(() => resolve(void seen.push(requestFields()))))
    }
    await call(LOCAL, work)
    await later
    const own = { requestId: 1, method: 'tools/call', tool: 'work' }
    expect(seen).toEqual([
      { ...own, order: 7, customer: 'ada' },
      { ...own, order: 7, customer: 'grace' },
    ])
  })

  test('keeps to its request', async () => {
    const seen: Record<string, unknown> = {}
    const gates = { a: () => {}, b: () => {} }
    const both = new Promise<void>((resolve) => {
      let waiting = 2
      const one = (): void => void (--waiting === 0 && resolve())
      gates.a = one
      gates.b = one
    })
    const logging = createClientLogging()
    const work: Work = async ({ tag }) => {
      bindRequestFields({ tag })
      gates[tag as 'a' | 'b']()
      await both
      seen[tag] = requestFields().tag
    }
    const opened = await LOCAL.open({ v1: () => v1Tools(logging, { work }), v2: () => v2Tools(logging, { work }) })
    close = opened.close
    await Promise.all(['a', 'b'].map((tag) => opened.client.callTool('work', { tag })))
    expect(seen).toEqual({ a: 'a', b: 'b' })
  })

  test('replaces nothing of the request’s own, and sets no prototype', async () => {
    let fields: Record<string, unknown> = {}
    await call(LOCAL, () => {
      bindRequestFields(JSON.parse('{"requestId": "forged", "__proto__": {"forged": true}}'))
      fields = requestFields()
    })
    expect(fields.requestId).toBe(1)
    expect(fields.forged).toBeUndefined()
  })

  test('does nothing outside of a request, and with anything but an object', async () => {
    expect(bindRequestFields({ order: 7 })).toBe(false)
    const results: boolean[] = []
    await call(LOCAL, () => {
      for (const value of ['text', null, undefined, 7]) results.push(bindRequestFields(value as never))
    })
    expect(results).toEqual([false, false, false, false])
  })
})
