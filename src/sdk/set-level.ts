import { levelOfLabel } from '../levels/level-map.js'
import { type McpLevel, parseLevel } from '../levels/mcp-level.js'
import type { Connection } from '../request/connection.js'
import type { Message } from '../request/message.js'
import type { OpenRequest } from '../request/open-request.js'

const INTERNAL_ERROR = -32603
const INVALID_PARAMS = -32602
const METHOD_NOT_FOUND = -32601

interface RpcError {
  readonly code?: unknown
  readonly message?: unknown
}

/**
 * Processes a server's answer to `logging/setLevel`. A handler of the application has the last word: a level that it accepts
 * applies, and one that it rejects is rejected with its error. Only the SDK's own errors are corrected: without a handler any
 * valid level is accepted, and a level that the SDK's schema rejects is "Invalid params", not "Internal error".
 *
 * @returns the answer to send
 * @see https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/logging#error-handling
 */
export function answerSetLevel(connection: Connection, request: OpenRequest, answer: Message): Message {
  const level = levelOf(request.levelToSet)
  const error = answer.error as RpcError | undefined
  if (error === undefined) return (level && refusal(connection, request, level)) ?? answer

  const isExact = parseLevel(request.levelToSet) !== undefined
  if (error.code === METHOD_NOT_FOUND && isExact) {
    return refusal(connection, request, level as McpLevel) ?? { jsonrpc: '2.0', id: request.id, result: {} }
  }
  const isRefusedBySdk =
    error.code === METHOD_NOT_FOUND || (error.code === INTERNAL_ERROR && isSchemaError(error.message))
  if (isExact || !isRefusedBySdk) return answer
  const invalid = { code: INVALID_PARAMS, message: 'Invalid params: unknown log level' }
  return { jsonrpc: '2.0', id: request.id, error: invalid }
}

/** Applies the level, unless the application's `onLevel` throws. */
function refusal(connection: Connection, request: OpenRequest, level: McpLevel): Message | undefined {
  try {
    connection.setLevel(level, request)
    return undefined
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : 'Level refused'
    return { jsonrpc: '2.0', id: request.id, error: { code: INTERNAL_ERROR, message } }
  }
}

/** If an application's handler accepts `warn`, it is taken for `warning`. */
function levelOf(value: unknown): McpLevel | undefined {
  return parseLevel(value) ?? (typeof value === 'string' ? levelOfLabel(value) || undefined : undefined)
}

/** Both SDKs answer with the list of issues of their schema as JSON. */
function isSchemaError(message: unknown): boolean {
  if (typeof message !== 'string') return false
  try {
    const issues: unknown = JSON.parse(message)
    return Array.isArray(issues) && issues.every((each) => Array.isArray((each as { path?: unknown } | null)?.path))
  } catch {
    return false
  }
}
