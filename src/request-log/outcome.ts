import type { RequestEnd } from '../request/watcher.js'

/** How a request ended. */
export type RequestOutcome =
  /** Answered. */
  | 'ok'
  /** The tool has answered that it failed (`isError`), or has thrown. */
  | 'tool-error'
  /** The answer is an error of the protocol. */
  | 'error'
  /** By the client, before the answer. */
  | 'cancelled'
  /** The session was over before the answer. */
  | 'closed'

export interface Outcome {
  readonly outcome: RequestOutcome
  /** Of an error of the protocol. */
  readonly code: number | undefined
  /** What went wrong, as the client is told. */
  readonly error: string | undefined
}

/** Parse error, invalid request, method not found, invalid params: the server is right to refuse these. */
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

/** Asked by hosts for themselves, all the time: of no interest as long as they go well. */
const HOUSEKEEPING: readonly string[] = ['ping', 'initialize', 'server/discover']

/** The level of a line, where the application does not say otherwise. */
export function levelOf(method: string, outcome: Outcome): 'debug' | 'info' | 'warning' | 'error' {
  if (outcome.outcome === 'ok') return HOUSEKEEPING.includes(method) || method.endsWith('/list') ? 'debug' : 'info'
  if (outcome.outcome === 'tool-error') return 'warning'
  return outcome.outcome === 'error' && isClientFault(outcome) ? 'warning' : 'error'
}
