export type { ClientLogger } from './client-logging/logger.js'
export type { ClientLoggingOptions, QueueLimits } from './client-logging/options.js'
export {
  type Attachment,
  type ClientLogging,
  type ClientLoggingStats,
  createClientLogging,
} from './client-logging.js'
export type { Era, RequestId } from './connection.js'
export type { DropReason } from './delivery/tally.js'
export { compareLevels, MCP_LEVELS, type McpLevel, parseLevel } from './level.js'
export type { JsonValue, PayloadLimits, PayloadOptions } from './payload.js'
export type { RateLimit } from './rate-limit.js'
export type { LogRecord, RawRecord, Shape } from './record.js'
export type { RedactOptions } from './redact.js'
export { currentRequest, type RequestContext, requestFields } from './request-context.js'
export type { AttachableServer } from './tap.js'
export type { BridgeWarning, WarningCode } from './warning.js'
