/** The parts of a W3C `traceparent`: https://www.w3.org/TR/trace-context/#traceparent-header */
export interface TraceParent {
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string
  /** 16 lower-case hexadecimal digits: the caller's span. */
  readonly spanId: string
  /** Two hexadecimal digits, unchanged. */
  readonly traceFlags: string
}

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

const FORBIDDEN_VERSION = 'ff'

/** Of future versions only this prefix is specified, and what may follow it. */
const KNOWN_VERSION = '00'

/** As strict as the recommendation: a malformed value is ignored. */
export function parseTraceparent(value: unknown): TraceParent | undefined {
  const found = typeof value === 'string' ? FORM.exec(value) : null
  if (found === null) return undefined
  const [, version, traceId = '', spanId = '', traceFlags = '', rest] = found
  if (version === FORBIDDEN_VERSION || (version === KNOWN_VERSION && rest !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, traceFlags }
}
