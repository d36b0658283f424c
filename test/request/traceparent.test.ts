import { expect, test } from 'vitest'
import { parseTraceparent } from '../../src/request/traceparent.js'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const PARTS = { traceId: TRACE, spanId: SPAN }

test.each([
  [`00-${TRACE}-${SPAN}-01`, '01'],
  [`00-${TRACE}-${SPAN}-00`, '00'],
  [`00-${TRACE}-${SPAN}-03`, '03'],
  // A version to come: what is known of it is its beginning.
  [`cc-${TRACE}-${SPAN}-01`, '01'],
  [`cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, '01'],
])('%s', (value, traceFlags) => {
  expect(parseTraceparent(value)).toEqual({ ...PARTS, traceFlags })
})

test('ids may begin or end with zeros', () => {
  const ids = { traceId: `0${'1'.repeat(30)}0`, spanId: `0${'1'.repeat(14)}0` }
  expect(parseTraceparent(`00-${ids.traceId}-${ids.spanId}-01`)).toEqual({ ...ids, traceFlags: '01' })
})

test.each([
  ['no string', undefined],
  ['a number', 1],
  ['a list of one', [`00-${TRACE}-${SPAN}-01`]],
  ['nothing', ''],
  ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['a forbidden version', `ff-${TRACE}-${SPAN}-01`],
  ['a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['more than its version has', `00-${TRACE}-${SPAN}-01-00`],
  ['a version to come that goes on without a dash', `cc-${TRACE}-${SPAN}-01.what`],
  ['a short trace', `00-${TRACE.slice(1)}-${SPAN}-01`],
  ['a long span', `00-${TRACE}-${SPAN}0-01`],
  ['no flags', `00-${TRACE}-${SPAN}`],
  ['flags that are none', `00-${TRACE}-${SPAN}-0x`],
  ['a space before', ` 00-${TRACE}-${SPAN}-01`],
  ['a line end after', `00-${TRACE}-${SPAN}-01\n`],
  ['a line end before the rest', `cc-${TRACE}-${SPAN}-01\n-rest`],
])('%s is none', (_, value) => {
  expect(parseTraceparent(value)).toBeUndefined()
})
