import type { RequestEnd } from '../request/watcher.js'

/** How a request ended. */
export type RequestOutcome =
  /** Answered. */
  | 'ok'
  /** The tool returned an error (`isError`) or threw. */
  | 'tool-error'
  /** The response is a JSON-RPC error. */
  | 'error'
  /** Cancelled by the client before the response. */
  | 'cancelled'
  /** The session ended before the response. */
  | 'closed'

export interface Outcome {
  readonly outcome: RequestOutcome
  /** Code of a JSON-RPC error. */
  readonly code: number | undefined
  /** The error message that the client receives. */
  readonly error: string | undefined
}

/** Parse error, invalid request, method not found, invalid params: faults of the client. */
const CLIENT_FAULTS: readonly unknown[] = [-32700, -32600, -32601, -32602]

export function isClientFault({ code }: Outcome): boolean {
  return CLIENT_FAULTS.includes(code)
}

export function outcomeOf(end: RequestEnd): Outcome {
  if (typeof end === 'string') return { outcome: end, code: undefined, error: undefined }
  const { error, result } = end.response
  if (error !== undefined) {
    const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
    return {
      outcome: 'error',
      code: typeof code === 'number' ? code : undefined,
      error: typeof message === 'string' ? message : undefined,
    }
  }
  const { isError, content } = (result ?? {}) as { isError?: unknown; content?: unknown }
  if (isError !== true) return { outcome: 'ok', code: undefined, error: undefined }
  return { outcome: 'tool-error', code: undefined, error: firstText(content) }
}

function firstText(content: unknown): string | undefined {
  const parts: readonly unknown[] = Array.isArray(content) ? content : []
  const texts = parts.map((part) => (part as { text?: unknown } | null)?.text)
  return texts.find((text): text is string => typeof text === 'string')
}

/** Requests that hosts make by themselves all the time: of no interest unless they fail. */
const HOUSEKEEPING: readonly string[] = ['ping', 'initialize', 'server/discover']

/** The default level of a line. */
export function levelOf(method: string, outcome: Outcome): 'debug' | 'info' | 'warning' | 'error' {
  if (outcome.outcome === 'ok') return HOUSEKEEPING.includes(method) || method.endsWith('/list') ? 'debug' : 'info'
  if (outcome.outcome === 'tool-error') return 'warning'
  return outcome.outcome === 'error' && isClientFault(outcome) ? 'warning' : 'error'
}
