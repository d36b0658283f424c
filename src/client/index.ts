export type { RateLimit } from '../delivery/rate-limit.js'
export type { McpLevel } from '../levels/mcp-level.js'
export type { MethodLogger } from '../loggers/method-logger.js'
export type { LocalLogger, PinoTarget, WinstonTarget } from '../loggers/writer.js'
export type { JsonValue, PayloadLimits } from '../payload/sanitizer.js'
export type { LogRecord } from '../record.js'
export type { RedactOptions } from '../redact/redactor.js'
export type { BridgeWarning, WarningCode } from '../warning.js'
export type { AttachableClient } from './client-tap.js'
export { type Forwarding, type ForwardLogsOptions, forwardLogs } from './forward-logs.js'
export {
  type ForwardStderrOptions,
  forwardStderr,
  type StderrForwarding,
  type StderrStream,
  type StderrTransport,
} from './forward-stderr.js'
export type { ForwardedRecord, ForwardedRequest, LogFunction, LogSink } from './forwarded-record.js'
export type { ForwardDropReason, ForwardingStats } from './forwarding-stats.js'
export type { Ignore } from './ignore.js'
export { type LogProgressOptions, logProgress, type Progress } from './log-progress.js'
export type { RelayOptions } from './relay.js'
