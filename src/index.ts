export type { RateLimit } from './delivery/rate-limit.js'
export type { DropReason } from './delivery/stats.js'
export { compareLevels, MCP_LEVELS, type McpLevel, parseLevel } from './levels/mcp-level.js'
export type { JsonValue, PayloadLimits, PayloadOptions } from './payload/sanitizer.js'
export type { LogRecord, RawRecord, Shape } from './record.js'
export type { RedactOptions } from './redact/redactor.js'
export type { Era, RequestId } from './request/connection.js'
export { currentRequest, type RequestContext, requestFields } from './request/scope.js'
export type { AttachableServer } from './sdk/server-tap.js'
export type { ClientLogger } from './server/client-logger.js'
export {
  type Attachment,
  type ClientLogging,
  type ClientLoggingStats,
  createClientLogging,
} from './server/hub.js'
export type { ClientLoggingOptions, QueueLimits } from './server/options.js'
export type { BridgeWarning, WarningCode } from './warning.js'
